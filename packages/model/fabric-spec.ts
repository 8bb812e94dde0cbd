import { z } from 'zod';
import { name } from './names.ts';
import { unit } from './units/index.ts';

/** The vendor's name of a device: `DCS-7050SX3-48C8`. Its ports, optics and power are in the fabric's catalogue. */
const sku = z.string().min(3);

const numberOfRack = z.string().regex(/^r\d{2,4}$/, "must be a rack, such as 'r01'");

/** Devices of one kind, numbered from 1. Append to grow: the others keep names, ports and addresses. */
const devices = z.strictObject({
  model: sku,
  count: z.int().min(1).max(512),
  /** The racks that they stand in, in turn: append to none, since that would move others. Default: the first two of the site (of the pod). */
  racks: z.array(numberOfRack).min(1).optional(),
});

/** Pairs of switches that servers hang on: an `a` and a `b` in the rack. */
const pairs = z.strictObject({
  model: sku,
  /** Pairs in a rack, where it is not one. Raising the largest number plugs cables of other racks elsewhere. */
  pairs: z.record(numberOfRack, z.int().min(0).max(4)).default({}),
  /** Cables from each of them to each switch of the tier above. Another number plugs existing ones elsewhere. */
  uplinks: z.int().min(1).max(4),
  /** How fast these cables run. Default: as fast as both ends can. */
  speed: unit.bitsPerSecond().optional(),
  /** Cables between the two of a pair. */
  peerLinks: z.int().min(1).max(4).default(2),
});

/** Addresses that the management network of the site can reach. */
const servers = z.array(z.ipv4()).max(4).default([]);

const upwards = z.int().min(1).max(8);

/** A rack unit, from 1 at the bottom. */
const rackUnit = z.int().min(1).max(60);

/** How the switches of a datacenter are joined. */
export const TopologySpec = z.discriminatedUnion('kind', [
  /** Two tiers: every leaf on every spine. @source 000 l. 13-22 */
  z.strictObject({ kind: z.literal('leaf-spine'), spines: devices, leaves: pairs }),
  /** Three tiers. Every access switch is on every aggregation switch of its pod, and each of those on every core. @source guide l. 788-801 */
  z.strictObject({
    kind: z.literal('three-tier'),
    core: devices,
    /** So many in every pod. */
    aggregation: z.strictObject({
      ...devices.shape,
      count: z.int().min(1).max(16),
      uplinks: upwards,
      speed: unit.bitsPerSecond().optional(),
    }),
    access: pairs,
    /** Racks of a pod, by their numbers: with 10, `r01` to `r10` are the first. Default: all racks are one pod. */
    racksPerPod: z.int().min(1).max(999).optional(),
  }),
]);

/** A pair of firewalls, and what passes them besides the flows between tiers. */
export const FirewallSpec = z.strictObject({
  model: sku,
  /** Where the first and the second stand. Default: the first two racks of the site. */
  racks: z.tuple([numberOfRack, numberOfRack]).optional(),
  mode: z.enum(['active-passive', 'active-active']).default('active-passive'),
  /**
   * Looks into TLS. `inbound` needs the key of the service's certificate on the firewalls; `outbound` makes certificates
   * of its own, which the servers that call out must trust.
   */
  inspection: z.strictObject({ inbound: z.boolean().default(true), outbound: z.boolean().default(true) }).prefault({}),
  /** Which tiers may call out to the Internet, where and on which ports: nothing else leaves. */
  egress: z
    .array(
      z.strictObject({
        tier: name,
        role: name.optional(),
        ports: z.array(z.int().min(1).max(65_535)).min(1),
        protocol: z.enum(['tcp', 'udp']).default('tcp'),
        /** Networks of partners. Default: any. */
        to: z.array(z.string()).default([]),
        reason: z.string().min(5),
      }),
    )
    .default([]),
  /** What somebody says that they do. @source guide l. 842-843: 100 Gbps, 1,000+ rules */
  claims: z.strictObject({ throughput: unit.bitsPerSecond().optional(), rules: z.int().min(1).optional() }).default({}),
});

