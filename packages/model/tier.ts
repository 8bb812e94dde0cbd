import type { z } from 'zod';
import type { Finding, Severity } from './finding.ts';
import type { HostConfigPart } from './host-config.ts';
import type { Host, Instance, ManagedService, Platform, Secret, Service, Site } from './platform.ts';
import type { Profile } from './profile.ts';
import type { Milliseconds, Ratio } from './units/index.ts';

/** What a tier sees of the site that it is planned for. */
export interface SiteContext {
  readonly id: string;
  readonly substrate: Site['substrate'];
  /** `sites.dc1.tiers.kafka`: where its part of the profile is. */
  readonly path: string;
  readonly domain: string;
  readonly demand: Profile['demand'];
  readonly carries: Ratio;
  readonly tenants: Profile['tenants'];
  /** Which site it takes over from. */
  readonly standby: Site['standby'];
  /** Ids of its racks or zones: `dc1/r01`, as in a host's `failureDomain`. */
  readonly failureDomains: readonly string[];
  /** Every host of the site. */
  readonly everyHost: readonly Host[];
  /** The hosts of one or more pools, by number. A name that does not exist becomes a finding at `path` below the tier's, and gives none. */
  hosts(pools: string | readonly string[], path: readonly (string | number)[]): readonly Host[];
}

export type PlannedInstance = Pick<Instance, 'role' | 'host' | 'number'> & {
  /** Whether it has a vote in a quorum. Default: no */
  readonly votes?: boolean;
  /** Unique on its host; the role when there is one instance of it. */
  readonly name?: string;
  /** Where several of a role share a host: one of its own for each. Default: the service's */
  readonly port?: number;
};
export type PlannedService = Pick<Service, 'name' | 'role' | 'port' | 'tls'> &
  Partial<Pick<Service, 'protocol' | 'openTo'>> & {
    /** Names of floating addresses of the same plan. */
    readonly floating?: readonly string[];
  };
/** An address for whichever host of the tier is up and first in line. Datacenters only. */
export interface PlannedFloating {
  /** Also its label in DNS. One of FLOATING_ADDRESSES. */
  readonly name: string;
  /** Default: `compute` */
  readonly network?: string;
}
export type PlannedSecret = Pick<Secret, 'kind' | 'purpose'> & {
  /** Below the site: `kafka/users/billing`. */
  readonly name: string;
  readonly names?: readonly string[];
};

/** What a tier puts at a site. Everything is named, so that growth adds names and changes none. */
export interface TierPlan {
  readonly instances: readonly PlannedInstance[];
  readonly managed?: readonly Pick<ManagedService, 'product' | 'nodeType' | 'nodes'>[];
  readonly floating?: readonly PlannedFloating[];
  readonly services: readonly PlannedService[];
  /**
   * Which services a role of this tier calls: of its own site, or of the site `at`. One that may be absent there is
   * `optional`.
   */
  readonly calls?: readonly {
    readonly role: string;
    readonly service: string;
    readonly at?: string;
    readonly optional?: boolean;
  }[];
  readonly secrets?: readonly PlannedSecret[];
  readonly findings?: readonly Finding[];
}

/** How much of a resource is used, all up or after a failure. Above its limit it is a finding. */
export interface Utilisation {
  /** `kafka/ingress` */
  readonly code: string;
  readonly severity: Severity;
  /** `dc1/kafka` */
  readonly subject: string;
  readonly path: string;
  /** `all up, at peak`, `one broker lost, at peak`, `one rack lost, sustained` */
  readonly scenario: string;
  /** What is used, with the figures: `850 MB/s of 1,080 MB/s: 18 brokers × 60 MB/s`. */
  readonly arithmetic: string;
  readonly used: Ratio;
  readonly limit: Ratio;
  readonly fix: string;
}

/** What a tier has to say about its size: the utilisation of each resource, and contradictions found on the way. */
export interface Assessment {
  readonly utilisation: readonly Utilisation[];
  readonly findings: readonly Finding[];
}

/** An HTTP endpoint with metrics. */
export interface ScrapeTarget {
  /** Default: http. With https the certificate of the site's authority is asked for, and one is shown. */
  readonly scheme?: 'https';
  readonly job: string;
  readonly instance: string;
  readonly address: string;
  readonly port: number;
  readonly path: string;
  readonly interval: Milliseconds;
  readonly labels: Readonly<Record<string, string>>;
}

/** A Prometheus alert. */
export interface AlertRule {
  readonly alert: string;
  readonly expr: string;
  readonly for: Milliseconds;
  readonly severity: 'page' | 'warn' | 'info';
  readonly summary: string;
}

export interface Observation {
  readonly targets: readonly ScrapeTarget[];
  readonly rules: readonly AlertRule[];
}

/**
 * When a tier is brought up and changed, seen from the others: one stage after the other. What all others need before they
 * can start comes first, and quorums come before the rest.
 */
export const STAGES = ['foundation', 'data', 'services', 'ingress', 'monitoring', 'backup'] as const;
export type Stage = (typeof STAGES)[number];

/**
 * One tier of the platform: what a profile may say about it, and what follows from that. All functions are pure.
 * The specification that they get is what `spec` made of the profile's text.
 */
export interface Tier<Name extends string = string, Spec extends z.ZodType = z.ZodType> {
  readonly name: Name;
  readonly title: string;
  readonly stage: Stage;
  readonly spec: Spec;
  plan(spec: z.output<Spec>, site: SiteContext): TierPlan;
  /** What a host becomes by running the instance. Tiers that do not configure hosts yet leave it out. */
  host?(instance: Instance, spec: z.output<Spec>, platform: Platform): HostConfigPart;
  assess?(spec: z.output<Spec>, site: Site, platform: Platform): Assessment;
  observe?(spec: z.output<Spec>, site: Site, platform: Platform): Observation;
}

/** Names a tier without widening its types. */
export const defineTier = <Name extends string, Spec extends z.ZodType>(tier: Tier<Name, Spec>): Tier<Name, Spec> =>
  tier;
