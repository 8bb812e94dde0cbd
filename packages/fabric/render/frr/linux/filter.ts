import type { AccessList, DeviceConfig } from '../../../config/types.ts';
import { linuxName } from '../names.ts';

type Entry = AccessList['entries'][number];

/** One entry as a rule of nftables. `any` says nothing, and every other field must match. */
const rule = ({ action, protocol, from, to, port }: Entry): string =>
  [
    ...(from === 'any' ? [] : [`ip saddr ${from}`]),
    ...(to === 'any' ? [] : [`ip daddr ${to}`]),
    ...(protocol === 'ip'
      ? []
      : port === undefined
        ? [`ip protocol ${protocol}`]
        : [`${protocol} dport ${String(port)}`]),
    action === 'permit' ? 'accept' : 'drop',
  ].join(' ');

const chain = (name: string, lines: readonly string[]): readonly string[] => [
  `  chain ${name} {`,
  ...lines.map((line) => `    ${line}`),
  '  }',
];

/**
 * /etc/nftables.conf: packets that arrive at a port with an access list, before anything is done with them. What no
 * entry permits is dropped. The table is replaced as a whole, so that loading it again changes nothing.
 */
export function linuxFilter({ interfaces, accessLists }: DeviceConfig): string {
  const filtered = interfaces.flatMap((i) =>
    i.kind === 'routed' && i.accessListIn !== null ? [`iifname "${linuxName(i)}" jump ${i.accessListIn}`] : [],
  );
  return [
    'table ip ports',
    'delete table ip ports',
    'table ip ports {',
    ...accessLists.flatMap(({ name, entries }) => chain(name, [...entries.map(rule), 'drop'])),
    ...chain('arriving', ['type filter hook prerouting priority raw; policy accept;', ...filtered]),
    '}',
    '',
  ].join('\n');
}
