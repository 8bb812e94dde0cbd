import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { across, type File, type HostConfig } from '@catalyst/model';
import fc from 'fast-check';
import { describe, expect, inject, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { engine } from '../../../test/support/engines.ts';
import { planned, type SiteText } from '../testing/site.ts';
import { GrammarError, pluginsOf, readPipeline } from '../testing/pipeline-grammar.ts';
import { plugin, pipelineText } from './logstash/pipeline.ts';
import { rules } from './kibana/rules.ts';
import { savedObjects } from './kibana/objects.ts';

const systemd = engine('systemd-analyze');

const full: SiteText = {
  data: across(4, 'r01', 'r02', 'r03'),
  masters: ['r01', 'r02', 'r03'],
  ingest: ['r01', 'r02'],
  frozen: ['r03'],
  logstash: ['r01', 'r02'],
  kibana: ['r01', 'r02'],
  brokers: across(5, 'r01', 'r02', 'r03'),
  search: { snapshots: { bucket: 'snapshots', region: 'us-east-1' } },
};

const hostOf = (text: SiteText, hostname: string): HostConfig => {
  const config = planned(text).hosts.get(hostname);
  if (config === undefined) throw new Error(hostname);
  return config;
};
const fileOf = (config: HostConfig, path: string): File => {
  const file = config.files.find((f) => f.path === path);
  if (file === undefined) throw new Error(`${path} among ${config.files.map((f) => f.path).join(', ')}`);
  return file;
};
const yml = (config: HostConfig, path = '/etc/elasticsearch/elasticsearch.yml') =>
  z.record(z.string(), z.unknown()).parse(parse(fileOf(config, path).content));

describe('The hosts of search', () => {
  const { hosts } = planned(full);

  it('have roles of their own, and only the masters have a vote', () => {
    const roles = (hostname: string) => yml(hostOf(full, hostname))['node.roles'];
    expect(['search-master-1', 'search-data-1', 'search-ingest-1', 'search-frozen-1'].map(roles)).toEqual([
      ['master'],
      ['data_content', 'data_hot'],
      ['ingest'],
      ['data_frozen'],
    ]);
  });

  it('are combined where a site has data nodes only: three of them vote, or the only one', () => {
    const roles = (racks: readonly string[]) =>
      [...planned({ data: racks }).hosts].flatMap(([name, config]) =>
        name.startsWith('search') ? [z.array(z.string()).parse(yml(config)['node.roles']).includes('master')] : [],
      );
    expect(roles(['r01'])).toEqual([true]);
    expect(roles(['r01', 'r02'])).toEqual([true, false]);
    expect(roles(across(5, 'r01', 'r02', 'r03'))).toEqual([true, true, true, false, false]);
  });

  it('keep every secret out of their configuration: in files of their own, of nobody but root and the service', () => {
    for (const [, { files }] of hosts)
      for (const { path, content, mode } of files) {
        if (!content.includes('{{secret:')) continue;
        expect(content, path).toMatch(/^\{\{secret:[^}]+\}\}$/);
        expect(mode & 0o007, path).toBe(0);
      }
  });

  it('speak TLS both ways, on both ports, with certificates held against names', () => {
    for (const [hostname, config] of hosts) {
      if (!hostname.startsWith('search')) continue;
      const settings = yml(config);
      for (const side of ['transport', 'http']) {
        expect(settings[`xpack.security.${side}.ssl.enabled`]).toBe(true);
        expect(settings[`xpack.security.${side}.ssl.certificate_authorities`]).toEqual(['tls/ca.crt']);
      }
      expect(settings['xpack.security.transport.ssl.verification_mode']).toBe('full');
      expect(settings['xpack.security.enabled']).toBe(true);
    }
  });

  it('give a heap of half of the memory, and 31 GiB at most', () => {
    const heap = (memory: `${number} GiB`): string | undefined => {
      const hardware = {
        cores: 8,
        memory,
        volumes: { data: { media: 'nvme', drives: 1, drive: '1 TB', raid: 'none', mount: '/data' } },
        nics: { ports: 1, speed: '10 Gbps' },
      } as const;
      const config = hostOf({ data: ['r01'], brokers: ['r01'], hardware }, 'search-data-1');
      return /^-Xmx(.*)$/m.exec(fileOf(config, '/etc/elasticsearch/jvm.options').content)?.[1];
    };
    expect([heap('16 GiB'), heap('64 GiB'), heap('128 GiB')]).toEqual(['8192m', '31744m', '31744m']);
  });

  it('let one node form the cluster, if it never had one and no other says that there is one', () => {
    const start = (hostname: string) => fileOf(hostOf(full, hostname), '/usr/local/lib/elasticsearch/start').content;
    expect(start('search-master-1')).toContain('cluster.initial_master_nodes=search-master-1.dc1.catalyst.internal');
    for (const other of ['search-master-2', 'search-data-1'])
      expect(start(other)).not.toContain('initial_master_nodes');
  });

  it('have files that another data node, broker, or frozen node changes nothing in', () => {
    const contents = (text: SiteText) =>
      new Map(
        [...planned(text).hosts].flatMap(([name, { files }]) => files.map((f) => [`${name}${f.path}`, f.content])),
      );
    const before = contents(full);
    const more = (racks: readonly string[] = []) => [...racks, 'r02'];
    const after = contents({ ...full, data: more(full.data), brokers: more(full.brokers), frozen: more(full.frozen) });
    for (const [path, content] of before) expect(after.get(path), path).toBe(content);
  });

  it.runIf(systemd.present)('have units that systemd understands without a word', () => {
    const dir = mkdtempSync(join(inject('scratch'), 'units-'));
    const units = new Map(
      [...hosts.values()].flatMap(({ files }) =>
        files
          .filter(({ path }) => path.startsWith('/etc/systemd/'))
          .map(({ path, content }) => [path.split('/').at(-1) ?? '', content]),
      ),
    );
    expect(units.size).toBeGreaterThanOrEqual(7);
    for (const [name, content] of units)
      // Programs that are not here, and users neither.
      writeFileSync(
        join(dir, name),
        content
          .replace(/^(ExecStart(Pre)?=\+?)\/(opt|usr\/local)\S+/gm, '$1/bin/true')
          .replace(/^(User|Group)=.*\n/gm, ''),
      );
    const { stderr } = spawnSync(systemd.path, ['verify', ...[...units.keys()].map((name) => join(dir, name))], {
      encoding: 'utf8',
    });
    expect(stderr.split('\n').filter((line) => line.includes(dir))).toEqual([]);
  });

  it('have scripts that a shell reads, and a program that Python reads', () => {
    const dir = mkdtempSync(join(inject('scratch'), 'scripts-'));
    for (const [name, { files }] of hosts)
      for (const { path, content, validate } of files) {
        if (validate === undefined) continue;
        const file = join(dir, `${name}-${path.replaceAll('/', '_')}`);
        writeFileSync(file, content);
        execFileSync('/bin/sh', ['-c', validate.replace('{}', file)], { stdio: 'pipe' });
      }
  });
});

