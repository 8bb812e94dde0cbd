import { Bytes, raw, usable, type Finding, type Host, type SiteContext } from '@catalyst/model';
import type { KafkaSpec, SelfManagedKafka } from './spec.ts';
import { logVolumes } from './volumes.ts';

/** What findings about Kafka at a site are about. */
export const subjectOf = (site: Pick<SiteContext, 'id'>): string => `${site.id}/kafka`;

type Text = Pick<Finding, 'message' | 'fix' | 'evidence'>;

const at = (site: SiteContext, key: string) => ({ subject: subjectOf(site), path: `${site.path}.${key}` });
const error = (site: SiteContext, key: string, code: string, text: Text): Finding => ({
  ...at(site, key),
  code: `profile/${code}`,
  severity: 'error',
  ...text,
});
const remark = (site: SiteContext, key: string, code: string, severity: 'warning' | 'info', text: Text): Finding => ({
  ...at(site, key),
  code: `kafka/${code}`,
  severity,
  ...text,
});

/** Copies that fit on the brokers, and leave one to spare. Without brokers, the pool has been reported already. */
export function checkCopies({ copies }: KafkaSpec, site: SiteContext, brokers: number): readonly Finding[] {
  if (brokers === 0) return [];
  const { total, inSync } = copies;
  const evidence = { total, inSync, brokers };
  return [
    ...(total > brokers
      ? [
          error(site, 'copies.total', 'copies', {
            message:
              `${String(total)} copies need ${String(total)} brokers, and site ${site.id} has ${String(brokers)}: ` +
              'a broker keeps one copy of a partition at most',
            evidence,
            fix: `add brokers, or lower copies.total to ${String(brokers)}`,
          }),
        ]
      : []),
    ...(inSync > total
      ? [
          error(site, 'copies.inSync', 'copies', {
            message: `${String(inSync)} in-sync copies are more than the ${String(total)} that there are: every write would be refused`,
            evidence,
            fix: `lower copies.inSync to ${String(Math.max(1, total - 1))}`,
          }),
        ]
      : []),
    ...(inSync === total && total > 1
      ? [
          remark(site, 'copies.inSync', 'no-margin', 'warning', {
            message:
              `${String(total)} copies - ${String(inSync)} in sync = 0 that may be away: ` +
              'each restart of a broker stops the writers of its partitions',
            evidence,
            fix: `lower copies.inSync to ${String(total - 1)}`,
          }),
        ]
      : []),
  ];
}

/** What the machines of the brokers need. A pool has one kind of machine, so its first host stands for all. */
export function checkBrokers(spec: SelfManagedKafka, site: SiteContext, brokers: readonly Host[]): readonly Finding[] {
  const firsts = brokers.filter((host, i) => brokers.findIndex(({ pool }) => pool === host.pool) === i);
  return firsts.flatMap(({ pool, machine: { memory, volumes } }) => {
    const logs = logVolumes(volumes);
    return [
      ...(spec.heap + spec.systemMemory >= memory
        ? [
            error(site, 'heap', 'memory', {
              message:
                `${Bytes.print(spec.heap)} of heap and ${Bytes.print(spec.systemMemory)} for the system leave nothing ` +
                `of the ${Bytes.print(memory)} of pool '${pool}' for the page cache`,
              evidence: { heap: spec.heap, systemMemory: spec.systemMemory, memory },
              fix: 'lower the heap, or use a machine with more memory',
            }),
          ]
        : []),
      ...(logs.reduce((sum, volume) => sum + usable(volume), 0) === 0
        ? [
            error(site, 'brokers.on', 'volume', {
              message: `the hosts of pool '${pool}' have no volume to keep logs on`,
              evidence: { pool },
              fix: 'give the pool a volume',
            }),
          ]
        : []),
      ...volumes
        .filter((volume) => !logs.includes(volume))
        .map((volume) =>
          remark(site, 'brokers.on', 'idle-volume', 'info', {
            message:
              `volume '${volume.name}' of pool '${pool}' (${Bytes.show(raw(volume))}, ${volume.media}) keeps no logs: Kafka spreads ` +
              'partitions over directories by their number and not by their speed, so half of all topics would be as slow as it is',
            evidence: { pool, volume: volume.name, bytes: raw(volume) },
            fix: 'leave it out, or keep it for an object store that old segments move to (KIP-405)',
          }),
        ),
    ];
  });
}

/** An even quorum tolerates no more failures than the odd one below it, and has one more member to lose. */
export function checkQuorum(
  site: SiteContext,
  brokers: readonly Host[],
  controllers: readonly Host[],
): readonly Finding[] {
  const n = controllers.length;
  const evidence = { controllers: n };
  const shared = controllers.filter(({ id }) => brokers.some((broker) => broker.id === id));
  if (shared.length > 0)
    return [
      error(site, 'controllers.on', 'quorum', {
        message: `${shared.map(({ hostname }) => hostname).join(', ')}: a host of the brokers cannot run a second Kafka`,
        evidence,
        fix: 'leave controllers out to let brokers be controllers, or give them a pool of their own',
      }),
    ];
  if (n > 0 && n % 2 === 0)
    return [
      error(site, 'controllers.on', 'quorum', {
        message: `${String(n)} controllers: a majority is ${String(n / 2 + 1)}, so ${String(n / 2 - 1)} may fail, as with ${String(n - 1)}`,
        evidence,
        fix: `use ${String(n - 1)} or ${String(n + 1)} controllers`,
      }),
    ];
  if (n !== 1) return [];
  return [
    remark(site, 'controllers.on', 'single-controller', 'warning', {
      message: '1 controller: a majority is 1, so none may fail',
      evidence,
      fix: 'use 3 controllers in 3 racks or zones',
    }),
  ];
}

/** @source https://kafka.apache.org/39/documentation.html#kraft_role: combined mode is not for critical environments */
export function checkCombined(site: SiteContext, brokers: number, quorum: number): readonly Finding[] {
  if (brokers === 0) return [];
  const evidence = { brokers, quorum };
  if (brokers < quorum)
    return [
      error(site, 'brokersAsControllers', 'quorum', {
        message: `${String(quorum)} of the brokers are to be controllers, and there ${brokers === 1 ? 'is' : 'are'} ${String(brokers)}`,
        evidence,
        fix: 'say brokersAsControllers: 1, or give the controllers a pool of their own',
      }),
    ];
  return [
    remark(site, 'controllers', 'combined-mode', 'warning', {
      message:
        `${quorum === 1 ? 'the first broker is the controller' : `the first ${String(quorum)} brokers are controllers`} too: ` +
        'a broker that is busy or restarts takes a member of the quorum with it',
      evidence,
      fix: "give the controllers a pool of their own: controllers: { on: 'kraft' }",
    }),
  ];
}
