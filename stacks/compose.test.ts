import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { GiB, InvalidInput, type Platform } from '@catalyst/model';
import { hostConfigs, resolvePlatform } from '@catalyst/platform';
import { profiles } from '@catalyst/profiles';
import { describe, expect, inject, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { engine } from '../test/support/engines.ts';
import { composeFiles } from './compose.ts';
import { composeFindings, type ComposeFile } from './compose/file.ts';

function platformOf(name: string): Platform {
  const resolution = resolvePlatform(profiles[name]);
  if (!resolution.ok) throw new InvalidInput(resolution.findings);
  return resolution.platform;
}

const dev = platformOf('dev');
const files = composeFiles(dev, hostConfigs(dev));
const contentOf = (path: string): string => files.get(path) ?? '';

const File = z.object({
  services: z.record(
    z.string(),
    z.looseObject({
      image: z.string(),
      mem_limit: z.int(),
      ports: z.array(z.string()).default([]),
      environment: z.record(z.string(), z.string()).default({}),
      depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
    }),
  ),
  secrets: z.record(z.string(), z.object({ file: z.string() })),
});
const file = File.parse(parse(contentOf('compose.yaml')));

/** All files in a directory, with secrets made by the script that comes along. */
function written(): string {
  const directory = mkdtempSync(join(inject('scratch'), 'compose-'));
  for (const [path, content] of files) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), content);
  }
  execFileSync('sh', [join(directory, 'make-secrets.sh')]);
  return directory;
}

