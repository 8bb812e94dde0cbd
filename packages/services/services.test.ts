import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { secretsIn } from '@catalyst/model';
import fc from 'fast-check';
import { describe, expect, inject, it } from 'vitest';
import { engine } from '../../test/support/engines.ts';
import { files, unitOf } from './host/paths.ts';
import { fileOf, planned, resolved, type SiteText } from './testing/site.ts';

const findingsOf = (text: SiteText): readonly string[] =>
  resolved(text)
    .findings.filter(({ subject }) => subject === 'dc1/services')
    .map(({ code, path }) => `${code} ${path.replace('sites.dc1.tiers.services.', '')}`);

const callsOf = (text: SiteText, role: string): readonly string[] =>
  planned(text)
    .platform.flows.filter(({ from }) => from.role === role)
    .map(({ service }) => service.replace('dc1/', ''));

/** An independent reading of a file of settings. */
const settingsOf = (text: SiteText, hostname: string, instance: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    fileOf(planned(text), hostname, files.env(instance))
      .split('\n')
      .filter(Boolean)
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );

describe('a role', () => {
  it('may call what it has a user of, and nothing else', () => {
    expect(callsOf({}, 'sms')).toEqual(['kafka', 'cache', 'cache-sentinel', 'postgres']);
    expect(callsOf({}, 'sms-firewall')).toEqual(['kafka', 'cache', 'cache-sentinel']);
    expect(callsOf({}, 'billing')).toEqual(['kafka', 'cache', 'cache-sentinel', 'postgres', 'timescale']);
    expect(callsOf({ n8n: {} }, 'n8n-worker')).toEqual(['kafka', 'postgres', 'cache']);
  });

  it('has the passwords of its own users, and of no others', () => {
    const plan = planned({});
    const secretsOf = (role: string): readonly string[] =>
      (plan.hosts.get('services-1')?.files ?? [])
        .filter(({ path }) => path.startsWith(`${files.secrets(role)}/`))
        .flatMap(({ content }) => secretsIn(content));
    expect(secretsOf('billing')).toEqual([
      'dc1/kafka/users/billing',
      'dc1/dragonfly/users/billing',
      'dc1/postgres/users/billing',
      'dc1/timescale/users/ingest',
    ]);
    expect(secretsOf('sms')).toEqual([
      'dc1/kafka/users/api',
      'dc1/kafka/users/messaging-sms',
      'dc1/dragonfly/users/messaging',
      'dc1/postgres/users/services',
    ]);
    expect(secretsOf('sms-firewall')).toEqual(['dc1/kafka/users/firewall', 'dc1/dragonfly/users/firewall']);
  });

  it('has secrets in files that it and root may read, and never in its settings', () => {
    for (const { path, content, mode, group } of planned({ n8n: {} }).hosts.get('n8n-1')?.files ?? [])
      if (secretsIn(content).length > 0) expect([path, mode, group]).toEqual([path, 0o640, 'catalyst-services']);
      else expect(content).not.toMatch(/\{\{secret/);
  });

  it('finds its database and its cache at the address that moves with them', () => {
    expect(settingsOf({}, 'services-1', 'billing-1')).toMatchObject({
      POSTGRES_URL: 'postgresql://billing@postgres.dc1.catalyst.internal:5432/catalyst?sslmode=verify-full',
      TIMESCALE_URL: 'postgresql://ingest@postgres-1.dc1.catalyst.internal:5433/analytics?sslmode=verify-full',
      CACHE_USER: 'billing',
      LISTEN_PORT: '10201',
    });
  });
});

describe('instances on one host', () => {
  it('have a port each, in the hundred of their service', () => {
    const plan = planned({ groups: [{ hosts: 1, run: { sms: 3, whatsapp: 1, channels: 2 } }] });
    expect(plan.platform.instances.filter((i) => i.tier === 'services').map(({ id, port }) => [id, port])).toEqual([
      ['dc1/services-1/sms-1', 10_301],
      ['dc1/services-1/sms-2', 10_302],
      ['dc1/services-1/sms-3', 10_303],
      ['dc1/services-1/whatsapp-1', 10_401],
      ['dc1/services-1/channels-1', 10_001],
      ['dc1/services-1/channels-2', 10_002],
    ]);
  });

  it('share what is the same for all of them, and take the sum of the memory', () => {
    const one = planned({ groups: [{ hosts: 1, run: { sms: 1 } }] }).hosts.get('services-1')?.memory['services'] ?? 0;
    const three = planned({ groups: [{ hosts: 1, run: { sms: 3 } }] }).hosts.get('services-1')?.memory['services'];
    expect(three).toBe(3 * one);
  });

  it('start again when they end, have a limit, and get the time that they were promised to drain', () => {
    const unit = fileOf(planned({ services: { drain: '90 s' } }), 'services-1', files.unit('sms-2')).split('\n');
    expect(unit).toEqual(
      expect.arrayContaining([
        'Restart=always',
        'StartLimitIntervalSec=0',
        'ExecStop=/usr/bin/podman stop --ignore --time 90 sms-2',
        'TimeoutStopSec=105',
      ]),
    );
    const start = unit.find((line) => line.startsWith('ExecStart='));
    for (const words of [
      '--memory 4294967296 --memory-swap 4294967296 --cpus 2',
      '--read-only',
      '--cap-drop all',
      '--security-opt no-new-privileges',
      'registry.catalyst.internal/sms:3.0.0',
    ])
      expect(start).toContain(words);
  });

  it('run the image that the profile says: its registry, its version, or a digest', () => {
    const digest = `sha256:${'a'.repeat(64)}`;
    const plan = planned({
      services: {
        images: { registry: 'images.example.com:5000/catalyst', version: '3.1', versions: { billing: digest } },
      },
    });
    const imageOf = (instance: string) => /(images\S+)'$/m.exec(fileOf(plan, 'services-1', files.unit(instance)))?.[1];
    expect([imageOf('sms-1'), imageOf('billing-1')]).toEqual([
      'images.example.com:5000/catalyst/sms:3.1',
      `images.example.com:5000/catalyst/billing@${digest}`,
    ]);
  });
});

describe('n8n', () => {
  const text: SiteText = { n8n: { workers: 2, mains: 1, webhooks: 'api.example.com' }, n8nHosts: 2 };

  it('has one main, and webhooks and workers on every host; they share database, queue and key', () => {
    const on = (hostname: string) =>
      planned(text)
        .platform.instances.filter(({ host, tier }) => host === `dc1/${hostname}` && tier === 'services')
        .map(({ id, role, port }) => [id.replace(/^.*\//, ''), role, port]);
    expect(on('n8n-1')).toEqual([
      ['n8n', 'n8n', undefined],
      ['n8n-webhooks', 'n8n-webhooks', undefined],
      ['n8n-worker-1', 'n8n-worker', 5701],
      ['n8n-worker-2', 'n8n-worker', 5702],
    ]);
    expect(on('n8n-2').map(([name]) => name)).toEqual(['n8n-webhooks', 'n8n-worker-1', 'n8n-worker-2']);
    const [main, worker] = [settingsOf(text, 'n8n-1', 'n8n'), settingsOf(text, 'n8n-2', 'n8n-worker-1')];
    expect(main).toMatchObject({ EXECUTIONS_MODE: 'queue', WEBHOOK_URL: 'https://api.example.com/' });
    for (const shared of [
      'DB_POSTGRESDB_HOST',
      'QUEUE_BULL_REDIS_HOST',
      'QUEUE_BULL_PREFIX',
      'N8N_ENCRYPTION_KEY_FILE',
    ])
      expect([shared, worker[shared]]).toEqual([shared, main[shared]]);
  });

  it('has the workflows of the profile on the host of its first main, and what credentials have in common as a secret', () => {
    const own: SiteText = {
      n8n: {
        workflows: { 'low-balance': { nodes: [], connections: {} } },
        credentials: { smtp: { host: 'mail.example.com' } },
      },
    };
    const workflow = '/etc/catalyst/services/workflows/low-balance.json';
    expect(JSON.parse(fileOf(planned(own), 'n8n-1', workflow))).toMatchObject({ id: 'low-balance', nodes: [] });
    expect(fileOf(planned(own), 'n8n-2', workflow)).toBe('');
    expect(JSON.parse(fileOf(planned(own), 'n8n-2', files.secret('n8n-worker', 'credentials')))).toEqual({
      smtp: { host: 'mail.example.com', password: '{{secret:dc1/n8n/credentials/smtp}}' },
    });
    expect(settingsOf(own, 'n8n-2', 'n8n-worker-1')).toMatchObject({
      CREDENTIALS_OVERWRITE_DATA_FILE: '/run/secrets/credentials',
    });
  });

  it('with two mains has a licence, and without says what one main means', () => {
    const two: SiteText = { ...text, n8n: { mains: 2 } };
    expect(settingsOf(two, 'n8n-2', 'n8n')).toMatchObject({
      N8N_MULTI_MAIN_SETUP_ENABLED: 'true',
      N8N_LICENSE_ACTIVATION_KEY_FILE: '/run/secrets/licence',
    });
    expect(findingsOf(two)).not.toContain('services/n8n-main n8n.mains');
    expect(findingsOf(text)).toContain('services/n8n-main n8n.mains');
    expect(findingsOf({ ...two, n8nHosts: 1 })).toContain('profile/n8n n8n.mains');
  });
});

describe('what a profile says of services', () => {
  const run = (names: Readonly<Record<string, number>>): SiteText => ({
    groups: [{ hosts: 1, run: names }],
    services: { images: { registry: 'images.example.com' } },
  });

  it('is refused where it names one that nobody knows, or gives two the same ports', () => {
    expect(findingsOf(run({ smss: 1 }))).toEqual(['profile/reference workers[0].run.smss']);
    const custom = { ...run({ signal: 1 }), demand: { channels: { signal: 1 } } };
    expect(findingsOf(custom)).toEqual(['profile/port workers[0].run.signal']);
    expect(findingsOf({ ...custom, services: { ...custom.services, ports: { signal: 14_000 } } })).toEqual([]);
    expect(
      findingsOf({ ...custom, services: { ...custom.services, ports: { signal: 14_000, other: 14_000 } } }),
    ).toEqual(['profile/port ports.other']);
  });

  it('is a finding where instances need more cores than their host has, as the nine of the guide do', () => {
    const { findings } = resolved(run({ sms: 3, whatsapp: 2, 'sms-firewall': 2, billing: 1, channels: 1 }));
    expect(findings.find(({ code }) => code === 'services/cores')?.message).toBe(
      "3 sms × 2 + 2 whatsapp × 2 + 2 sms-firewall × 2 + 1 billing × 2 + 1 channels × 2 = 18 cores, and a host of pool 'services' has 16",
    );
  });
});

describe('growth', () => {
  it('by a host, or by another service, changes no file of the others', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 3 }), (hosts, more) => {
        const base = { sms: 2, billing: 1 };
        const before = planned({ groups: [{ hosts, run: base }] });
        const after = planned({ groups: [{ hosts: hosts + more, run: { ...base, channels: 1 } }] });
        for (const [hostname, config] of before.hosts)
          expect(after.hosts.get(hostname)?.files).toEqual(expect.arrayContaining([...config.files]));
        expect(after.platform.instances).toEqual(expect.arrayContaining([...before.platform.instances]));
      }),
      { numRuns: 10 },
    );
  });
});

