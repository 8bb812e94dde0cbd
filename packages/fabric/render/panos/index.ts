import type { FirewallConfig } from '../../firewall/types.ts';
import { contexts } from './contexts.ts';
import { network } from './network.ts';
import { highAvailability, system } from './system.ts';

export { checkPanos } from './check.ts';

/** A firewall as `set` commands of PAN-OS 11.1, one to a line, for `load config partial` or the command line. */
export const renderPanos = (config: FirewallConfig): string =>
  [...system(config), ...highAvailability(config), ...network(config), ...contexts(config)]
    .map((line) => `${line}\n`)
    .join('');
