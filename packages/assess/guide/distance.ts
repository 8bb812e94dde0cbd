import {
  Bytes,
  BytesPerSecond,
  Metres,
  Milliseconds,
  seconds,
  type Finding,
  type Interconnect,
  type Platform,
} from '@catalyst/model';

/** How far light gets in glass in a millisecond. @source audit I08: 204 km/ms, the vacuum's 299.8 at a refractive index of 1.468 */
const METRES_PER_MS = 204e3;

type Fiber = Extract<Interconnect, { kind: 'dark-fiber' }>;

const fibers = (platform: Platform): readonly (readonly [string, Fiber])[] =>
  Object.entries(platform.interconnects).flatMap(([id, link]) =>
    link.kind === 'dark-fiber' ? [[id, link] as const] : [],
  );

/** Latency that light cannot keep, in a profile or in what a document claims. @source audit I08 */
export function checkLatency(platform: Platform): readonly Finding[] {
  return fibers(platform).flatMap(([id, { length, latency, claims }]) => {
    if (length === undefined) return [];
    const oneWay = length / METRES_PER_MS;
    const arithmetic =
      `${Metres.print(length)} ÷ ${Metres.print(METRES_PER_MS)} in a ms are ${Milliseconds.show(oneWay)} one way and ` +
      `${Milliseconds.show(2 * oneWay)} there and back`;
    const tooFast = (code: string, key: string, stated: Milliseconds, said: string): readonly Finding[] =>
      stated >= 2 * oneWay
        ? []
        : [
            {
              code,
              severity: 'error',
              subject: id,
              path: `interconnects.${id}.${key}`,
              message: `${said} ${Milliseconds.print(stated)}; ${arithmetic}`,
              evidence: { stated, oneWayMs: oneWay, length },
              fix: 'reckon with what is measured between the two places, there and back',
            },
          ];
    return [
      ...tooFast('interconnect/latency', 'latency', latency, 'light is slower than'),
      ...(claims === undefined ? [] : tooFast('claim/latency', 'claims.latency', claims.latency, 'claimed are')),
    ];
  });
}

/**
 * No loss at all when a site is lost, where each site acknowledges by itself: what is on the way is lost.
 * Each site has a Kafka cluster of its own, so none waits for another.
 * @source audit I07
 */
export function checkDataLoss(platform: Platform): readonly Finding[] {
  const { claims, demand, name } = platform;
  if (claims.dataLoss === undefined) return [];
  const rate = demand.sustained * demand.message;
  const longest = [...fibers(platform)].sort(([, a], [, b]) => b.latency - a.latency)[0];
  if (longest === undefined) return [];
  const [id, { latency }] = longest;
  const oneWay = latency / 2;
  if (claims.dataLoss >= oneWay) return [];
  const lost = Bytes.of((rate * oneWay) / seconds(1));
  return [
    {
      code: 'claim/data-loss',
      severity: 'error',
      subject: name,
      path: 'claims.dataLoss',
      message:
        `claimed are ${Milliseconds.print(claims.dataLoss)}; each site acknowledges without the others, and ` +
        `${BytesPerSecond.show(rate)} × ${Milliseconds.show(oneWay)} one way on ${id} are ${Bytes.show(lost)} on the way ` +
        `at any moment; waiting for the other site instead adds ${Milliseconds.show(latency)} to every message`,
      evidence: { claimedMs: claims.dataLoss, oneWayMs: oneWay, bytes: lost },
      fix: 'claim none inside a region, and the time of replication between regions',
    },
  ];
}
