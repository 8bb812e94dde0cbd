import { defineTier, placed } from '@catalyst/model';
import { MonitoringSpec } from './spec.ts';

export { MonitoringSpec } from './spec.ts';

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
      ...['kafka-metrics', 'kafka-lag', 'kafka-controller-metrics'].map((service) => ({
        role: 'prometheus',
        service,
        optional: true,
      })),
      { role: 'grafana', service: 'prometheus' },
      ...(spec.kafkaUi === undefined ? [] : [{ role: 'kafka-ui', service: 'kafka' }]),
    ],
  }),
});
