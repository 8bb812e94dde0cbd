import { checkEos, deviceFiles, planFabric } from '@catalyst/fabric';
import { InvalidInput, secretsIn } from '@catalyst/model';
import { profiles } from '@catalyst/profiles';
import { describe, expect, it } from 'vitest';
import { resolvePlatform } from './index.ts';

describe.each(Object.entries(profiles))('The network devices of %s', (_, profile) => {
  const resolution = resolvePlatform(profile);
  if (!resolution.ok) throw new InvalidInput(resolution.findings);
  const { platform } = resolution;
  const files = platform.sites.flatMap(({ id }) => [...deviceFiles(planFabric(platform, id).fabric, platform)]);

  it('refer to no secret that the platform does not have', () => {
    const known = new Set(platform.secrets.map(({ id }) => id));
    const referred = new Set(files.flatMap(([, content]) => secretsIn(content)));
    expect([...referred].filter((id) => !known.has(id))).toEqual([]);
  });

  it('are told nothing that EOS would not take', () => {
    const texts = files.filter(([path]) => path.endsWith('/eos.cfg')).map(([, text]) => text);
    expect(texts.flatMap(checkEos)).toEqual([]);
  });
});
