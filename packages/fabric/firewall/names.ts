import { digest } from '@catalyst/model';

/** Longest name of an object or rule. @source https://docs.paloaltonetworks.com/pan-os: up to 63 characters */
const LONGEST = 63;

/** A text as PAN-OS takes it for a name. One that is too long ends with its digest, so that no two become the same. */
export function objectName(text: string): string {
  const plain = text.replace(/[^A-Za-z0-9._-]+/g, '--');
  return plain.length <= LONGEST
    ? plain
    : `${plain.slice(0, LONGEST - 9)}-${digest(plain).toString(16).padStart(8, '0')}`;
}

/** `h-10.16.34.1` of a host, `n-10.17.0.0-16` of a network. */
export const addressName = (network: string): string =>
  network.endsWith('/32') ? `h-${network.slice(0, -3)}` : `n-${network.replace('/', '-')}`;

export const PLATFORM_CONTEXT = 'vsys1';
export const PLATFORM_ROUTER = 'platform';
/** `vsys13`: by the number that the tenant has for life. */
export const tenantContext = (id: number): string => `vsys${String(id + 1)}`;

/** The zone by which a context sees another. */
export const externalZone = (context: string): string => `to-${context}`;

export const BOND = 'ae1';
export const LOOPBACK = 'loopback.1';
