import type { Machine } from './hardware.ts';
import type { Claims } from './claims.ts';
import type { FabricProfile } from './fabric-spec.ts';
import type { Interconnect } from './interconnect/spec.ts';
import type { Demand, Profile } from './profile.ts';
import type { Acknowledgement } from './finding.ts';
import type { Ratio } from './units/index.ts';

/** A network of a site: a VLAN over all racks, or a subnet in one zone. */
export interface Network {
  /** `dc1/compute`, `use1/database-a` */
  readonly id: string;
  readonly site: string;
  readonly name: string;
  readonly cidr: string;
  /** First address; null where the provider has its own. */
  readonly gateway: string | null;
  readonly vlan: number | null;
  readonly mtu: number;
  /** The zone a subnet is in; null for a network of a whole site. */
  readonly zone: string | null;
}

export interface Rack {
  /** `dc1/r01` */
  readonly id: string;
  readonly site: string;
  readonly name: string;
  readonly units: number;
}

export interface Address {
  readonly network: string;
  readonly address: string;
  readonly prefix: number;
  /** The interface that has it: `bond0`, `bond0.30`, `eno1`. */
  readonly interface: string;
}

/** Something with an operating system of its own that a HostConfig is for: a server in a rack, or a rented instance. */
export interface Host {
  /** `dc1/kafka-4` */
  readonly id: string;
  readonly site: string;
  readonly substrate: 'datacenter' | 'aws';
  /** The pool it was bought in, and its number there, from 1. Numbers are never used again for another host. */
  readonly pool: string;
  readonly number: number;
  readonly hostname: string;
  readonly fqdn: string;
  /** What fails together with it: a rack, or a zone. */
  readonly failureDomain: string;
  readonly machine: Machine;
  /** The first is the one that other hosts reach it by. */
  readonly addresses: readonly [Address, ...Address[]];
}

/** One running service on one host. */
export interface Instance {
  /** `dc1/kafka-4/kafka-broker` */
  readonly id: string;
  readonly site: string;
  readonly tier: string;
  readonly role: string;
  readonly host: string;
  /** The number that it is known by inside its tier: a Kafka node id. Never changes. */
  readonly number: number;
  /** Whether it has a vote in a quorum: a majority of those of its role must be up, or nothing is decided any more. */
  readonly votes: boolean;
  /** The port that it answers on, where several of its role share a host. Its service's, unless said. */
  readonly port?: number;
}

/** Something that the cloud provider runs for us. */
export interface ManagedService {
  readonly id: string;
  readonly site: string;
  readonly tier: string;
  readonly product: string;
  readonly nodeType: string;
  readonly nodes: number;
}

/** An address that moves between hosts of a site: whoever is up and first in line has it (VRRP). */
export interface FloatingAddress {
  /** `dc1/postgres` */
  readonly id: string;
  readonly site: string;
  readonly name: string;
  readonly tier: string;
  readonly network: string;
  readonly address: string;
  readonly prefix: number;
  /** Virtual router id: one of its own in each network. */
  readonly router: number;
  /** `postgres.dc1.catalyst.internal` */
  readonly fqdn: string;
}

/** A name under which a site offers something, so that tiers need not know each other. */
export interface Service {
  /** `dc1/kafka` */
  readonly id: string;
  readonly site: string;
  readonly name: string;
  readonly tier: string;
  readonly role: string;
  readonly port: number;
  readonly protocol: 'tcp' | 'udp';
  readonly tls: boolean;
  /** Who may call it from outside the platform. Nobody, unless said; calls from inside are flows. */
  readonly openTo: readonly Outsider[];
  /** Ids of the floating addresses that callers use; empty where they call the members themselves. */
  readonly floating: readonly string[];
  /** Ids of the instances that answer; empty where the provider runs it. */
  readonly members: readonly string[];
}

/** Callers that are not of the platform: customers on the Internet or in segments of their own, and who operates it. */
export type Outsider = 'internet' | 'operators' | 'tenants';

/** Who may talk to whom. Firewalls, host filters and security groups come from this list; all else is denied. */
export interface Flow {
  /** `dc1/services.worker>kafka`; `west/postgres.node>east/postgres` where it leads to another site. */
  readonly id: string;
  /** The caller's. */
  readonly site: string;
  readonly from: { readonly tier: string; readonly role: string };
  readonly to: { readonly site: string; readonly tier: string; readonly role: string };
  readonly service: string;
  readonly port: number;
  readonly protocol: 'tcp' | 'udp';
}

export interface Secret {
  /** `dc1/kafka/users/billing`: also its name in whatever store keeps it. */
  readonly id: string;
  readonly site: string;
  readonly kind: 'password' | 'certificate' | 'certificate-authority' | 'public-key';
  readonly purpose: string;
  /** Names that a certificate is for. */
  readonly names: readonly string[];
}

export interface Tenant {
  readonly name: string;
  readonly id: number;
}

