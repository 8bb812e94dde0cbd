import type {
  Context,
  DecryptionRule,
  FirewallConfig,
  FirewallInterface,
  NatRule,
  SecurityRule,
  Zone,
} from '../../firewall/types.ts';
import { list, secretRef, set, word, type Lines } from './lines.ts';
import { LOG_PROFILE } from './system.ts';
import { ZONE_PROTECTION } from './network.ts';

/** What is looked for in packets that a rule lets through. The vendor's own strict profiles. */
const THREATS = 'THREATS';
const DECRYPTION = 'MODERN';
const DOS = 'PUBLISHED';

const base = ({ id }: Context, ...words: readonly (string | number)[]) => set('vsys', id, ...words);

function zone(context: Context, { name, interfaces, external, untrusted }: Zone): Lines {
  const own = (...words: readonly (string | number)[]) => base(context, 'zone', word(name), 'network', ...words);
  return [
    ...(interfaces.length === 0 ? [] : [own('layer3', list(interfaces))]),
    ...(external.length === 0 ? [] : [own('external', list(external))]),
    ...(untrusted ? [own('zone-protection-profile', ZONE_PROTECTION)] : []),
    own('log-setting', LOG_PROFILE),
  ];
}

const objects = (context: Context): Lines => [
  ...context.addresses.map(({ name, network }) => base(context, 'address', name, 'ip-netmask', network)),
  ...context.groups.map(({ name, members }) => base(context, 'address-group', name, 'static', list(members))),
  ...context.services.map(({ name, protocol, port }) =>
    base(context, 'service', name, 'protocol', protocol, 'port', port),
  ),
];

const threats = (context: Context): Lines =>
  Object.entries({
    virus: 'default',
    spyware: 'strict',
    vulnerability: 'strict',
    'wildfire-analysis': 'default',
    'file-blocking': 'basic file blocking',
  }).map(([kind, profile]) => base(context, 'profile-group', THREATS, kind, word(profile)));

function security(context: Context, rule: SecurityRule): Lines {
  const own = (...words: readonly (string | number)[]) =>
    base(context, 'rulebase', 'security', 'rules', rule.name, ...words);
  const byApplication = rule.applications.length > 0 && rule.services.length === 0;
  return [
    own('from', word(rule.from)),
    own('to', word(rule.to)),
    own('source', list(rule.sources)),
    own('destination', list(rule.destinations)),
    own('application', list(rule.applications)),
    own('service', byApplication ? 'application-default' : list(rule.services)),
    own('action', 'allow'),
    own('profile-setting', 'group', THREATS),
    own('log-setting', LOG_PROFILE),
    own('log-end', 'yes'),
    own('description', word(rule.description)),
  ];
}

/** Inside a zone and between zones nothing passes that no rule allows; the vendor's default lets the first through. */
const defaults = (context: Context): Lines =>
  ['intrazone-default', 'interzone-default'].flatMap((name) => {
    const own = (...words: readonly (string | number)[]) =>
      base(context, 'rulebase', 'default-security-rules', 'rules', name, ...words);
    return [own('action', 'deny'), own('log-setting', LOG_PROFILE), own('log-end', 'yes')];
  });

function nat(context: Context, rule: NatRule, active: boolean): Lines {
  const own = (...words: readonly (string | number)[]) =>
    base(context, 'rulebase', 'nat', 'rules', rule.name, ...words);
  const bound = active ? [own('active-active-device-binding', 'primary')] : [];
  if (rule.kind === 'destination')
    return [
      own('from', word(rule.from)),
      own('to', word(rule.to)),
      own('source', 'any'),
      own('destination', word(rule.destination)),
      own('service', 'any'),
      own('destination-translation', 'translated-address', word(rule.translated)),
      ...bound,
    ];
  return [
    own('from', list(rule.from)),
    own('to', word(rule.to)),
    own('source', 'any'),
    own('destination', 'any'),
    own('service', 'any'),
    own('source-translation', 'dynamic-ip-and-port', 'translated-address', list(rule.pool)),
    ...bound,
  ];
}

function decryption(context: Context, rule: DecryptionRule): Lines {
  const own = (...words: readonly (string | number)[]) =>
    base(context, 'rulebase', 'decryption', 'rules', rule.name, ...words);
  return [
    own('from', word(rule.from)),
    own('to', word(rule.to)),
    own('source', list(rule.sources)),
    own('destination', list(rule.destinations)),
    own('service', list(rule.services)),
    own('category', 'any'),
    own('action', 'decrypt'),
    rule.kind.type === 'inbound'
      ? own('type', 'ssl-inbound-inspection', 'certificates', list(rule.kind.certificates))
      : own('type', 'ssl-forward-proxy'),
    own('profile', DECRYPTION),
    own('log-setting', LOG_PROFILE),
    own('log-fail', 'yes'),
  ];
}