describe('Logstash', () => {
  const config = hostOf(full, 'logstash-1');
  const pipeline = (name: string) => readPipeline(fileOf(config, `/etc/logstash/conf.d/${name}.conf`).content);

  it('reads each stream from Kafka, as a user and a group that may, and adds it to its own index', () => {
    for (const [stream, user, topics] of [
      ['logs', 'logs', ['logs.services', 'logs.network', 'logs.security']],
      ['metrics', 'analytics', ['metrics.services', 'metrics.channels']],
      ['audit', 'audit', ['audit.events', 'audit.access']],
    ] as const) {
      const sections = pipeline(stream);
      const [kafka] = pluginsOf(sections.get('input'));
      expect(kafka?.name).toBe('kafka');
      expect(kafka?.settings.get('topics')).toEqual(topics);
      expect(kafka?.settings.get('group_id')).toBe(`${user}.search-${stream}`);
      expect(kafka?.settings.get('security_protocol')).toBe('SASL_SSL');
      const [search] = pluginsOf(sections.get('output'));
      expect(search?.settings.get('hosts')).toEqual([
        'https://search-ingest-1.dc1.catalyst.internal:9200',
        'https://search-ingest-2.dc1.catalyst.internal:9200',
      ]);
      expect(search?.settings.get('action')).toBe('create');
    }
  });

  it('keeps little of its own, on disk: Kafka is the buffer', () => {
    const pipelines = z
      .array(z.looseObject({ 'pipeline.id': z.string() }))
      .parse(parse(fileOf(config, '/etc/logstash/pipelines.yml').content));
    expect(pipelines.map((p) => p['pipeline.id'])).toEqual(['logs', 'metrics', 'audit', 'failed']);
    expect(pipelines[0]).toMatchObject({
      'queue.type': 'persisted',
      'queue.max_bytes': '1024mb',
      'pipeline.batch.size': 1000,
      'pipeline.batch.delay': 50,
      'dead_letter_queue.enable': true,
    });
  });

  it('takes up what Elasticsearch refuses, with its reason', () => {
    const sections = pipeline('failed');
    expect(pluginsOf(sections.get('input')).map(({ settings }) => settings.get('pipeline_id'))).toEqual([
      'logs',
      'metrics',
      'audit',
    ]);
    expect(pluginsOf(sections.get('output'))[0]?.settings.get('index')).toBe('catalyst-failed');
  });

  it('logs in to Kafka and to Elasticsearch with any password', () => {
    const dir = mkdtempSync(join(inject('scratch'), 'logstash-'));
    const password = `"\\{}=,:#'$x%h`;
    for (const name of ['kafka-logs', 'kafka-analytics', 'kafka-audit', 'search'])
      writeFileSync(join(dir, name), password);
    const script = fileOf(config, '/usr/local/lib/elasticsearch/start-logstash')
      .content.replaceAll('/etc/logstash/secrets', dir)
      .replace(/^exec .*$/m, 'printf "%s\\n%s" "$KAFKA_LOGS" "$SEARCH_PASSWORD"');
    const [jaas = '', search] = execFileSync('/bin/sh', ['-c', script], { encoding: 'utf8' }).split('\n');
    expect(search).toBe(password);
    // As Java reads a text between quotation marks.
    const text = /password="((?:[^"\\]|\\.)*)";$/.exec(jaas)?.[1];
    expect(text?.replace(/\\(.)/g, '$1')).toBe(password);
  });

  it('has pipelines that its grammar takes, whatever is in them', () => {
    const word = fc.stringMatching(/^[a-z_]{2,10}$/);
    const text = fc.string({ maxLength: 30 }).filter((t) => !/[\n\r]/.test(t) && !(t.includes('"') && t.includes("'")));
    const value = fc.oneof(
      text,
      fc.integer(),
      fc.array(text, { maxLength: 3 }),
      fc.dictionary(text, text, { maxKeys: 3 }),
    );
    fc.assert(
      fc.property(word, fc.dictionary(word, value, { maxKeys: 4 }), (name, settings) => {
        const [read] = pluginsOf(
          readPipeline(pipelineText({ input: [plugin(name, settings)], filter: [], output: [] })).get('input'),
        );
        expect(read?.name).toBe(name);
        expect([...(read?.settings.keys() ?? [])]).toEqual(Object.keys(settings));
      }),
    );
  });

  it('would not start with a pipeline that lacks a brace, a quotation mark, an arrow or a comma', () => {
    const whole = fileOf(config, '/etc/logstash/conf.d/logs.conf').content;
    const broken = [
      whole.trimEnd().slice(0, -1),
      whole.replace('"logs.services"', '"logs.services'),
      whole.replace('group_id =>', 'group_id'),
      whole.replace('"logs.services",', '"logs.services"'),
      whole.replace('input {', 'inputs {'),
      whole.replace('if ![', 'if !! ['),
    ];
    for (const text of broken) {
      expect(text).not.toBe(whole);
      expect(() => readPipeline(text)).toThrow(GrammarError);
    }
  });
});

