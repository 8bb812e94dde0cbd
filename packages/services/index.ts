import { defineTier, placed } from '@catalyst/model';
import { ServicesSpec } from './spec.ts';

export { ServicesSpec } from './spec.ts';

/** The services that a message passes through, billing, and the workflow engine beside them. */
export const services = defineTier({
  name: 'services',
  title: 'Services',
  spec: ServicesSpec,
  plan: (spec, site) => {
    const backends = ['kafka', 'postgres', 'timescale', 'cache', 'search'];
    const workers =
      spec.engine === 'ecs'
        ? []
        : placed(site, spec.workers, 'worker', 'workers').flatMap((worker) =>
            Object.entries(spec.perWorker).flatMap(([service, count]) =>
              Array.from({ length: count }, (_, i) => ({ ...worker, name: `${service}-${String(i + 1)}` })),
            ),
          );
    return {
      instances: [
        ...workers,
        ...placed(site, spec.n8n, 'n8n', 'n8n'),
        ...placed(site, spec.control, 'control', 'control'),
      ],
      ...(spec.engine === 'ecs' ? { managed: [{ product: 'ecs', nodeType: spec.nodeType, nodes: spec.nodes }] } : {}),
      services: [
        { name: 'services', role: 'worker', port: 8443, tls: true },
        ...(spec.n8n === undefined ? [] : [{ name: 'n8n', role: 'n8n', port: 5678, tls: true }]),
        ...(spec.control === undefined ? [] : [{ name: 'orchestrator', role: 'control', port: 6443, tls: true }]),
      ],
      calls: [
        ...backends.map((service) => ({ role: 'worker', service })),
        ...['kafka', 'postgres', 'cache'].map((service) => ({ role: 'n8n', service })),
        { role: 'worker', service: 'orchestrator' },
      ],
    };
  },
});
