import assert from 'node:assert/strict';
import { assess } from '@catalyst/assess';
import { deviceFiles, planFabric } from '@catalyst/fabric';
import {
  BitsPerSecond,
  Bytes,
  GiB,
  raw,
  type Finding,
  type Host,
  type Instance,
  type Machine,
  type Platform,
  type Site,
} from '@catalyst/model';
import { resolvePlatform, type PlatformProfile } from '@catalyst/platform';
import { parse } from 'yaml';
import { z } from 'zod';
import type { Output, Resource } from './output.ts';

/** The one server model or instance type that all hosts of a pool are. */
export interface Fleet {
  readonly servers: number;
  readonly hosts: readonly Host[];
  readonly cores: number;
  readonly cpu: string;
  readonly memoryGiB: number;
  /** `['4 TB NVMe, RAID 10', '8 TB SAS, RAID 6']`: as bought, in the order of the profile. */
  readonly disks: readonly string[];
  /** `2 × 10 Gbps` */
  readonly ports: string;
  readonly instanceType: string | null;
}

const Netplan = z.object({
  network: z.object({
    version: z.number(),
    ethernets: z.record(z.string(), z.looseObject({})),
    bonds: z
      .record(
        z.string(),
        z.looseObject({
          interfaces: z.array(z.string()),
          addresses: z.array(z.string()),
          parameters: z.record(z.string(), z.union([z.string(), z.number()])),
          routes: z.array(z.looseObject({ to: z.string(), via: z.string().optional() })).optional(),
        }),
      )
      .optional(),
    vlans: z.record(z.string(), z.looseObject({ id: z.number(), link: z.string() })).optional(),
  }),
});
type Netplan = z.output<typeof Netplan>;

/**
 * What a user gets of one profile: the platform that it resolves to, what the commands print and what they write.
 * Everything is computed when it is first asked for. A profile that somebody changed in a check has no output.
 */
export class Seen {
  private resolved: { readonly platform: Platform; readonly findings: readonly Finding[] } | undefined;

  constructor(
    private readonly profile: PlatformProfile,
    private readonly output?: Output,
  ) {}

  private get resolution(): { readonly platform: Platform; readonly findings: readonly Finding[] } {
    if (this.resolved !== undefined) return this.resolved;
    const resolution = resolvePlatform(this.profile);
    if (!resolution.ok) {
      const errors = resolution.findings.filter(({ severity }) => severity === 'error');
      assert.fail(
        `the profile does not resolve: ${errors
          .map((f) => `${f.path}: ${f.message}`)
          .slice(0, 5)
          .join('; ')}`,
      );
    }
    this.resolved = resolution;
    return resolution;
  }

  /** The resolved inventory, as in platform.json. */
  get platform(): Platform {
    return this.resolution.platform;
  }

  /** What `catalyst check` prints. */
  get findings(): readonly Finding[] {
    return this.output?.findings ?? [...this.resolution.findings, ...assess(this.platform)];
  }

  private get written(): Output {
    assert.ok(this.output, 'a changed profile is not synthesized');
    return this.output;
  }

  /** The findings with a code, about one subject if given. */
  found(code: string, subject?: string): readonly Finding[] {
    return this.findings.filter((f) => f.code === code && (subject === undefined || f.subject === subject));
  }

  /** What summary.json says of all servers. */
  get total(): Output['summary']['total'] {
    return this.written.summary.total;
  }

  site(id: string): Site {
    const site = this.platform.sites.find((s) => s.id === id);
    assert.ok(site, `${this.platform.name} has no site '${id}'`);
    return site;
  }

  get datacenters(): readonly Site[] {
    return this.platform.sites.filter(({ substrate }) => substrate === 'datacenter');
  }

  /** Hosts of a site, or of one pool of it: `dc1`, `dc1/kafka`. */
  hosts(where: string): readonly Host[] {
    const hosts = this.platform.hosts.filter(({ site, pool }) => where === site || where === `${site}/${pool}`);
    assert.notEqual(hosts.length, 0, `${this.platform.name} has no host at '${where}'`);
    return hosts;
  }

  /** The hosts of a pool, which must all be of one model. */
  fleet(pool: string): Fleet {
    const hosts = this.hosts(pool);
    const [first, ...rest] = hosts.map(({ machine }) => machine);
    assert.ok(first);
    for (const other of rest) assert.deepEqual(other, first, `servers of ${pool} differ`);
    return {
      servers: hosts.length,
      hosts,
      cores: first.cores,
      cpu: first.cpu,
      memoryGiB: first.memory / GiB(1),
      disks: disksOf(first),
      ports: `${String(first.nics.ports)} × ${BitsPerSecond.print(first.nics.speed)}`,
      instanceType: first.instanceType,
    };
  }

  /** A file that a host gets, by its absolute path. */
  file(host: Host, path: string): string {
    return this.written.hostFile(host.site, host.hostname, `files${path}`);
  }

  /** A file that a network device gets: `device('dc1', 'edge-1', 'eos.cfg')`. */
  device(site: string, name: string, path: string): string {
    if (this.output !== undefined) return this.output.deviceFile(site, name, path);
    const files = new Map(deviceFiles(planFabric(this.platform, site).fabric, this.platform));
    const text = files.get(`${name}/${path}`);
    assert.ok(text, `${site}/${name} has no ${path}`);
    return text;
  }

  /** Resources of one type in the CloudFormation templates of a site. */
  resources(site: string, type: string): readonly Resource['Properties'][] {
    return this.written.resources(site, type);
  }

  /** `/etc/netplan/01-netcfg.yaml` of a server. */
  netplan(host: Host): Netplan['network'] {
    return Netplan.parse(parse(this.file(host, '/etc/netplan/01-netcfg.yaml'))).network;
  }

  /** `host.json`: packages, file systems and all else that a host gets. */
  hostJson(host: Host): string {
    return this.written.hostFile(host.site, host.hostname, 'host.json');
  }

  /** Running services of a tier at a site, of one role if given: `instances('dc1', 'kafka', 'broker')`. */
  instances(site: string, tier: string, role?: string): readonly Instance[] {
    return this.platform.instances.filter(
      (i) => i.site === site && i.tier === tier && (role === undefined || i.role === role),
    );
  }

  /** `kafka/broker` and so on: what runs on a host. */
  rolesOn(host: Host): readonly string[] {
    const on = this.platform.instances.filter((i) => i.host === host.id).map(({ tier, role }) => `${tier}/${role}`);
    return [...new Set(on)].sort();
  }

  /** Racks or zones that hosts are in, each once. */
  domains(hosts: readonly Host[]): readonly string[] {
    return [...new Set(hosts.map(({ failureDomain }) => failureDomain))].sort();
  }

  /** Whether a role of a tier may talk to a service of its site: `mayCall('dc1', 'services.worker', 'kafka')`. */
  mayCall(site: string, from: string, service: string): boolean {
    return this.platform.flows.some((flow) => flow.id === `${site}/${from}>${service}`);
  }
}

const RAID = { none: '', raid1: ', RAID 1', raid6: ', RAID 6', raid10: ', RAID 10' } as const;

const disksOf = (machine: Machine): readonly string[] =>
  machine.volumes.map((v) => `${Bytes.print(raw(v))} ${v.media === 'nvme' ? 'NVMe' : 'SAS'}${RAID[v.raid]}`);
