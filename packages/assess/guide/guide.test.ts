import { resolvePlatform, type PlatformProfile } from '@catalyst/platform';
import { describe, expect, it } from 'vitest';
import dev from '../../../profiles/dev.ts';
import enterprise from '../../../profiles/enterprise.ts';
import production from '../../../profiles/production.ts';
import productionN1 from '../../../profiles/production-n1.ts';
import { only, platformOf } from '../testing.ts';
import { checkGuide } from './index.ts';

const findings = (profile: PlatformProfile) => checkGuide(platformOf(profile));
const codes = (profile: PlatformProfile) => findings(profile).map(({ code, subject }) => `${code} ${subject}`);

describe('Lists of the same servers', () => {
  it('are summed, and held against their own heading and the inventory (audit A01)', () => {
    expect(only(findings(production), 'claim/fleet', 'dc1/final-summary')).toMatchObject({
      severity: 'error',
      message:
        'it says 19 servers; it adds up to 25: 3 kafka + 2 postgres + 1 timescale + 1 dragonfly + 8 services + ' +
        '5 search-data + 2 monitoring + 2 ingress + 1 backup; the inventory has 19',
      evidence: { stated: 19, sum: 25, inventory: 19 },
    });
    expect(only(findings(production), 'claim/fleet', 'dc1/cost-bom').evidence).toEqual({
      stated: null,
      sum: 3 + 5 + 4 + 12 + 2 + 2 + 1,
      inventory: 19,
    });
    expect(only(findings(production), 'claim/fleet', 'dc1/heading').message).toBe(
      'it says 3 servers; the inventory has 19',
    );
  });

  it('are compared kind by kind, in number and in what each is', () => {
    const about = (name: string) => only(findings(production), 'claim/pool', `dc1/${name}`).message;
    expect(about('final-summary/search-data')).toBe('search-data: 5 servers, and the inventory has none');
    expect(about('final-summary/postgres')).toBe('postgres: 20 TB of storage each, where each has 18 TB');
    expect(about('cost-bom/database')).toContain('5 servers, and the inventory has 3 (2 postgres + 1 timescale)');
  });

  it('that agree are no finding', () => {
    const subjects = codes(production);
    expect(subjects).not.toContain('claim/pool dc1/final-summary/kafka');
    expect(subjects).not.toContain('claim/pool dc1/final-summary/timescale');
  });

  it('of some kinds only are not summed against all servers', () => {
    expect(only(findings(enterprise), 'claim/fleet', 'east/heading').message).toBe(
      'it adds up to 5: 5 postgres; the inventory has 3',
    );
  });
});

describe('Shares of the network', () => {
  it('are summed: 205 Gbps where the guide says 170 (audit H01)', () => {
    expect(only(findings(production), 'claim/allotted', 'dc1').message).toMatch(
      /^it says 170 Gbps; the shares add up to 205 Gbps: 50 Gbps kafka-brokers \+ /,
    );
  });

  it('need ports: 50 Gbps of three brokers that have 30 (audit B13)', () => {
    expect(only(findings(production), 'claim/share', 'dc1/kafka-brokers').message).toBe(
      '50 Gbps are allotted, and the 3 servers of kafka have ports of 30 Gbps',
    );
  });
});

describe('Keeping every message', () => {
  it('for 30 days takes 1,776 TB where there are 203 (audit B09)', () => {
    expect(only(findings(production), 'claim/retention', 'production').message).toBe(
      '685k tps × 1 kB × 30 d are 1,776 TB for one copy; all drives together are 203 TB, which hold 3.43 d of it',
    );
  });

  it('for 24 hours at 100,000 a second fills the 2 TB of dev in 5.6 hours (audit A09)', () => {
    expect(only(findings(dev), 'claim/retention', 'dev').message).toContain('2 TB, which hold 5.56 h of it');
  });

  it('for as long as the drives last is no finding', () => {
    const kept = (retention: '3.4 d' | '3.5 d') =>
      codes({ ...production, claims: { retention } }).filter((code) => code.startsWith('claim/retention'));
    expect(kept('3.4 d')).toEqual([]);
    expect(kept('3.5 d')).toHaveLength(1);
  });
});

