import type { File, Host, Platform } from '@catalyst/model';
import { rulesOf, type Rule } from './rules.ts';

/** A set of addresses. Networks that touch are fine, those that overlap are merged. @source nft(8), SETS: auto-merge */
const set = (name: string, networks: readonly string[]): readonly string[] => [
  `  set ${name} {`,
  '    type ipv4_addr',
  '    flags interval',
  '    auto-merge',
  `    elements = { ${networks.join(', ')} }`,
  '  }',
  '',
];

/** What nft takes as a comment. @source nft(8): "comment too long, 128 characters maximum allowed" */
const COMMENT = 128;

/** The services that a rule is for, as many as fit. */
function commentOf(services: readonly string[]): string {
  const text = services.join(' ');
  return text.length <= COMMENT ? text : `${text.slice(0, text.lastIndexOf(' ', COMMENT - 4))} ...`;
}

/** Letters, digits and `/._-` are what nft takes in names, behind a letter. @source nft(8), LEXICAL CONVENTIONS */
const setName = ({ from }: Pick<Rule, 'from'>): string => from.replace(/[^A-Za-z0-9/._-]/g, '_');

const portsOf = (ports: readonly number[]): string => ports.map(String).join(', ');

const accept = (rule: Rule): string => {
  const source = rule.from === 'internet' ? '' : `ip saddr @${setName(rule)} `;
  return `    ${source}${rule.protocol} dport { ${portsOf(rule.ports)} } accept comment "${commentOf(rule.services)}"`;
};

/**
 * `/etc/nftables.conf`: nothing comes in but what the platform has declared. The table is ours alone, and replaced as a
 * whole in one step: fail2ban and container runtimes have theirs beside it.
 * @source https://wiki.nftables.org/wiki-nftables/index.php/Atomic_rule_replacement
 */
export function nftables(host: Host, platform: Platform): string {
  const { rules, neighbours } = rulesOf(host, platform);
  const sets = new Map(
    rules.filter(({ from }) => from !== 'internet').map((rule) => [setName(rule), rule.sources] as const),
  );
  return [
    '#!/usr/sbin/nft -f',
    `# ${host.id}. Written by Catalyst: a change made here is lost.`,
    'table inet catalyst',
    'delete table inet catalyst',
    '',
    'table inet catalyst {',
    ...[...sets].flatMap(([name, networks]) => set(name, networks)),
    ...(neighbours.length === 0 ? [] : set('neighbours', neighbours)),
    '  chain input {',
    '    type filter hook input priority filter; policy drop;',
    '    ct state vmap { established : accept, related : accept, invalid : drop }',
    '    iif "lo" accept',
    '    # Without these a larger packet than a path carries is lost without a word.',
    '    icmp type { destination-unreachable, time-exceeded, parameter-problem } accept',
    '    icmp type echo-request limit rate 20/second accept',
    '    icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert, nd-router-advert } accept',
    ...(neighbours.length === 0
      ? []
      : ['    ip saddr @neighbours ip protocol vrrp accept comment "floating addresses"']),
    ...rules.map(accept),
    '    # Callers are told at once, and no more often than a log bears.',
    '    limit rate 5/second burst 20 packets log prefix "refused: " level info',
    '    meta l4proto tcp limit rate 100/second reject with tcp reset',
    '  }',
    '}',
    '',
  ].join('\n');
}

/** What a host lets in, as its packet filter reads it. */
export const firewall = (host: Host, platform: Platform): File => ({
  path: '/etc/nftables.conf',
  content: nftables(host, platform),
  owner: 'root',
  group: 'root',
  mode: 0o644,
  validate: 'nft -c -f {}',
  onChange: { run: 'nft -f /etc/nftables.conf' },
});
