import {
  blockOf,
  instancesOf,
  networkById,
  parseCidr,
  printCidr,
  siteById,
  subnet,
  type Flow,
  type Host,
  type Outsider,
  type Platform,
  type Service,
} from '@catalyst/model';

/** Who may reach some ports of a host. */
export interface Rule {
  /** The name of a set of addresses: `services.worker`, `west/postgres.node`. */
  readonly from: string;
  /** Networks of the callers; empty for everybody. */
  readonly sources: readonly string[];
  readonly protocol: 'tcp' | 'udp';
  readonly ports: readonly number[];
  /** What is behind the ports, for people. */
  readonly services: readonly string[];
}

/** All that a host lets in. */
export interface HostRules {
  readonly rules: readonly Rule[];
  /** Networks of those that share a floating address with this host, and speak VRRP with it. */
  readonly neighbours: readonly string[];
}

/** Services that every host of a site uses, whatever runs on it: its authority, and where its log goes. */
const OF_EVERY_HOST: readonly string[] = ['pki', 'logs'];

export const NODE_EXPORTER_PORT = 9100;
const SSH = 22;

const unique = <T>(list: readonly T[]): T[] => [...new Set(list)];

/**
 * The blocks of the pools that a role runs on, in all networks that its hosts are in but management. Of the provider's
 * machines, which have addresses of its choice, the network of the site.
 */
function sourcesOf(platform: Platform, site: string, tier: string, role?: string): readonly string[] {
  const known = SOURCES.get(platform) ?? new Map<string, readonly string[]>();
  SOURCES.set(platform, known);
  const key = `${site}/${tier}.${role ?? ''}`;
  const sources = known.get(key) ?? findSources(platform, site, tier, role);
  known.set(key, sources);
  return sources;
}

/** Every host asks for the same ones: found once for a platform, which never changes. */
const SOURCES = new WeakMap<Platform, Map<string, readonly string[]>>();

function findSources(platform: Platform, site: string, tier: string, role?: string): readonly string[] {
  const ids = new Set(instancesOf(platform, site, tier, role).map(({ host }) => host));
  if (ids.size === 0) return [siteById(platform, site).cidr];
  const hosts = platform.hosts.filter(({ id }) => ids.has(id));
  const blocks = hosts.flatMap(({ addresses }) =>
    addresses.flatMap(({ network, address }) => {
      const known = networkById(platform, network);
      return known.name === 'management' ? [] : (blockOf(known, address) ?? []);
    }),
  );
  return unique(blocks).sort(byAddress);
}

const byAddress = (a: string, b: string): number => (parseCidr(a)?.first ?? 0) - (parseCidr(b)?.first ?? 0);

/** Where people who run the platform come from: the management network, and where a site has none, the site. */
function operatorsOf(platform: Platform, site: string): readonly string[] {
  const { networks, cidr } = siteById(platform, site);
  return [networks.find(({ name }) => name === 'management')?.cidr ?? cidr];
}

/** Networks 8 to 15 of a datacenter are tenants'; see addressing.ts. */
function tenantsOf(platform: Platform, site: string): readonly string[] {
  const { cidr, substrate } = siteById(platform, site);
  const whole = parseCidr(cidr);
  return substrate === 'aws' || whole === undefined ? [] : [printCidr(subnet(whole, whole.prefix + 1, 1))];
}

function outsider(platform: Platform, site: string, who: Outsider): readonly string[] {
  if (who === 'internet') return [];
  return who === 'operators' ? operatorsOf(platform, site) : tenantsOf(platform, site);
}

/** What a host lets in: what flows declare, and what every host needs. Another host of a known pool changes nothing in it. */
export function rulesOf(host: Host, platform: Platform): HostRules {
  const here = platform.instances.filter((instance) => instance.host === host.id);
  const runs = (tier: string, role: string): boolean => here.some((i) => i.tier === tier && i.role === role);
  const offered = platform.services.filter((s) => s.site === host.site && runs(s.tier, s.role));
  const all = [
    ...base(host, platform),
    ...platform.flows
      .filter(({ to }) => to.site === host.site && runs(to.tier, to.role))
      .map((flow) => ruleOf(flow, host, platform)),
    ...offered.flatMap((service) => opened(service, host, platform)),
    ...offered
      .filter(({ name }) => OF_EVERY_HOST.includes(name))
      .map((service) => rule('site', [siteById(platform, host.site).cidr], service)),
  ];
  const names = unique(all.map(({ from, protocol }) => `${from} ${protocol}`)).sort();
  return {
    rules: names.map((name) => merged(all.filter((r) => `${r.from} ${r.protocol}` === name))),
    neighbours: neighboursOf(host, offered, platform),
  };
}

function base(host: Host, platform: Platform): readonly Rule[] {
  const ssh = { name: 'ssh', port: SSH, protocol: 'tcp' } as const;
  const metrics = { name: 'node-exporter', port: NODE_EXPORTER_PORT, protocol: 'tcp' } as const;
  const watched = platform.instances.some(({ site, tier }) => site === host.site && tier === 'monitoring');
  const monitoring = sourcesOf(platform, host.site, 'monitoring');
  return [
    rule('operators', operatorsOf(platform, host.site), ssh),
    ...(watched ? [rule('monitoring', monitoring, metrics)] : []),
  ];
}

const rule = (
  from: string,
  sources: readonly string[],
  { name, port, protocol }: Pick<Service, 'name' | 'port' | 'protocol'>,
): Rule => ({ from, sources, protocol, ports: [port], services: [name] });

function ruleOf({ site, from, service, port, protocol }: Flow, host: Host, platform: Platform): Rule {
  const caller = `${from.tier}.${from.role}`;
  const name = service.slice(service.indexOf('/') + 1);
  const sources = sourcesOf(platform, site, from.tier, from.role);
  return rule(site === host.site ? caller : `${site}/${caller}`, sources, { name, port, protocol });
}

const opened = (service: Service, host: Host, platform: Platform): readonly Rule[] =>
  service.openTo
    .map((who) => rule(who, outsider(platform, host.site, who), service))
    // A site without tenants' networks has nobody to open to.
    .filter(({ from, sources }) => from === 'internet' || sources.length > 0);

function merged(rules: readonly Rule[]): Rule {
  const [first] = rules;
  if (first === undefined) throw new Error('a name without a rule');
  return {
    ...first,
    sources: unique(rules.flatMap(({ sources }) => sources)).sort(byAddress),
    ports: unique(rules.flatMap(({ ports }) => ports)).sort((a, b) => a - b),
    services: unique(rules.flatMap(({ services }) => services)).sort(),
  };
}

/** Those that hold a floating address in turn with this host: the hosts of the services that it leads to. */
function neighboursOf(host: Host, offered: readonly Service[], platform: Platform): readonly string[] {
  const shared = offered.filter(({ floating }) => floating.length > 0);
  return unique(shared.flatMap(({ tier, role }) => sourcesOf(platform, host.site, tier, role))).sort(byAddress);
}