describe('Distance', () => {
  type Fiber = Extract<NonNullable<PlatformProfile['interconnects']>[string], { kind: 'dark-fiber' }>;
  const joined = (latency: Fiber['latency']) => {
    const fiber: Fiber = {
      kind: 'dark-fiber',
      between: ['east', 'west'],
      bandwidth: '100 Gbps',
      length: '3900 km',
      latency,
    };
    return codes({ ...enterprise, interconnects: { ...enterprise.interconnects, 'fiber-east-west': fiber } });
  };

  it('of 3,900 km takes light 19 ms one way, so 20 ms there and back cannot be (audit I08)', () => {
    expect(only(findings(enterprise), 'claim/latency', 'fiber-east-west').message).toBe(
      'claimed are 20 ms; 3900 km ÷ 204 km in a ms are 19.1 ms one way and 38.2 ms there and back',
    );
  });

  it('bounds what a profile may reckon with', () => {
    expect(joined('38.2 ms')).toContain('interconnect/latency fiber-east-west');
    expect(joined('38.3 ms')).not.toContain('interconnect/latency fiber-east-west');
  });

  it('means that what is on the way is lost with a site (audit I07)', () => {
    expect(only(findings(enterprise), 'claim/data-loss', 'enterprise')).toMatchObject({
      evidence: { claimedMs: 0, oneWayMs: 40, bytes: 685_000 * 1000 * 0.04 },
    });
  });
});

describe('A site that stands by', () => {
  it('must have what it takes over (audit A15)', () => {
    expect(only(findings(enterprise), 'site/missing-tier', 'west').message).toBe(
      'is to carry 100 % of all messages alone, and has no pki, elasticsearch, ingress, monitoring, which east has',
    );
    expect(codes(enterprise)).not.toContain('site/missing-tier europe');
  });

  it('of 99.999 % may not take 5 minutes to take over (audit I10)', () => {
    expect(only(findings(enterprise), 'claim/failover', 'europe').message).toBe(
      '99.999 % allow 5.26 min a year, and one failover of 5 min takes 95.1 % of it',
    );
    expect(codes(enterprise)).not.toContain('claim/failover west');
  });
});

describe('A failover', () => {
  it('is by hand where two databases have nobody to decide between them', () => {
    expect(only(findings(production), 'failover/by-hand', 'dc1/postgres.node')).toMatchObject({
      severity: 'error',
      message: '2 nodes, and no etcd to decide which of them leads: when it is lost, somebody has to',
    });
    expect(codes(production)).not.toContain('failover/by-hand dc1/dragonfly.node');
    expect(codes(enterprise)).toContain('failover/by-hand west/dragonfly.node');
    expect(codes(enterprise)).not.toContain('failover/by-hand east/dragonfly.node');
  });

  it('of one node is none', () => {
    expect(codes(dev).filter((code) => code.startsWith('failover/'))).toEqual([]);
  });
});

it('The corrected production claims nothing, and nothing of this is found', () => {
  expect(findings(productionN1)).toEqual([]);
});

it('A list that names no pool of the site is reported as having none, not as an error of the profile', () => {
  const dc1 = production.sites['dc1'];
  if (dc1 === undefined) throw new Error('production has dc1');
  const fleets = { draft: { partial: true, list: { fax: { servers: 2 } } } };
  const resolution = resolvePlatform({
    ...production,
    sites: { ...production.sites, dc1: { ...dc1, claims: { fleets } } },
  });
  expect(resolution.ok && checkGuide(resolution.platform).map(({ message }) => message)).toEqual(
    expect.arrayContaining(['fax: 2 servers, and the inventory has none']),
  );
});
