import assert from 'node:assert/strict';
import { finding, met, open, type Area } from '../verdict.ts';

export const fabric: Area = {
  area: 'Network fabric',
  entries: [
    ...open('Fabric', 'NET-01..24'),
    finding('NET-25', 'production', 'claim/allotted', 'dc1', '170 Gbps', '205 Gbps'),
    ...open('Fabric', 'NET-26..35'),
  ],
};

export const edge: Area = { area: 'Edge / WAN', entries: [...open('Fabric', 'WAN-01..15')] };

export const security: Area = {
  area: 'Firewall / Security',
  entries: [
    ...open('Fabric', 'SEC-01..06'),
    ...open('AWS', 'SEC-07'),
    ...open('Fabric', 'SEC-08..11'),
    // What iptables has become: Ubuntu 22.04 has it as a front of nftables.
    met(
      'SEC-12',
      '/etc/nftables.conf that lets in declared flows only, and fail2ban, on every server',
      ({ production }) => {
        for (const host of production.platform.hosts.filter(({ substrate }) => substrate === 'datacenter')) {
          assert.match(production.file(host, '/etc/nftables.conf'), /policy drop;/, host.id);
          assert.match(
            production.file(host, '/etc/fail2ban/jail.d/60-catalyst.local'),
            /banaction = nftables/,
            host.id,
          );
        }
      },
    ),
    ...open('Hosts and data tiers', 'SEC-13'),
    ...open('Fabric', 'SEC-14', 'SEC-15'),
    ...open('Hosts and data tiers', 'SEC-16', 'SEC-17'),
    ...open('Fabric', 'SEC-18', 'SEC-19'),
    ...open('Hosts and data tiers', 'SEC-20'),
    ...open('Fabric', 'SEC-21'),
  ],
};
