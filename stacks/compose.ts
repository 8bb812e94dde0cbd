import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Host, HostConfig, Platform } from '@catalyst/model';
import { imageOf, imagesOf } from '@catalyst/services';
import { stringify } from 'yaml';
import { dragonfly, kafka, postgres, search, timescale } from './compose/data.ts';
import { soundFile, type ComposeFile } from './compose/file.ts';
import type { Part } from './compose/parts.ts';
import { secretsOf, secretsScript } from './compose/secrets.ts';
import { proxy, services } from './compose/services.ts';
import { watch } from './compose/watch.ts';

/** Tiers without which nothing of it works. */
const NEEDED = ['kafka', 'postgres', 'timescale', 'dragonfly', 'elasticsearch', 'services'];

/** The datacenters that are one server with everything on it. */
export const composable = (platform: Platform): readonly Host[] =>
  platform.sites
    .filter(({ substrate, tiers }) => substrate === 'datacenter' && NEEDED.every((tier) => tier in tiers))
    .flatMap(({ id }) => {
      const hosts = platform.hosts.filter(({ site }) => site === id);
      return hosts.length === 1 ? hosts : [];
    });

/**
 * A whole site on one machine, for people who develop: what the server would run, in containers of one Compose file. Its
 * network is the machine's own, so there are no certificates in it. Paths to contents; empty where the platform has no such
 * site. Throws InvalidInput where the file is not sound.
 */
export function composeFiles(
  platform: Platform,
  configs: ReadonlyMap<string, HostConfig>,
): ReadonlyMap<string, string> {
  const [host] = composable(platform);
  const config = host === undefined ? undefined : configs.get(host.id);
  if (host === undefined || config === undefined) return new Map();
  const registry = imagesOf(platform, host.site);
  const image = (name: string, version: string): string => imageOf(registry, name, version);
  const parts: readonly Part[] = [
    kafka(config, image),
    postgres(platform, host.site, image),
    timescale(platform, host.site, image),
    dragonfly(platform, host.site, image),
    search(host.site, image),
    services(platform, host.site),
    proxy(platform, host.site, image),
    watch(platform, host.site, image),
  ];
  const secrets = secretsOf(parts);
  const file: ComposeFile = {
    services: Object.fromEntries(parts.flatMap((part) => Object.entries(part.services))),
    volumes: Object.fromEntries(parts.flatMap(({ volumes }) => volumes.map((name) => [name, {}]))),
    secrets: Object.fromEntries(secrets.map((name) => [name, { file: `./secrets/${name}` }])),
  };
  return new Map([
    [
      'compose.yaml',
      stringify(soundFile(file, host.machine.memory, host.site), { aliasDuplicateObjects: false, lineWidth: 0 }),
    ],
    ['make-secrets.sh', secretsScript(secrets)],
    ...parts.flatMap(({ files }) => Object.entries(files)),
  ]);
}

/** Writes them into a directory; none where the platform has no site on one server. */
export function synthesizeCompose(
  platform: Platform,
  configs: ReadonlyMap<string, HostConfig>,
  directory: string,
): void {
  for (const [path, content] of composeFiles(platform, configs)) {
    const file = join(directory, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
}
