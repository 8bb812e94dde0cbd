import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resolve } from '../resolve/index.ts';
import type { Platform } from '../platform.ts';
import type { ProfileText } from '../profile.ts';
import { circuitsOf } from './resolve.ts';
import { InterconnectSpec } from './spec.ts';

const base: ProfileText = {
  name: 'joined',
  title: 'Sites that are joined',
  demand: { sustained: '1k tps', peak: '2k tps', channels: { sms: 1 } },
  objectives: { availability: '99.9 %', failover: '30 s', latencyP99: '100 ms', retention: '1 d' },
  sites: {
    dc1: { substrate: 'datacenter', location: 'here', cidr: '10.1.0.0/16', racks: ['r01'], servers: {}, tiers: {} },
    dc2: { substrate: 'datacenter', location: 'there', cidr: '10.2.0.0/16', racks: ['r01'], servers: {}, tiers: {} },
    use1: {
      substrate: 'aws',
      location: 'cloud',
      region: 'us-east-1',
      zones: ['a'],
      cidr: '10.3.0.0/16',
      tiers: {},
    },
  },
};

type Between = readonly [string, string];
const TO_AWS: Between = ['dc1', 'use1'];

const pair = ([a, b]: Between): [string, string] => [a, b];
const dx = (more: object = {}) =>
  ({ kind: 'direct-connect', between: pair(TO_AWS), bandwidth: '10 Gbps', location: 'EqDC2', ...more }) as const;
const vpn = (between: Between = TO_AWS, more: object = {}) =>
  ({ kind: 'ipsec', between: pair(between), bandwidth: '1.25 Gbps', ...more }) as const;

function platformWith(interconnects: ProfileText['interconnects']): Platform {
  const resolution = resolve({ ...base, interconnects }, []);
  if (!resolution.ok) throw new Error(resolution.findings.map(({ message }) => message).join('\n'));
  return resolution.platform;
}

const messages = (interconnects: ProfileText['interconnects']) =>
  resolve({ ...base, interconnects }, []).findings.map(({ path, message }) => `${path}: ${message}`);

describe('an interconnect', () => {
  it('has both ends of a Direct Connect from one place: addresses, AS numbers, key and who may announce what', () => {
    const [circuit] = circuitsOf(platformWith({ 'dx-1': dx({ inside: '169.254.20.0/30' }) }));
    expect(circuit).toMatchObject({
      datacenter: 'dc1',
      cloud: 'use1',
      router: 1,
      ours: { asn: 4_200_019_000, address: '169.254.20.2' },
      amazon: { asn: 64_903, address: '169.254.20.1' },
      detection: { interval: 300, multiplier: 3 },
      gracefulRestart: false,
      allowed: { ours: ['10.1.0.0/16'], amazon: ['10.3.0.0/16'] },
      key: 'dc1/network/bgp/dx-1',
    });
  });

  it('uses both routers: circuits take turns by the digit of their name, unless pinned', () => {
    const circuits = circuitsOf(platformWith({ 'dx-1': dx(), 'dx-2': dx(), 'dx-3': dx({ router: 2 }) }));
    expect(circuits.map((circuit) => (circuit.kind === 'direct-connect' ? circuit.router : 0))).toEqual([1, 2, 2]);
  });

  it('has two tunnels to AWS, which has the first address inside and assigns its own outside', () => {
    const [circuit] = circuitsOf(
      platformWith({ 'vpn-1': vpn(['dc1', 'use1'], { inside: ['169.254.30.0/30', '169.254.30.4/30'] }) }),
    );
    if (circuit?.kind !== 'ipsec') throw new Error('no tunnels');
    const [one, two] = circuit.tunnels;
    expect(one.ends[0]).toMatchObject({ site: 'use1', on: 'aws', asn: 64_603, address: '169.254.30.1', outside: null });
    expect(one.ends[1]).toMatchObject({ site: 'dc1', on: 'firewall', address: '169.254.30.2' });
    expect(two.ends[1].address).toBe('169.254.30.6');
    expect(new Set([one.key, two.key]).size).toBe(2);
  });

  it('joins two datacenters with one key for both', () => {
    const [circuit] = circuitsOf(platformWith({ 'vpn-9': vpn(['dc1', 'dc2']) }));
    if (circuit?.kind !== 'ipsec') throw new Error('no tunnels');
    expect(circuit.tunnels.map(({ ends }) => ends.map(({ site }) => site))).toEqual([
      ['dc1', 'dc2'],
      ['dc1', 'dc2'],
    ]);
  });

  it('says which other circuit has its addresses', () => {
    expect(
      messages({ 'dx-1': dx({ inside: '169.254.20.0/30' }), 'dx-2': dx({ inside: '169.254.20.0/30' }) }),
    ).toContain("interconnects.dx-2.inside: 169.254.20.0/30 inside 'dx-2' is that of 'dx-1' too");
  });

  it('says when a provider has two ends in different networks', () => {
    const between: [string, string] = ['dc1', 'internet'];
    const isp = {
      kind: 'internet',
      between,
      bandwidth: '10 Gbps',
      provider: 'first',
      asn: 64_500,
      role: 'primary',
      peering: { ours: '192.0.2.2/30', theirs: '192.0.2.9' },
    } as const;
    expect(messages({ isp })).toContain('interconnects.isp.peering: 192.0.2.9 is not the other end of 192.0.2.2/30');
  });

  it('keeps every number when others come and go', () => {
    const name = fc.stringMatching(/^[a-z]{1,6}-[1-9]$/);
    fc.assert(
      fc.property(fc.uniqueArray(name, { minLength: 1, maxLength: 8 }), name, (names, added) => {
        // Not through resolve: two names that want one network are a finding there, and here they still keep it.
        const { sites } = platformWith({});
        const joined = (list: readonly string[]) =>
          circuitsOf({
            sites,
            interconnects: Object.fromEntries(list.map((id) => [id, InterconnectSpec.parse(vpn())])),
          });
        const others = names.filter((one) => one !== added);
        expect(joined([added, ...others])).toEqual(expect.arrayContaining([...joined(others)]));
      }),
      { numRuns: 50 },
    );
  });

  it('never has an address that AWS keeps for itself', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{1,8}-[1-9]$/), (id) => {
        const [circuit] = circuitsOf(platformWith({ [id]: vpn() }));
        if (circuit?.kind !== 'ipsec') throw new Error('no tunnels');
        for (const { inside } of circuit.tunnels) expect(inside).not.toMatch(/^169\.254\.([0-5]\.0|169\.252)\/30$/);
      }),
      { numRuns: 100 },
    );
  });
});
