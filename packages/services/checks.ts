import { didYouMean, type Finding, type Host, type SiteContext } from '@catalyst/model';
import { BILLING, FIREWALL, SHARED, kindOf, portBase } from './catalogue.ts';
import type { ContainerServices, N8n } from './spec.ts';

const at = (site: SiteContext, key: string) => ({ subject: `${site.id}/services`, path: `${site.path}.${key}` });

/** Services that nobody knows, and known ones without a port. */
export function checkServices(spec: ContainerServices, site: SiteContext): readonly Finding[] {
  const channels = Object.keys(site.demand.channels);
  const known = [...channels, SHARED, FIREWALL, BILLING];
  return spec.workers.flatMap(({ run }, i) =>
    Object.keys(run).flatMap((service): readonly Finding[] => {
      const where = at(site, `workers[${String(i)}].run.${service}`);
      if (kindOf(service, channels) === undefined)
        return [
          {
            ...where,
            code: 'profile/reference',
            severity: 'error',
            message: `there is no service '${service}'`,
            evidence: { service },
            fix: didYouMean(service, known),
          },
        ];
      if (portBase(service, spec.ports) !== undefined) return [];
      return [
        {
          ...where,
          code: 'profile/port',
          severity: 'error',
          message: `'${service}' is no well-known service, so its instances need ports`,
          evidence: { service },
          fix: `choose a hundred from 14,000 on that no other service has: ports: { ${service}: 14_000 }`,
        },
      ];
    }),
  );
}

/** Two services with the same hundred of ports would stand in each other's way on a host. */
export function checkPorts({ ports }: ContainerServices, site: SiteContext): readonly Finding[] {
  const owner = new Map<number, string>();
  return Object.entries(ports).flatMap(([service, port]): readonly Finding[] => {
    const other = owner.get(port);
    owner.set(port, service);
    if (other === undefined) return [];
    return [
      {
        ...at(site, `ports.${service}`),
        code: 'profile/port',
        severity: 'error',
        message: `${String(port)} is the one of '${other}'`,
        evidence: { port },
        fix: 'choose another hundred from 14,000 to 14,900',
      },
    ];
  });
}

/** Instances of a host that together may take more cores than it has: at peak none has what it is sized for. */
export function checkCores(
  spec: ContainerServices,
  site: SiteContext,
  groups: readonly (readonly Host[])[],
): readonly Finding[] {
  const channels = Object.keys(site.demand.channels);
  return spec.workers.flatMap(({ run }, i): readonly Finding[] => {
    const [first] = groups[i] ?? [];
    const parts = Object.entries(run).map(([service, instances]) => ({
      service,
      instances,
      each: spec.sizes[service]?.cores ?? kindOf(service, channels)?.cores ?? 0,
    }));
    const wanted = parts.reduce((sum, { instances, each }) => sum + instances * each, 0);
    if (first === undefined || wanted <= first.machine.cores) return [];
    const sum = parts
      .map(({ service, instances, each }) => `${String(instances)} ${service} × ${String(each)}`)
      .join(' + ');
    return [
      {
        ...at(site, `workers[${String(i)}].run`),
        code: 'services/cores',
        severity: 'warning',
        message: `${sum} = ${String(wanted)} cores, and a host of pool '${first.pool}' has ${String(first.machine.cores)}`,
        evidence: { wanted, cores: first.machine.cores },
        fix: 'run fewer instances on a host, or say what they really need: sizes: { sms: { cores: 1 } }',
      },
    ];
  });
}

/** @source audit S14: the image registry is listed nowhere */
export function checkImages({ images }: ContainerServices, site: SiteContext): readonly Finding[] {
  if (images.registry !== undefined) return [];
  return [
    {
      ...at(site, 'images.registry'),
      code: 'services/registry',
      severity: 'info',
      message: `images come from registry.${site.domain}, which is no part of this platform`,
      evidence: { registry: `registry.${site.domain}` },
      fix: "say where they are: images: { registry: 'registry.example.com/messaging' }",
    },
  ];
}

/**
 * Nothing moves a container here: where instances run is in the profile, with one host to spare, and systemd starts again
 * what ends. A control plane is a quorum of its own, and the guide has no server for one.
 * @source guide l. 1135; audit C08
 */
export function checkOrchestrator({ claims }: ContainerServices, site: SiteContext): readonly Finding[] {
  if (claims.orchestrator === undefined) return [];
  return [
    {
      ...at(site, 'claims.orchestrator'),
      code: 'services/orchestrator',
      severity: 'warning',
      message:
        `${claims.orchestrator} needs a control plane, a quorum of 3 hosts, and 0 of the servers of ${site.id} are for one: ` +
        'services are units of systemd, at the places that the profile says, and the way in takes out those that fail',
      evidence: { orchestrator: claims.orchestrator, hosts: 0 },
      fix: 'keep one host to spare in each group of workers, which needs nobody to move anything',
    },
  ];
}

/** @source audit C08, S8 */
export function checkN8n({ mains }: N8n, site: SiteContext, hosts: readonly Host[]): readonly Finding[] {
  if (mains > 1 && hosts.length < mains && hosts.length > 0)
    return [
      {
        ...at(site, 'n8n.mains'),
        code: 'profile/n8n',
        severity: 'error',
        message: `${String(mains)} main processes need ${String(mains)} hosts, and there ${hosts.length === 1 ? 'is 1' : `are ${String(hosts.length)}`}`,
        evidence: { mains, hosts: hosts.length },
        fix: `lower n8n.mains to ${String(hosts.length)}, or give n8n more hosts`,
      },
    ];
  if (mains > 1 || hosts.length < 2) return [];
  return [
    {
      ...at(site, 'n8n.mains'),
      code: 'services/n8n-main',
      severity: 'warning',
      message: `1 main process on ${String(hosts.length)} hosts: while it is away no schedule starts a workflow; webhooks and what runs go on`,
      evidence: { mains, hosts: hosts.length },
      fix: "use 2 main processes, with n8n's Enterprise licence: mains: 2",
    },
  ];
}
