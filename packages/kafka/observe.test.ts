import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Milliseconds, across, type Observation } from '@catalyst/model';
import { describe, expect, inject, it } from 'vitest';
import { stringify } from 'yaml';
import { engine } from '../../test/support/engines.ts';
import { observeKafka } from './observe.ts';
import { planned, server, type SiteText } from './testing/site.ts';

const promtool = engine('promtool');

function observed(text: SiteText): Observation {
  const { spec, platform } = planned(text);
  const [site] = platform.sites;
  if (site === undefined) throw new Error('no site');
  return observeKafka(spec, site, platform);
}

const three: SiteText = { brokers: across(3, 'r01', 'r02', 'r03'), controllers: ['r01', 'r02', 'r03'] };

/** Rules as Prometheus reads them. */
const ruleFile = ({ rules }: Observation): string =>
  stringify({
    groups: [
      {
        name: 'kafka',
        rules: rules.map(({ alert, expr, for: lasts, severity, summary }) => ({
          alert,
          expr,
          for: `${String(lasts / 1000)}s`,
          labels: { severity },
          annotations: { summary },
        })),
      },
    ],
  });

function check(command: readonly string[], files: Readonly<Record<string, string>>): string {
  const dir = mkdtempSync(join(inject('scratch'), 'rules-'));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(dir, name), content);
  return execFileSync(promtool.path, command, { cwd: dir, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

describe('what is watched', () => {
  it('is every broker, every controller of its own, and the lag of consumers from two places', () => {
    const { targets } = observed(three);
    expect(targets.map(({ job, instance, port }) => `${job} ${instance}:${String(port)}`)).toEqual([
      'kafka kafka-1:7071',
      'kafka kafka-2:7071',
      'kafka kafka-3:7071',
      'kafka-controller kraft-1:7071',
      'kafka-controller kraft-2:7071',
      'kafka-controller kraft-3:7071',
      'kafka-lag kafka-1:7072',
      'kafka-lag kafka-2:7072',
    ]);
  });

  it('is one exporter for a broker that is a controller too', () => {
    expect(observed({ brokers: ['r01', 'r02', 'r03'] }).targets.filter(({ job }) => job !== 'kafka-lag')).toHaveLength(
      3,
    );
  });
});

describe('the alerts', () => {
  it('call somebody for time, and never for a number of messages', () => {
    const { rules } = observed(three);
    expect(rules.length).toBeGreaterThanOrEqual(10);
    expect(rules.filter(({ expr }) => expr.includes('lag_messages'))).toEqual([]);
    const limitOf = (alert: string) =>
      rules
        .find((rule) => rule.alert === alert)
        ?.expr.split('>')
        .at(-1)
        ?.trim();
    expect([limitOf('KafkaConsumerBehind'), limitOf('KafkaConsumerFarBehind'), limitOf('KafkaBillingBehind')]).toEqual([
      '5',
      '30',
      '60',
    ]);
  });

  it('keep the limits of the guide: CPU 70 %, disk 80 %, network 60 % (l. 410-412)', () => {
    const expressions = observed(three).rules.map(({ expr }) => expr);
    const about = (metric: string) => expressions.filter((expr) => expr.includes(metric)).join('\n');
    expect(about('node_cpu_seconds_total')).toContain('> 0.70');
    expect(about('node_filesystem_size_bytes')).toContain('> 0.80');
    expect(about('node_network_speed_bytes')).toContain('> 0.60');
  });

  it('differ in name, say what is wrong, and wait for no longer than an hour', () => {
    const { rules } = observed(three);
    expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length);
    expect(rules.filter(({ summary }) => summary.length < 10)).toEqual([]);
    expect(rules.filter((rule) => rule.for > Milliseconds.of(3600e3))).toEqual([]);
  });
});

describe.runIf(promtool.present)('Prometheus', () => {
  it('understands every rule', () => {
    const output = check(['check', 'rules', 'rules.yml'], { 'rules.yml': ruleFile(observed(three)) });
    expect(output).toContain(`SUCCESS: ${String(observed(three).rules.length)} rules found`);
  });

  it('fires for a consumer that is 31 s behind, for a fenced broker and for a full disk, and for nothing else', () => {
    const at = 'site="dc1"';
    const node = `instance="kafka-1",${at}`;
    const file = 'fstype="xfs",mountpoint="/data/d1"';
    const test = {
      rule_files: ['rules.yml'],
      evaluation_interval: '30s',
      tests: [
        {
          interval: '30s',
          input_series: [
            {
              series: `kafka_group_lag_seconds{job="kafka-lag",group="analytics.x",topic="messaging.sms.status",${node}}`,
              values: '31x20',
            },
            {
              series: `kafka_group_lag_seconds{job="kafka-lag",group="billing.rating",topic="billing.events",${node}}`,
              values: '4x20',
            },
            {
              series: `kafka_controller_fencedbrokercount{job="kafka-controller",instance="kraft-1",${at}}`,
              values: '1x20',
            },
            {
              series: `kafka_controller_activecontrollercount{job="kafka-controller",instance="kraft-1",${at}}`,
              values: '1x20',
            },
            { series: `up{job="kafka",${node}}`, values: '1x20' },
            { series: `node_filesystem_avail_bytes{${node},${file}}`, values: '19x20' },
            { series: `node_filesystem_size_bytes{${node},${file}}`, values: '100x20' },
          ],
          alert_rule_test: observed(three).rules.map(({ alert }) => ({
            alertname: alert,
            eval_time: '10m',
            exp_alerts: EXPECTED[alert] ?? [],
          })),
        },
      ],
    };
    const output = check(['test', 'rules', 'test.yml'], {
      'rules.yml': ruleFile(observed(three)),
      'test.yml': stringify(test),
    });
    expect(output).toContain('SUCCESS');
  });
});

describe.runIf(promtool.present)('a busy network', () => {
  const nics = (ports: number, speed: `${number} Gbps`) => ({ ...server, nics: { ports, speed } });
  it.each([
    ['one port', nics(1, '25 Gbps')],
    ['two ports', nics(2, '25 Gbps')],
  ])('is noticed on a server with %s, whatever its device is called', (_, hardware) => {
    const text = { ...three, hardware };
    const host = planned(text).platform.hosts.find(({ hostname }) => hostname === 'kafka-1');
    const device = host?.addresses[0].interface ?? '';
    const labels = `instance="kafka-1",site="dc1",device="${device}"`;
    const test = {
      rule_files: ['rules.yml'],
      evaluation_interval: '1m',
      tests: [
        {
          interval: '1m',
          input_series: [
            // 2.1 GB/s of 3.125.
            { series: `node_network_transmit_bytes_total{${labels}}`, values: '0+126000000000x40' },
            { series: `node_network_speed_bytes{${labels}}`, values: '3125000000x40' },
          ],
          alert_rule_test: [
            {
              alertname: 'KafkaNetworkBusy',
              eval_time: '30m',
              exp_alerts: [
                {
                  exp_labels: { severity: 'warn', instance: 'kafka-1', site: 'dc1', device },
                  exp_annotations: { summary: `${device} of kafka-1 is busier than 60 %` },
                },
              ],
            },
          ],
        },
      ],
    };
    const files = { 'rules.yml': ruleFile(observed(text)), 'test.yml': stringify(test) };
    expect(check(['test', 'rules', 'test.yml'], files)).toContain('SUCCESS');
  });
});

interface Expected {
  readonly exp_labels: Readonly<Record<string, string>>;
  readonly exp_annotations: Readonly<Record<string, string>>;
}

const behind = (severity: string): Expected => ({
  exp_labels: { severity, group: 'analytics.x', topic: 'messaging.sms.status' },
  exp_annotations: { summary: 'analytics.x is 31 s behind in messaging.sms.status' },
});

const EXPECTED: Readonly<Record<string, readonly Expected[]>> = {
  KafkaConsumerBehind: [behind('warn')],
  KafkaConsumerFarBehind: [behind('page')],
  KafkaBrokerFenced: [{ exp_labels: { severity: 'page' }, exp_annotations: { summary: 'brokers out of service: 1' } }],
  KafkaDiskFull: [
    {
      exp_labels: { severity: 'page', instance: 'kafka-1', site: 'dc1', fstype: 'xfs', mountpoint: '/data/d1' },
      exp_annotations: { summary: '/data/d1 of kafka-1 is more than 80 % full' },
    },
  ],
};
