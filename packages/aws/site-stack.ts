import { Stack, Tags } from 'aws-cdk-lib';
import type { Platform, Site } from '@catalyst/model';
import type { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import { stackName } from './names.ts';

/** A site at AWS: what the profile says about where it is, and never null. */
export type AwsSite = Site & { readonly aws: NonNullable<Site['aws']> };

export const isAwsSite = (site: Site): site is AwsSite => site.aws !== null;

export interface SiteStackProps {
  readonly platform: Platform;
  /** Changing its region or account leaves the old stack behind and makes a new, empty one. */
  readonly site: AwsSite;
  /** What the stack holds: `network`, `kafka`. It is part of the stack's name, so changing it replaces the stack. */
  readonly part: string;
  readonly description: string;
  /** Whether it holds what cannot be made again. Such a stack cannot be deleted until somebody says so, unless the site is disposable. */
  readonly stateful: boolean;
}

/**
 * One lifecycle of one site. Its environment is the region, and the account only where the profile names one; zones come
 * from the profile and never from a lookup, so that synthesis needs neither credentials nor a network.
 */
export class SiteStack extends Stack {
  readonly site: AwsSite;
  readonly platform: Platform;

  constructor(scope: Construct, { platform, site, part, description, stateful }: SiteStackProps) {
    const { region, account, disposable } = site.aws;
    const name = stackName(platform, site.id, part);
    super(scope, name, {
      stackName: name,
      description,
      env: account === null ? { region } : { region, account },
      terminationProtection: stateful && !disposable,
    });
    this.site = site;
    this.platform = platform;
    const tags = { 'catalyst:profile': platform.name, 'catalyst:site': site.id, 'catalyst:tier': part };
    for (const [key, value] of Object.entries(tags)) Tags.of(this).add(key, value);
    acknowledge(
      this,
      'CloudFormation-Validate::W3010',
      'Zones are named on purpose: the profile says which, and a template that asks for them differs by account.',
    );
  }

  override get availabilityZones(): string[] {
    return this.site.aws.zones.map((zone) => zoneName(this.site, zone));
  }
}

/** `us-east-1a` */
export const zoneName = ({ aws }: AwsSite, zone: string): string => `${aws.region}${zone}`;
