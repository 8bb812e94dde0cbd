import type { Platform } from '@catalyst/model';
import { resolvePlatform, tiers } from '@catalyst/platform';
import { profiles } from '@catalyst/profiles';
import productionN1 from '@catalyst/profiles/production-n1';
import { describe, expect, it } from 'vitest';
import { rolloutOrder, type Step } from './order.ts';

function platformOf(profile: unknown): Platform {
  const resolution = resolvePlatform(profile);
  if (!resolution.ok) throw new Error('the profile cannot be resolved');
  return resolution.platform;
}

/** Kibana beside PostgreSQL: a host with a part in two tiers of one stage. */
const { dc1 } = productionN1.sites;
const search = { engine: 'elasticsearch', data: { on: 'search-data' }, kibana: { on: 'postgres' } };
const shared = {
  ...productionN1,
  sites: { ...productionN1.sites, dc1: { ...dc1, tiers: { ...dc1?.tiers, elasticsearch: search } } },
};

/** The host ids that each host waits for, directly or through others. */
function waitsFor(steps: readonly Step[]): ReadonlyMap<string, ReadonlySet<string>> {
  const all = new Map<string, ReadonlySet<string>>();
  for (const { host, after } of steps)
    all.set(host.id, new Set(after.flatMap(({ id }) => [id, ...(all.get(id) ?? [])])));
  return all;
}

const sites = Object.entries({ ...profiles, shared }).flatMap(([profile, text]) => {
  const platform = platformOf(text);
  return platform.sites
    .filter(({ substrate }) => substrate === 'datacenter')
    .map(({ id }) => ({ profile, site: id, platform, steps: rolloutOrder(platform, id, tiers) }));
});

describe.each(sites)('The rollout of $profile at $site', ({ platform, site, steps }) => {
  const before = waitsFor(steps);

  it('has every host once, after those that it waits for', () => {
    const hosts = platform.hosts.filter((host) => host.site === site).map(({ id }) => id);
    expect(steps.map(({ host }) => host.id).sort()).toEqual([...hosts].sort());
    const done = new Set<string>();
    for (const { host, after } of steps) {
      for (const { id } of after) expect(done).toContain(id);
      done.add(host.id);
    }
  });

  it('never takes two hosts of one tier at once', () => {
    for (const tier of tiers.map(({ name }) => name)) {
      const members = new Set(platform.instances.filter((i) => i.site === site && i.tier === tier).map((i) => i.host));
      for (const one of members)
        for (const other of members)
          if (one !== other) expect(before.get(one)?.has(other)).not.toBe(before.get(other)?.has(one));
    }
  });
});

describe('The rollout of production-n1', () => {
  const platform = platformOf(productionN1);
  const steps = rolloutOrder(platform, 'dc1', tiers);
  const before = waitsFor(steps);
  const hostsOf = (pool: string) =>
    platform.hosts.filter((host) => host.pool === pool && host.site === 'dc1').map(({ id }) => id);

  it.each([
    ['kraft', 'kafka'],
    ['control', 'postgres'],
    ['search-master', 'search-data'],
    ['kafka', 'services'],
    ['postgres', 'services'],
    ['dragonfly', 'services'],
    ['services', 'ingress'],
    // The authority that signs everybody's certificates, and what keeps the databases' log.
    ['control', 'kafka'],
    ['backup', 'services'],
  ])('has all of %s ready before any of %s', (first, then) => {
    expect(hostsOf(first).length).toBeGreaterThan(0);
    for (const host of hostsOf(then)) for (const earlier of hostsOf(first)) expect(before.get(host)).toContain(earlier);
  });

  it('goes through the brokers by their numbers', () => {
    const brokers = steps.map(({ host }) => host).filter(({ pool }) => pool === 'kafka');
    expect(brokers.map(({ number }) => number)).toEqual(Array.from({ length: 18 }, (_, i) => i + 1));
  });

  it('lets tiers that do not need each other go on side by side', () => {
    expect(before.get('dc1/postgres-3')).not.toContain('dc1/kafka-1');
    expect(before.get('dc1/kafka-18')).not.toContain('dc1/postgres-1');
  });
});
