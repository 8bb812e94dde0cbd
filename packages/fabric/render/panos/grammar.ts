/*
 * The part of PAN-OS's configuration that Catalyst writes, as one line for each path. In angle brackets:
 *   <kind>    a value of that kind               <+kind>   a name, which the line makes
 *   <@kind>   a name that some line makes        <@kind*>  one or more of them, or `any`
 * Names below `vsys` belong to that context; all others are of the whole firewall.
 */
const SYSTEM = `
deviceconfig system hostname|domain|authentication-profile|timezone <word>
deviceconfig system ip-address|default-gateway <address>
deviceconfig system netmask <mask>
deviceconfig system dns-setting servers primary|secondary <address>
deviceconfig system ntp-servers primary-ntp-server|secondary-ntp-server ntp-server-address <address>
deviceconfig system service disable-telnet|disable-http <yes>
deviceconfig system permitted-ip <cidr>
deviceconfig system snmp-setting access-setting version v3 views <+view> view <word> oid|option|mask <word>
deviceconfig system snmp-setting access-setting version v3 users <word> view <@view>
deviceconfig system snmp-setting access-setting version v3 users <word> authpwd|privpwd <secret>
deviceconfig setting management idle-timeout <number>
mgt-config users <word> phash <secret>
mgt-config users <word> permissions role-based superuser <yes>
shared server-profile tacplus <+tacplus> protocol CHAP|PAP
shared server-profile tacplus <+tacplus> server <word> address <address>
shared server-profile tacplus <+tacplus> server <word> secret <secret>
shared server-profile tacplus <+tacplus> server <word> port <number>
shared authentication-profile <+authentication> method tacplus server-profile <@tacplus>
shared authentication-profile <+authentication> allow-list all
shared log-settings syslog <+syslog> server <word> server <address>
shared log-settings syslog <+syslog> server <word> transport UDP|TCP|SSL
shared log-settings syslog <+syslog> server <word> port <number>
shared log-settings syslog <+syslog> server <word> format BSD|IETF
shared log-settings syslog <+syslog> server <word> facility <word>
shared log-settings profiles <+log> match-list <word> log-type traffic|threat|decryption
shared log-settings profiles <+log> match-list <word> filter <word>
shared log-settings profiles <+log> match-list <word> send-syslog <@syslog>
shared log-settings system|config match-list <word> filter <word>
shared log-settings system|config match-list <word> send-syslog <@syslog>
shared certificate <+certificate> public-key|private-key <secret>
shared ssl-decrypt forward-trust-certificate rsa <@certificate>
`;

const PAIR = `
deviceconfig high-availability enabled <yes>
deviceconfig high-availability interface ha1|ha1-backup|ha2|ha2-backup|ha3 port <port>
deviceconfig high-availability interface ha1|ha1-backup|ha2|ha2-backup ip-address <address>
deviceconfig high-availability interface ha1|ha1-backup|ha2|ha2-backup netmask <mask>
deviceconfig high-availability interface ha1 encryption enabled <yes>
deviceconfig high-availability group group-id <number>
deviceconfig high-availability group peer-ip|peer-ip-backup <address>
deviceconfig high-availability group mode active-passive passive-link-state auto|shutdown
deviceconfig high-availability group mode active-active device-id 0|1
deviceconfig high-availability group mode active-active network-configuration sync virtual-router <yes>
deviceconfig high-availability group mode active-active session-owner-selection first-packet session-setup ip-hash hash-key source|source-and-destination
deviceconfig high-availability group mode active-active virtual-address <@interface> ip <address> floating device-priority device-0|device-1 <number>
deviceconfig high-availability group configuration-synchronization|state-synchronization enabled <yes>
deviceconfig high-availability group state-synchronization transport udp|ip|ethernet
deviceconfig high-availability group state-synchronization ha2-keep-alive enabled <yes>
deviceconfig high-availability group state-synchronization ha2-keep-alive action log-only|split-datapath
deviceconfig high-availability group election-option device-priority <number>
deviceconfig high-availability group election-option preemptive|heartbeat-backup <yes>
deviceconfig high-availability group election-option timers recommended|aggressive
deviceconfig high-availability group monitoring link-monitoring|path-monitoring enabled <yes>
deviceconfig high-availability group monitoring link-monitoring|path-monitoring failure-condition any|all
deviceconfig high-availability group monitoring link-monitoring link-group <word> enabled <yes>
deviceconfig high-availability group monitoring link-monitoring link-group <word> failure-condition any|all
deviceconfig high-availability group monitoring link-monitoring link-group <word> interface <@bond*>
deviceconfig high-availability group monitoring path-monitoring path-group virtual-router <@router> enabled <yes>
deviceconfig high-availability group monitoring path-monitoring path-group virtual-router <@router> failure-condition any|all
deviceconfig high-availability group monitoring path-monitoring path-group virtual-router <@router> destination-ip-group <word> destination-ip <address*>
deviceconfig high-availability group monitoring path-monitoring path-group virtual-router <@router> destination-ip-group <word> failure-condition any|all
`;

