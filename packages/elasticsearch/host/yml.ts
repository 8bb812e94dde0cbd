import { Ratio } from '@catalyst/model';
import { stringify } from 'yaml';
import { PORTS } from '../plan.ts';
import type { SelfManagedElasticsearch } from '../spec.ts';
import { rolesOf, type Node } from './node.ts';
import { paths } from './paths.ts';

/** Above `low` no shard comes to a node, above `high` they leave, above `flood` indices are read-only. @source elasticsearch docs, disk-based shard allocation */
const ABOVE_LOW = { high: 0.05, flood: 0.1 } as const;

const percent = (share: number): string => Ratio.print(Math.round(share * 1000) / 1000).replace(' ', '');

/** What each watermark is set to. The highest leaves room for what is on its way. */
export const watermarks = ({ limits: { disk } }: SelfManagedElasticsearch) => ({
  low: percent(disk),
  high: percent(Math.min(disk + ABOVE_LOW.high, 0.95)),
  flood: percent(Math.min(disk + ABOVE_LOW.flood, 0.97)),
});

/** Both ways certificates of the site's authority, which are for names: whoever connects holds them against the name. */
const tls = (prefix: string) => ({
  [`${prefix}.enabled`]: true,
  [`${prefix}.certificate`]: 'tls/tls.crt',
  [`${prefix}.key`]: 'tls/tls.key',
  [`${prefix}.certificate_authorities`]: ['tls/ca.crt'],
});

/** `elasticsearch.yml`: all that a node is told, and no secret. @source https://www.elastic.co/docs/reference/elasticsearch/configuration-reference */
export function elasticsearchYml(node: Node, spec: SelfManagedElasticsearch, site: string): string {
  const marks = watermarks(spec);
  const settings = {
    'cluster.name': `catalyst-${site}`,
    'node.name': node.host.fqdn,
    'node.roles': rolesOf(node, spec),
    'node.attr.rack': node.host.failureDomain.replaceAll('/', '-'),
    'path.data': node.dataPaths,
    'path.logs': paths.logs,
    'bootstrap.memory_lock': true,
    'network.host': node.address,
    'http.port': PORTS.http,
    'transport.port': PORTS.transport,
    'discovery.seed_hosts': node.masters.map((name) => `${name}:${String(PORTS.transport)}`),
    'cluster.routing.allocation.awareness.attributes': 'rack',
    'cluster.routing.allocation.disk.watermark.low': marks.low,
    'cluster.routing.allocation.disk.watermark.high': marks.high,
    'cluster.routing.allocation.disk.watermark.flood_stage': marks.flood,
    'xpack.security.enabled': true,
    'xpack.security.enrollment.enabled': false,
    ...tls('xpack.security.transport.ssl'),
    'xpack.security.transport.ssl.verification_mode': 'full',
    'xpack.security.transport.ssl.client_authentication': 'required',
    ...tls('xpack.security.http.ssl'),
    // Nothing of this is in the basic licence, and each takes memory.
    'xpack.ml.enabled': false,
    // It would ask the Internet.
    'ingest.geoip.downloader.enabled': false,
    ...snapshotClient(spec),
  };
  return stringify(settings, { lineWidth: 0 });
}

function snapshotClient({ snapshots }: SelfManagedElasticsearch): Readonly<Record<string, string | boolean>> {
  if (snapshots === undefined) return {};
  return {
    's3.client.default.region': snapshots.region,
    ...(snapshots.endpoint === undefined
      ? {}
      : { 's3.client.default.endpoint': snapshots.endpoint, 's3.client.default.path_style_access': true }),
  };
}
