import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Observation } from '@catalyst/model';
import { describe, expect, inject, it } from 'vitest';
import { stringify } from 'yaml';
import { engine } from '../../test/support/engines.ts';
import { postgres } from './index.ts';
import { QUERIES } from './host/exporters.ts';
import { observePostgres } from './observe.ts';
import { planned, type SiteText } from './testing/site.ts';

const promtool = engine('promtool');

function observed(text: SiteText, id = 'dc1'): Observation {
  const { platform } = planned(text);
  const site = platform.sites.find((s) => s.id === id);
  if (site === undefined) throw new Error('no site');
  return observePostgres(postgres.spec.parse({ engine: 'patroni', nodes: { on: 'postgres' } }), site, platform);
}

const ruleFile = ({ rules }: Observation): string =>
  stringify({
    groups: [
      {
        name: 'postgres',
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
  it('is the database, its pool, Patroni and the proxy of every node, and every member of the quorum', () => {
    const { targets } = observed({});
    expect(targets.map(({ job, instance, port, path }) => `${job} ${instance}:${String(port)}${path}`)).toEqual([
      ...[1, 2, 3].map((n) => `postgres postgres-${String(n)}:9187/metrics`),
      ...[1, 2, 3].map((n) => `postgres-pool postgres-${String(n)}:9127/metrics`),
      ...[1, 2, 3].map((n) => `postgres-patroni postgres-${String(n)}:9137/patroni`),
      ...[1, 2, 3].map((n) => `postgres-proxy postgres-${String(n)}:9137/metrics`),
      ...[1, 2, 3].map((n) => `postgres-etcd control-${String(n)}:2381/metrics`),
    ]);
  });

  it('is asked for by the names that the exporter on the host makes', () => {
    const known = Object.entries(QUERIES).flatMap(([query, { gauges }]) =>
      Object.keys(gauges).map((g) => `${query}_${g}`),
    );
    const asked = observed({}).rules.flatMap(({ expr }) =>
      [...expr.matchAll(/catalyst_(?!restore)[a-z_]+/g)].map(([name]) => name),
    );
    expect(asked.filter((name) => !known.includes(name))).toEqual([]);
  });
});

describe.runIf(promtool.present)('the alerts', () => {
  it.each(['hot', 'delayed', 'snapshots'] as const)(
    'are rules that Prometheus reads, at a site and at its %s copy',
    (standby) => {
      for (const id of ['dc1', 'dc2']) {
        const observation = observed({ standby }, id);
        expect(observation.rules.length).toBeGreaterThan(12);
        check(['check', 'rules', 'rules.yml'], { 'rules.yml': ruleFile(observation) });
      }
    },
  );

  it('call somebody for a failover that does not end, and for no other', () => {
    const series = (values: string): object => ({
      series: 'patroni_primary{job="postgres-patroni",site="dc1",instance="postgres-1"}',
      values,
    });
    const alert = { eval_time: '3m', alertname: 'PostgresNoLeader' };
    const labels = {
      exp_labels: { severity: 'page' },
      exp_annotations: { summary: 'postgres has had no leader for longer than a failover takes: nobody can write' },
    };
    const test = (values: string, expected: readonly object[]): object => ({
      interval: '10s',
      input_series: [series(values)],
      alert_rule_test: [{ ...alert, exp_alerts: expected }],
    });
    check(['test', 'rules', 'test.yml'], {
      'rules.yml': ruleFile(observed({})),
      'test.yml': stringify({
        rule_files: ['rules.yml'],
        tests: [test('1x10 0 0 1x10', []), test('1x5 0x20', [labels])],
      }),
    });
  });

  it('call somebody as soon as no standby keeps commits', () => {
    const rules = ruleFile(observed({}));
    const test = {
      interval: '30s',
      input_series: [
        {
          series:
            'catalyst_replication_lag_bytes{job="postgres",site="dc1",instance="postgres-1",standby="postgres-2",sync_state="async"}',
          values: '0x10',
        },
      ],
      alert_rule_test: [
        {
          eval_time: '4m',
          alertname: 'PostgresNoSynchronousStandby',
          exp_alerts: [
            {
              exp_labels: { severity: 'page', job: 'postgres', site: 'dc1' },
              exp_annotations: { summary: 'no standby keeps commits: writers wait' },
            },
          ],
        },
      ],
    };
    check(['test', 'rules', 'test.yml'], {
      'rules.yml': rules,
      'test.yml': stringify({ rule_files: ['rules.yml'], tests: [test] }),
    });
  });
});
