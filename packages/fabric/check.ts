import { siteById, type Finding, type Platform } from '@catalyst/model';
import { configFindings, deviceConfigs } from './config/index.ts';
import { edgeFindings } from './edge/index.ts';
import { planFabric } from './plan/index.ts';
import { frrFindings } from './render/frr/findings/index.ts';
import { checkDesign } from './rules/index.ts';

/** All that is wrong with the network of a site: its plan, its design, its edge and policy, and what devices are told. */
export function checkNetwork(platform: Platform, site: string): readonly Finding[] {
  const { fabric, findings } = planFabric(platform, site);
  const configs = deviceConfigs(fabric, platform);
  const onLinux = siteById(platform, site).fabric?.nos === 'frr';
  return [
    ...findings,
    ...checkDesign(fabric, platform),
    ...edgeFindings(fabric, platform),
    ...configFindings(configs),
    ...(onLinux ? [...configs.values()].flatMap(frrFindings) : []),
  ];
}
