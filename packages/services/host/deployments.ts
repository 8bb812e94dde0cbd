import { hostById, instancesOf, siteById, type Platform } from '@catalyst/model';
import type { ContainerServices } from '../spec.ts';
import { n8nDeployment } from './n8n.ts';
import { deploymentOf, type Deployment } from './service.ts';

const areContainers = (spec: unknown): spec is ContainerServices =>
  typeof spec === 'object' && spec !== null && 'engine' in spec && spec.engine === 'containers';

/** Every container of a site, in the order of its hosts. None where the provider runs them. */
export function deploymentsAt(platform: Platform, site: string): readonly Deployment[] {
  const spec = siteById(platform, site).tiers['services'];
  if (!areContainers(spec)) return [];
  return instancesOf(platform, site, 'services').map((instance) => {
    const make = instance.role === 'n8n' || instance.role.startsWith('n8n-') ? n8nDeployment : deploymentOf;
    return make(instance, spec, hostById(platform, instance.host), platform);
  });
}

/** Where the images of a site's services come from. */
export function imagesOf(platform: Platform, site: string): string {
  const spec = siteById(platform, site).tiers['services'];
  return (areContainers(spec) ? spec.images.registry : undefined) ?? `registry.${platform.domain}`;
}
