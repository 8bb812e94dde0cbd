import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkEos, faultsIn } from './check.ts';
import { CONFIGURATION } from './configuration.ts';
import type { Section } from './commands.ts';

const LEAF = readFileSync(new URL('../golden/leaf.cfg', import.meta.url), 'utf8');

/** The text with one part of it changed; the part has to be there. */
function changed(from: string | RegExp, to: string): string {
  const text = LEAF.replace(from, to);
  if (text === LEAF) throw new Error(`the golden leaf has no ${String(from)}`);
  return text;
}

const messagesOf = (text: string): readonly string[] => faultsIn(text).map(({ message }) => message);

describe('The grammar of EOS', () => {
  it('accepts a leaf', () => {
    expect(checkEos(LEAF)).toEqual([]);
  });

  it.each<[string, string | RegExp, string, string]>([
    ['a command that is none', 'maximum-paths', 'maximum-path', 'is not a command of router bgp'],
    [
      'a command in the wrong section',
      'description router id',
      'bfd interval 300 min-rx 300 multiplier 3',
      'is not a command of interface Loopback',
    ],
    [
      'a command inside one that opens no section',
      'router-id ',
      'router-id 10.0.0.9\n      router-id ',
      'opens no section',
    ],
    ['two spaces where there are three', '   maximum-paths', '  maximum-paths', 'is in no section'],
    ['a space at the end of a line', 'ip routing\n', 'ip routing \n', 'is in no section'],
    ['a file that was cut off', '!\nend\n', '', "ends without 'end'"],
    [
      'a section after one that the device prints behind it',
      /!\nroute-map RM-CONNECTED permit[^!]*/,
      '',
      "refers to route-map 'RM-CONNECTED'",
    ],
    [
      'an undefined prefix list',
      'prefix-list PL-LOOPBACKS\n   seq',
      'prefix-list PL-LOOPBACK\n   seq',
      "refers to prefix-list 'PL-LOOPBACKS'",
    ],
    [
      'an undefined VRF of an interface',
      '   vrf PLATFORM\n   ip address',
      '   vrf PLATFROM\n   ip address',
      "refers to vrf 'PLATFROM'",
    ],
    ['an undefined VRF of BGP', '   vrf PLATFORM\n      rd', '   vrf PLAT\n      rd', "refers to vrf 'PLAT'"],
    ['an undefined VLAN in a tunnel', /vxlan vlan 20 vni/, 'vxlan vlan 21 vni', "refers to vlan '21'"],
    ['an undefined VLAN in a trunk', /trunk allowed vlan [\d,-]+/, 'trunk allowed vlan 20-31', "refers to vlan '21'"],
    ['an undefined bond', /channel-group \d+ mode/, 'channel-group 77 mode', "refers to interface 'Port-Channel77'"],
    ['an undefined peer group', 'neighbor EVPN activate', 'neighbor EVNP activate', "refers to peer-group 'EVNP'"],
    [
      'an undefined interface of a session',
      'update-source Loopback0',
      'update-source Loopback7',
      "refers to interface 'Loopback7'",
    ],
    [
      'an undefined TLS profile',
      'protocol https ssl profile CATALYST',
      'protocol https ssl profile OTHER',
      "refers to ssl-profile 'OTHER'",
    ],
    [
      'a VLAN interface without its VLAN',
      'vlan 4093\n',
      'vlan 4092\n',
      'interface Vlan4093 is there and its VLAN is not',
    ],
    [
      'a route target that does not fit',
      /route-target both 65000:10020/,
      'route-target both 4200000001:100020',
      'is not a command of router bgp vlan',
    ],
    [
      'a route distinguisher that does not fit',
      /rd ([\d.]+):10020/,
      'rd $1:70000',
      'is not a command of router bgp vlan',
    ],
    ['a distinguisher used twice', /rd ([\d.]+):10030/, 'rd $1:10020', 'is there already'],
    ['a VNI used twice', /vxlan vlan 30 vni \d+/, 'vxlan vlan 30 vni 50001', 'is there already'],
    ['a section that is there twice', 'interface Loopback1', 'interface Loopback0', 'is there already'],
    [
      'a VLAN that EOS takes for itself',
      /switchport trunk native vlan 20/,
      'switchport trunk native vlan 1010',
      'is not a command of interface Port-Channel',
    ],
    [
      'an address that is none',
      /ip address ([\d.]+)\.\d+\/31/,
      'ip address $1.256/31',
      'is not a command of interface Ethernet',
    ],
    [
      'a prefix with host bits',
      /seq 10 permit ([\d.]+)\/32/,
      'seq 10 permit $1/16',
      'is not a command of ip prefix-list',
    ],
    ['a list entry that replaces another', 'seq 20 permit', 'seq 10 permit', 'has two entries 10'],
    ['a prefix that nothing matches', /(seq 10 permit [\d.]+\/32)/, '$1 le 24', 'matches no prefix at all'],
    ['two networks that overlap', /(ip address [\d.]+)\/31\n {3}bfd/, '$1/8\n   bfd', 'overlaps'],
    ['an address on a switched port', '   no switchport\n   ip address', '   ip address', "'no switchport' is missing"],
    [
      'an address on a port of a bond',
      /(channel-group \d+ mode active)/,
      'ip address 192.0.2.1/31\n   $1',
      'is in a bond',
    ],
    ['a frame that is too large', 'mtu 9214', 'mtu 9300', 'is not a command of interface Ethernet'],
    [
      'a BFD that gives up at once',
      'bfd interval 300 min-rx 300 multiplier 3',
      'bfd interval 300 min-rx 300 multiplier 1',
      'is not a command',
    ],
    [
      'timers that give up too early',
      'neighbor EVPN timers 3 9',
      'neighbor EVPN timers 9 9',
      'gives up before it hears',
    ],
    [
      'sessions that carry nothing',
      /address-family evpn\n {6}neighbor EVPN activate\n/,
      'address-family evpn\n',
      'EVPN is active in no address family',
    ],
    ['EVPN without communities', '   neighbor EVPN send-community\n', '', 'sends no communities'],
    ['EVPN from a loopback over one hop', / {3}neighbor EVPN ebgp-multihop \d+\n/, '', 'external BGP reaches one hop'],
    [
      'EVPN in the wrong model of routing',
      'service routing protocols model multi-agent\n',
      '',
      'needs the multi-agent model',
    ],
    ['a VRF that does not route', 'ip routing vrf PLATFORM\n', '', 'which does not route'],
    ['a pair without its configuration', /mlag configuration\n(?: {3}.*\n)+/, '', 'this device is in none'],
    ['a pair without a delay after a restart', / {3}reload-delay mlag \d+\n/, '', 'mlag has no reload-delay mlag'],
    ['a pair in two networks', /peer-address [\d.]+\n/, 'peer-address 192.0.2.1\n', 'are in different networks'],
    [
      'a password in the file',
      /secret sha512 \S+/,
      'secret sha512 $6$salt$hash',
      'is not a command of the configuration',
    ],
    ['an SNMP key in the file', /priv aes \S+/, 'priv aes verysecret', 'is not a command of the configuration'],
  ])('refuses %s', (_, from, to, message) => {
    expect(messagesOf(changed(from, to)).join('\n')).toContain(message);
  });

  it('refuses sections in another order than the device prints', () => {
    const [block = ''] = /!\nrouter bfd\n(?: {3}.*\n)+/.exec(LEAF) ?? [];
    const moved = LEAF.replace(block, '').replace('!\nvlan internal', `${block}!\nvlan internal`);
    expect(faultsIn(moved).map(({ code }) => code)).toContain('order');
  });

  it('names the line, and the command that was meant', () => {
    const [finding] = checkEos(changed('hostname', 'hotsname'));
    expect(finding?.message).toMatch(/^line \d+: 'hotsname .*' is not a command of the configuration$/);
    expect(finding?.fix).toContain("did you mean 'hostname'?");
  });

  it('refuses every keyword with a letter less', () => {
    const keywords = keywordsOf(CONFIGURATION);
    const places = LEAF.split('\n').flatMap((line, at) =>
      /^(!| *(description|name|username|snmp-server (contact|location)|hostname|dns|domain-id) )|^[A-Z]/.test(line)
        ? []
        : line
            .split(' ')
            .flatMap((word, i) =>
              word.length >= 4 && keywords.has(word) && /^[a-z-]+$/.test(word) ? [{ at, i }] : [],
            ),
    );
    fc.assert(
      fc.property(fc.constantFrom(...places), fc.nat(), ({ at, i }, letter) => {
        const lines = LEAF.split('\n');
        const words = (lines[at] ?? '').split(' ');
        const word = words[i] ?? '';
        const cut = letter % word.length;
        words[i] = word.slice(0, cut) + word.slice(cut + 1);
        lines[at] = words.join(' ');
        expect(faultsIn(lines.join('\n'))).not.toEqual([]);
      }),
      { numRuns: 400 },
    );
  });
});

/** All words that a command of the grammar has of its own. */
function keywordsOf(section: Section): ReadonlySet<string> {
  const words = new Set<string>();
  for (const { pattern, opens } of section.commands) {
    for (const word of pattern.text.match(/(?<![<\w@=-])[a-z][a-z-]+(?![\w>-])/g) ?? []) words.add(word);
    if (opens !== null) for (const word of keywordsOf(opens)) words.add(word);
  }
  return words;
}
