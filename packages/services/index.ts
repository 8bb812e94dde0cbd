import { defineTier } from '@catalyst/model';
import { assessServices } from './capacity/index.ts';
import { servicesHost } from './host/index.ts';
import { observeServices } from './observe.ts';
import { planServices } from './plan.ts';
import { ServicesSpec } from './spec.ts';

export { deploymentsAt, imagesOf } from './host/deployments.ts';
export { imageOf } from './host/container.ts';
export type { Deployment } from './host/service.ts';
export { ServicesSpec, type ContainerServices } from './spec.ts';

/** The services that a message passes through, billing, and the workflow engine beside them. */
export const services = defineTier({
  name: 'services',
  title: 'Services',
  stage: 'services',
  spec: ServicesSpec,
  plan: planServices,
  host: servicesHost,
  assess: assessServices,
  observe: observeServices,
});
