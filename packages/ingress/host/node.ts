import {
  floatingOf,
  hostById,
  instancesOf,
  membersOf,
  portOf,
  serviceAt,
  type FloatingAddress,
  type Host,
  type Instance,
  type Platform,
} from '@catalyst/model';
import { SHARED_SERVICE, WEBHOOKS, channelService } from '../plan.ts';

/** What the README of the services asks of an image, and what n8n has. */
const SERVICE_HEALTH = '/health/ready';
const N8N_HEALTH = '/healthz/readiness';

/** One server behind the way in. */
export interface Backend {
  /** `services-3-sms-1` */
  readonly name: string;
  readonly address: string;
  readonly port: number;
  readonly fqdn: string;
}

/** Servers that share what comes in below some paths. */
export interface Route {
  /** `messaging-sms` */
  readonly service: string;
  /** None for what answers all that nobody else does. */
  readonly paths: readonly string[];
  readonly tls: boolean;
  /** Where a server says whether it wants requests. */
  readonly health: string;
  readonly servers: readonly Backend[];
}

/** One node of the way in, and what it has to know of the others. */
export interface Node {
  readonly host: Host;
  readonly number: number;
  readonly address: string;
  /** The device that has the address: `bond0`. */
  readonly device: string;
  /** All nodes of the site, by number, this one among them. */
  readonly nodes: readonly { readonly number: number; readonly host: Host }[];
  readonly floating: readonly FloatingAddress[];
  readonly routes: readonly Route[];
}

export function nodeOf(instance: Instance, platform: Platform): Node {
  const host = hostById(platform, instance.host);
  const [own] = host.addresses;
  return {
    host,
    number: instance.number,
    address: own.address,
    device: own.interface,
    nodes: instancesOf(platform, instance.site, 'ingress', 'node').map(({ number, host: id }) => ({
      number,
      host: hostById(platform, id),
    })),
    floating: floatingOf(platform, serviceAt(platform, instance.site, 'api')),
    routes: routesOf(platform, instance.site),
  };
}

/** A path for each channel, one for webhooks of workflows, and the rest of the API. */
function routesOf(platform: Platform, site: string): readonly Route[] {
  const wanted = [
    ...Object.keys(platform.demand.channels).map((channel) => ({
      service: channelService(channel),
      paths: [`/v1/${channel}/`],
      health: SERVICE_HEALTH,
    })),
    { service: WEBHOOKS, paths: ['/webhook/', '/webhook-waiting/'], health: N8N_HEALTH },
    { service: SHARED_SERVICE, paths: [], health: SERVICE_HEALTH },
  ];
  return wanted.flatMap(({ service: name, paths, health }) => {
    const service = platform.services.find(({ id }) => id === `${site}/${name}`);
    if (service === undefined || service.members.length === 0) return [];
    const servers = membersOf(platform, service).map((member): Backend => {
      const host = hostById(platform, member.host);
      return {
        name: member.id.slice(site.length + 1).replaceAll('/', '-'),
        address: host.addresses[0].address,
        port: portOf(service, member),
        fqdn: host.fqdn,
      };
    });
    return [{ service: name, paths, health, tls: service.tls, servers }];
  });
}
