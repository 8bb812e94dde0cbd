import { parseCidr } from '../ipv4.ts';
import type { FabricProfile } from '../fabric-spec.ts';

/**
 * Private AS numbers of four bytes, ten thousand for each site, by the second octet of its network.
 * @source RFC 6996: 4,200,000,000 to 4,294,967,294
 */
const FIRST_PRIVATE = 4_200_000_000;
export const ASN_PER_SITE = 10_000;
/** Its place among the ten thousand, behind all that switches have. */
const EDGE_PLACE = 9_000;

/** What AS numbers follow from: a site's network, and what its fabric says. */
export interface Numbered {
  readonly cidr: string;
  readonly fabric?: FabricProfile | null | undefined;
}

const secondOctet = ({ cidr }: Numbered): number => Math.floor((parseCidr(cidr)?.first ?? 0) / 2 ** 16) % 256;

/** First of the AS numbers of a site. */
export const firstAsn = (site: Numbered): number =>
  site.fabric?.asn ?? FIRST_PRIVATE + ASN_PER_SITE * secondOctet(site);

/** The AS number that a site has to the world: both of its edge routers speak to providers and to AWS under it. */
export const edgeAsn = (site: Numbered): number => site.fabric?.edge?.asn ?? firstAsn(site) + EDGE_PLACE;

/**
 * AS numbers of a site at AWS: of its transit gateway, where tunnels end, and of its Direct Connect gateway, which must
 * have another. By the second octet of its network, so that no two sites share one.
 * @source https://docs.aws.amazon.com/directconnect/latest/UserGuide/direct-connect-gateways.html: 64512 to 65534
 */
export const cloudAsn = (site: Numbered): number => 64_600 + secondOctet(site);
export const gatewayAsn = (site: Numbered): number => 64_900 + secondOctet(site);
