import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { edgeFabric, edgePlatform, edgeProfile, fabricText } from '../../edge/testing.ts';
import { checkFirewalls, firewallConfigs, type FirewallConfig } from '../../firewall/index.ts';
import { networkSecrets } from '../../config/index.ts';
import { policyOf } from '../../policy/index.ts';
import { checkPanos, renderPanos } from './index.ts';

function firewall(
  name: string,
  firewalls: Partial<NonNullable<ReturnType<typeof fabricText>['firewalls']>> = {},
): FirewallConfig {
  const own = { ...fabricText().firewalls, model: 'PA-5445', ...firewalls };
  const config = firewallConfigs(edgeFabric(), edgePlatform(edgeProfile({ firewalls: own }))).get(`dc1/${name}`);
  if (config === undefined) throw new Error('no such firewall');
  return config;
}

const text = renderPanos(firewall('fw-1'));
const lines = text.trimEnd().split('\n');

describe('the configuration of a firewall', () => {
  it('is what it was', async () => {
    await expect(text).toMatchFileSnapshot(join(import.meta.dirname, 'golden/firewall.set'));
  });

  it('is taken by the grammar, of either unit and in either mode', () => {
    for (const name of ['fw-1', 'fw-2'])
      for (const mode of ['active-passive', 'active-active'] as const)
        expect(checkPanos(renderPanos(firewall(name, { mode }))), `${name} ${mode}`).toEqual([]);
  });

  it('differs between the two only in what names them and in their places', () => {
    const other = new Set(renderPanos(firewall('fw-2')).split('\n'));
    const own = lines.filter((line) => !other.has(line)).map((line) => line.split(' ').slice(0, 5).join(' '));
    expect([...new Set(own)]).toEqual([
      'set deviceconfig system hostname fw-1',
      'set deviceconfig system ip-address 10.16.24.5',
      'set deviceconfig high-availability group peer-ip',
      'set deviceconfig high-availability group peer-ip-backup',
      'set deviceconfig high-availability interface ha1',
      'set deviceconfig high-availability interface ha1-backup',
      'set deviceconfig high-availability interface ha2',
      'set deviceconfig high-availability group election-option',
    ]);
  });

  it('copies sessions, and gives up when its links or both leaves are gone', () => {
    expect(text).toContain('group state-synchronization enabled yes');
    expect(text).toContain('monitoring link-monitoring link-group data interface ae1');
    expect(text).toMatch(
      /path-monitoring path-group virtual-router platform destination-ip-group leaves destination-ip \[ 100\.64\.0\.33 /,
    );
  });

  it('has a context for the platform and one for each tenant, by the number that the tenant has', () => {
    expect(lines.filter((line) => line.includes('display-name')).map((line) => line.split(' ').slice(2))).toEqual([
      ['vsys1', 'display-name', 'platform'],
      ['vsys2', 'display-name', 'acme'],
      ['vsys13', 'display-name', 'globex'],
    ]);
  });

  it('lets nothing pass that no rule allows, not even inside a zone', () => {
    for (const context of ['vsys1', 'vsys2', 'vsys13'])
      for (const rule of ['intrazone-default', 'interzone-default'])
        expect(text).toContain(`set vsys ${context} rulebase default-security-rules rules ${rule} action deny`);
  });

  it('encrypts tunnels with IKEv2 and AES-256, and says our site over them with our number repeated', () => {
    expect(text).toContain('ike-crypto-profiles STRICT encryption aes-256-gcm');
    expect(text).toContain('ike gateway vpn-1-1 protocol version ikev2');
    expect(text).toContain('match address-prefix 10.16.0.0/16 exact yes');
    expect(text).toContain('as-path prepend 3');
  });

  it('goes to AWS over the circuits while one of them answers, and then over the tunnels', () => {
    expect(text).toMatch(/static-route site-use1 path-monitor failure-condition all/);
    expect(lines.filter((line) => /static-route site-use1 .*probe-\d destination/.test(line))).toHaveLength(2);
  });

  it('refers to secrets that the platform knows, and has none of its own', () => {
    const platform = edgePlatform();
    const known = new Set([...platform.secrets, ...networkSecrets(edgeFabric(), platform)].map(({ id }) => id));
    const used = [...text.matchAll(/\{\{secret:([^}#]+)/g)].map(([, id = '']) => id);
    expect(used.filter((id) => !known.has(id))).toEqual([]);
    expect(text).not.toMatch(/password|phash [^{]/);
  });
});

describe('the grammar', () => {
  const broken = (change: (lines: string[]) => string[]) => checkPanos(`${change([...lines]).join('\n')}\n`);

  it('refuses a word that it does not know, in whatever line it is', () => {
    fc.assert(
      fc.property(fc.nat(lines.length - 1), fc.boolean(), (at, first) => {
        const words = (lines[at] ?? '').split(' ');
        // The word after a context's name, or the second: none of them is a name.
        words[first ? 1 : words[1] === 'vsys' ? 3 : 2] = 'nonsense';
        expect(broken((all) => all.with(at, words.join(' ')))).not.toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  it('misses every object, zone, profile and interface that something refers to', () => {
    const makes = lines.filter((line) =>
      /^set (vsys \S+ (address|address-group|service) |network ike gateway \S+ (protocol|authentication)|network interface (tunnel|loopback))/.test(
        line,
      ),
    );
    for (const line of makes) {
      const name = line.split(' ').slice(0, 5).join(' ');
      expect(
        broken((all) => all.filter((one) => !one.startsWith(`${name} `))),
        name,
      ).not.toEqual([]);
    }
  });

  it('misses each part of a rule', () => {
    for (const part of ['from', 'to', 'source', 'destination', 'application', 'service', 'action']) {
      const at = lines.findIndex((line) => line.includes('rulebase security rules') && line.split(' ')[7] === part);
      expect(
        broken((all) => all.toSpliced(at, 1)).map(({ message }) => message),
        part,
      ).toEqual([expect.stringContaining(`does not say ${part}`)]);
    }
  });

  it('refuses an interface that is in no zone, and one path with two values', () => {
    expect(
      broken((all) => all.filter((line) => !line.includes('zone WAN network layer3'))).map(({ message }) => message),
    ).toContain("interface 'ae1.3982' is in no zone");
    expect(broken((all) => [...all, 'set deviceconfig system hostname other']).map(({ message }) => message)).toEqual([
      "says 'other' where 'fw-1' was said before",
    ]);
  });

  it('refuses values that are none', () => {
    for (const line of [
      'set deviceconfig system ip-address 10.0.0.256',
      'set network interface aggregate-ethernet ae1 layer3 units ae1.1 tag 4095',
      'set vsys vsys1 address x ip-netmask 10.0.0.0/33',
      'set network ike gateway vpn-1-1 authentication pre-shared-key key letmein',
      'set vsys vsys1 display-name "unfinished',
    ])
      expect(
        broken((all) => [...all, line]),
        line,
      ).not.toEqual([]);
  });
});

describe('what is wrong with firewalls', () => {
  const said = (firewalls: object, tenants?: Record<string, { id: number }>) => {
    const own = { ...fabricText().firewalls, model: 'PA-5445', ...firewalls };
    const platform = edgePlatform(edgeProfile({ firewalls: own }, tenants === undefined ? {} : { tenants }));
    const fabric = edgeFabric();
    return checkFirewalls(platform, 'dc1', policyOf(platform, 'dc1', fabric), firewallConfigs(fabric, platform)).map(
      ({ code, message }) => `${code} ${message}`,
    );
  };

  it('is more traffic than the model inspects, with the figures of its data sheet', () => {
    expect(said({ claims: { throughput: '100 Gbps' } }).join('\n')).toContain(
      'firewall/throughput 100 Gbps claimed; one PA-5445 does 90 Gbps with applications recognised and 76 Gbps with threats prevented',
    );
    expect(said({ claims: { throughput: '70 Gbps' } }).join('\n')).not.toContain('firewall/throughput');
  });

  it('is a tenant whose number is above the contexts of the model', () => {
    expect(said({ model: 'PA-3440' }, { acme: { id: 30 } }).join('\n')).toContain(
      "firewall/contexts 2 contexts are needed, 1 tenants and the platform's own; a PA-3440 has at most 11",
    );
  });

  it('is a number of rules that nobody needs', () => {
    expect(said({ claims: { rules: 1000 } }).join('\n')).toMatch(
      /firewall\/rules 1,000 rules claimed; \d+ declared flows become \d+/,
    );
  });
});