const NETWORK = `
network profiles interface-management-profile <+management> ping|ssh|https <yes>
network profiles zone-protection-profile <+protection> flood tcp-syn|udp|icmp|other-ip enable <yes>
network profiles zone-protection-profile <+protection> flood tcp-syn syn-cookies|red alarm-rate|activate-rate|maximal-rate <number>
network profiles zone-protection-profile <+protection> flood udp|icmp|other-ip red alarm-rate|activate-rate|maximal-rate <number>
network profiles zone-protection-profile <+protection> scan 8001|8002|8003 action block-ip track-by source|source-and-destination
network profiles zone-protection-profile <+protection> scan 8001|8002|8003 action block-ip duration <number>
network profiles zone-protection-profile <+protection> scan 8001|8002|8003 interval|threshold <number>
network profiles zone-protection-profile <+protection> discard-ip-spoof|discard-malformed-option|tcp-reject-non-syn <yes>
network profiles monitor-profile <+monitor> interval|threshold <number>
network profiles monitor-profile <+monitor> action fail-over|wait-recover
network interface ethernet <port> ha
network interface ethernet <port> aggregate-group <@bond>
network interface aggregate-ethernet <+bond> layer3 lacp enable <yes>
network interface aggregate-ethernet <+bond> layer3 lacp mode active|passive
network interface aggregate-ethernet <+bond> layer3 lacp transmission-rate fast|slow
network interface aggregate-ethernet <+bond> layer3 lacp high-availability passive-pre-negotiation <yes>
network interface aggregate-ethernet <@bond> layer3 units <+interface> tag <vlan>
network interface aggregate-ethernet <@bond> layer3 units <+interface> ip <cidr>
network interface aggregate-ethernet <@bond> layer3 units <+interface> mtu <number>
network interface aggregate-ethernet <@bond> layer3 units <+interface> interface-management-profile <@management>
network interface aggregate-ethernet <@bond> layer3 units <+interface> comment <word>
network interface loopback|tunnel units <+interface> ip <cidr>
network interface loopback|tunnel units <+interface> mtu <number>
network interface loopback|tunnel units <+interface> interface-management-profile <@management>
network interface loopback|tunnel units <+interface> comment <word>
network virtual-router <+router> interface <@interface*>
network virtual-router <+router> routing-table ip static-route <word> destination <cidr>
network virtual-router <+router> routing-table ip static-route <word> nexthop ip-address <address>
network virtual-router <+router> routing-table ip static-route <word> nexthop next-vr <@router>
network virtual-router <+router> routing-table ip static-route <word> nexthop discard
network virtual-router <+router> routing-table ip static-route <word> interface <@interface>
network virtual-router <+router> routing-table ip static-route <word> path-monitor enable <yes>
network virtual-router <+router> routing-table ip static-route <word> path-monitor failure-condition any|all
network virtual-router <+router> routing-table ip static-route <word> path-monitor hold-time <number>
network virtual-router <+router> routing-table ip static-route <word> path-monitor monitor-destinations <word> enable <yes>
network virtual-router <+router> routing-table ip static-route <word> path-monitor monitor-destinations <word> source <cidr>
network virtual-router <+router> routing-table ip static-route <word> path-monitor monitor-destinations <word> destination <address>
network virtual-router <+router> routing-table ip static-route <word> path-monitor monitor-destinations <word> interval|count <number>
network virtual-router <+router> protocol redist-profile <+redistribution> priority <number>
network virtual-router <+router> protocol redist-profile <+redistribution> action redist|no-redist
network virtual-router <+router> protocol redist-profile <+redistribution> filter type static|connect|bgp
network virtual-router <+router> protocol redist-profile <+redistribution> filter destination <cidr>
network virtual-router <+router> protocol bgp enable|install-route|reject-default-route <yes>
network virtual-router <+router> protocol bgp router-id <address>
network virtual-router <+router> protocol bgp local-as <number>
network virtual-router <+router> protocol bgp routing-options as-format 2-byte|4-byte
network virtual-router <+router> protocol bgp routing-options graceful-restart enable <yes>
network virtual-router <+router> protocol bgp redist-rules <@redistribution> enable <yes>
network virtual-router <+router> protocol bgp peer-group <+peers> enable <yes>
network virtual-router <+router> protocol bgp peer-group <+peers> type ebgp|ibgp
network virtual-router <+router> protocol bgp peer-group <+peers> peer <word> enable <yes>
network virtual-router <+router> protocol bgp peer-group <+peers> peer <word> peer-as|max-prefixes <number>
network virtual-router <+router> protocol bgp peer-group <+peers> peer <word> local-address interface <@interface>
network virtual-router <+router> protocol bgp peer-group <+peers> peer <word> local-address ip <cidr>
network virtual-router <+router> protocol bgp peer-group <+peers> peer <word> peer-address ip <address>
network virtual-router <+router> protocol bgp peer-group <+peers> peer <word> connection-options hold-time|keep-alive-interval <number>
network virtual-router <+router> protocol bgp policy export rules <word> enable <yes>
network virtual-router <+router> protocol bgp policy export rules <word> used-by <@peers>
network virtual-router <+router> protocol bgp policy export rules <word> match address-prefix <cidr> exact <yes>
network virtual-router <+router> protocol bgp policy export rules <word> action allow update as-path prepend <number>
network ike crypto-profiles ike-crypto-profiles <+ike-crypto> encryption aes-256-gcm|aes-256-cbc
network ike crypto-profiles ike-crypto-profiles <+ike-crypto> hash non-auth|sha384|sha512
network ike crypto-profiles ike-crypto-profiles <+ike-crypto> dh-group group14|group19|group20|group21
network ike crypto-profiles ike-crypto-profiles <+ike-crypto> lifetime hours <number>
network ike crypto-profiles ipsec-crypto-profiles <+esp-crypto> esp encryption aes-256-gcm|aes-256-cbc
network ike crypto-profiles ipsec-crypto-profiles <+esp-crypto> esp authentication none|sha384|sha512
network ike crypto-profiles ipsec-crypto-profiles <+esp-crypto> dh-group group14|group19|group20|group21
network ike crypto-profiles ipsec-crypto-profiles <+esp-crypto> lifetime hours <number>
network ike gateway <+gateway> protocol version ikev2
network ike gateway <+gateway> protocol ikev2 ike-crypto-profile <@ike-crypto>
network ike gateway <+gateway> protocol ikev2 dpd enable <yes>
network ike gateway <+gateway> protocol ikev2 dpd interval <number>
network ike gateway <+gateway> authentication pre-shared-key key <secret>
network ike gateway <+gateway> local-address interface <@interface>
network ike gateway <+gateway> local-address ip <cidr>
network ike gateway <+gateway> peer-address ip <address-or-secret>
network ike gateway <+gateway> protocol-common nat-traversal enable <yes>
network tunnel ipsec <+tunnel> auto-key ike-gateway <@gateway>
network tunnel ipsec <+tunnel> auto-key ipsec-crypto-profile <@esp-crypto>
network tunnel ipsec <+tunnel> tunnel-interface <@interface>
network tunnel ipsec <+tunnel> anti-replay <yes>
network tunnel ipsec <+tunnel> tunnel-monitor enable <yes>
network tunnel ipsec <+tunnel> tunnel-monitor destination-ip <address>
network tunnel ipsec <+tunnel> tunnel-monitor tunnel-monitor-profile <@monitor>
`;

