import type { HostConfig } from '@catalyst/model';

/**
 * Kernel settings of every host. Memory and sockets are the tiers' business: what Kafka wants PostgreSQL does not.
 * @source https://docs.kernel.org/networking/ip-sysctl.html, https://docs.kernel.org/admin-guide/sysctl/kernel.html
 */
export const KERNEL: HostConfig['kernel'] = {
  /** Seconds until a host that panicked boots again, instead of waiting for somebody at its console. */
  'kernel.panic': 10,
  // A host is in several networks: it answers for an address only on the interface that has it.
  'net.ipv4.conf.all.arp_announce': 2,
  'net.ipv4.conf.all.arp_ignore': 1,
  'net.ipv4.conf.all.rp_filter': 2,
  // It is no router, and takes no routes from strangers.
  'net.ipv4.conf.all.accept_redirects': 0,
  'net.ipv4.conf.all.accept_source_route': 0,
  'net.ipv4.conf.all.send_redirects': 0,
  'net.ipv4.conf.default.accept_redirects': 0,
  'net.ipv4.conf.default.send_redirects': 0,
  // Where jumbo frames meet a path that does not carry them, TCP finds the size that fits.
  'net.ipv4.tcp_mtu_probing': 1,
};
