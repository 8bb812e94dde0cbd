import type { DeviceConfig } from '../../../config/types.ts';
import { linuxName } from '../names.ts';

/**
 * /etc/sysctl.d/60-routing.conf: packets are forwarded, spread over all paths by addresses and ports, and checked
 * against the way back only where the edge says so.
 */
export function linuxSysctl(config: DeviceConfig): string {
  const strict = config.interfaces.flatMap((i) =>
    i.kind === 'routed' && i.urpf !== null ? [[linuxName(i), i.urpf === 'strict' ? 1 : 2] as const] : [],
  );
  return [
    'net.ipv4.ip_forward = 1',
    'net.ipv6.conf.all.forwarding = 1',
    'net.ipv4.fib_multipath_hash_policy = 1',
    // All devices with one seed would all choose the same path: behind the first hop, links stay empty (measured).
    // Kernels before 6.8 do not know it, and choose one at boot.
    `-net.ipv4.fib_multipath_hash_seed = ${String(seed(config.device))}`,
    // The larger of `all` and an interface's own counts, so that `all` stays 0.
    'net.ipv4.conf.all.rp_filter = 0',
    'net.ipv4.conf.default.rp_filter = 0',
    ...strict.map(([name, mode]) => `net.ipv4.conf.${name.replaceAll('.', '/')}.rp_filter = ${String(mode)}`),
    'net.ipv4.conf.all.ignore_routes_with_linkdown = 1',
    'net.ipv4.conf.default.ignore_routes_with_linkdown = 1',
    // Neighbours of a leaf with several full racks; the kernel's own 1,024 forgets addresses that are in use.
    'net.ipv4.neigh.default.gc_thresh1 = 8192',
    'net.ipv4.neigh.default.gc_thresh2 = 32768',
    'net.ipv4.neigh.default.gc_thresh3 = 65536',
    '',
  ].join('\n');
}

/** A number from a device's name (FNV-1a, 31 bits): never 0, which would ask the kernel for one of its own. */
export function seed(name: string): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(name)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash >>> 1 || 1;
}
