import { createHash } from 'node:crypto';
import { InvalidInput, mergeHostConfig, minutes, seconds, secretRef, type HostConfig } from '@catalyst/model';
import { hostConfig, resolvePlatform } from '@catalyst/platform';
import { profiles } from '@catalyst/profiles';
import { describe, expect, it } from 'vitest';
import { hostBundle } from './bundle.ts';
import { bundleHash } from './canonical.ts';

const resolution = resolvePlatform(profiles['production-n1']);
if (!resolution.ok) throw new InvalidInput(resolution.findings);
const { platform } = resolution;
const host = platform.hosts.find(({ id }) => id === 'dc1/kafka-1') ?? platform.hosts[0];
if (host === undefined) throw new Error('no host');

const small = mergeHostConfig([
  {
    owner: 'test',
    packages: ['chrony'],
    kernel: { 'vm.swappiness': 1 },
    files: [
      {
        path: '/etc/app.conf',
        content: `password = ${secretRef('dc1/app')}\n`,
        owner: 'root',
        group: 'app',
        mode: 0o640,
        validate: 'app --check {}',
        onChange: { restart: 'app.service' },
      },
    ],
    units: [{ name: 'app.service', enabled: true, after: [] }],
    gates: [{ name: 'app', command: 'app --healthy', within: minutes(5), every: seconds(1) }],
  },
]);

describe('The bundle of a host', () => {
  it('reads like this', () => {
    expect(hostBundle(host, small).get('host.json')).toBe(`{
  "host": "dc1/kafka-1",
  "fqdn": "kafka-1.dc1.catalyst.internal",
  "pool": "kafka",
  "failureDomain": "dc1/r01",
  "hash": "${bundleHash(small)}",
  "operatingSystem": {
    "id": "ubuntu",
    "version": "22.04"
  },
  "addresses": {
    "dc1/compute": "10.32.32.65/20 on bond0",
    "dc1/storage": "10.32.48.65/20 on bond0.30",
    "dc1/management": "10.32.16.65/20 on eno1"
  },
  "packages": [
    "chrony"
  ],
  "archives": [],
  "users": [],
  "fileSystems": [],
  "directories": [],
  "kernel": {
    "vm.swappiness": 1
  },
  "files": [
    { "path": "/etc/app.conf", "owner": "root:app", "mode": "0640", "sha256": "${createHash('sha256').update('password = {{secret:dc1/app}}\n').digest('hex')}", "validate": "app --check {}", "onChange": { "restart": "app.service" } }
  ],
  "units": [
    { "name": "app.service", "enabled": true, "after": [] }
  ],
  "gates": [
    { "name": "app", "within": "5 min", "every": "1 s", "command": "app --healthy" }
  ],
  "secrets": [
    "dc1/app"
  ]
}
`);
  });

  it('says which archives are taken as they come', () => {
    const description: unknown = JSON.parse(hostBundle(host, hostConfig(platform, host)).get('host.json') ?? '');
    expect(description).toMatchObject({ archives: [{ name: 'kafka', sha256: 'unverified' }, {}] });
  });

  it('has each file at its place, with the checksum that host.json names', () => {
    const bundle = hostBundle(host, hostConfig(platform, host));
    const described: unknown = JSON.parse(bundle.get('host.json') ?? '');
    const files = [...bundle].filter(([path]) => path.startsWith('files/'));
    expect(files.length).toBeGreaterThan(10);
    expect(described).toMatchObject({
      files: files.map(([path, content]) => ({
        path: path.slice('files'.length),
        sha256: createHash('sha256').update(content).digest('hex'),
      })),
    });
  });
});

describe('The hash of a bundle', () => {
  it('is the same in whatever order the keys of its parts were written', () => {
    const reversed = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(reversed);
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(
        Object.entries(value)
          .reverse()
          .map(([key, inner]) => [key, reversed(inner)]),
      );
    };
    const twisted = (value: HostConfig): HostConfig => Object.assign({}, value, reversed(value));
    expect(bundleHash(twisted(small))).toBe(bundleHash(small));
  });

  it('is another when anything about the host is', () => {
    const changes: readonly Partial<HostConfig>[] = [
      { packages: ['chrony', 'curl'] },
      { kernel: { 'vm.swappiness': 2 } },
      { files: small.files.map((file) => ({ ...file, mode: 0o600 })) },
      { files: small.files.map((file) => ({ ...file, content: '' })) },
      { units: small.units.map((unit) => ({ ...unit, enabled: false })) },
      { gates: [] },
      { directories: [{ path: '/data', owner: 'root', group: 'root', mode: 0o755 }] },
    ];
    const hashes = [small, ...changes.map((change) => ({ ...small, ...change }))].map(bundleHash);
    expect(new Set(hashes).size).toBe(hashes.length);
  });
});
