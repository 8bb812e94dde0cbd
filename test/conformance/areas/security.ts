import assert from 'node:assert/strict';
import type { Seen } from '../seen.ts';
import { finding, met, type Area } from '../verdict.ts';

const FIREWALLS = ['fw-1', 'fw-2'] as const;

/** What the two firewalls of a site are told. */
const firewalls = (seen: Seen, site = 'dc1') => FIREWALLS.map((name) => seen.device(site, name, 'panos.set'));

/** All of these are in the text of both firewalls. */
const both = (seen: Seen, ...wanted: readonly RegExp[]) => {
  for (const text of firewalls(seen)) for (const one of wanted) assert.match(text, one);
};

const withTenant = (tenants: Record<string, { id: number }>) => ({ tenants });

export const security: Area = {
  area: 'Firewall / Security',
  entries: [
    met('SEC-01', 'panos.set of both firewalls: a pair, active and passive', ({ production, n1 }) => {
      for (const seen of [production, n1])
        both(seen, /high-availability enabled yes/, /group mode active-passive passive-link-state auto/);
    }),
    met(
      'SEC-02',
      'sessions are copied over a link of their own: state-synchronization in panos.set',
      ({ production, n1 }) => {
        for (const seen of [production, n1])
          both(seen, /state-synchronization enabled yes/, /interface ha2 port hsci/, /ha2-keep-alive enabled yes/);
      },
    ),
    met(
      'SEC-03',
      'link monitoring of the bond and path monitoring of the leaves in panos.set',
      ({ production, n1 }) => {
        for (const seen of [production, n1])
          both(
            seen,
            /monitoring link-monitoring link-group data interface ae1/,
            /path-monitoring path-group virtual-router platform destination-ip-group leaves destination-ip \[ 100\.64\./,
          );
      },
    ),
    met(
      'SEC-04',
      'the other takes over with all sessions, addresses and a bond that is up already',
      ({ production, n1 }) => {
        for (const seen of [production, n1])
          both(
            seen,
            /lacp high-availability passive-pre-negotiation yes/,
            /election-option heartbeat-backup yes/,
            /interface ha1-backup port ha1-b/,
          );
      },
    ),
    met('SEC-05', 'a virtual system for each tenant, beside that of the platform', (evidence) => {
      const seen = evidence.changed('production-n1', (profile) => ({
        ...profile,
        ...withTenant({ acme: { id: 1 }, globex: { id: 2 } }),
      }));
      for (const text of firewalls(seen))
        assert.deepEqual(text.match(/vsys\d+ display-name \S+/g), [
          'vsys1 display-name platform',
          'vsys2 display-name acme',
          'vsys3 display-name globex',
        ]);
    }),
    met(
      'SEC-06',
      'rules of declared flows alone, every one logged, and nothing else between or inside zones',
      ({ production, n1 }) => {
        for (const seen of [production, n1])
          for (const text of firewalls(seen)) {
            const rules = new Set(text.match(/rulebase security rules \S+/g));
            assert.equal(text.match(/rulebase security rules \S+ log-end yes/g)?.length, rules.size);
            assert.equal(text.match(/default-security-rules rules \S+ action deny/g)?.length, 2);
          }
      },
    ),
    met(
      'SEC-07',
      'at AWS: flow logs of every network, keys of our own that rotate, instances that answer by IMDSv2 only',
      ({ production }) => {
        assert.ok(production.resources('use1', 'AWS::EC2::FlowLog').length > 0);
        const keys = production.resources('use1', 'AWS::KMS::Key');
        assert.ok(keys.length > 0 && keys.every((key) => key['EnableKeyRotation'] === true));
        const templates = production.resources('use1', 'AWS::EC2::LaunchTemplate').map((one) => JSON.stringify(one));
        assert.ok(templates.length > 0 && templates.every((text) => text.includes('"HttpTokens":"required"')));
      },
    ),
    met('SEC-08', 'two firewalls of Palo Alto Networks in the fabric of production', ({ production }) => {
      both(production, /deviceconfig system hostname fw-/);
      const { firewalls: said } = production.site('dc1').fabric ?? {};
      assert.match(said?.model ?? '', /^PA-/);
    }),
    finding('SEC-09', 'production', 'firewall/throughput', 'dc1', '100 Gbps claimed', '90 Gbps', '76 Gbps'),
    finding('SEC-10', 'production', 'firewall/rules', 'dc1', '1,000 rules claimed', 'one for each pair of groups'),
    met(
      'SEC-11',
      'decryption rules in panos.set: with the service’s key inwards, with a key of our own outwards',
      ({ production, n1 }) => {
        for (const seen of [production, n1])
          both(
            seen,
            /decryption rules \S+ type ssl-inbound-inspection certificates/,
            /decryption rules \S+ type ssl-forward-proxy/,
          );
      },
    ),
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
    finding('SEC-13', 'production', 'ingress/no-application-firewall', 'dc1/ingress', 'ModSecurity', 'Nginx'),
    met('SEC-14', 'IKEv2 gateways in panos.set for every tunnel between sites', ({ production, n1 }) => {
      for (const seen of [production, n1])
        both(seen, /ike gateway vpn-1-1 protocol version ikev2/, /ike gateway vpn-1-2 protocol version ikev2/);
    }),
    met(
      'SEC-15',
      'AES-256-GCM for IKE and for the tunnels, and nothing weaker to choose from',
      ({ production, n1 }) => {
        for (const seen of [production, n1])
          for (const text of firewalls(seen))
            assert.deepEqual([...new Set(text.match(/encryption aes-\S+/g))], ['encryption aes-256-gcm']);
      },
    ),
    finding('SEC-16', 'production', 'claim/tls', 'dc1', 'TLS 1.3', 'DragonflyDB'),
    met(
      'SEC-17',
      'certbot on every node of the way in, asking Let’s Encrypt daily, with the challenge through HAProxy',
      ({ production }) => {
        const nodes = production.platform.hosts.filter(({ pool }) => pool === 'ingress');
        assert.ok(nodes.length > 0);
        for (const host of nodes) {
          const unit = production.file(host, '/etc/systemd/system/catalyst-acme.service');
          assert.match(unit, /certonly .*--server https:\/\/acme-v02\.api\.letsencrypt\.org\/directory/);
          assert.match(unit, /-d api\.catalyst\.example/);
          assert.match(production.file(host, '/etc/haproxy/haproxy.cfg'), /frontend http\n[^]*backend challenge/);
        }
      },
    ),
    met(
      'SEC-18',
      '`address-family flow-spec ipv4` with every provider that takes it, on the edge routers of production-n1',
      ({ n1 }) => {
        for (const [i, name] of ['edge-1', 'edge-2'].entries())
          assert.match(
            n1.device('dc1', name, 'eos.cfg'),
            new RegExp(`address-family flow-spec ipv4\\n {6}neighbor ISP-${String(i + 1)} activate`),
          );
      },
    ),
    finding('SEC-19', 'production', 'edge/anycast', 'dc1', 'anycast DNS claimed', '1 of our sites'),
    finding('SEC-20', 'production', 'ingress/no-application-firewall', 'dc1/ingress', 'OWASP core rules'),
    finding('SEC-21', 'production', 'edge/ddos', 'dc1', '500 Gbps', '25 Gbps', '20 times less'),
  ],
};
