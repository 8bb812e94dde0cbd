import { defineTier } from '@catalyst/model';
import { assessIngress } from './capacity/index.ts';
import { ingressHost } from './host/index.ts';
import { observeIngress } from './observe.ts';
import { planIngress } from './plan.ts';
import { IngressSpec } from './spec.ts';

export { haproxyFile, type Section } from './write/haproxy.ts';
export { IngressSpec, type HaproxyIngress } from './spec.ts';

/** The way in: every request of a customer comes through it. */
export const ingress = defineTier({
  name: 'ingress',
  title: 'Ingress',
  stage: 'ingress',
  spec: IngressSpec,
  plan: planIngress,
  host: ingressHost,
  assess: assessIngress,
  observe: observeIngress,
});
