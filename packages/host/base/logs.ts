import { endpoint, secretRef, type File, type Host, type Platform } from '@catalyst/model';
import { systemFile } from './file.ts';

/** Whom the store's certificate must be signed by. */
const CA = '/etc/catalyst/logs/ca.crt';

/**
 * The host's log to the site's store, where the site offers one (service `logs`): as JSON lines, kept on disk while the
 * store is away, for at most 2 GB. rsyslog is what Ubuntu 22.04 has, and reads the journal.
 * @source https://www.rsyslog.com/doc/v8-stable/configuration/modules/omfwd.html, …/concepts/queues.html
 */
export function logShipping(host: Host, platform: Platform): readonly File[] {
  const service = platform.services.find(({ site, name }) => site === host.site && name === 'logs');
  if (service === undefined || service.members.length === 0) return [];
  const { host: target, port } = endpoint(platform, service);
  const tls = [
    'StreamDriver="gtls"',
    'StreamDriverMode="1"',
    'StreamDriverAuthMode="x509/name"',
    `StreamDriverPermittedPeers="${target}"`,
  ];
  const ca: File = {
    path: CA,
    content: secretRef(`${host.site}/tls/ca`),
    owner: 'root',
    group: 'root',
    mode: 0o644,
    onChange: { restart: 'rsyslog.service' },
  };
  return [
    ...(service.tls ? [ca] : []),
    systemFile(
      '/etc/rsyslog.d/60-catalyst.conf',
      [
        ...(service.tls ? [`global(DefaultNetstreamDriverCAFile="${CA}")`] : []),
        'template(name="catalyst" type="list" option.jsonf="on") {',
        '  property(outname="@timestamp" name="timereported" dateFormat="rfc3339" format="jsonf")',
        `  constant(outname="host" value="${host.fqdn}" format="jsonf")`,
        `  constant(outname="site" value="${host.site}" format="jsonf")`,
        '  property(outname="severity" name="syslogseverity-text" format="jsonf")',
        '  property(outname="facility" name="syslogfacility-text" format="jsonf")',
        '  property(outname="program" name="programname" format="jsonf")',
        '  property(outname="message" name="msg" format="jsonf")',
        '}',
        'action(',
        `  type="omfwd" target="${target}" port="${String(port)}" protocol="tcp" template="catalyst"`,
        ...(service.tls ? [`  ${tls.join(' ')}`] : []),
        '  action.resumeRetryCount="-1" action.resumeInterval="5"',
        '  queue.type="LinkedList" queue.filename="catalyst" queue.maxDiskSpace="2g" queue.saveOnShutdown="on"',
        ')',
      ],
      { validate: 'rsyslogd -N1 -f {}', onChange: { restart: 'rsyslog.service' } },
    ),
  ];
}
