import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { stringify } from 'yaml';
import { engine } from '../../test/support/engines.ts';
import { planned, type SiteText } from './testing/site.ts';

const promtool = engine('promtool');
const full: SiteText = {
  data: ['r01', 'r02', 'r03'],
  masters: ['r01', 'r02', 'r03'],
  logstash: ['r01', 'r02'],
  kibana: ['r01'],
  search: { snapshots: { bucket: 'snapshots', region: 'us-east-1' } },
};

describe('What is watched of search', () => {
  const { targets, rules } = planned(full).observation;

  it('is every node every 30 s, and every Logstash and Kibana', () => {
    expect(targets.map(({ job, instance, interval }) => `${job} ${instance} ${String(interval)}`)).toEqual([
      ...['master', 'data'].flatMap((role) => [1, 2, 3].map((n) => `elasticsearch search-${role}-${String(n)} 30000`)),
      'logstash logstash-1 30000',
      'logstash logstash-2 30000',
      'kibana monitoring-1 30000',
    ]);
  });

  it('calls nobody about what is not there', () => {
    const { rules: few } = planned({ data: ['r01'] }).observation;
    expect(few.filter(({ alert }) => /^(Logstash|Kibana|SearchSnapshot)/.test(alert))).toEqual([]);
  });

  it.runIf(promtool.present)(
    'is understood by Prometheus, and tells a full disk, a red cluster and an old snapshot from their opposites',
    () => {
      const dir = mkdtempSync(join(inject('scratch'), 'search-rules-'));
      const groups = [
        {
          name: 'search',
          rules: rules.map(({ alert, expr, for: lasts, severity, summary }) => ({
            alert,
            expr,
            for: `${String(lasts / 1000)}s`,
            labels: { severity },
            annotations: { summary },
          })),
        },
      ];
      writeFileSync(join(dir, 'rules.yml'), stringify({ groups }));
      const at = 'job="elasticsearch",site="dc1"';
      const series = (name: string, labels: string, values: string) => ({ series: `${name}{${at},${labels}}`, values });
      const alert = (alertname: string, fires: boolean) => ({
        alertname,
        eval_time: '40m',
        exp_alerts: fires ? [{}] : [],
      });
      writeFileSync(
        join(dir, 'test.yml'),
        stringify({
          rule_files: ['rules.yml'],
          evaluation_interval: '1m',
          tests: [
            {
              interval: '1m',
              input_series: [
                series('elasticsearch_cluster_health_status', 'color="red"', '0x60'),
                series('elasticsearch_cluster_health_status', 'color="yellow"', '0x60'),
                series('elasticsearch_filesystem_data_size_bytes', 'instance="a"', '100x60'),
                series('elasticsearch_filesystem_data_available_bytes', 'instance="a"', '20x60'),
                series('elasticsearch_slm_last_success_timestamp_seconds', 'policy="catalyst"', '0x30 2400x30'),
              ],
              alert_rule_test: ['SearchRed', 'SearchYellow', 'SearchDisk', 'SearchDiskFull', 'SearchSnapshotOld'].map(
                (name) => alert(name, false),
              ),
            },
          ],
        }),
      );
      const run = (...args: readonly string[]) =>
        execFileSync(promtool.path, args, { cwd: dir, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
      expect(run('check', 'rules', 'rules.yml')).toContain(`SUCCESS: ${String(rules.length)} rules found`);
      expect(run('test', 'rules', 'test.yml')).toContain('SUCCESS');

      const expression = (name: string): string => rules.find((rule) => rule.alert === name)?.expr ?? '';
      writeFileSync(
        join(dir, 'fires.yml'),
        stringify({
          evaluation_interval: '1m',
          tests: [
            {
              interval: '1m',
              input_series: [
                series('elasticsearch_cluster_health_status', 'color="red"', '1x300'),
                series('elasticsearch_filesystem_data_size_bytes', 'instance="a"', '100x300'),
                series('elasticsearch_filesystem_data_available_bytes', 'instance="a"', '5x300'),
                series('elasticsearch_slm_last_success_timestamp_seconds', 'policy="catalyst"', '0x300'),
              ],
              promql_expr_test: [
                {
                  expr: `count(${expression('SearchRed')})`,
                  eval_time: '5m',
                  exp_samples: [{ labels: '{}', value: 1 }],
                },
                {
                  expr: `count(${expression('SearchDiskFull')})`,
                  eval_time: '5m',
                  exp_samples: [{ labels: '{}', value: 1 }],
                },
                {
                  expr: `count(${expression('SearchSnapshotOld')})`,
                  eval_time: '200m',
                  exp_samples: [{ labels: '{}', value: 1 }],
                },
              ],
            },
          ],
        }),
      );
      expect(run('test', 'rules', 'fires.yml')).toContain('SUCCESS');
    },
  );
});