/** What a profile may say about the network of a datacenter. Addresses and numbers follow from names, unless pinned here. */
export const FabricSpec = z.strictObject({
  topology: TopologySpec,
  /** What switches and routers run: Arista EOS, or FRR on Linux. */
  nos: z.enum(['eos', 'frr']).default('eos'),
  underlay: z.enum(['ebgp', 'ospf']).default('ebgp'),
  /** How two leaves carry one bond: as an MLAG pair with a peer link, or by EVPN multihoming. */
  multihoming: z.enum(['mlag', 'esi']).default('mlag'),
  /** Loopbacks and links, where the site's own `fabric` network is too small. */
  cidr: z.string().optional(),
  /** First of 10,000 AS numbers of the site. Default: 4,200,000,000 and ten thousand times the second octet of its network. */
  asn: z.int().min(64_512).max(4_294_957_294).optional(),
  /**
   * What is not to follow from names: `{ 'r01/leaf-a': { loopback: '10.16.0.9' }, 'kafka-19': { unit: 31 } }`. Where a
   * server or an array stands also says which ports it is on; where a switch stands, where it is managed.
   */
  pinned: z
    .record(
      z.string(),
      z.strictObject({
        loopback: z.ipv4().optional(),
        management: z.ipv4().optional(),
        asn: z.int().min(1).max(4_294_967_294).optional(),
        unit: rackUnit.optional(),
      }),
    )
    .default({}),
  /**
   * The first rack unit of each pool's servers, in every rack that has some; the others follow upwards, and those that
   * meet another pool's are put where there is room: `{ kafka: 1, postgres: 17 }`. A pool without fills what is left in the
   * order of the profile, so that its servers move when one before it grows.
   */
  layout: z.record(name, rackUnit).default({}),
  /** What lies between racks: single-mode fibre (OS2), or multi-mode (OM4), which is cheaper and ends at 100 m. */
  backbone: z.enum(['smf', 'om4']).default('smf'),
  /** What lies inside racks, to ports of 10 Gbps and more: twinax, or modules and multi-mode fibre. */
  inRack: z.enum(['dac', 'om4']).default('dac'),
  /**
   * How much more may hang below a switch than it has upwards, with all that are plugged in sending at once: in normal
   * state, and with one switch of the tier above lost. @source 000 l. 14: "non-blocking"; network notes §5
   */
  oversubscription: z
    .strictObject({ normal: z.number().positive(), degraded: z.number().positive() })
    .default({ normal: 1, degraded: 2 }),
  /** What somebody says of the network; `catalyst check` holds it against what there is. */
  claims: z
    .strictObject({
      /** That all ports for servers can send at once. @source 000 l. 14 */
      nonBlocking: z.boolean().optional(),
      /** Of each port of the core. @source guide l. 791 */
      coreSpeed: unit.bitsPerSecond().optional(),
      /** Of links between the core switches themselves. @source 001 l. 40 */
      coreLinks: unit.bitsPerSecond().optional(),
      /** Of each aggregation switch. @source guide l. 796 */
      downlinks: z.strictObject({ ports: z.int().min(1), speed: unit.bitsPerSecond() }).optional(),
      /** Between racks. @source guide l. 805 */
      backbone: z
        .strictObject({
          fibre: z.enum(['single-mode', 'multi-mode']),
          grade: z.enum(['OS1', 'OS2', 'OM3', 'OM4', 'OM5']),
        })
        .optional(),
      /** Copper pairs to servers. @source guide l. 807 */
      copper: z
        .strictObject({ grade: z.enum(['CAT6', 'CAT6A', 'CAT8']), speeds: z.array(unit.bitsPerSecond()).min(1) })
        .optional(),
      /** Until another element of the network has taken over. @source 000 l. 84: "sub-second" */
      failover: unit.duration().optional(),
    })
    .default({}),
  /** Switches for the management ports, one in every rack, and who devices report to. */
  management: z
    .strictObject({
      model: sku.default('DCS-7010TX-48'),
      /** TACACS+ servers. Without, only the local user for emergencies logs in. */
      aaa: servers,
      /** Default: the site's `timeServers`. */
      ntp: servers,
      /** Default: what a tier of the site offers as `syslog`. */
      syslog: servers,
      /** Collectors of samples of the traffic. Default: what a tier of the site offers as `sflow`. */
      sflow: servers,
      /** Whom to call about a device. */
      contact: z.string().min(3).optional(),
    })
    .prefault({}),
  edge: z
    .strictObject({
      /** Two routers. @source 000 l. 30 */
      routers: devices,
      /** Public AS number; providers do not take a private one from several of their customers. */
      asn: z.int().min(1).max(4_294_967_294).optional(),
      /** Public addresses of the site: announced to providers, and what `api` is reached by. */
      public: z.string().optional(),
      /** The rack whose leaf pair all routers and firewalls hang on. Default: each hangs on the one of its own rack. */
      border: numberOfRack.optional(),
      /** Servers whose traffic to another site takes a circuit of its own while that is up. @source 000 l. 33 */
      paths: z.array(z.strictObject({ pool: name, to: name, via: name })).default([]),
      /** What somebody says that the ways out carry. @source guide l. 784-786, 828-835, 860 */
      claims: z
        .strictObject({
          egress: unit.bitsPerSecond().optional(),
          /** Of time, that at least one way out works. */
          availability: unit.ratio().optional(),
          /** Attacks that it absorbs. */
          absorbs: unit.bitsPerSecond().optional(),
          /** Traffic with the Internet, by what it is. */
          inbound: z.record(name, unit.bitsPerSecond()).optional(),
          outbound: z.record(name, unit.bitsPerSecond()).optional(),
          /** Names are resolved from several places under one address. */
          anycast: z.boolean().optional(),
        })
        .default({}),
      /** Validators of route origins (RFC 8210), as `address:port`. With them, routes of the wrong origin are dropped. */
      validators: z
        .array(z.string().regex(/^[0-9.]+:\d+$/, "must be an address and a port: '10.0.0.9:3323'"))
        .default([]),
    })
    .optional(),
  /** A pair of firewalls. @source 000 l. 35-39, guide l. 841-844 */
  firewalls: FirewallSpec.optional(),
  /** Storage arrays, each with two controllers. @source 000 l. 59-63 */
  arrays: z
    .record(
      name,
      z.strictObject({
        /** Its number for life, from which its addresses follow. */
        number: z.int().min(1).max(15),
        rack: numberOfRack,
        units: z.int().min(1).max(12).default(2),
        /** Ports of each controller; they become one LACP bond over both leaves. */
        ports: z.int().min(2).max(4).default(2),
        speed: unit.bitsPerSecond(),
      }),
    )
    .default({}),
});

export type FabricProfile = z.output<typeof FabricSpec>;
