import { parseAddress, type Finding } from '@catalyst/model';
import type { DeviceConfig } from '../types.ts';
import { finding } from './rule.ts';

/** Numbers that name one device and no other. */
export function duplicates(configs: Iterable<DeviceConfig>): readonly Finding[] {
  const owners = new Map<string, string>();
  const findings: Finding[] = [];
  for (const config of configs) {
    const id = config.bgp?.routerId ?? config.ospf?.routerId;
    if (id === undefined) continue;
    const owner = owners.get(id);
    if (owner === undefined) owners.set(id, config.hostname);
    else
      findings.push(
        finding(config, '.pinned')(
          'router-id',
          `${config.hostname} and ${owner} both have router id ${id}: each would drop the other's routes as its own`,
          'pin one of them to another loopback',
          { routerId: id },
        ),
      );
  }
  return findings;
}

/** What a port without an MTU of its own has. @source EOS and Linux alike: 1,500 B */
const DEFAULT_MTU = 1500;

/** Both ends of a link take frames of one size: what the larger end sends whole, the smaller one drops without a word. */
export function linkEnds(configs: Iterable<DeviceConfig>): readonly Finding[] {
  const first = new Map<number, { readonly device: string; readonly port: string; readonly mtu: number }>();
  const findings: Finding[] = [];
  for (const config of configs)
    for (const port of config.interfaces) {
      if (port.kind !== 'routed') continue;
      for (const address of port.addresses) {
        const number = address.endsWith('/31') ? parseAddress(address.slice(0, -3)) : undefined;
        if (number === undefined) continue;
        const link = number - (number % 2);
        const mtu = port.mtu ?? DEFAULT_MTU;
        const other = first.get(link);
        if (other === undefined) first.set(link, { device: config.hostname, port: port.name, mtu });
        else if (other.mtu !== mtu)
          findings.push(
            finding(config, '')(
              'link-mtu',
              `${config.hostname} ${port.name} takes frames of ${String(mtu)} B, and ${other.device} ${other.port} at the other end ${String(other.mtu)} B: what is larger than the smaller is lost without a word`,
              'give both ends the same MTU',
              { mtu, other: other.mtu },
            ),
          );
      }
    }
  return findings;
}

/** Whom the devices of a site report to; they all have the same, so one is asked. */
export function management([config]: readonly DeviceConfig[]): readonly Finding[] {
  if (config === undefined) return [];
  const { aaa, ntp, syslog } = config.management;
  const site = config.device.slice(0, config.device.indexOf('/'));
  const missing = (key: string, message: string, fix: string): Finding => ({
    code: `fabric/no-${key}`,
    severity: 'warning',
    subject: site,
    path: `sites.${site}.fabric.management.${key}`,
    message,
    evidence: {},
    fix,
  });
  return [
    ...(aaa === null
      ? [
          missing(
            'aaa',
            'network devices know no TACACS+ server: people share the local user, and no command is recorded under a name',
            'give the addresses of two servers',
          ),
        ]
      : []),
    ...(ntp.length === 0
      ? [
          missing(
            'ntp',
            'network devices know no time server: their logs cannot be put in one order, and certificates fail when clocks drift',
            'give the addresses of two servers',
          ),
        ]
      : []),
    ...(syslog.length === 0
      ? [
          missing(
            'syslog',
            'network devices send their logs nowhere: what was logged before a restart is lost with it',
            'give the address of a collector, or run a tier that offers syslog',
          ),
        ]
      : []),
  ];
}
