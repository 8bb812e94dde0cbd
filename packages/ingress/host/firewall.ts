import type { HaproxyIngress } from '../spec.ts';

type Firewall = NonNullable<HaproxyIngress['firewall']>;

/** Rule numbers 1 to 99,999 are for local use. @source https://coreruleset.org/docs/rules/ruleid/ */
const LOCAL = 1000;

/**
 * ModSecurity with the OWASP core rules, which add up scores and refuse what has too many.
 * The package's own configuration only watches (`DetectionOnly`), and its loader has a statement that Nginx's module does
 * not know (`IncludeOptional`), so all is said here. @source libnginx-mod-http-modsecurity, README.Debian
 */
export const firewallRules = ({ paranoia, threshold }: Firewall, { limits }: HaproxyIngress): string =>
  `${[
    'SecRuleEngine On',
    'SecRequestBodyAccess On',
    // As large as Nginx lets in: a body that is not looked into must not pass.
    `SecRequestBodyLimit ${String(limits.request)}`,
    `SecRequestBodyNoFilesLimit ${String(limits.request)}`,
    'SecRequestBodyLimitAction Reject',
    'SecRequestBodyJsonDepthLimit 32',
    // Answers are our own services': to hold each of them back would cost more than it finds.
    'SecResponseBodyAccess Off',
    rule('REQUEST_HEADERS:Content-Type', '^application/json', 1, 'phase:1,pass,nolog,ctl:requestBodyProcessor=JSON'),
    rule('REQUEST_HEADERS:Content-Type', '^(?:application(?:/soap\\+|/)|text/)xml', 2, XML),
    `SecRule REQBODY_ERROR "!@eq 0" "id:${String(LOCAL + 3)},phase:2,log,deny,status:400,msg:'the body cannot be read'"`,
    `SecRule MULTIPART_STRICT_ERROR "!@eq 0" "id:${String(LOCAL + 4)},phase:2,log,deny,status:400,msg:'multipart body in doubt'"`,
    `SecRule TX:/^MSC_/ "!@streq 0" "id:${String(LOCAL + 5)},phase:2,log,deny,status:500,msg:'a rule could not be evaluated'"`,
    'SecPcreMatchLimit 100000',
    'SecPcreMatchLimitRecursion 100000',
    'SecTmpDir /tmp/',
    'SecDataDir /tmp/',
    // What was refused, and why; without bodies, which are messages of people.
    'SecAuditEngine RelevantOnly',
    'SecAuditLogRelevantStatus "^(?:4(?!04|29)|5)"',
    'SecAuditLogParts AHZ',
    'SecAuditLogType Serial',
    'SecAuditLogFormat JSON',
    'SecAuditLog /var/log/nginx/modsecurity.log',
    'SecArgumentSeparator &',
    'SecCookieFormat 0',
    'SecUnicodeMapFile /etc/nginx/unicode.mapping 20127',
    // The vendor is not asked for news.
    'SecStatusEngine Off',
    'Include /etc/modsecurity/crs/crs-setup.conf',
    set(6, `tx.paranoia_level=${String(paranoia)}`),
    set(7, `tx.inbound_anomaly_score_threshold=${String(threshold)}`),
    // An API of resources has more than a web site's methods.
    set(8, "'tx.allowed_methods=GET HEAD POST PUT PATCH DELETE OPTIONS'"),
    'Include /usr/share/modsecurity-crs/rules/*.conf',
  ].join('\n')}\n`;

const XML = 'phase:1,pass,nolog,t:lowercase,ctl:requestBodyProcessor=XML';

const rule = (variable: string, pattern: string, id: number, actions: string): string =>
  `SecRule ${variable} "${pattern}" "id:${String(LOCAL + id)},${actions}"`;

const set = (id: number, variable: string): string =>
  `SecAction "id:${String(LOCAL + id)},phase:1,nolog,pass,t:none,setvar:${variable}"`;
