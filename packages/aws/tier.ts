import type { HostConfig, Platform } from '@catalyst/model';
import type { Construct } from 'constructs';
import type { IFlowSecurity } from './flow-security.ts';
import type { ISiteFoundation } from './site-foundation.ts';
import type { ISiteNetwork } from './site-network.ts';
import type { AwsSite } from './site-stack.ts';

/** What a tier finds at a site. */
export interface TierContext {
  readonly platform: Platform;
  readonly site: AwsSite;
  /** What every host must become, by the host's id. */
  readonly configs: ReadonlyMap<string, HostConfig>;
  readonly foundation: ISiteFoundation;
  readonly network: ISiteNetwork;
  readonly security: IFlowSecurity;
}

/** A tier at AWS: the stack that it needs at a site for what the profile says about it there. */
export interface AwsTier<Spec = unknown> {
  /** The tier's name. */
  readonly tier: string;
  deploy(app: Construct, spec: Spec, context: TierContext): void;
}
