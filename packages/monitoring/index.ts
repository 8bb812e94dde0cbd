import { defineTier, placed } from '@catalyst/model';
import { MonitoringSpec } from './spec.ts';

export { MonitoringSpec } from './spec.ts';

/** What has figures of its own, besides the exporter of every host. */
const MEASURED: readonly string[] = [
  ...['kafka-metrics', 'kafka-lag', 'kafka-controller-metrics'],
  ...['postgres', 'timescale'].flatMap((kind) =>
    ['metrics', 'pool-metrics', 'proxy-metrics', 'etcd-metrics'].map((what) => `${kind}-${what}`),
  ),
  ...['patroni', 'patroni-timescale', 'cache-metrics', 'cache-sentinel'],
  ...['master', 'data', 'ingest', 'frozen'].map((role) => `search-${role}-metrics`),
  ...['logstash-metrics', 'kibana-metrics'],
  ...['messaging', 'billing', 'sms-firewall', 'n8n', 'n8n-webhooks', 'n8n-workers'],
  ...['ingress-metrics', 'ingress-tls-metrics'],
];

/** Who watches all the others. */
export const monitoring = defineTier({
  name: 'monitoring',
  title: 'Monitoring',
  stage: 'monitoring',
  spec: MonitoringSpec,
  plan: (spec, site) => ({
    instances: [
      ...placed(site, spec.prometheus, 'prometheus', 'prometheus'),
      ...placed(site, spec.grafana, 'grafana', 'grafana'),
      ...placed(site, spec.kafkaUi, 'kafka-ui', 'kafkaUi'),
    ],
    services: [
      { name: 'prometheus', role: 'prometheus', port: 9090, tls: true },
      ...(spec.grafana === undefined
        ? []
        : [{ name: 'grafana', role: 'grafana', port: 3000, tls: true, openTo: ['operators' as const] }]),
    ],
    calls: [
      ...[...MEASURED, ...Object.keys(site.demand.channels).map((channel) => `messaging-${channel}`)].map(
        (service) => ({
          role: 'prometheus',
          service,
          optional: true,
        }),
      ),
      { role: 'grafana', service: 'prometheus' },
      ...(spec.kafkaUi === undefined ? [] : [{ role: 'kafka-ui', service: 'kafka' }]),
    ],
  }),
});
