import { defineTier, didYouMean, placed } from '@catalyst/model';
import { ServicesSpec } from './spec.ts';

export { ServicesSpec } from './spec.ts';

/** The services that a message passes through, billing, and the workflow engine beside them. */
export const services = defineTier({
  name: 'services',
  title: 'Services',
  stage: 'services',
  spec: ServicesSpec,
  plan: (spec, site) => {
    const backends = ['kafka', 'postgres', 'timescale', 'cache', 'search'];
    const groups = spec.engine === 'ecs' ? [] : spec.workers;
    const workers = groups.flatMap(({ on, run }, i) =>
      site.hosts(on, ['workers', i, 'on']).flatMap((host) =>
        Object.entries(run).flatMap(([service, count]) =>
          Array.from({ length: count }, (_, k) => ({
            role: 'worker',
            host: host.id,
            name: `${service}-${String(k + 1)}`,
            number: host.number,
          })),
        ),
      ),
    );
    const known = [...Object.keys(site.demand.channels), 'channels', 'sms-firewall', 'billing'];
    const findings = groups.flatMap(({ run }, i) =>
      Object.keys(run)
        .filter((service) => !known.includes(service))
        .map((service) => ({
          code: 'profile/reference',
          severity: 'error' as const,
          subject: `${site.id}/services`,
          path: `${site.path}.workers[${String(i)}].run.${service}`,
          message: `there is no service '${service}'`,
          evidence: { service },
          fix: didYouMean(service, known),
        })),
    );
    return {
      instances: [
        ...workers,
        ...placed(site, spec.n8n, 'n8n', 'n8n'),
        ...placed(site, spec.control, 'control', 'control'),
      ],
      findings,
      ...(spec.engine === 'ecs' ? { managed: [{ product: 'ecs', nodeType: spec.nodeType, nodes: spec.nodes }] } : {}),
      services: [
        { name: 'services', role: 'worker', port: 8443, tls: true },
        ...(spec.n8n === undefined
          ? []
          : [{ name: 'n8n', role: 'n8n', port: 5678, tls: true, openTo: ['operators' as const] }]),
        ...(spec.control === undefined ? [] : [{ name: 'orchestrator', role: 'control', port: 6443, tls: true }]),
      ],
      calls: [
        ...backends.map((service) => ({ role: 'worker', service, optional: true })),
        ...['kafka', 'postgres', 'cache'].map((service) => ({ role: 'n8n', service, optional: true })),
        { role: 'worker', service: 'orchestrator', optional: true },
      ],
    };
  },
});
