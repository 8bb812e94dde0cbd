import { defineTier, placed } from '@catalyst/model';
import { IngressSpec } from './spec.ts';

export { IngressSpec } from './spec.ts';

/** The way in: every request of a customer comes through it. */
export const ingress = defineTier({
  name: 'ingress',
  title: 'Ingress',
  stage: 'ingress',
  spec: IngressSpec,
  plan: (spec, site) =>
    spec.engine === 'elb'
      ? {
          instances: [],
          managed: [{ product: 'elb', nodeType: spec.nodeType, nodes: spec.nodes }],
          services: [{ name: 'api', role: 'node', port: 443, tls: true, openTo: ['internet'] }],
        }
      : {
          instances: placed(site, spec.nodes, 'node', 'nodes'),
          services: [{ name: 'api', role: 'node', port: 443, tls: true, openTo: ['internet'] }],
          calls: [{ role: 'node', service: 'services' }],
        },
});
