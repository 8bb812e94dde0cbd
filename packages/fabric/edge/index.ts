import type { Finding, Platform } from '@catalyst/model';
import type { Fabric } from '../facts.ts';
import { checkFirewalls, firewallConfigs } from '../firewall/index.ts';
import { checkPolicy, policyOf } from '../policy/index.ts';
import { checkEdge } from './checks.ts';

export * from './handoff.ts';
export { borderConfig, borderOf, type Border, type BorderConfig } from './border.ts';

/** All that is wrong between the fabric and the world: ways out, who may pass, and what decides it. */
export function edgeFindings(fabric: Fabric, platform: Platform): readonly Finding[] {
  const policy = policyOf(platform, fabric.site, fabric);
  return [
    ...checkEdge(fabric, platform),
    ...checkPolicy(platform, policy),
    ...checkFirewalls(platform, fabric.site, policy, firewallConfigs(fabric, platform)),
  ];
}
