import { minutes, seconds, type HealthGate } from '@catalyst/model';
import type { Node } from './node.ts';

/** A question to Patroni of this node, over TLS. */
const ask = ({ host, ports, paths }: Node, question: string): string =>
  `curl -fsS -o /dev/null -m 5 --cacert ${paths.tls}/ca.crt 'https://${host.fqdn}:${String(ports.patroni)}${question}'`;

/** How to know that a node is back: it follows the primary closely, or is it, and clients can come in. */
export const nodeGates = (node: Node): readonly HealthGate[] => [
  {
    name: `${node.kind}-leader`,
    command: `curl -fsS -m 5 --cacert ${node.paths.tls}/ca.crt 'https://${node.host.fqdn}:${String(node.ports.patroni)}/cluster' | grep -Eq '"role": *"(standby_)?leader"'`,
    within: minutes(2),
    every: seconds(2),
  },
  // A new node copies all data first: 8 TB at 10 Gbps are 1.8 hours.
  {
    name: `${node.kind}-caught-up`,
    command: `${ask(node, '/leader')} || ${ask(node, '/replica?lag=16MB')}`,
    within: minutes(240),
    every: seconds(5),
  },
  {
    name: `${node.kind}-pool`,
    command: `pg_isready -q -t 5 -h ${node.address} -p ${String(node.ports.pool)}`,
    within: minutes(1),
    every: seconds(2),
  },
];

/** Whether the quorum decides: a member that answers alone proves nothing. */
export const quorumGate = (node: Node, tls: string): HealthGate => ({
  name: `${node.kind}-quorum`,
  command:
    `ETCDCTL_API=3 /opt/etcd/etcdctl --cacert=${tls}/ca.crt --cert=${tls}/tls.crt --key=${tls}/tls.key ` +
    `--endpoints=https://${node.host.fqdn}:${String(node.ports.etcd)} endpoint health`,
  within: minutes(2),
  every: seconds(2),
});
