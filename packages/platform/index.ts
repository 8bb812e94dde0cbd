import { resolve, type ProfileText, type Resolution } from '@catalyst/model';
import type { z } from 'zod';
import { withNetworkSecrets } from './network-secrets.ts';
import { unbuildable } from './networks.ts';
import { tiers } from './tiers.ts';

export { hostConfig, hostConfigs } from './host-configs.ts';
export { tiers } from './tiers.ts';

type TierTexts = { readonly [T in (typeof tiers)[number] as T['name']]?: z.input<T['spec']> };
type SiteText = ProfileText['sites'][string];
type Typed<Site> = Site extends SiteText ? Omit<Site, 'tiers'> & { tiers: TierTexts } : never;

/** A profile as people write it, with the part of each tier typed by the tier. */
export type PlatformProfile = Omit<ProfileText, 'sites'> & { sites: Record<string, Typed<SiteText>> };

/** Gives the author of a profile completion and type errors. It changes nothing. */
export const defineProfile = (profile: PlatformProfile): PlatformProfile => profile;

/** A site apart from its profile, to share one between profiles or to compose a new region from. */
export type DatacenterProfile = Extract<PlatformProfile['sites'][string], { substrate: 'datacenter' }>;
export type AwsProfile = Extract<PlatformProfile['sites'][string], { substrate: 'aws' }>;

/** Profile to platform, with all tiers that there are, and the secrets of its networks. Refused where a network cannot be built. */
export function resolvePlatform(profile: unknown): Resolution {
  const resolution = resolve(profile, tiers);
  if (!resolution.ok) return resolution;
  const broken = unbuildable(resolution.platform);
  if (broken.length > 0) return { ok: false, findings: [...resolution.findings, ...broken] };
  return { ...resolution, platform: withNetworkSecrets(resolution.platform) };
}
