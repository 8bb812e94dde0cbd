import { checkNetwork, deviceFiles, planFabric } from '@catalyst/fabric';
import { resolvePlatform, type PlatformProfile } from '@catalyst/platform';
import { profiles } from '@catalyst/profiles';
import { describe, expect, it } from 'vitest';
import { complaintsOf } from '../../packages/fabric/testing/parsers.ts';
import { engine } from '../support/engines.ts';

const vtysh = engine('vtysh');
const bgpd = engine('bgpd');

/** A profile whose datacenters run FRR. */
const withFrr = (profile: PlatformProfile): PlatformProfile => ({
  ...profile,
  sites: Object.fromEntries(
    Object.entries(profile.sites).map(([id, site]) => [
      id,
      site.substrate === 'datacenter' && site.fabric !== undefined
        ? { ...site, fabric: { ...site.fabric, nos: 'frr' as const, multihoming: 'esi' as const } }
        : site,
    ]),
  ),
});

describe.runIf(vtysh.present && bgpd.present)('Every profile, if its datacenters ran FRR', () => {
  it.each(Object.keys(profiles))('of %s: FRR takes the file of every device', (name) => {
    const profile = profiles[name];
    if (profile === undefined) return;
    const resolution = resolvePlatform(withFrr(profile));
    if (!resolution.ok)
      throw new Error(resolution.findings.map(({ path, message }) => `${path}: ${message}`).join('\n'));
    const { platform } = resolution;
    for (const { id } of platform.sites) {
      const files = [...deviceFiles(planFabric(platform, id).fabric, platform)].flatMap(([path, text]) =>
        path.endsWith('/frr.conf') ? [[path.replace('/', '-'), text] as const] : [],
      );
      expect(complaintsOf(new Map(files), { vtysh: vtysh.path, bgpd: bgpd.path })).toEqual([]);
      const errors = checkNetwork(platform, id).filter(({ severity }) => severity === 'error');
      expect(errors.filter(({ code }) => code.startsWith('fabric/frr-'))).toEqual([]);
    }
  });
});
