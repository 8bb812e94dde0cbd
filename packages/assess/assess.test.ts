import { across, judge, percent, sortFindings } from '@catalyst/model';
import { defineProfile } from '@catalyst/platform';
import { describe, expect, it } from 'vitest';
import dev from '../../profiles/dev.ts';
import enterprise from '../../profiles/enterprise.ts';
import productionN1 from '../../profiles/production-n1.ts';
import production from '../../profiles/production.ts';
import { assess, inventoryOf, poolsOf, unusedAcknowledgements, usableStorage } from './index.ts';
import { only, platformOf } from './testing.ts';
import { checkUtilisation } from './utilisation.ts';

const GIB = 2 ** 30;
const TB = 1e12;
const GBPS = 1e9;

describe('The inventory', () => {
  it('of production is what the guide’s own list adds up to (audit A01 to A05)', () => {
    expect(inventoryOf(platformOf(production)).total).toMatchObject({
      servers: 3 + 2 + 1 + 1 + 8 + 1 + 2 + 1,
      cores: 3 * 24 + 2 * 32 + 32 + 16 + 8 * 16 + 16 + 2 * 8 + 8,
      memoryBytes: (3 * 128 + 2 * 256 + 256 + 512 + 8 * 96 + 128 + 2 * 32 + 64) * GIB,
      storageBytes: (3 * 4 + 2 * 18 + 32 + 2 + 8 * 2 + 4 + 2 * 0.5 + 100) * TB,
      // 220 as written, and the pair of the TimescaleDB server.
      nicBitsPerSecond: (3 * 10 + 2 * 20 + 20 + 10 + 8 * 10 + 10 + 2 * 20 + 10) * GBPS,
    });
  });

  it('of production is 19 servers, 352 cores, 2,688 GiB, 203 TB and 240 Gbps', () => {
    const { total } = inventoryOf(platformOf(production));
    expect([total.servers, total.cores, total.memoryBytes / GIB, total.storageBytes / TB]).toEqual([
      19, 352, 2688, 203,
    ]);
    expect(total.nicBitsPerSecond / GBPS).toBe(240);
  });

  it('of enterprise is 65 servers in three regions, 40 of them in the first (audit A13 to A16)', () => {
    const { total, sites } = inventoryOf(platformOf(enterprise));
    expect([total.servers, total.cores, total.memoryBytes / GIB, total.storageBytes / TB]).toEqual([
      65, 1280, 10_976, 1019.5,
    ]);
    const east = sites['east'];
    expect([east?.servers, east?.cores, (east?.memoryBytes ?? 0) / GIB, (east?.storageBytes ?? 0) / TB]).toEqual([
      40, 760, 6688, 291.5,
    ]);
    expect([sites['west']?.servers, sites['europe']?.servers]).toEqual([17, 8]);
  });

  it('of production-n1 is the 98 servers of the corrected sizing (audit 4.12), with three controllers in the 18 + 3', () => {
    const { total } = inventoryOf(platformOf(productionN1));
    expect(total.servers).toBe(18 + 3 + 3 + 2 + 10 + 33 + 13 + 3 + 4 + 4 + 3 + 2);
  });

  it('adds up: the sites are the total', () => {
    for (const profile of [dev, production, productionN1, enterprise]) {
      const { total, sites } = inventoryOf(platformOf(profile));
      for (const key of ['servers', 'cores', 'memoryBytes', 'storageBytes', 'nicBitsPerSecond', 'powerWatts'] as const)
        expect(Object.values(sites).reduce((sum, site) => sum + site[key], 0)).toBe(total[key]);
    }
  });

  it('counts rented instances beside the servers, never among them', () => {
    const { sites, cloud } = inventoryOf(platformOf(production));
    expect(Object.keys(sites)).toEqual(['dc1']);
    expect(cloud['use1']).toMatchObject({ instances: 6 + 1 + 3 + 5 + 2, vcpus: 6 * 12 + 16 + (3 + 5 + 2) * 8 });
    expect(cloud['use1']?.managed.map(({ product, nodes }) => `${String(nodes)} ${product}`)).toContain('3 rds');
  });

  it('halves RAID 10 and takes two drives off RAID 6 for what can be used', () => {
    const postgres = poolsOf(platformOf(production)).find(({ name }) => name === 'postgres');
    expect(postgres && usableStorage(postgres.machine)).toBe((4 / 2) * 2 * TB + (5 - 2) * 2 * TB);
  });

  it('knows what a pool is for', () => {
    const monitoring = poolsOf(platformOf(production)).find(({ name }) => name === 'monitoring');
    expect(monitoring?.roles).toEqual([
      'elasticsearch.data',
      'elasticsearch.kibana',
      'services.n8n',
      'services.n8n-webhooks',
      'services.n8n-worker',
      'monitoring.prometheus',
      'monitoring.grafana',
      'monitoring.kafka-ui',
    ]);
  });
});

