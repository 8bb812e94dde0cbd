import { stringify } from 'yaml';
import type { Node } from './node.ts';

/** `etcd.yml` of a member. Everybody comes with a certificate of the site's authority. @source https://etcd.io/docs/v3.5/op-guide/configuration/ */
export function etcdYaml(node: Node, tls: string): string {
  const { host, address, ports, scope, quorum, recovery } = node;
  const url = (name: string, port: number): string => `https://${name}:${String(port)}`;
  const transport = {
    'cert-file': `${tls}/tls.crt`,
    'key-file': `${tls}/tls.key`,
    'trusted-ca-file': `${tls}/ca.crt`,
    'client-cert-auth': true,
  };
  return stringify({
    name: host.hostname,
    'data-dir': node.dirs.etcd,
    'listen-peer-urls': url(address, ports.etcdPeers),
    'listen-client-urls': url(address, ports.etcd),
    'initial-advertise-peer-urls': url(host.fqdn, ports.etcdPeers),
    'advertise-client-urls': url(host.fqdn, ports.etcd),
    'listen-metrics-urls': `http://${address}:${String(ports.etcdMetrics)}`,
    'initial-cluster': quorum.map((member) => `${member.hostname}=${url(member.fqdn, ports.etcdPeers)}`).join(','),
    'initial-cluster-token': scope,
    'initial-cluster-state': 'new',
    'heartbeat-interval': Math.round(recovery.etcd.heartbeat),
    'election-timeout': Math.round(recovery.etcd.election),
    // Patroni speaks JSON to it, which a configuration file turns off unless it says otherwise.
    'enable-grpc-gateway': true,
    'auto-compaction-mode': 'periodic',
    'auto-compaction-retention': '1h',
    'client-transport-security': transport,
    'peer-transport-security': transport,
    'log-level': 'warn',
    logger: 'zap',
  });
}
