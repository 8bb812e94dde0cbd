import {
  hostById,
  instancesOf,
  minutes,
  seconds,
  type AlertRule,
  type Milliseconds,
  type Observation,
  type Platform,
  type ScrapeTarget,
  type Site,
} from '@catalyst/model';
import { N8N_PORTS } from './catalogue.ts';
import { nameOf } from './host/service.ts';
import type { ServicesSpec } from './spec.ts';

/** What to watch at a site and when to call somebody. Amazon's tasks are CloudWatch's. */
export function observeServices(spec: ServicesSpec, site: Site, platform: Platform): Observation {
  if (spec.engine === 'ecs') return { targets: [], rules: [] };
  return { targets: targetsOf(site, platform), rules: rulesOf(site, spec.n8n !== undefined) };
}

/** @source guide l. 720: microservices every 10 seconds */
const INTERVAL = seconds(10);

const OWN_PORT: Readonly<Record<string, number>> = { n8n: N8N_PORTS.main, 'n8n-webhooks': N8N_PORTS.webhooks };

const targetsOf = (site: Site, platform: Platform): readonly ScrapeTarget[] =>
  instancesOf(platform, site.id, 'services').map((instance) => {
    const host = hostById(platform, instance.host);
    const n8n = instance.role === 'n8n' || instance.role.startsWith('n8n-');
    return {
      job: n8n ? 'n8n' : 'services',
      instance: `${host.hostname}/${nameOf(instance)}`,
      address: host.addresses[0].address,
      port: instance.port ?? OWN_PORT[instance.role] ?? 0,
      ...(instance.role === 'n8n-worker' ? {} : { scheme: 'https' as const }),
      path: '/metrics',
      interval: INTERVAL,
      labels: { site: site.id, service: instance.role, host: host.hostname },
    };
  });

/** Alerts of one site. The metrics of our own services are those that the README asks of an image. */
function rulesOf(site: Site, n8n: boolean): readonly AlertRule[] {
  const at = `job="services",site="${site.id}"`;
  const engine = `job="n8n",site="${site.id}"`;
  const rule = (
    alert: string,
    severity: AlertRule['severity'],
    expr: string,
    lasts: Milliseconds,
    summary: string,
  ): AlertRule => ({ alert, severity, expr, for: lasts, summary });
  return [
    rule('ServiceInstanceDown', 'warn', `up{${at}} == 0`, minutes(2), '{{ $labels.instance }} does not answer'),
    rule(
      'ServiceDown',
      'page',
      `sum by (service) (up{${at}}) == 0`,
      seconds(30),
      'no instance of {{ $labels.service }} answers',
    ),
    rule(
      'ServiceHalfDown',
      'page',
      `sum by (service) (up{${at}}) / count by (service) (up{${at}}) < 0.5`,
      minutes(1),
      'of the instances of {{ $labels.service }} {{ $value | humanizePercentage }} answer',
    ),
    rule(
      'ServiceErrors',
      'page',
      `sum by (service) (rate(messages_failed_total{${at}}[5m])) / sum by (service) (rate(messages_handled_total{${at}}[5m])) > 0.01`,
      minutes(2),
      '{{ $value | humanizePercentage }} of the messages of {{ $labels.service }} fail',
    ),
    rule(
      'ServiceSlow',
      'warn',
      `histogram_quantile(0.99, sum by (service, le) (rate(message_seconds_bucket{${at}}[5m]))) > 0.1`,
      minutes(5),
      '{{ $labels.service }} takes {{ $value | humanizeDuration }} for a message at the 99th percentile',
    ),
    ...(n8n
      ? [
          rule(
            'WorkflowEngineDown',
            'page',
            `sum(up{${engine},service="n8n"}) == 0`,
            minutes(1),
            'no main process of n8n answers',
          ),
          rule(
            'WorkflowWorkersDown',
            'page',
            `sum(up{${engine},service="n8n-worker"}) == 0`,
            minutes(1),
            'no worker of n8n answers: workflows wait',
          ),
          rule(
            'WebhooksDown',
            'page',
            `sum(up{${engine},service="n8n-webhooks"}) == 0`,
            minutes(1),
            'no process of n8n answers webhooks',
          ),
        ]
      : []),
  ];
}
