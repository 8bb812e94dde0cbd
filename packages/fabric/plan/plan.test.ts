import { resolvePlatform } from '@catalyst/platform';
import { profiles } from '@catalyst/profiles';
import { describe, expect, it } from 'vitest';
import { planFabric } from './index.ts';

describe.each(Object.entries(profiles))('the networks of %s', (_, profile) => {
  const resolution = resolvePlatform(profile);
  const platform = resolution.ok ? resolution.platform : undefined;
  const sites = platform?.sites.filter(({ fabric }) => fabric !== null) ?? [];

  it('can be built', () => {
    const findings = sites.flatMap(({ id }) => (platform === undefined ? [] : planFabric(platform, id).findings));
    expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  });
});