describe('the Compose file of dev', () => {
  it('runs all that the guide lists for one server (l. 45-52), and what brings requests to it', () => {
    expect(Object.keys(file.services)).toEqual(
      expect.arrayContaining([
        ...['kafka', 'postgres', 'timescale', 'dragonfly', 'elasticsearch', 'kibana', 'n8n', 'prometheus', 'grafana'],
        ...['haproxy', 'sms-1', 'whatsapp-1', 'channels-1', 'sms-firewall-1', 'billing-1'],
      ]),
    );
  });

  it('shows its ports to the machine itself and to nobody else', () => {
    const ports = Object.values(file.services).flatMap((service) => service.ports);
    expect(ports.length).toBeGreaterThan(3);
    expect(ports.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([]);
  });

  it('takes less memory than the machine has', () => {
    const sum = Object.values(file.services).reduce((total, service) => total + service.mem_limit, 0);
    expect(sum).toBeLessThan(dev.hosts[0]?.machine.memory ?? 0);
  });

  it('has every image from the registry of the profile, with a version', () => {
    for (const { image } of Object.values(file.services)) {
      expect(image).toMatch(/^registry\.catalyst\.internal\/[a-z0-9-]+:[A-Za-z0-9._-]+$/);
      expect(image).not.toContain(':latest');
    }
  });

  it('has no password in it: each is a file that the script makes, and makes once', () => {
    const everything = [...files.values()].join('\n');
    expect(everything).not.toMatch(/\{\{secret/);
    for (const { environment } of Object.values(file.services))
      for (const [name, value] of Object.entries(environment))
        if (/PASSWORD|SECRET|KEY_FILE|LICENSE/.test(name))
          expect([name, value]).toEqual([name, expect.stringMatching(/^\/run\/secrets\//)]);
    const directory = written();
    const secrets = () =>
      readdirSync(join(directory, 'secrets')).map((name) => readFileSync(join(directory, 'secrets', name), 'utf8'));
    const first = secrets();
    expect(
      Object.values(file.secrets).every(({ file: path }) => readFileSync(join(directory, path), 'utf8') !== ''),
    ).toBe(true);
    expect(new Set(first).size).toBe(first.length);
    execFileSync('sh', [join(directory, 'make-secrets.sh')]);
    expect(secrets()).toEqual(first);
  });

  it('has the topics of the site, and the settings of its broker', () => {
    expect(contentOf('kafka/topics')).toMatch(/^messaging\.sms\.outbound 4$/m);
    expect(contentOf('kafka/server.properties')).toMatch(/^log\.retention\.hours=2$/m);
    expect(contentOf('kafka/server.properties')).not.toMatch(/ssl|SASL/i);
  });

  it('is the same every time, and no other profile has one: none is one server', () => {
    expect([...composeFiles(dev, hostConfigs(dev))]).toEqual([...files]);
    for (const name of ['production', 'production-n1', 'enterprise'])
      expect([name, [...composeFiles(platformOf(name), new Map())]]).toEqual([name, []]);
  });
});

const programs = ['docker-compose', 'haproxy', 'promtool', 'shellcheck', 'openssl'] as const;

describe.runIf(programs.every((name) => engine(name).present))('the files of dev', () => {
  const run = (directory: string, command: string, ...args: readonly string[]) => {
    const { status, stdout, stderr } = spawnSync(command, args, { cwd: directory, encoding: 'utf8' });
    return { status, stdout, said: stdout + stderr };
  };

  it('are understood by docker-compose, which sees what we wrote', () => {
    const directory = written();
    const { status, stdout, said } = run(directory, 'docker-compose', '-f', 'compose.yaml', 'config');
    expect({ status, said: status === 0 ? '' : said }).toEqual({ status: 0, said: '' });
    const read = z
      .object({ services: z.record(z.string(), z.looseObject({ image: z.string() })) })
      .parse(parse(stdout));
    expect(Object.keys(read.services).sort()).toEqual(Object.keys(file.services).sort());
  });

  it('would not be if they were wrong', () => {
    const directory = written();
    writeFileSync(join(directory, 'compose.yaml'), contentOf('compose.yaml').replace('depends_on:', 'depend_on:'));
    expect(run(directory, 'docker-compose', '-f', 'compose.yaml', 'config').status).not.toBe(0);
  });

  it('are understood by HAProxy, Prometheus and the shell', () => {
    const directory = written();
    const config = join(directory, 'haproxy/haproxy.cfg');
    writeFileSync(
      config,
      readFileSync(config, 'utf8')
        .replace('/run/secrets/proxy-tls', join(directory, 'secrets/proxy-tls'))
        .replace(/init-addr \S+/, 'init-addr none'),
    );
    expect(run(directory, 'haproxy', '-c', '-q', '-f', config)).toMatchObject({ status: 0, said: '' });
    const prometheus = join(directory, 'prometheus/prometheus.yml');
    writeFileSync(prometheus, readFileSync(prometheus, 'utf8').replace('/etc/prometheus/', ''));
    expect(run(directory, 'promtool', 'check', 'config', prometheus).said).toContain('SUCCESS: 8 rules found');
    const scripts = ['make-secrets.sh', 'postgres/init.sh', 'timescale/init.sh', 'dragonfly/start.sh'];
    expect(run(directory, 'shellcheck', ...scripts)).toMatchObject({ status: 0, said: '' });
  });
});

describe('a Compose file', () => {
  const service = { image: 'a:1', mem_limit: GiB(1), restart: 'no' } as const;
  const sound: ComposeFile = { services: { a: service, b: service }, volumes: {}, secrets: {} };
  const messages = (change: Partial<ComposeFile>, machine = GiB(64)): readonly string[] =>
    composeFindings({ ...sound, ...change }, machine, 'dc1').map(({ message }) => message);

  it('is refused where a port is twice, something is missing, nobody can be well, or memory runs out', () => {
    expect(messages({})).toEqual([]);
    const ports = ['127.0.0.1:80:8080'];
    expect(
      messages({ services: { a: { ...service, ports }, b: { ...service, ports: ['127.0.0.1:80:9090'] } } }),
    ).toEqual(["127.0.0.1:80 is the port of 'a' too"]);
    expect(
      messages({
        services: {
          a: {
            ...service,
            depends_on: { c: { condition: 'service_started' } },
            volumes: ['data:/data', './own:/own'],
            secrets: [{ source: 's', target: 's' }],
          },
        },
      }),
    ).toEqual([
      "'a' names a service 'c' that does not exist",
      "'a' names a secret 's' that does not exist",
      "'a' names a volume 'data' that does not exist",
    ]);
    expect(
      messages({ services: { a: { ...service, depends_on: { b: { condition: 'service_healthy' } } }, b: service } }),
    ).toEqual(["'a' waits for the health of 'b', which has no check"]);
    expect(messages({}, GiB(5))).toEqual([
      '2 containers and 4 GiB for the system take 6 GiB, and the machine has 5 GiB',
    ]);
  });
});
