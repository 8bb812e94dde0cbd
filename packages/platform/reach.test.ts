import {
  InvalidInput,
  parseAddress,
  parseCidr,
  type Host,
  type HostConfig,
  type Platform,
  type Tier,
} from '@catalyst/model';
import { profiles } from '@catalyst/profiles';
import { describe, expect, it } from 'vitest';
import { hostConfigs, resolvePlatform, tiers } from './index.ts';

/**
 * An independent look at the packet filters: whoever a host's files tell it to call is asked whether the call arrives, by
 * what the files say and not by what tiers have declared.
 */
interface Call {
  readonly from: Host;
  readonly to: string;
  readonly protocol: 'tcp' | 'vrrp';
  readonly port: number;
  readonly why: string;
}

/** Files that say where things are, and nothing about who calls whom. */
const SILENT = /^\/etc\/(hosts|netplan\/|nftables\.conf|catalyst-authority)/;

/** A node of Elasticsearch without a vote knows the masters' API and never asks it. */
const asksNobody = (content: string): boolean => content.includes('"eligible": false');

/** What a file tells its host to call: names and addresses with a port, in the forms that our programs read. */
function targetsOf(content: string): readonly (readonly [target: string, port: number])[] {
  const found = (pattern: RegExp): (readonly [string, number])[] =>
    [...content.matchAll(pattern)].flatMap(({ groups }) =>
      groups?.['host'] === undefined ? [] : [[groups['host'], Number(groups['port'])] as const],
    );
  return [
    // kafka-1.dc1:9094, https://…:8888/, `sentinel monitor cache dragonfly-1.dc1 6379`
    ...found(/(?<![\w.-])(?<host>[a-z0-9][a-z0-9-]*(?:\.[a-z0-9-]+)+)(?::| (?=\d{4,5}\b))(?<port>\d{2,5})(?![\w.-])/g),
    // pgBackRest
    ...found(/^((?:pg|repo)\d+-host)=(?<host>\S+)$[^]*?^\1-port=(?<port>\d+)$/gm),
    // Files of environment variables
    ...found(/^(\w*)HOST=(?<host>\S+)$[^]*?^\1PORT=(?<port>\d+)$/gm),
    // YAML
    ...found(/^ *host: (?<host>\S+)\n *port: (?<port>\d+)$/gm),
  ];
}

interface Filter {
  accepts(source: string, protocol: 'tcp' | 'vrrp', port: number): boolean;
}

/** What the text of a packet filter lets in. */
function filterOf(text: string): Filter {
  const sets = new Map(
    [...text.matchAll(/set (\S+) \{[^}]*?elements = \{ ([^}]*) \}/g)].map(([, name = '', networks = '']) => [
      name,
      networks.split(', ').map((network) => parseCidr(network)),
    ]),
  );
  const rules = [
    ...text.matchAll(/^ {4}(?:ip saddr @(\S+) )?(?:(tcp) dport \{ ([\d, ]+) \}|ip protocol (vrrp)) accept/gm),
  ];
  const isIn = (source: string, set: string): boolean => {
    const address = parseAddress(source) ?? -1;
    return (sets.get(set) ?? []).some(
      (cidr) => cidr !== undefined && address >= cidr.first && address < cidr.first + 2 ** (32 - cidr.prefix),
    );
  };
  return {
    accepts: (source, protocol, port) =>
      rules.some(
        ([, set, tcp, ports = '']) =>
          (protocol === 'tcp' ? tcp === 'tcp' && ports.split(', ').includes(String(port)) : tcp === undefined) &&
          (set === undefined || isIn(source, set)),
      ),
  };
}

/** The address from which one host calls an address of another: its own in the same network, if it has one there. */
function sourceOf(from: Host, to: Host, address: string): string {
  const network = to.addresses.find((own) => own.address === address)?.network ?? to.addresses[0].network;
  return (from.addresses.find((own) => own.network === network) ?? from.addresses[0]).address;
}

/** Where a member of a cluster says that the others find it. */
function announcedIn(content: string): readonly (readonly [target: string, port: number])[] {
  const between = /^inter\.broker\.listener\.name=(\S+)$/m.exec(content)?.[1];
  const listeners = /^advertised\.listeners=(.*)$/m.exec(content)?.[1]?.split(',') ?? [];
  const patroni = [...content.matchAll(/^ *connect_address: (\S+):(\d+)$/gm)];
  const kafka = listeners.flatMap((one) => {
    const [, name, host, port] = /^(\w+):\/\/(.+):(\d+)$/.exec(one) ?? [];
    return name === between && host !== undefined ? [['', host, port] as const] : [];
  });
  return [...patroni, ...kafka].map(([, host = '', port]) => [host, Number(port)]);
}

