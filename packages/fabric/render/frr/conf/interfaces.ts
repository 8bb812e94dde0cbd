import type { DeviceConfig, Interface } from '../../../config/types.ts';
import { given, octets, oneLine, section, when, type Lines } from '../lines.ts';
import { linuxName } from '../names.ts';
import { LINK_PROFILE } from './bfd.ts';

/**
 * What FRR itself has to know of interfaces. It owns the addresses of routed ports and loopbacks; devices, VLANs, bonds
 * and the gateways on them are made by ifupdown2 (interfaces.ts), before FRR starts.
 */
export function interfaces(config: DeviceConfig): readonly Lines[] {
  const byName = new Map<string, string[]>();
  for (const interface_ of config.interfaces) {
    const vrf = 'vrf' in interface_ ? interface_.vrf : null;
    const name = `${linuxName(interface_)}${vrf === null ? '' : ` vrf ${vrf}`}`;
    const lines = byName.get(name) ?? [];
    byName.set(name, lines);
    lines.push(...linesOf(interface_, config));
  }
  return [...byName].map(([name, lines]) => section(`interface ${name}`, [...new Set(lines)]));
}

const linesOf = (interface_: Interface, config: DeviceConfig): Lines => {
  switch (interface_.kind) {
    case 'routed':
      return [
        ...described(interface_),
        ...interface_.addresses.map((address) => `ip address ${address}`),
        ...ospf(interface_, config),
        ...when(multihomed(config) && interface_.vrf === null, 'evpn mh uplink'),
        ...given(interface_.policyRoute, (name) => [`pbr-policy ${name}`]),
      ];
    case 'loopback':
      return [`ip address ${interface_.address}`, ...ospf(interface_, config)];
    case 'bond':
      return given(interface_.esi, ({ identifier }) => [
        ...described(interface_),
        `evpn mh es-id ${octets(identifier)}`,
      ]);
    case 'gateway':
      return given(interface_.vrrp, ({ id, priority, address }) => [
        `vrrp ${String(id)} version 3`,
        `vrrp ${String(id)} priority ${String(priority)}`,
        `vrrp ${String(id)} ip ${address}`,
      ]);
    case 'switched':
    case 'member':
      return [];
  }
};

const described = ({ description }: Interface): Lines =>
  when(description !== '', `description ${oneLine(description)}`);

/** Whether it shares bonds with another switch through EVPN. Then it watches its uplinks, and gives bonds up without any. */
export const multihomed = ({ interfaces }: DeviceConfig): boolean =>
  interfaces.some((interface_) => interface_.kind === 'bond' && interface_.esi !== null);

const ospf = (interface_: Interface, { ospf, bfd }: DeviceConfig): Lines =>
  given(ospf, ({ area, interfaces, passive, key }) => {
    if (passive.includes(interface_.name)) return [`ip ospf area ${area}`, 'ip ospf passive'];
    if (!interfaces.includes(interface_.name)) return [];
    return [
      `ip ospf area ${area}`,
      'ip ospf network point-to-point',
      ...when(bfd !== null, 'ip ospf bfd', `ip ospf bfd profile ${LINK_PROFILE}`),
      ...given(key, (id) => [
        'ip ospf authentication message-digest',
        `ip ospf message-digest-key 1 md5 {{secret:${id}}}`,
      ]),
    ];
  });
