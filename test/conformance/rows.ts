import assert from 'node:assert/strict';
import type { Fleet, Seen } from './seen.ts';
import type { ProfileName } from './evidence.ts';
import { met, type Met } from './verdict.ts';

/** What a row may say of the servers of a pool. Only what is given is compared. */
export type Expected = Partial<Pick<Fleet, 'servers' | 'cores' | 'memoryGiB' | 'disks' | 'ports' | 'instanceType'>>;

const print = ({ servers, cores, memoryGiB, disks, ports, instanceType }: Expected): string =>
  [
    servers === undefined ? [] : [`${String(servers)} hosts`],
    instanceType === undefined ? [] : [String(instanceType)],
    cores === undefined ? [] : [`${String(cores)} cores`],
    memoryGiB === undefined ? [] : [`${String(memoryGiB)} GiB`],
    disks ?? [],
    ports === undefined ? [] : [ports],
  ]
    .flat()
    .join(', ');

/** A row about the hardware of a pool: `servers('TSD-01', 'production', 'dc1/timescale', { cores: 32 })`. */
export const servers = (id: string, profile: ProfileName, pool: string, expected: Expected): Met =>
  met(id, `pool ${pool} of ${profile}: ${print(expected)}`, (evidence) => {
    const fleet = evidence.of(profile).fleet(pool);
    for (const [key, value] of Object.entries(expected))
      assert.deepEqual(Object.entries(fleet).find(([k]) => k === key)?.[1], value, `${pool}: ${key}`);
  });

/** Every host of a pool runs these roles, and nothing else. */
export function runOnly(seen: Seen, pool: string, ...roles: readonly string[]): void {
  for (const host of seen.hosts(pool)) assert.deepEqual(seen.rolesOn(host), [...roles].sort(), host.id);
}

/** Something that the provider runs: `managed(production, 'use1', 'rds')`. */
export function managed(
  seen: Seen,
  site: string,
  product: string,
): { readonly nodeType: string; readonly nodes: number } {
  const service = seen.platform.managed.find((m) => m.site === site && m.product === product);
  assert.ok(service, `${site} has no managed ${product}`);
  return service;
}