function callsOf(platform: Platform, configs: ReadonlyMap<string, HostConfig>): readonly Call[] {
  const hosts = new Map(platform.hosts.map((host) => [host.id, host]));
  const told = [...configs].flatMap(([id, { files }]) => {
    const from = hosts.get(id);
    if (from === undefined) return [];
    return files
      .filter(({ path, content }) => !SILENT.test(path) && !asksNobody(content))
      .flatMap(({ path, content }): Call[] => [
        ...targetsOf(content.replaceAll(/^ *bind .*$/gm, '')).map(([to, port]) => ({
          from,
          to,
          protocol: 'tcp' as const,
          port,
          why: path,
        })),
        ...[...content.matchAll(/unicast_peer \{([^}]*)\}/g)].flatMap(([, peers = '']) =>
          peers
            .trim()
            .split(/\s+/)
            .map((to) => ({ from, to, protocol: 'vrrp' as const, port: 0, why: path })),
        ),
      ]);
  });
  // Nodes of Patroni and brokers announce where the others of their cluster call them.
  const announced = [...configs].flatMap(([id, { files }]) =>
    files.flatMap(({ path, content }) =>
      announcedIn(content).flatMap(([to, port]) =>
        [...configs].flatMap(([other, config]): Call[] => {
          const from = hosts.get(other);
          const same = config.files.some((file) => file.path === path && announcedIn(file.content).length > 0);
          return from === undefined || other === id || !same || from.site !== hosts.get(id)?.site
            ? []
            : [{ from, to, protocol: 'tcp', port, why: `${path} of ${id}` }];
        }),
      ),
    ),
  );
  return [...told, ...announced, ...watched(platform)];
}

/** Who measures calls what is to be measured. */
function watched(platform: Platform): readonly Call[] {
  return platform.sites.flatMap((site) => {
    const watchers = platform.instances
      .filter((i) => i.site === site.id && i.tier === 'monitoring' && i.role === 'prometheus')
      .flatMap(({ host }) => platform.hosts.filter(({ id }) => id === host));
    const all: readonly Tier[] = tiers;
    const targets = all.flatMap((tier) => {
      const spec = site.tiers[tier.name];
      return spec === undefined || tier.observe === undefined ? [] : tier.observe(spec, site, platform).targets;
    });
    const exporters = platform.hosts
      .filter((host) => host.site === site.id)
      .map(({ fqdn }) => ({ address: fqdn, port: 9100, job: 'node' }));
    return watchers.flatMap((from) =>
      [...targets, ...exporters].map(({ address, port, job }): Call => ({
        from,
        to: address,
        protocol: 'tcp',
        port,
        why: `measured as ${job}`,
      })),
    );
  });
}

/** The hosts that a name or an address leads to; none for what is not ours. */
function holdersOf(platform: Platform): ReadonlyMap<string, readonly Host[]> {
  const holders = new Map<string, readonly Host[]>();
  for (const host of platform.hosts) {
    holders.set(host.fqdn, [host]);
    for (const { address } of host.addresses) holders.set(address, [host]);
  }
  for (const { id, fqdn, address } of platform.floating) {
    const members = new Set(platform.services.filter((s) => s.floating.includes(id)).flatMap((s) => s.members));
    const on = new Set(platform.instances.filter((i) => members.has(i.id)).map((i) => i.host));
    const hosts = platform.hosts.filter((host) => on.has(host.id));
    holders.set(fqdn, hosts);
    holders.set(address, hosts);
  }
  return holders;
}

/** A platform's calls, who is behind each name, and what each host lets in. */
function reach(profile: (typeof profiles)[string] | undefined) {
  const resolution = resolvePlatform(profile);
  if (!resolution.ok) throw new InvalidInput(resolution.findings);
  const { platform } = resolution;
  const configs = hostConfigs(platform);
  const filters = new Map(
    [...configs].flatMap(([id, { files }]) => {
      const file = files.find(({ path }) => path === '/etc/nftables.conf');
      return file === undefined ? [] : [[id, filterOf(file.content)] as const];
    }),
  );
  return { calls: callsOf(platform, configs), holders: holdersOf(platform), filters };
}

describe('Hosts', () => {
  it.each(Object.entries(profiles))('of %s let in every call that the files of others make', (_, profile) => {
    const { calls, holders, filters } = reach(profile);
    const refused = calls.flatMap(({ from, to, protocol, port, why }) =>
      (holders.get(to) ?? [])
        .filter(({ id }) => id !== from.id && filters.has(id))
        .filter((host) => filters.get(host.id)?.accepts(sourceOf(from, host, to), protocol, port) !== true)
        .map((host) => `${from.id} -> ${host.id} ${protocol} ${String(port)}: ${why}`),
    );
    expect([...new Set(refused)]).toEqual([]);
  });

  it('call all that there is to call, so that nothing is looked for in vain', () => {
    const { calls, holders } = reach(profiles['production-n1']);
    const reached = calls.filter(({ from, to }) => (holders.get(to) ?? []).some(({ id }) => id !== from.id));
    expect(reached.some(({ protocol }) => protocol === 'vrrp')).toBe(true);
    const ports = new Set(reached.map(({ port }) => port));
    const wanted = {
      ...{ etcd: 2379, etcdPeers: 2380, patroni: 8008, server: 5532, pool: 6432, postgres: 5432 },
      ...{ repository: 8432, pgbackrest: 8433, restic: 8001, sentinel: 26_379, cache: 6379, pki: 8888 },
      ...{ kafka: 9094, brokers: 9092, controllers: 9093, nginx: 8443, exporter: 9100 },
    };
    expect(Object.entries(wanted).filter(([, port]) => !ports.has(port))).toEqual([]);
  });
});
