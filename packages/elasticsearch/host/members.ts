import { hostById, membersOf, serviceAt, type Platform } from '@catalyst/model';
import { PORTS } from '../plan.ts';

/** Members of a service that a client begins with: enough to outlive two, and no more, so that another changes no file. */
const FIRST = 3;

/** `kafka-1.dc1.catalyst.internal:9094`, the first few. Empty where the provider runs it. */
export function firstOf(platform: Platform, site: string, service: string): readonly string[] {
  const { port, ...rest } = serviceAt(platform, site, service);
  const names = membersOf(platform, { port, ...rest }).map(({ host }) => hostById(platform, host).fqdn);
  return [...new Set(names)].slice(0, FIRST).map((name) => `${name}:${String(port)}`);
}

/** Where Logstash and Kibana ask: `https://search-ingest-1.dc1.catalyst.internal:9200`, the first few. */
export const searchUrls = (platform: Platform, site: string): readonly string[] =>
  firstOf(platform, site, 'search').map((endpoint) => `https://${endpoint}`);

export const searchUrl = (name: string): string => `https://${name}:${String(PORTS.http)}`;