describe('A claim', () => {
  it('that the inventory contradicts is a finding with the sum, pool by pool', () => {
    expect(only(assess(platformOf(production)), 'claim/cores', 'production')).toMatchObject({
      severity: 'warning',
      path: 'claims.cores',
      message:
        'claimed are 316 cores; the inventory has 352 cores: 3 kafka × 24 + 2 postgres × 32 + 1 timescale × 32 + ' +
        '1 dragonfly × 16 + 8 services × 16 + 1 monitoring × 16 + 2 ingress × 8 + 1 backup × 8 (+11 %)',
      evidence: { stated: 316, computed: 352 },
    });
  });

  it('of more than there is is an error: 115 servers, and the items are 65', () => {
    const finding = only(assess(platformOf(enterprise)), 'claim/servers', 'enterprise');
    expect(finding).toMatchObject({ severity: 'error', evidence: { stated: 115, computed: 65 } });
    expect(finding.message).toContain('6 east/kafka + 3 east/postgres');
  });

  it('within 5 % is none, and beyond it is one', () => {
    const codes = (cores: number) =>
      assess(platformOf({ ...production, claims: { cores } })).filter(({ code }) => code === 'claim/cores').length;
    expect([336, 352, 370].map(codes)).toEqual([0, 0, 0]);
    expect([335, 371].map(codes)).toEqual([1, 1]);
  });

  it('with a + is a lower bound', () => {
    const cores = (claimed: number) =>
      assess(platformOf({ ...production, claims: { atLeast: true, cores: claimed } })).map(({ code }) => code);
    expect(cores(100)).not.toContain('claim/cores');
    expect(cores(400)).toContain('claim/cores');
  });

  it('of three regions’ messages is held against what the platform is sized for (audit A19)', () => {
    const findings = assess(platformOf(enterprise));
    expect(only(findings, 'claim/sustained', 'enterprise').evidence).toEqual({ stated: 2_055_000, computed: 685_000 });
    expect(only(findings, 'claim/sustained', 'europe').message).toContain('685k tps × 0 %');
    expect(findings.some(({ code, subject }) => code === 'claim/sustained' && subject === 'east')).toBe(false);
  });

  it('of 59 billion messages a day is what 685,000 a second come to (audit B01)', () => {
    const codes = assess(platformOf(production)).map(({ code }) => code);
    expect(codes).not.toContain('claim/daily-messages');
    expect(codes).not.toContain('claim/servers');
  });
});

