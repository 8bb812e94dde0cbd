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
  /** The racks that they stand in, in turn. Default: the first and the last of the site. */
  racks: z.array(numberOfRack).min(1).optional(),
});

/** Pairs of switches that servers hang on: an `a` and a `b` in the rack. */
const pairs = z.strictObject({
  model: sku,
  /** Pairs in a rack, where it is not one. */
  pairs: z.record(numberOfRack, z.int().min(0).max(4)).default({}),
  /** Cables from each of them to each switch of the tier above. */
  uplinks: z.int().min(1).max(4),
  /** Cables between the two of a pair. */
  peerLinks: z.int().min(1).max(4).default(2),
});

/** Addresses that the management network of the site can reach. */
const servers = z.array(z.ipv4()).max(4).default([]);

const upwards = z.int().min(1).max(8);

/** How the switches of a datacenter are joined. */
export const TopologySpec = z.discriminatedUnion('kind', [
  /** Two tiers: every leaf on every spine. @source 000 l. 13-22 */
  z.strictObject({ kind: z.literal('leaf-spine'), spines: devices, leaves: pairs }),
  /** Three tiers. Every access switch is on every aggregation switch of its pod, and each of those on every core. @source guide l. 788-801 */
  z.strictObject({
    kind: z.literal('three-tier'),
    core: devices,
    /** So many in every pod. */
    aggregation: z.strictObject({ ...devices.shape, uplinks: upwards }),
    access: pairs,
    /** Racks of a pod, by their numbers: with 10, `r01` to `r10` are the first. Default: all racks are one pod. */
    racksPerPod: z.int().min(1).max(999).optional(),
  }),
]);

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
  /** Numbers of devices, where they are not to follow from names: `{ 'r01/leaf-a': { loopback: '10.16.0.9' } }`. */
  pinned: z
    .record(z.string(), z.strictObject({ loopback: z.ipv4().optional(), asn: z.int().min(1).optional() }))
    .default({}),
  /** Switches for the management ports, one in every rack, and who devices report to. */
  management: z
    .strictObject({
      model: sku.default('DCS-7010TX-48'),
      /** TACACS+ servers. Without, only the local user for emergencies logs in. */
      aaa: servers,
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
      /** The rack whose leaf pair the routers and firewalls hang on. Default: the first. */
      border: numberOfRack.optional(),
    })
    .optional(),
  /** A pair of firewalls. @source 000 l. 35-39, guide l. 841-844 */
  firewalls: z
    .strictObject({ model: sku, mode: z.enum(['active-passive', 'active-active']).default('active-passive') })
    .optional(),
  /** Storage arrays, each with two controllers. @source 000 l. 59-63 */
  arrays: z
    .record(
      name,
      z.strictObject({
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
