import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { stringify } from 'yaml';
import { engine } from '../../test/support/engines.ts';
import { observeServices } from './observe.ts';
import { planned } from './testing/site.ts';

const promtool = engine('promtool');

const { platform, spec } = planned({ n8n: {}, n8nHosts: 1, groups: [{ hosts: 1, run: { sms: 2, billing: 1 } }] });
const [dc1] = platform.sites;
if (dc1 === undefined) throw new Error('no site');
const observed = observeServices(spec, dc1, platform);

describe('what is watched', () => {
  it('is every instance at its own port, every ten seconds', () => {
    expect(observed.targets.map(({ job, instance, port, scheme }) => [job, instance, port, scheme])).toEqual([
      ['services', 'services-1/sms-1', 10_301, 'https'],
      ['services', 'services-1/sms-2', 10_302, 'https'],
      ['services', 'services-1/billing-1', 10_201, 'https'],
      ['n8n', 'n8n-1/n8n', 5678, 'https'],
      ['n8n', 'n8n-1/n8n-webhooks', 5690, 'https'],
      ['n8n', 'n8n-1/n8n-worker-1', 5701, undefined],
      ['n8n', 'n8n-1/n8n-worker-2', 5702, undefined],
    ]);
    expect(new Set(observed.targets.map(({ interval }) => interval))).toEqual(new Set([10_000]));
  });
});

describe.runIf(promtool.present)('the alerts', () => {
  const ruleFile = stringify({
    groups: [
      {
        name: 'services',
        rules: observed.rules.map(({ alert, expr, for: lasts, severity, summary }) => ({
          alert,
          expr,
          for: `${String(lasts / 1000)}s`,
          labels: { severity },
          annotations: { summary },
        })),
      },
    ],
  });
  const run = (args: readonly string[], more: Readonly<Record<string, string>> = {}): string => {
    const dir = mkdtempSync(join(inject('scratch'), 'rules-'));
    for (const [name, content] of Object.entries({ 'rules.yml': ruleFile, ...more }))
      writeFileSync(join(dir, name), content);
    return execFileSync(promtool.path, args, { cwd: dir, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  };

  it('are understood by Prometheus', () => {
    expect(run(['check', 'rules', 'rules.yml'])).toContain('8 rules found');
  });

  it('call somebody when all instances of a service are gone, and not when one of two is', () => {
    const up = (instance: string, service: string, value: number) => ({
      series: `up{job="services",site="dc1",instance="${instance}",service="${service}"}`,
      values: `${String(value)}x60`,
    });
    const test = {
      rule_files: ['rules.yml'],
      evaluation_interval: '10s',
      tests: [
        {
          interval: '10s',
          input_series: [up('a/sms-1', 'sms', 0), up('a/sms-2', 'sms', 1), up('a/billing-1', 'billing', 0)],
          alert_rule_test: [
            {
              eval_time: '5m',
              alertname: 'ServiceDown',
              exp_alerts: [
                {
                  exp_labels: { severity: 'page', service: 'billing' },
                  exp_annotations: { summary: 'no instance of billing answers' },
                },
              ],
            },
          ],
        },
      ],
    };
    expect(run(['test', 'rules', 'test.yml'], { 'test.yml': stringify(test) })).toContain('SUCCESS');
  });
});
