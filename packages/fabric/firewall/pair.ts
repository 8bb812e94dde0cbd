import type { FabricProfile } from '@catalyst/model';
import type { Device, Fabric } from '../facts.ts';
import type { Handoff } from '../edge/handoff.ts';
import { BOND, PLATFORM_ROUTER } from './names.ts';
import type { HighAvailability, PairLink } from './types.ts';

/** Links between the two, in link-local addresses that no circuit has: only the two ever see them. */
const LINKS = {
  control: '169.254.1.5',
  controlBackup: '169.254.1.9',
  state: '169.254.1.13',
  stateBackup: '169.254.1.17',
};

/** Ports that are for nothing else on every model from the 3400 series on. */
const PORTS = { control: 'ha1-a', controlBackup: 'ha1-b', state: 'hsci' } as const;

const upper = (address: string): string => address.replace(/\d+$/, (last) => String(Number(last) + 1));

function link(port: string, lower: string, unit: 0 | 1): PairLink {
  const both = [lower, upper(lower)] as const;
  return { port, address: both[unit], peer: both[unit === 0 ? 1 : 0] };
}

/** A data port that is cabled straight to the other one. */
function sparePort(fabric: Fabric, device: Device, peer: Device): string | null {
  for (const { ends } of fabric.cables) {
    const own = ends.find(({ on }) => on === device.id);
    if (own !== undefined && ends.some(({ on }) => on === peer.id) && own.port.startsWith('ethernet')) return own.port;
  }
  return null;
}

/** How two firewalls are one: who goes first, by which links they know of each other, and what makes one give up. */
export function pairOf(
  fabric: Fabric,
  devices: readonly Device[],
  device: Device,
  profile: NonNullable<FabricProfile['firewalls']>,
  handoffs: readonly Handoff[],
): HighAvailability | null {
  const [first, second] = devices;
  if (first === undefined || second === undefined) return null;
  const unit = device.id === first.id ? 0 : 1;
  const spare = sparePort(fabric, device, unit === 0 ? second : first);
  const active = profile.mode === 'active-active';
  return {
    mode: profile.mode,
    unit,
    priority: unit === 0 ? 90 : 110,
    control: link(PORTS.control, LINKS.control, unit),
    controlBackup: link(PORTS.controlBackup, LINKS.controlBackup, unit),
    state: link(PORTS.state, LINKS.state, unit),
    stateBackup: spare === null ? null : link(spare, LINKS.stateBackup, unit),
    packets: active ? PORTS.state : null,
    watchedInterfaces: [BOND],
    watchedPaths: [
      {
        router: PLATFORM_ROUTER,
        destinations: handoffs.filter(({ tenant }) => tenant === null).map(({ leaf }) => leaf),
      },
    ],
  };
}
