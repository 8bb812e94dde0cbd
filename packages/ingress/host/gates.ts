import { minutes, seconds, type HealthGate } from '@catalyst/model';
import { PORTS } from '../plan.ts';
import { NGINX_HEALTH } from './haproxy.ts';
import type { Node } from './node.ts';
import { files } from './paths.ts';

/** HAProxy's statistics say of each backend whether a server of it is up: column 2 is its name, column 18 its state. */
const SERVED = `awk -F, '$2 == "BACKEND" && $18 != "UP" { down = down " " $1 } END { if (down != "") { print "no server:" down; exit 1 } }'`;

/** How to know that a node can be trusted with customers: it answers them, and there is somebody behind it. */
export const gatesOf = ({ address, host }: Node): readonly HealthGate[] => [
  {
    name: 'ingress-alive',
    command: `curl --silent --fail --max-time 2 --output /dev/null http://127.0.0.1:${String(PORTS.alive)}/alive`,
    within: minutes(1),
    every: seconds(1),
  },
  {
    // As HAProxy does: with the PROXY protocol, and the certificate checked.
    name: 'ingress-tls',
    command:
      `curl --silent --fail --max-time 2 --output /dev/null --tlsv1.3 --haproxy-protocol --cacert ${files.authority} ` +
      `--connect-to ::${address}:${String(PORTS.tls)} https://${host.fqdn}:${String(PORTS.tls)}${NGINX_HEALTH}`,
    within: minutes(1),
    every: seconds(1),
  },
  {
    name: 'ingress-served',
    command: `curl --silent --fail --max-time 2 'http://${address}:${String(PORTS.metrics)}/;csv' | ${SERVED}`,
    within: minutes(2),
    every: seconds(2),
  },
  {
    name: 'ingress-addresses',
    command: 'systemctl is-active --quiet keepalived.service ingress-watch.service',
    within: seconds(30),
    every: seconds(1),
  },
];
