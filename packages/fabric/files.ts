import { siteById, type Platform } from '@catalyst/model';
import { deviceConfigs, type DeviceConfig } from './config/index.ts';
import { antaCatalog, antaInventory, expectedStates } from './expected/index.ts';
import type { Fabric } from './facts.ts';
import { firewallConfigs } from './firewall/index.ts';
import { swanctlConf, tunnelInterfaces } from './edge/swanctl.ts';
import { renderEos } from './render/eos/index.ts';
import { frrDaemons, linuxFilter, linuxInterfaces, linuxSysctl, renderFrr } from './render/frr/index.ts';
import { renderPanos } from './render/panos/index.ts';

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** What the device itself reads. */
function texts(config: DeviceConfig): Readonly<Record<string, string>> {
  if (config.os === 'eos') return { 'eos.cfg': renderEos(config) };
  return {
    'frr.conf': renderFrr(config),
    daemons: frrDaemons(config),
    interfaces: linuxInterfaces(config),
    'nftables.conf': linuxFilter(config),
    'sysctl.conf': linuxSysctl(config),
  };
}

type NamedText = readonly [path: string, content: string];

/**
 * All files of a site's network: for each device `<name>/facts.json`, `<name>/structured.json` and what it reads itself
 * (`eos.cfg`, `frr.conf` and its companions, or `panos.set`), and what must be true of it (`<name>/expected.json`); for EOS
 * devices an inventory and a catalogue of ANTA. None where a site has no fabric. One device after the other, so that the
 * text of a thousand need not be in memory at once.
 */
export function* deviceFiles(fabric: Fabric, platform: Platform): Generator<NamedText, void, undefined> {
  if (siteById(platform, fabric.site).fabric === null) return;
  const configs = deviceConfigs(fabric, platform);
  const firewalls = firewallConfigs(fabric, platform);
  const states = expectedStates(fabric, platform, configs);

  for (const device of fabric.devices) {
    const at = (name: string, content: string): NamedText => [`${device.name}/${name}`, content];
    yield at('facts.json', json(device));
    const config = configs.get(device.id);
    if (config !== undefined) {
      yield at('structured.json', json(config));
      for (const [name, text] of Object.entries(texts(config))) yield at(name, text);
      const tunnels = {
        'swanctl.conf': swanctlConf(platform, device),
        'interfaces.tunnels': tunnelInterfaces(platform, device),
      };
      for (const [name, text] of Object.entries(tunnels)) if (text !== null) yield at(name, text);
    }
    const firewall = firewalls.get(device.id);
    if (firewall !== undefined) {
      yield at('structured.json', json(firewall));
      yield at('panos.set', renderPanos(firewall));
    }
    const state = states.get(device.id);
    if (state !== undefined) yield at('expected.json', json(state));
  }
  const eos = fabric.devices.flatMap(({ id, os }) => (os === 'eos' ? (states.get(id) ?? []) : []));
  if (eos.length === 0) return;
  yield ['anta/catalog.yml', antaCatalog(eos)];
  yield ['anta/inventory.yml', antaInventory(eos)];
}
