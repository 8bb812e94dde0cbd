import type { Finding, Platform } from '@catalyst/model';

/**
 * What has no setting for the lowest version of TLS that it takes, by tier.
 * @source https://www.dragonflydb.io/docs/managing-dragonfly/flags: tls, and no tls-protocols; ELK: `supported_protocols`
 * is set by default to 1.3 and 1.2, which Logstash's and Kibana's clients negotiate
 */
const WITHOUT_SETTING: ReadonlyMap<string, string> = new Map([
  ['dragonfly', 'DragonflyDB'],
  ['elasticsearch', 'the clients inside Logstash and Kibana'],
]);

/** Where "TLS 1.3 everywhere" cannot be enforced: what a server takes is its own choice. */
export function checkTls(platform: Platform): readonly Finding[] {
  return platform.sites.flatMap(({ id, claims, tiers, fabric }) => {
    if ((claims.tls ?? platform.claims.tls) === undefined) return [];
    const without = [...WITHOUT_SETTING].flatMap(([tier, name]) => (tier in tiers ? [name] : []));
    // EOS 4.2x: `tls versions 1.2`; 1.3 came later, and not to every model.
    if (fabric?.nos === 'eos') without.push('the management of switches (EOS)');
    if (without.length === 0) return [];
    return [
      {
        code: 'claim/tls',
        severity: 'warning' as const,
        subject: id,
        path: claims.tls === undefined ? 'claims.tls' : `sites.${id}.claims.tls`,
        message: `TLS 1.3 everywhere is said; Kafka, PostgreSQL, PgBouncer, Nginx and HAProxy refuse anything older, and these take 1.2 as well: ${without.join(', ')}`,
        evidence: { without: without.join(', ') },
        fix: 'both ends of every such connection are ours and speak 1.3 with each other; accept it until there is a setting',
      },
    ];
  });
}
