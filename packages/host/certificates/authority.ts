import { endpoint, type Certificate, type Host, type Platform, type Secret } from '@catalyst/model';

/** What a site's own certificate authority offers, if it has one. */
export const pkiServiceName = 'pki';

/** What a host proves to its site's authority who it is with. Withdrawing it keeps the host from getting another certificate. */
export const tokenName = (hostname: string): string => `pki/hosts/${hostname}`;

/** The secrets of the intermediate authorities, each with its key. Only the authority's own hosts get them. */
export const intermediateName = (label: string): string => `pki/intermediates/${label}`;

/** Where the authority's hosts keep their intermediates: `<directory>/<label>/tls.crt`. */
export const AUTHORITY_DIRECTORY = '/etc/catalyst-pki';

/** How a host gets one of its certificates signed. */
export interface Authority {
  /** Which of the site's authorities signs: `tls`, `kafka`. */
  readonly label: string;
  readonly names: readonly string[];
  /** `https://pki.dc1.catalyst.internal:8888` */
  readonly server: string;
  /** The id of the secret that the host proves itself with. */
  readonly token: string;
  /** Where the intermediates are, on a host of the authority itself: it signs for itself, server or not. */
  readonly local: string | null;
}

/** `tls` of `dc1/tls/ca`. */
const labelOf = (site: string, authority: string): string => authority.slice(`${site}/`.length, -'/ca'.length);

/**
 * Who signs a certificate: the authority of its own tier where that has one (`kafka/ca` for `kafka/nodes/kafka-1`), the
 * site's (`tls/ca`) otherwise.
 */
export function authorityIdOf(
  secret: Pick<Secret, 'id' | 'site'>,
  secrets: readonly Pick<Secret, 'id' | 'kind'>[],
): string {
  const [, tier = ''] = secret.id.split('/');
  const own = `${secret.site}/${tier}/ca`;
  return secrets.some(({ id, kind }) => id === own && kind === 'certificate-authority') ? own : `${secret.site}/tls/ca`;
}

/**
 * How a host enrols for a certificate; undefined where its site has no authority, or that does not sign for this label,
 * or the certificate is not one of a host: without the host's own name nobody can tell whose it is.
 */
export function authorityOf(certificate: Certificate, host: Host, platform: Platform): Authority | undefined {
  const service = platform.services.find(({ site, name }) => site === host.site && name === pkiServiceName);
  const secret = platform.secrets.find(({ id }) => id === certificate.id);
  const label = labelOf(host.site, certificate.authority);
  const signs = platform.secrets.some(({ id }) => id === `${host.site}/${intermediateName(label)}`);
  if (service === undefined || secret === undefined || !signs || !secret.names.includes(host.fqdn)) return undefined;
  const member = platform.instances.some(({ id, host: at }) => at === host.id && service.members.includes(id));
  const { host: name, port } = endpoint(platform, service);
  return {
    label,
    // First the host's own: who it is, where a program asks for one name.
    names: [host.fqdn, ...secret.names.filter((other) => other !== host.fqdn)],
    server: `https://${name}:${String(port)}`,
    token: `${host.site}/${tokenName(host.hostname)}`,
    local: member ? AUTHORITY_DIRECTORY : null,
  };
}

/** The names that a host may have signed by one of the site's authorities: those of certificates with its own name. */
export const namesFor = (host: Host, label: string, platform: Platform): readonly string[] => {
  const authority = `${host.site}/${label}/ca`;
  const own = platform.secrets.filter(
    (secret) =>
      secret.site === host.site &&
      secret.kind === 'certificate' &&
      secret.names.includes(host.fqdn) &&
      authorityIdOf(secret, platform.secrets) === authority,
  );
  return [...new Set(own.flatMap(({ names }) => names))].sort();
};