export interface Site {
  readonly id: string;
  readonly location: string;
  readonly cidr: string;
  readonly carries: Ratio;
  /** Which site it takes over from, and how its copies come; null for a site that stands by for none. */
  readonly standby: { readonly of: string; readonly mode: 'hot' | 'delayed' | 'snapshots' } | null;
  readonly claims: Claims;
  /** What the profile says about each tier, checked and with defaults. Only the tier itself knows the type. */
  readonly tiers: Readonly<Record<string, unknown>>;
  readonly substrate: 'datacenter' | 'aws';
  readonly racks: readonly Rack[];
  /** When updates are installed: from this time of the day, in UTC, for so long. */
  readonly maintenance: Profile['sites'][string]['maintenance'];
  /** Addresses of its own NTP servers; empty where hosts ask the provider's or the distribution's. */
  readonly timeServers: readonly string[];
  /** Addresses of the DNS servers that hosts ask; empty where the provider has its own. */
  readonly resolvers: readonly string[];
  readonly networks: readonly Network[];
  /** What the profile says about the network between the servers; null where none is built, and at AWS. */
  readonly fabric: FabricProfile | null;
  /** Set for `aws` only. */
  readonly aws: AwsPlace | null;
}

export interface AwsPlace {
  readonly region: string;
  /** Zone letters. */
  readonly zones: readonly string[];
  readonly account: string | null;
  readonly counterpartOf: string | null;
  /** Whether it may be deleted with its data. */
  readonly disposable: boolean;
}

/** The resolved inventory: everything that exists, each with a stable readable id. Plain data, so it prints as JSON. */
export interface Platform {
  readonly name: string;
  readonly title: string;
  readonly domain: string;
  readonly demand: Demand;
  readonly objectives: Profile['objectives'];
  readonly claims: Claims;
  readonly acknowledged: readonly Acknowledgement[];
  readonly tenants: readonly Tenant[];
  /** User names of the people who log in to hosts. */
  readonly operators: readonly string[];
  readonly sites: readonly Site[];
  readonly hosts: readonly Host[];
  readonly instances: readonly Instance[];
  readonly managed: readonly ManagedService[];
  readonly floating: readonly FloatingAddress[];
  readonly services: readonly Service[];
  readonly flows: readonly Flow[];
  readonly secrets: readonly Secret[];
  readonly interconnects: Readonly<Record<string, Interconnect>>;
}

function found<T>(entry: T | undefined, what: string, id: string): T {
  if (entry === undefined) throw new Error(`the platform has no ${what} '${id}'`);
  return entry;
}

/** The site with this id. Throws when there is none: ids come from the platform itself. */
export const siteById = (platform: Platform, id: string): Site =>
  found(
    platform.sites.find((site) => site.id === id),
    'site',
    id,
  );

export const hostById = (platform: Platform, id: string): Host =>
  found(
    platform.hosts.find((host) => host.id === id),
    'host',
    id,
  );

export const networkById = (platform: Platform, id: string): Network =>
  found(
    platform.sites.flatMap((site) => site.networks).find((network) => network.id === id),
    'network',
    id,
  );

/** The instances of a tier at a site, of one role if given, in the order of their numbers. */
export const instancesOf = (platform: Platform, site: string, tier: string, role?: string): readonly Instance[] =>
  platform.instances
    .filter((i) => i.site === site && i.tier === tier && (role === undefined || i.role === role))
    .sort((a, b) => a.number - b.number);

/** What a site offers under a name. Throws when it offers no such thing: `resolve` has checked every name in use. */
export const serviceAt = (platform: Platform, site: string, name: string): Service =>
  found(
    platform.services.find((service) => service.site === site && service.name === name),
    'service',
    `${site}/${name}`,
  );

/**
 * `kafka-1.dc1.catalyst.internal:9094,…`: where a client may start, one entry a host. Throws for a service that the
 * provider runs: it has names of its own choice, known once it is there.
 */
export function bootstrap(platform: Platform, service: Service): string {
  if (service.members.length === 0)
    throw new Error(`'${service.id}' is run by the provider, which names its endpoints`);
  const hosts = service.members.map(
    (member) =>
      found(
        platform.instances.find(({ id }) => id === member),
        'instance',
        member,
      ).host,
  );
  return [...new Set(hosts)].map((host) => `${hostById(platform, host).fqdn}:${String(service.port)}`).join(',');
}

/** The port that an instance answers a service on. */
export const portOf = (service: Pick<Service, 'port'>, instance: Pick<Instance, 'port'>): number =>
  instance.port ?? service.port;

/** The instances that answer a service, in the order of their hosts and ports; none where the provider runs it. */
export const membersOf = (platform: Platform, service: Service): readonly Instance[] =>
  service.members
    .map((member) =>
      found(
        platform.instances.find(({ id }) => id === member),
        'instance',
        member,
      ),
    )
    .sort((a, b) => a.number - b.number || portOf(service, a) - portOf(service, b));

/** The secret with this name at a site: `kafka/users/billing`. Throws when no tier there has planned it. */
export const secretAt = (platform: Platform, site: string, name: string): Secret =>
  found(
    platform.secrets.find(({ id }) => id === `${site}/${name}`),
    'secret',
    `${site}/${name}`,
  );

/** The floating addresses of a service, in the order of their names. */
export const floatingOf = (platform: Platform, service: Service): readonly FloatingAddress[] =>
  service.floating.map((id) =>
    found(
      platform.floating.find((floating) => floating.id === id),
      'floating address',
      id,
    ),
  );

/** The name and port that callers use: the first floating address, or the first host. Throws where the provider runs it. */
export function endpoint(platform: Platform, service: Service): { readonly host: string; readonly port: number } {
  const [floating] = floatingOf(platform, service);
  if (floating !== undefined) return { host: floating.fqdn, port: service.port };
  const [first = ''] = bootstrap(platform, service).split(',');
  return { host: first.slice(0, first.lastIndexOf(':')), port: service.port };
}
