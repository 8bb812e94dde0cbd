import { ManagedNodes, Placement } from '@catalyst/model';
import { z } from 'zod';

/** What a profile may say about the way in at one site. */
export const IngressSpec = z.discriminatedUnion('engine', [
  z.strictObject({
    /** HAProxy and Nginx, with keepalived for the floating address. */
    engine: z.literal('haproxy'),
    nodes: Placement,
    /** Whether one node answers and the others wait, or all answer. */
    mode: z.enum(['active-passive', 'active-active']),
  }),
  z.strictObject({ engine: z.literal('elb'), ...ManagedNodes.shape }),
]);
