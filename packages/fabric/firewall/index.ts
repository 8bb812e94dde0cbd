import {
  PUBLIC_PLACES,
  addressAt,
  edgeAsn,
  parseCidr,
  siteById,
  type FabricProfile,
  type Platform,
  type Site,
} from '@catalyst/model';
import { networkSecretId } from '../config/secrets.ts';
import { handoffs, OUTSIDE_VRF, publicNetwork, type Handoff } from '../edge/handoff.ts';
import type { Device, Fabric } from '../facts.ts';
import { policyOf } from '../policy/index.ts';
import type { Policy } from '../policy/types.ts';
import { OUTSIDE_ZONE, WAN_ZONE } from '../policy/zones.ts';
import { BOND, LOOPBACK, PLATFORM_CONTEXT, PLATFORM_ROUTER, externalZone, tenantContext } from './names.ts';
import { ObjectTable } from './objects.ts';
import { pairOf } from './pair.ts';
import { platformRoutes, subinterface, tenantRoutes } from './routes.ts';
import { decryptionOf, rulesIn, translationOf } from './rules.ts';
import { edgeSecretId } from './secrets.ts';
import { tunnelConfig } from './tunnels.ts';
import type { Context, FirewallConfig, FirewallInterface, FirewallManagement, SecurityRule, Zone } from './types.ts';

export { checkFirewalls } from './checks.ts';
export { edgeSecrets, edgeSecretId } from './secrets.ts';
export type * from './types.ts';

type Firewalls = NonNullable<FabricProfile['firewalls']>;
type Tunnels = ReturnType<typeof tunnelConfig>;

/** What both of a pair have in common, computed once. */
interface Shared {
  readonly site: Site;
  readonly firewalls: Firewalls;
  readonly handoffs: readonly Handoff[];
  readonly policy: Policy;
  readonly contexts: readonly Context[];
  readonly tunnels: Tunnels;
  readonly certificates: readonly { readonly name: string; readonly secret: string }[];
}

/** The context of each zone that is a tenant's. */
const contextsOf = (platform: Platform, list: readonly Handoff[]): ReadonlyMap<string, string> => {
  const ids = new Map(platform.tenants.map(({ name, id }) => [name, id]));
  return new Map(
    list.flatMap(({ vrf, tenant }) => {
      const id = tenant === null ? undefined : ids.get(tenant);
      return id === undefined ? [] : [[vrf, tenantContext(id)] as const];
    }),
  );
};

const zone = (name: string, interfaces: readonly string[], external: readonly string[] = []): Zone => ({
  name,
  interfaces,
  external,
  untrusted: name === OUTSIDE_ZONE,
});

/** IKE and ESP to where tunnels end, and BGP inside them: what the firewalls themselves speak. */
function ownRules(tunnels: Tunnels, objects: ObjectTable): readonly SecurityRule[] {
  if (tunnels === null) return [];
  const inside = objects.group({ name: 'tunnels', networks: tunnels.networks });
  return [
    {
      name: 'own-tunnels',
      description: 'both ends of the tunnels that end here',
      from: OUTSIDE_ZONE,
      to: OUTSIDE_ZONE,
      sources: [],
      destinations: objects.group({ name: 'tunnel-end', networks: [`${tunnels.outside}/32`] }),
      applications: ['ike', 'ipsec-esp', 'ipsec-esp-udp'],
      services: [],
    },
    {
      name: 'own-bgp',
      description: 'routes of the other ends',
      from: WAN_ZONE,
      to: WAN_ZONE,
      sources: inside,
      destinations: inside,
      applications: ['bgp', 'ping'],
      services: [],
    },
  ];
}

