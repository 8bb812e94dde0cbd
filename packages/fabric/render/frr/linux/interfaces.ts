import type { DeviceConfig } from '../../../config/types.ts';
import { stanzas, type Stanza } from './stanzas.ts';

const text = ({ name, settings }: Stanza): string =>
  [
    `auto ${name}`,
    name === 'lo' ? 'iface lo inet loopback' : `iface ${name}`,
    ...settings.map(([key, value]) => `    ${key} ${String(value)}`),
  ].join('\n');

/** /etc/network/interfaces of a switch or router with FRR, for ifupdown2 3.0 and later. */
export const linuxInterfaces = (config: DeviceConfig): string => `${stanzas(config).map(text).join('\n\n')}\n`;