/** TLS 1.2 and 1.3 with nothing that is broken, and no session whose certificate is not valid. */
function decryptionProfile(context: Context): Lines {
  if (context.decryption.length === 0) return [];
  const own = (...words: readonly (string | number)[]) => base(context, 'profiles', 'decryption', DECRYPTION, ...words);
  return [
    own('ssl-protocol-settings', 'min-version', 'tls1-2'),
    own('ssl-protocol-settings', 'max-version', 'max'),
    ...['keyxchg-algo-rsa', 'enc-algo-3des', 'enc-algo-rc4', 'auth-algo-sha1', 'auth-algo-md5'].map((weak) =>
      own('ssl-protocol-settings', weak, 'no'),
    ),
    own('ssl-forward-proxy', 'block-expired-certificate', 'yes'),
    own('ssl-forward-proxy', 'block-untrusted-issuer', 'yes'),
    own('ssl-forward-proxy', 'block-unsupported-version', 'yes'),
    own('ssl-inbound-proxy', 'block-unsupported-version', 'yes'),
  ];
}

/** More connections than these to what is published are dropped, the newest first. */
function denial(context: Context): Lines {
  const inwards = context.nat.flatMap((rule) => (rule.kind === 'destination' ? [rule] : []));
  const [first] = inwards;
  if (first === undefined) return [];
  const profile = (...words: readonly (string | number)[]) =>
    base(context, 'profiles', 'dos-protection', DOS, ...words);
  const rule = (...words: readonly (string | number)[]) => base(context, 'rulebase', 'dos', 'rules', DOS, ...words);
  return [
    profile('type', 'aggregate'),
    profile('flood', 'tcp-syn', 'enable', 'yes'),
    profile('flood', 'tcp-syn', 'syn-cookies', 'alarm-rate', 100_000),
    profile('flood', 'tcp-syn', 'syn-cookies', 'activate-rate', 0),
    profile('flood', 'tcp-syn', 'syn-cookies', 'maximal-rate', 1_000_000),
    rule('from', 'zone', word(first.from)),
    rule('to', 'zone', word(first.to)),
    rule('source', 'any'),
    rule('destination', list(inwards.map(({ destination }) => destination))),
    rule('service', 'any'),
    rule('protection', 'aggregate', 'profile', DOS),
    rule('action', 'protect'),
    rule('log-setting', LOG_PROFILE),
  ];
}

function context(one: Context, interfaces: readonly FirewallInterface[], active: boolean): Lines {
  const own = interfaces.filter(({ context: id }) => id === one.id).map(({ name }) => name);
  return [
    base(one, 'display-name', word(one.name)),
    base(one, 'import', 'network', 'interface', list(own)),
    base(one, 'import', 'network', 'virtual-router', list([one.router])),
    ...(one.sees.length === 0 ? [] : [base(one, 'import', 'visible-vsys', list(one.sees))]),
    ...one.zones.flatMap((each) => zone(one, each)),
    ...objects(one),
    ...threats(one),
    ...decryptionProfile(one),
    ...one.rules.flatMap((rule) => security(one, rule)),
    ...defaults(one),
    ...one.nat.flatMap((rule) => nat(one, rule, active)),
    ...one.decryption.flatMap((rule) => decryption(one, rule)),
    ...denial(one),
  ];
}

/** Certificates that TLS is opened with: the parts of a secret have the names of the files that hosts get. */
function certificates({ inspection }: FirewallConfig): Lines {
  return [
    ...inspection.certificates.flatMap(({ name, secret }) => [
      set('shared', 'certificate', name, 'public-key', secretRef(`${secret}#tls.crt`)),
      set('shared', 'certificate', name, 'private-key', secretRef(`${secret}#tls.key`)),
    ]),
    ...(inspection.forwardTrust === null
      ? []
      : [set('shared', 'ssl-decrypt', 'forward-trust-certificate', 'rsa', inspection.forwardTrust)]),
  ];
}

/** The firewalls in the firewall: of the platform, and of every tenant. */
export const contexts = (config: FirewallConfig): Lines => [
  ...certificates(config),
  ...config.contexts.flatMap((one) => context(one, config.interfaces, config.pair?.mode === 'active-active')),
];
