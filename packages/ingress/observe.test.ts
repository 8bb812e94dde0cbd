import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Observation } from '@catalyst/model';
import { describe, expect, inject, it } from 'vitest';
import { stringify } from 'yaml';
import { engine } from '../../test/support/engines.ts';
import { observeIngress } from './observe.ts';
import { planned } from './testing/site.ts';

const promtool = engine('promtool');

function observed(nodes: number): Observation {
  const { platform, spec } = planned({ nodes });
  const [site] = platform.sites;
  if (site === undefined) throw new Error('no site');
  return observeIngress(spec, site, platform);
}

/** Rules as Prometheus reads them. */
const ruleFile = ({ rules }: Observation): string =>
  stringify({
    groups: [
      {
        name: 'ingress',
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

describe('what is watched', () => {
  it('is HAProxy and Nginx of every node, every ten seconds', () => {
    const { targets } = observed(2);
    expect(targets.map(({ job, instance, port, interval }) => [job, instance, port, interval])).toEqual([
      ['haproxy', 'ingress-1', 8405, 10_000],
      ['nginx', 'ingress-1', 9113, 10_000],
      ['haproxy', 'ingress-2', 8405, 10_000],
      ['nginx', 'ingress-2', 9113, 10_000],
    ]);
  });
});

describe.runIf(promtool.present)('the alerts', () => {
  const run = (args: readonly string[], files: Readonly<Record<string, string>>): string => {
    const dir = mkdtempSync(join(inject('scratch'), 'rules-'));
    for (const [name, content] of Object.entries(files)) writeFileSync(join(dir, name), content);
    return execFileSync(promtool.path, args, { cwd: dir, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  };

  it('are understood by Prometheus', () => {
    expect(run(['check', 'rules', 'rules.yml'], { 'rules.yml': ruleFile(observed(2)) })).toContain('12 rules found');
  });

  it('call somebody when one node of two is left, and when a service has no server', () => {
    const test = {
      rule_files: ['rules.yml'],
      evaluation_interval: '10s',
      tests: [
        {
          interval: '10s',
          input_series: [
            { series: 'up{job="haproxy",site="dc1",instance="ingress-1"}', values: '1x60' },
            { series: 'up{job="haproxy",site="dc1",instance="ingress-2"}', values: '0x60' },
            {
              series: 'haproxy_backend_active_servers{job="haproxy",site="dc1",instance="ingress-1",proxy="messaging"}',
              values: '0x60',
            },
            {
              series: 'haproxy_backend_active_servers{job="haproxy",site="dc1",instance="ingress-1",proxy="clients"}',
              values: '0x60',
            },
          ],
          alert_rule_test: [
            {
              eval_time: '5m',
              alertname: 'IngressWithoutSpare',
              exp_alerts: [
                {
                  exp_labels: { severity: 'page' },
                  exp_annotations: { summary: 'nodes of the way in that are left: 1; the next failure closes it' },
                },
              ],
            },
            {
              eval_time: '5m',
              alertname: 'IngressServiceGone',
              exp_alerts: [
                {
                  exp_labels: { severity: 'page', proxy: 'messaging' },
                  exp_annotations: { summary: 'no server of messaging is well: its requests are refused' },
                },
              ],
            },
          ],
        },
      ],
    };
    expect(
      run(['test', 'rules', 'test.yml'], { 'rules.yml': ruleFile(observed(2)), 'test.yml': stringify(test) }),
    ).toContain('SUCCESS');
  });
});