describe('Kibana', () => {
  const channels = [
    'sms',
    'whatsapp',
    'telegram',
    'ussd',
    'rcs',
    'viber',
    'email',
    'voice',
    'push',
    'messenger',
    'instagram',
    'webchat',
  ];
  const objects = savedObjects(channels);

  it('has more than 20 dashboards, 50 searches and 30 rules for the channels of the guide (l. 696-698)', () => {
    const count = (type: string) => objects.filter((object) => object.type === type).length;
    expect([count('dashboard') >= 20, count('search') >= 50, rules(channels).length >= 30]).toEqual([true, true, true]);
  });

  it('has objects that refer to each other only, each once', () => {
    const ids = objects.map(({ type, id }) => `${type}/${id}`);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { references, attributes } of objects) {
      for (const { type, id } of references) expect(ids).toContain(`${type}/${id}`);
      for (const key of ['panelsJSON', 'optionsJSON'])
        if (typeof attributes[key] === 'string') JSON.parse(attributes[key]);
    }
    expect(new Set(rules(channels).map(({ id }) => id)).size).toBe(rules(channels).length);
  });

  it('is told by one host of a site, and has the same keys on all', () => {
    const [first, second] = ['monitoring-1', 'monitoring-2'].map((name) => hostOf(full, name));
    const paths = (config?: HostConfig) => config?.files.map(({ path }) => path) ?? [];
    expect(paths(first)).toContain('/etc/kibana/objects.ndjson');
    expect(paths(second)).not.toContain('/etc/kibana/objects.ndjson');
    const key = (config?: HostConfig) =>
      config?.files.find(({ path }) => path === '/etc/kibana/secrets/security')?.content;
    expect(key(first)).toBe(key(second));
  });
});
