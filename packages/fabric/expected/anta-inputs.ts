import { z } from 'zod';

/*
 * ANTA's tests that we use, with the inputs that they take: its own models, as far as we use them, and as strict.
 * @source https://github.com/aristanetworks/anta, commit 68667e0e: anta/tests/*.py, anta/input_models/*.py, anta/custom_types.py
 */

const Interface = z
  .string()
  .regex(
    /^(Dps|Ethernet|Fabric|Loopback|Management|Port-Channel|Recirc-Channel|Tunnel|Vlan|Vxlan)[0-9]+(\/[0-9]+)*(\.[0-9]+)?$/,
  );
const Ip = z.ipv4();
const Network = z.cidrv4();
const Vni = z.int().min(1).max(16_777_215);
const VlanId = z.int().min(0).max(4094);

const InterfaceState = z.strictObject({
  name: Interface,
  status: z.enum(['up', 'down', 'adminDown']),
});

const BfdPeer = z.strictObject({
  peer_address: Ip,
  vrf: z.string().optional(),
  interface: Interface.optional(),
});

/** `validate_inputs`: IPv4 needs to be told which, and EVPN is in no VRF. */
const AddressFamily = z.union([
  z.strictObject({
    afi: z.literal('ipv4'),
    safi: z.literal('unicast'),
    vrf: z.string().optional(),
    peers: z.array(Ip),
  }),
  z.strictObject({ afi: z.literal('evpn'), peers: z.array(Ip) }),
]);

const Host = z.strictObject({
  destination: Ip,
  source: z.union([Ip, Interface]).optional(),
  description: z.string().optional(),
  vrf: z.string().optional(),
  size: z.int().optional(),
  df_bit: z.boolean().optional(),
  reachable: z.boolean().optional(),
});

const none = z.strictObject({});

/** Each test by its module and name. */
export const ANTA_INPUTS = {
  'anta.tests.interfaces': {
    VerifyInterfacesStatus: z.strictObject({ interfaces: z.array(InterfaceState) }),
    VerifyInterfaceIPv4: z.strictObject({
      interfaces: z.array(z.strictObject({ name: Interface, primary_ip: z.cidrv4() })),
    }),
  },
  'anta.tests.connectivity': {
    VerifyLLDPNeighbors: z.strictObject({
      neighbors: z.array(z.strictObject({ port: Interface, neighbor_device: z.string(), neighbor_port: z.string() })),
      require_fqdn: z.boolean().optional(),
    }),
    VerifyReachability: z.strictObject({ hosts: z.array(Host) }),
  },
  'anta.tests.bfd': {
    VerifyBFDSpecificPeers: z.strictObject({ bfd_peers: z.array(BfdPeer) }),
    VerifyBFDPeersIntervals: z.strictObject({
      bfd_peers: z.array(
        BfdPeer.extend({
          tx_interval: z.int().min(50).max(60_000),
          rx_interval: z.int().min(50).max(60_000),
          multiplier: z.int().min(3).max(50),
        }),
      ),
    }),
  },
  'anta.tests.mlag': {
    VerifyMlagStatus: none,
    VerifyMlagInterfaces: none,
    VerifyMlagConfigSanity: none,
    VerifyMlagReloadDelay: z.strictObject({
      reload_delay: z.int().min(0),
      reload_delay_non_mlag: z.int().min(0),
    }),
  },
  'anta.tests.routing.bgp': {
    VerifyBGPSpecificPeers: z.strictObject({ address_families: z.array(AddressFamily) }),
    VerifyBGPRouteECMP: z.strictObject({
      route_entries: z.array(z.strictObject({ prefix: Network, vrf: z.string().optional(), ecmp_count: z.int() })),
    }),
  },
  'anta.tests.routing.generic': {
    VerifyRoutingProtocolModel: z.strictObject({ model: z.enum(['multi-agent', 'ribd']) }),
  },
  'anta.tests.routing.ospf': {
    VerifyOSPFSpecificNeighbors: z.strictObject({
      neighbors: z.array(
        z.strictObject({
          instance: z.int(),
          vrf: z.string().optional(),
          ip_address: Ip,
          local_interface: Interface,
          area_id: Ip,
          state: z.enum(['full', 'attempt', 'init', '2Ways']),
        }),
      ),
    }),
  },
  'anta.tests.vxlan': {
    VerifyVxlan1Interface: none,
    VerifyVxlanConfigSanity: none,
    VerifyVxlanVniBinding: z.strictObject({
      // As text, since keys of a mapping are: YAML reads them as numbers again.
      bindings: z.record(
        z.string().refine((key) => Vni.safeParse(Number(key)).success, 'is not a VNI'),
        z.union([VlanId, z.string()]),
      ),
    }),
    VerifyVxlan1ConnSettings: z.strictObject({
      source_interface: z.string().regex(/^(Dps1|Loopback\d{1,4})$/),
      udp_port: z.int().min(1024).max(65_335),
    }),
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, z.ZodType>>>>;

type Inputs = typeof ANTA_INPUTS;

/** A test of ANTA's with inputs that it takes. */
export type AntaTest = {
  readonly [M in keyof Inputs]: {
    readonly [T in keyof Inputs[M]]: {
      readonly module: M;
      readonly test: T;
      readonly inputs: Inputs[M][T] extends z.ZodType ? z.input<Inputs[M][T]> : never;
    };
  }[keyof Inputs[M]];
}[keyof Inputs];
