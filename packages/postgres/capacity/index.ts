import type { Assessment, Platform, Site } from '@catalyst/model';
import type { Kind } from '../names.ts';
import type { ClusterSpec, PostgresSpec, TimescaleSpec } from '../spec.ts';
import { checkClaims } from './claims.ts';
import { factsOf } from './facts.ts';
import { checkFailures } from './failures.ts';
import { utilisation } from './utilisation.ts';

const NOTHING: Assessment = { utilisation: [], findings: [] };

/** What a database of a site is asked to carry, what it can, and what is lost when something fails (audit 4.2, 4.3). */
function assess(kind: Kind, spec: ClusterSpec, site: Site, platform: Platform): Assessment {
  const facts = factsOf(kind, spec, site, platform);
  if (facts === undefined) return NOTHING;
  return { utilisation: utilisation(facts), findings: [...checkClaims(facts), ...checkFailures(facts)] };
}

export const assessPostgres = (spec: PostgresSpec, site: Site, platform: Platform): Assessment =>
  spec.engine === 'rds' ? NOTHING : assess('postgres', spec, site, platform);

export const assessTimescale = (spec: TimescaleSpec, site: Site, platform: Platform): Assessment =>
  assess('timescale', spec, site, platform);
