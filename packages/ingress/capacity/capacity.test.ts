import { Milliseconds, type Assessment, type Ratio } from '@catalyst/model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planned, server, type SiteText } from '../testing/site.ts';
import { takeoverOf } from './failover.ts';
import { assessIngress } from './index.ts';

/** Demands in their order. */
const DEMANDS = ['1k tps', '10k tps', '50k tps', '200k tps', '201k tps', '685k tps', '2M tps'] as const;
type Demand = (typeof DEMANDS)[number];

function assessed(text: SiteText): Assessment {
  const { platform, spec } = planned(text);
  const [site] = platform.sites;
  if (site === undefined) throw new Error('no site');
  return assessIngress(spec, site, platform);
}
const used = (text: SiteText, code: string): readonly number[] =>
  assessed(text)
    .utilisation.filter((row) => row.code === `ingress/${code}`)
    .map((row) => Math.round(row.used * 100));
const tooMuch = (text: SiteText): readonly string[] =>
  assessed(text)
    .utilisation.filter((row) => row.used > row.limit)
    .map(({ code, scenario }) => `${code}, ${scenario}`);

/** The guide's pair: 8 cores, one of them waiting, one message a request. */
const guide: SiteText = {
  nodes: 2,
  mode: 'active-passive',
  hardware: { ...server, cores: 8, nics: { ports: 2, speed: '10 Gbps' } },
};

describe('four nodes of 16 cores', () => {
  it('carry the peak with one lost, at ten messages a request', () => {
    expect(tooMuch({ nodes: 4, ingress: { batch: 10 } })).toEqual([]);
    expect(used({ nodes: 4, ingress: { batch: 10 } }, 'requests')).toEqual([27, 35]);
  });

  it('do not at one message a request: 17 nodes would', () => {
    const { findings } = assessed({ nodes: 4 });
    expect(findings.find(({ code }) => code === 'ingress/unbatched')?.message).toBe(
      '850,000 requests/s of one message each are 53,100 for each core of one node; 5,000 are what a core does with TLS and ' +
        'the application firewall: 15 nodes, or 3 with 10 messages a request',
    );
  });
});

describe('the pair of the guide', () => {
  it('is the one node that answers, at 21 times what it can do', () => {
    expect(used(guide, 'requests')).toEqual([2125, 2125]);
    expect(used(guide, 'network')).toEqual([170, 170]);
  });
});

describe('a takeover', () => {
  it('takes four announcements where a host is lost, and the patience of the watch and one where its proxy is', () => {
    expect(takeoverOf({ advert: Milliseconds.of(200) })).toEqual({ host: 800, proxy: 1000 });
  });

  it('that the objective does not allow is a finding', () => {
    const slow: SiteText = { nodes: 2, ingress: { advert: '1 s' }, objectives: { failover: '2 s' } };
    expect(assessed(slow).findings.map(({ code }) => code)).toContain('ingress/failover');
    expect(assessed({ ...slow, objectives: { failover: '5 s' } }).findings.map(({ code }) => code)).not.toContain(
      'ingress/failover',
    );
  });
});

describe('what is used', () => {
  it('never falls when the demand rises, nor rises when a node is added where all answer', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 7 }),
        fc.subarray([...DEMANDS], { minLength: 2, maxLength: 2 }),
        fc.integer({ min: 1, max: 100 }),
        (nodes, [less = '1k tps', more = '1k tps'], batch) => {
          const at = (n: number, demand: Demand): readonly Ratio[] =>
            assessed({
              nodes: n,
              ingress: { batch },
              demand: { sustained: demand, peak: demand },
            })
              .utilisation.filter(({ scenario }) => scenario === 'all up, at peak')
              .map((row) => row.used);
          const base = at(nodes, less);
          at(nodes, more).forEach((share, i) => {
            expect(share).toBeGreaterThanOrEqual(base[i] ?? 0);
          });
          at(nodes + 1, less).forEach((share, i) => {
            expect(share).toBeLessThanOrEqual(base[i] ?? 0);
          });
        },
      ),
      { numRuns: 40 },
    );
  });
});
