import {
  BytesPerSecond,
  Bytes,
  BitsPerSecond,
  hostById,
  instancesOf,
  seconds,
  siteById,
  type Host,
  type Platform,
  type Site,
} from '@catalyst/model';
import type { Kind } from '../names.ts';
import { recoveryPlan, type RecoveryPlan } from '../recovery.ts';
import { sizesOf, type Sizes } from '../sizes.ts';
import type { ClusterSpec } from '../spec.ts';

/** All that the capacity of a database is computed from. */
export interface Facts {
  readonly kind: Kind;
  readonly site: Site;
  readonly path: string;
  readonly spec: ClusterSpec;
  readonly nodes: readonly Host[];
  readonly quorum: number;
  /** The host with the least of everything: any node may become the primary. */
  readonly host: Host;
  readonly sizes: Sizes;
  readonly network: BitsPerSecond;
  readonly recovery: RecoveryPlan;
  /** Rows in a second, and transactions that write them. */
  readonly rows: number;
  readonly commits: number;
  readonly wal: BytesPerSecond;
  readonly platform: Platform;
}

/** What a row costs in the log beside itself: headers of a record, and full pages after a checkpoint. @source audit 4.2 */
const ROW_HEADER = Bytes.of(60);
const FULL_PAGES = 1.2;

/** The facts of a database at a site; undefined where it has no node. */
export function factsOf(kind: Kind, spec: ClusterSpec, site: Site, platform: Platform): Facts | undefined {
  const nodes = instancesOf(platform, site.id, kind, 'node').map(({ host }) => hostById(platform, host));
  const [first] = nodes;
  if (first === undefined) return undefined;
  const host = nodes.reduce((least, node) => (node.machine.memory < least.machine.memory ? node : least), first);
  const { customers, window, row, batch } = spec.load;
  const channels = Object.keys(platform.demand.channels).length;
  // A copy gets what its site writes, whatever it carries itself.
  const { carries } = site.standby === null ? site : siteById(platform, site.standby.of);
  // A message is at most one row: few messages make few rows.
  const rows = Math.min((customers * channels) / (window / seconds(1)), platform.demand.sustained * carries);
  const { nics } = host.machine;
  return {
    kind,
    site,
    path: `sites.${site.id}.tiers.${kind}`,
    spec,
    nodes,
    quorum: instancesOf(platform, site.id, kind, 'etcd').length,
    host,
    sizes: sizesOf(spec, host.machine),
    network: BitsPerSecond.of(nics.speed * Math.max(1, nics.ports - 1)),
    recovery: recoveryPlan(spec.failover ?? platform.objectives.failover),
    rows,
    commits: rows / batch,
    wal: BytesPerSecond.of(rows * (row + ROW_HEADER) * FULL_PAGES),
    platform,
  };
}