function platformContext(
  platform: Platform,
  site: Site,
  firewalls: Firewalls,
  list: readonly Handoff[],
  policy: Policy,
  tunnels: Tunnels,
  certificates: readonly string[],
): Context {
  const objects = new ObjectTable();
  const tenants = contextsOf(platform, list);
  const open = publicNetwork(platform, site.id);
  const pool = open === null ? [] : PUBLIC_PLACES.egress.map((place) => addressAt(open, place)).filter((a) => a !== '');
  const own = list.filter(({ tenant }) => tenant === null);
  const rules = [...ownRules(tunnels, objects), ...rulesIn(policy, PLATFORM_CONTEXT, tenants, objects)];
  const nat = translationOf(policy, objects, pool);
  const decryption = decryptionOf(policy, objects, firewalls.inspection, certificates);
  return {
    id: PLATFORM_CONTEXT,
    name: 'platform',
    router: PLATFORM_ROUTER,
    zones: [
      ...own.map(({ vrf, vlan }) =>
        zone(vrf, [
          subinterface(vlan),
          ...(vrf === OUTSIDE_ZONE && tunnels !== null ? [LOOPBACK] : []),
          ...(vrf === WAN_ZONE ? (tunnels?.interfaces.map(({ name }) => name) ?? []) : []),
        ]),
      ),
      ...[...tenants.values()].map((context) => zone(externalZone(context), [], [context])),
    ],
    routes: platformRoutes(platform, site.id, list),
    ...objects.all,
    rules,
    nat,
    decryption,
    sessions: tunnels?.sessions ?? [],
    bgp: tunnels === null ? null : { asn: edgeAsn(site), routerId: tunnels.outside, announce: site.cidr },
    sees: [...tenants.values()],
  };
}

function tenantContexts(platform: Platform, list: readonly Handoff[], policy: Policy): readonly Context[] {
  const contexts = contextsOf(platform, list);
  return list.flatMap(({ vrf, vlan, tenant }): Context[] => {
    const id = contexts.get(vrf);
    if (id === undefined || tenant === null) return [];
    const objects = new ObjectTable();
    const rules = rulesIn(policy, id, contexts, objects);
    return [
      {
        id,
        name: tenant,
        router: vrf,
        zones: [zone(vrf, [subinterface(vlan)]), zone(externalZone(PLATFORM_CONTEXT), [], [PLATFORM_CONTEXT])],
        routes: tenantRoutes,
        ...objects.all,
        rules,
        nat: [],
        decryption: [],
        sessions: [],
        bgp: null,
        sees: [PLATFORM_CONTEXT],
      },
    ];
  });
}

/** Certificates of what is reached from the Internet: the keys with which its TLS is opened. */
function publishedCertificates(platform: Platform, site: string) {
  const names = new Set(
    platform.floating.flatMap(({ id, fqdn }) =>
      platform.services.some((one) => one.site === site && one.openTo.includes('internet') && one.floating.includes(id))
        ? [fqdn]
        : [],
    ),
  );
  return platform.secrets
    .filter((one) => one.site === site && one.kind === 'certificate' && one.names.some((name) => names.has(name)))
    .map(({ id }) => ({ name: id.slice(site.length + 1).replaceAll('/', '-'), secret: id }));
}

function sharedOf(fabric: Fabric, platform: Platform, firewalls: Firewalls): Shared {
  const site = siteById(platform, fabric.site);
  const list = handoffs(fabric, platform);
  const policy = policyOf(platform, site.id, fabric);
  const outside = list.some(({ vrf }) => vrf === OUTSIDE_VRF);
  const tunnels = outside ? tunnelConfig(platform, site.id) : null;
  const certificates = firewalls.inspection.inbound ? publishedCertificates(platform, site.id) : [];
  const context = platformContext(
    platform,
    site,
    firewalls,
    list,
    policy,
    tunnels,
    certificates.map(({ name }) => name),
  );
  return {
    site,
    firewalls,
    handoffs: list,
    policy,
    tunnels,
    certificates,
    contexts: [context, ...tenantContexts(platform, list, policy)],
  };
}

/** Of an active-active pair each has an address, and a third moves; of the other kind the one that is active has it. */
function handoffInterface(
  handoff: Handoff,
  unit: 0 | 1,
  active: boolean,
  contexts: ReadonlyMap<string, string>,
): FirewallInterface {
  const { vrf, vlan, prefix, tenant, firewall, units } = handoff;
  return {
    name: subinterface(vlan),
    kind: 'subinterface',
    vlan,
    address: `${active ? units[unit] : firewall}/${String(prefix)}`,
    mtu: null,
    context: contexts.get(vrf) ?? PLATFORM_CONTEXT,
    zone: vrf,
    router: tenant === null ? PLATFORM_ROUTER : vrf,
    comment: `${vrf} hand-off`,
    // Both directions of a session pass the same one: all floating addresses of a context start on one unit.
    floating: active ? { address: firewall, first: 0 } : null,
  };
}