describe('What one failure interrupts', () => {
  it('is 14 of production’s 19 servers, on one port each (audit S9)', () => {
    expect(only(assess(platformOf(production)), 'host/single-homed', 'dc1')).toMatchObject({
      severity: 'error',
      evidence: { singleHomed: 14, servers: 19, pools: '3 kafka, 1 dragonfly, 8 services, 1 monitoring, 1 backup' },
    });
  });

  it('is each role that production has once', () => {
    const subjects = assess(platformOf(production))
      .filter(({ code, subject }) => code === 'spof/single-instance' && subject.startsWith('dc1/'))
      .map(({ subject }) => subject);
    expect(subjects).toEqual(
      expect.arrayContaining(['dc1/dragonfly.node', 'dc1/timescale.node', 'dc1/backup.repository']),
    );
    expect(subjects).not.toContain('dc1/services.worker');
    expect(subjects).not.toContain('dc1/kafka.broker');
  });

  it('is a quorum of three in two racks', () => {
    expect(only(assess(platformOf(production)), 'quorum/one-domain', 'dc1/kafka.controller').message).toBe(
      '2 of 3 must be up (2 in dc1/r01, 1 in dc1/r02), and without dc1/r01 only 1 would be',
    );
  });

  it('is a warning where the objective is less than one server can give', () => {
    const findings = assess(platformOf(dev)).filter(({ code }) => code.startsWith('spof/'));
    expect(findings.length).toBeGreaterThan(0);
    expect(new Set(findings.map(({ severity }) => severity))).toEqual(new Set(['warning']));
  });

  it('is nothing in production-n1', () => {
    const codes = assess(platformOf(productionN1)).map(({ code }) => code);
    expect(codes.filter((code) => /^(spof|quorum|host|claim)\//.test(code))).toEqual([]);
  });

  it('comes back when production-n1 loses a property that it was corrected for', () => {
    const dc1 = productionN1.sites['dc1'];
    if (dc1?.substrate !== 'datacenter') throw new Error('dc1 is a datacenter');
    const changed = (servers: Partial<typeof dc1.servers>) => {
      const kept = Object.fromEntries(
        Object.entries({ ...dc1.servers, ...servers }).flatMap(([k, v]) => (v === undefined ? [] : [[k, v]])),
      );
      return assess(
        platformOf(
          defineProfile({ ...productionN1, sites: { ...productionN1.sites, dc1: { ...dc1, servers: kept } } }),
        ),
      ).map(({ code, subject }) => `${code} ${subject}`);
    };
    const kraft = dc1.servers['kraft'];
    const backup = dc1.servers['backup'];
    if (kraft === undefined || backup === undefined) throw new Error('production-n1 has controllers and a repository');
    expect(changed({ kraft: { ...kraft, racks: across(3, 'r01', 'r02') } })).toContain(
      'quorum/one-domain dc1/kafka.controller',
    );
    expect(changed({ backup: { ...backup, racks: ['r04'] } })).toContain('spof/single-instance dc1/backup.repository');
    expect(
      changed({ backup: { ...backup, hardware: { ...backup.hardware, nics: { ports: 1, speed: '25 Gbps' } } } }),
    ).toContain('host/single-homed dc1');
  });
});

describe('A resource', () => {
  const resource = {
    code: 'kafka/ingress',
    severity: 'error',
    subject: 'dc1/kafka',
    path: 'sites.dc1.tiers.kafka',
    scenario: 'one broker lost, at peak',
    arithmetic: '850 MB/s of 120 MB/s: 2 brokers × 60 MB/s',
    used: percent(708),
    limit: percent(100),
    fix: 'add brokers',
  } as const;

  it('above its limit is a finding that keeps the arithmetic', () => {
    const [finding] = checkUtilisation(resource);
    expect(finding?.message).toBe(
      'one broker lost, at peak: 708 % used where 100 % is the limit: 850 MB/s of 120 MB/s: 2 brokers × 60 MB/s',
    );
  });

  it('at its limit is none', () => {
    expect(checkUtilisation({ ...resource, used: percent(100) })).toEqual([]);
  });
});

describe('An acknowledgement', () => {
  it('of one scenario accepts no other one', () => {
    const platform = platformOf(production);
    const cpu = sortFindings(assess(platform)).filter(({ code }) => code === 'kafka/cpu');
    const [first] = cpu;
    if (first === undefined) throw new Error('production has enough processors');
    expect(first.subject).toMatch(/^[a-z0-9]+\/kafka\/[a-z0-9-]+$/);
    expect(new Set(cpu.map(({ subject }) => subject)).size).toBe(cpu.length);
    const accept = [{ code: 'kafka/cpu', subject: first.subject, reason: 'a purchase is under way' }];
    const open = judge(cpu, accept).filter(({ acknowledged }) => acknowledged === null);
    expect(cpu.length).toBeGreaterThan(1);
    expect(open).toHaveLength(cpu.length - 1);
  });

  it('of a finding that is not there is reported, with its place', () => {
    const { platform } = { platform: platformOf(production) };
    const findings = assess(platform);
    const accept = [
      { code: 'host/single-homed', reason: 'the guide says so' },
      { code: 'host/single-homed', subject: 'dc9', reason: 'a site that is gone' },
    ];
    expect(unusedAcknowledgements(findings, accept).map(({ path }) => path)).toEqual(['acknowledged[1]']);
  });
});