const CONTEXT = `
vsys <+vsys> display-name <word>
vsys <+vsys> import network interface <@interface*>
vsys <+vsys> import network virtual-router <@router*>
vsys <+vsys> import visible-vsys <@vsys*>
vsys <+vsys> zone <+zone> network layer3 <@interface*>
vsys <+vsys> zone <+zone> network external <@vsys*>
vsys <+vsys> zone <+zone> network zone-protection-profile <@protection>
vsys <+vsys> zone <+zone> network log-setting <@log>
vsys <+vsys> address <+address> ip-netmask <cidr>
vsys <+vsys> address-group <+address> static <@address*>
vsys <+vsys> service <+service> protocol tcp|udp port <number>
vsys <+vsys> profile-group <+threats> virus|spyware|vulnerability|wildfire-analysis|file-blocking <word>
vsys <+vsys> profiles decryption <+decryption> ssl-protocol-settings min-version|max-version tls1-2|tls1-3|max
vsys <+vsys> profiles decryption <+decryption> ssl-protocol-settings keyxchg-algo-rsa|enc-algo-3des|enc-algo-rc4|auth-algo-sha1|auth-algo-md5 <yes>
vsys <+vsys> profiles decryption <+decryption> ssl-forward-proxy block-expired-certificate|block-untrusted-issuer|block-unsupported-version <yes>
vsys <+vsys> profiles decryption <+decryption> ssl-inbound-proxy block-unsupported-version <yes>
vsys <+vsys> profiles dos-protection <+dos> type aggregate|classified
vsys <+vsys> profiles dos-protection <+dos> flood tcp-syn enable <yes>
vsys <+vsys> profiles dos-protection <+dos> flood tcp-syn syn-cookies alarm-rate|activate-rate|maximal-rate <number>
vsys <+vsys> rulebase security rules <+rule> from|to <@zone*>
vsys <+vsys> rulebase security rules <+rule> source|destination <@address*>
vsys <+vsys> rulebase security rules <+rule> application <application*>
vsys <+vsys> rulebase security rules <+rule> service application-default
vsys <+vsys> rulebase security rules <+rule> service <@service*>
vsys <+vsys> rulebase security rules <+rule> action allow|deny|drop
vsys <+vsys> rulebase security rules <+rule> profile-setting group <@threats>
vsys <+vsys> rulebase security rules <+rule> log-setting <@log>
vsys <+vsys> rulebase security rules <+rule> log-end <yes>
vsys <+vsys> rulebase security rules <+rule> description <word>
vsys <+vsys> rulebase default-security-rules rules intrazone-default|interzone-default action allow|deny
vsys <+vsys> rulebase default-security-rules rules intrazone-default|interzone-default log-setting <@log>
vsys <+vsys> rulebase default-security-rules rules intrazone-default|interzone-default log-end <yes>
vsys <+vsys> rulebase nat rules <+nat> from|to <@zone*>
vsys <+vsys> rulebase nat rules <+nat> source|destination <@address*>
vsys <+vsys> rulebase nat rules <+nat> service <@service*>
vsys <+vsys> rulebase nat rules <+nat> destination-translation translated-address <@address>
vsys <+vsys> rulebase nat rules <+nat> source-translation dynamic-ip-and-port translated-address <@address*>
vsys <+vsys> rulebase nat rules <+nat> active-active-device-binding primary|both|0|1
vsys <+vsys> rulebase decryption rules <+open> from|to <@zone*>
vsys <+vsys> rulebase decryption rules <+open> source|destination <@address*>
vsys <+vsys> rulebase decryption rules <+open> service <@service*>
vsys <+vsys> rulebase decryption rules <+open> category any
vsys <+vsys> rulebase decryption rules <+open> action decrypt|no-decrypt
vsys <+vsys> rulebase decryption rules <+open> type ssl-inbound-inspection certificates <@certificate*>
vsys <+vsys> rulebase decryption rules <+open> type ssl-forward-proxy
vsys <+vsys> rulebase decryption rules <+open> profile <@decryption>
vsys <+vsys> rulebase decryption rules <+open> log-setting <@log>
vsys <+vsys> rulebase decryption rules <+open> log-fail <yes>
vsys <+vsys> rulebase dos rules <+denial> from|to zone <@zone*>
vsys <+vsys> rulebase dos rules <+denial> source|destination <@address*>
vsys <+vsys> rulebase dos rules <+denial> service <@service*>
vsys <+vsys> rulebase dos rules <+denial> protection aggregate profile <@dos>
vsys <+vsys> rulebase dos rules <+denial> action protect|allow|deny
vsys <+vsys> rulebase dos rules <+denial> log-setting <@log>
`;

/** Every path, as words. @source https://docs.paloaltonetworks.com/pan-os/11-1/pan-os-cli-quick-start and configurations in public repositories */
export const PATHS: readonly (readonly string[])[] = [SYSTEM, PAIR, NETWORK, CONTEXT]
  .flatMap((section) => section.trim().split('\n'))
  .map((line) => line.split(' '));

/** What a rule of each kind must say before the firewall takes it. */
export const REQUIRED: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    rule: ['from', 'to', 'source', 'destination', 'application', 'service', 'action'],
    nat: ['from', 'to', 'source', 'destination', 'service'],
    open: ['from', 'to', 'source', 'destination', 'service', 'category', 'action', 'type'],
    denial: ['from', 'to', 'source', 'destination', 'service', 'protection', 'action'],
    gateway: ['protocol', 'authentication', 'local-address', 'peer-address'],
    tunnel: ['auto-key', 'tunnel-interface'],
  }),
);
