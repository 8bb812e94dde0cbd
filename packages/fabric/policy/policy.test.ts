import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Platform } from '@catalyst/model';
import { edgeFabric, edgePlatform, edgeProfile, fabricText } from '../edge/testing.ts';
import { firewallConfigs } from '../firewall/index.ts';
import { renderPanos } from '../render/panos/index.ts';
import { judge, type Packet } from '../testing/panos-packets.ts';
import { checkPolicy, policyOf } from './index.ts';

const platform = edgePlatform();
const fabric = edgeFabric();

const textOf = (of: Platform): string => {
  const [first] = firewallConfigs(fabric, of).values();
  if (first === undefined) throw new Error('no firewall');
  return renderPanos(first);
};
const lets = judge(textOf(platform));

/** Every address that packets may have, with the zone that it is in: hosts, public addresses, tenants, the world. */
const PUBLIC = new Map([
  ['203.0.113.16', '10.16.32.32'],
  ['203.0.113.17', '10.16.32.33'],
]);
const places: readonly { readonly zone: string; readonly address: string }[] = [
  ...platform.hosts.map(({ site, addresses: [first] }) => ({
    zone: site === 'dc1' ? 'PLATFORM' : 'WAN',
    address: first.address,
  })),
  ...platform.floating.map(({ address }) => ({ zone: 'PLATFORM', address })),
  ...[...PUBLIC.keys()].map((address) => ({ zone: 'PLATFORM', address })),
  { zone: 'MGMT', address: '10.16.20.77' },
  { zone: 'T-acme', address: '10.16.128.5' },
  { zone: 'T-globex', address: '10.16.128.180' },
  { zone: 'OUTSIDE', address: '8.8.8.8' },
  { zone: 'OUTSIDE', address: '198.18.7.7' },
];

/** What the platform declares, computed from its flows one by one: nothing of it is the policy's own code. */
function declared(packet: Packet): boolean {
  const { from, to, source, destination, port, protocol } = packet;
  if (from === to || protocol !== 'tcp') return false;
  const host = (address: string) => platform.hosts.find(({ addresses: [first] }) => first.address === address);
  const runs = (address: string, tier: string, role: string) =>
    platform.instances.some((one) => one.host === host(address)?.id && one.tier === tier && one.role === role);
  if (from === 'OUTSIDE') return PUBLIC.has(destination) && port === 443;
  if (PUBLIC.has(destination)) return false;
  if (to === 'OUTSIDE') return port === 443 && runs(source, 'workers', 'worker') && host(source)?.site === 'dc1';
  const floating = platform.floating.some(({ address }) => address === destination);
  if (from.startsWith('T-')) return floating && port === 443 && to === 'PLATFORM';
  if (from === 'MGMT')
    return port === 8443 && runs(destination, 'workers', 'worker') && host(destination)?.site === 'dc1';
  return platform.flows.some(
    (flow) =>
      flow.port === port &&
      flow.site === host(source)?.site &&
      runs(source, flow.from.tier, flow.from.role) &&
      flow.to.site === host(destination)?.site &&
      runs(destination, flow.to.tier, flow.to.role),
  );
}

describe('who may pass the firewalls', () => {
  it('is exactly who the platform says may: no packet more, and none less', () => {
    const ports = [22, 80, 443, 5432, 7000, 7001, 8443];
    let allowed = 0;
    for (const a of places)
      for (const b of places)
        for (const port of ports)
          for (const protocol of ['tcp', 'udp'] as const) {
            const packet = { from: a.zone, to: b.zone, source: a.address, destination: b.address, protocol, port };
            const passes = lets(packet);
            expect(passes, JSON.stringify(packet)).toBe(declared(packet));
            if (passes) allowed += 1;
          }
    expect(allowed).toBeGreaterThan(10);
  });

  it('keeps tenants from each other and from everything but what is open to them', () => {
    const tenants = places.filter(({ zone }) => zone.startsWith('T-'));
    fc.assert(
      fc.property(
        fc.constantFrom(...tenants),
        fc.constantFrom(...places),
        fc.integer({ min: 1, max: 65_535 }),
        (a, b, port) => {
          const packet = {
            from: a.zone,
            to: b.zone,
            source: a.address,
            destination: b.address,
            protocol: 'tcp' as const,
            port,
          };
          if (lets(packet)) expect([b.zone, port]).toEqual(['PLATFORM', 443]);
        },
      ),
    );
  });

  it('has a reason for every rule, in the words of the flows', () => {
    const policy = policyOf(platform, 'dc1', fabric);
    for (const rule of policy.rules) expect(rule.reasons.length, rule.id).toBeGreaterThan(0);
    expect(policy.rules.flatMap(({ reasons }) => reasons)).toContain('dc1/workers.worker>use1/store');
    expect(new Set(policy.rules.map(({ id }) => id)).size).toBe(policy.rules.length);
  });

  it('gains rules with a tenant and changes none', () => {
    const before = policyOf(platform, 'dc1', fabric).rules;
    const more = edgePlatform(
      edgeProfile({}, { tenants: { acme: { id: 1 }, globex: { id: 12 }, initech: { id: 7 } } }),
    );
    expect(policyOf(more, 'dc1', fabric).rules).toEqual(expect.arrayContaining([...before]));
  });
});

describe('a policy that cannot be kept', () => {
  const codes = (of: Platform) => checkPolicy(of, policyOf(of, 'dc1', fabric)).map(({ code }) => code);

  it('is a tenant that is to leave its VRF where there is no firewall', () => {
    const bare = edgePlatform(edgeProfile({ firewalls: undefined }));
    const [finding] = checkPolicy(bare, policyOf(bare, 'dc1', fabric)).filter(
      ({ code }) => code === 'policy/no-firewall',
    );
    expect(finding?.message).toContain('VRFs are apart, only a firewall joins them, and there is none');
    expect(finding?.evidence['tenants']).toBe(2);
    expect(codes(platform)).not.toContain('policy/no-firewall');
  });

  it('is a call to a site that no interconnect leads to', () => {
    expect(codes(edgePlatform(edgeProfile({}, { interconnects: {} })))).toContain('policy/no-path');
  });

  it('is a way out for a tier that is not there', () => {
    const firewalls = {
      ...fabricText().firewalls,
      model: 'PA-5445',
      egress: [{ tier: 'nobody', ports: [443], reason: 'nothing' }],
    };
    expect(codes(edgePlatform(edgeProfile({ firewalls })))).toContain('policy/unused');
  });

  it('is a service that is open to the Internet at a site without a public network', () => {
    const edge = { routers: { model: 'DCS-7050CX3-32S', count: 2 }, asn: 64_496 };
    expect(codes(edgePlatform(edgeProfile({ edge })))).toContain('policy/not-published');
  });
});