const validators = ['systemd-analyze', 'shellcheck', 'podman'] as const;

const sites = fc.record({
  groups: fc.tuple(
    fc.record({
      hosts: fc.constant(1),
      run: fc.dictionary(
        fc.constantFrom('sms', 'whatsapp', 'email', 'channels', 'billing', 'sms-firewall'),
        fc.integer({ min: 1, max: 3 }),
        {
          minKeys: 1,
          maxKeys: 3,
          noNullPrototype: true,
        },
      ),
    }),
  ),
  n8n: fc.record({ workers: fc.integer({ min: 1, max: 3 }), mains: fc.integer({ min: 1, max: 2 }) }),
  services: fc.record({
    drain: fc.constantFrom('1 s', '2.5 s', '10 min'),
    images: fc.record({
      registry: fc.constantFrom('a', 'images.example.com:5000/x/y'),
      version: fc.constantFrom('1', 'v2_x.y-z'),
    }),
    sizes: fc.record({
      sms: fc.record({ cores: fc.constantFrom(0.1, 1.5, 64), memory: fc.constantFrom('64 MiB', '1.5 GB') }),
    }),
  }),
});

describe.runIf(validators.every((name) => engine(name).present))('the files of a host', () => {
  it('are understood by systemd without a word, whatever the specification', () => {
    fc.assert(
      fc.property(sites, (text) => {
        const dir = mkdtempSync(join(inject('scratch'), 'units-'));
        const units = [...planned(text).hosts.values()].flatMap((config) =>
          config.files
            .filter(({ path }) => /\.(service|timer)$/.test(path))
            .map(({ path, content }) => {
              const name = join(dir, path.split('/').at(-1) ?? '');
              writeFileSync(name, content);
              return name;
            }),
        );
        const { status, stdout, stderr } = spawnSync(
          'systemd-analyze',
          ['verify', '--man=no', '--recursive-errors=no', ...units],
          { encoding: 'utf8' },
        );
        expect({ status, said: stdout + stderr }).toEqual({ status: 0, said: '' });
      }),
      { numRuns: 6 },
    );
  });

  it('start containers with words that podman knows', () => {
    const unit = fileOf(planned({}), 'services-1', files.unit('sms-1'));
    const command = /^ExecStart=\/bin\/sh -c 'exec (.*)'$/m.exec(unit)?.[1] ?? '';
    // Before it looks for the image podman reads all of its arguments: a wrong one is the first thing that it says.
    const parse = (words: string) =>
      spawnSync(
        'sh',
        ['-c', `${words.replace('run --name', 'run --pull never --name').replace(/"\$\$\(id -u.*?\)"/, '1:1')} 2>&1`],
        {
          encoding: 'utf8',
        },
      ).stdout;
    expect(parse(command)).not.toMatch(/unknown flag|invalid argument|usage/i);
    expect(parse(command.replace('--pids-limit', '--pid-limit'))).toMatch(/unknown flag/);
  });

  it('are understood by the shell', () => {
    const plan = planned({});
    for (const path of [files.ready, files.restart, files.live]) {
      const { stdout, status } = spawnSync('shellcheck', ['-'], {
        input: fileOf(plan, 'services-1', path),
        encoding: 'utf8',
      });
      expect({ path, status, stdout }).toEqual({ path, status: 0, stdout: '' });
    }
  });

  it('enable a unit for each instance', () => {
    const config = planned({}).hosts.get('services-1');
    const named = new Set(config?.units.map(({ name }) => name));
    for (const instance of ['sms-1', 'sms-2', 'channels-1', 'sms-firewall-1', 'billing-1'])
      expect([...named]).toContain(unitOf(instance));
  });
});