function interfacesOf(shared: Shared, platform: Platform, unit: 0 | 1): readonly FirewallInterface[] {
  const contexts = contextsOf(platform, shared.handoffs);
  const active = shared.firewalls.mode === 'active-active';
  const { tunnels } = shared;
  return [
    ...shared.handoffs
      .filter(({ tenant, vrf }) => tenant === null || contexts.has(vrf))
      .map((handoff) => handoffInterface(handoff, unit, active, contexts)),
    ...(tunnels === null
      ? []
      : [
          {
            name: LOOPBACK,
            kind: 'loopback',
            vlan: null,
            address: `${tunnels.outside}/32`,
            mtu: null,
            context: PLATFORM_CONTEXT,
            zone: OUTSIDE_ZONE,
            router: PLATFORM_ROUTER,
            comment: 'end of tunnels',
            floating: null,
          } satisfies FirewallInterface,
          ...tunnels.interfaces,
        ]),
  ];
}

function managementOf(site: Site, device: Device): FirewallManagement {
  const network = site.networks.find(({ name }) => name === 'management');
  const said = site.fabric?.management;
  return {
    address: device.management,
    prefix: parseCidr(network?.cidr ?? '')?.prefix ?? 24,
    gateway: network?.gateway ?? '',
    domain: device.fqdn.slice(device.name.length + 1),
    dns: site.resolvers,
    ntp: said?.ntp ?? [],
    syslog: said?.syslog ?? [],
    tacacs:
      said === undefined || said.aaa.length === 0 ? null : { servers: said.aaa, key: networkSecretId.tacacs(site.id) },
    admin: edgeSecretId.admin(site.id),
    snmp: {
      user: 'monitoring',
      auth: networkSecretId.snmpAuth(site.id),
      privacy: networkSecretId.snmpPrivacy(site.id),
    },
    permitted: network === undefined ? [] : [network.cidr],
  };
}

/** What each firewall of a site is told, by its id. Pure; the rules follow from the platform's flows alone. */
export function firewallConfigs(fabric: Fabric, platform: Platform): ReadonlyMap<string, FirewallConfig> {
  const site = siteById(platform, fabric.site);
  const firewalls = site.fabric?.firewalls;
  const devices = fabric.devices.filter(({ role }) => role === 'firewall');
  if (firewalls === undefined || devices.length === 0) return new Map();
  const shared = sharedOf(fabric, platform, firewalls);
  const forwardTrust = firewalls.inspection.outbound ? 'forward-trust' : null;
  const cabled = new Map(
    devices.map(({ id }) => [
      id,
      fabric.cables
        .filter(({ purpose }) => purpose === 'firewall')
        .flatMap(({ ends }) => {
          const own = ends.find(({ on }) => on === id);
          const between = ends.every(({ on }) => devices.some((device) => device.id === on));
          return own === undefined || between ? [] : [own.port];
        }),
    ]),
  );
  return new Map(
    devices.map((device, i): readonly [string, FirewallConfig] => [
      device.id,
      {
        device: device.id,
        hostname: device.name,
        model: device.model,
        management: managementOf(site, device),
        pair: pairOf(fabric, devices, device, firewalls, shared.handoffs),
        bond: { name: BOND, members: cabled.get(device.id) ?? [] },
        interfaces: interfacesOf(shared, platform, i === 0 ? 0 : 1),
        contexts: shared.contexts,
        tunnels: shared.tunnels?.tunnels ?? [],
        inspection: {
          certificates: [
            ...shared.certificates,
            ...(forwardTrust === null ? [] : [{ name: forwardTrust, secret: edgeSecretId.forwardTrust(site.id) }]),
          ],
          forwardTrust,
        },
      },
    ]),
  );
}
