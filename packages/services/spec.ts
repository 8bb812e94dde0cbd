import { ManagedNodes, Placement } from '@catalyst/model';
import { z } from 'zod';

const automation = {
  /** The workflow engine. */
  n8n: Placement.optional(),
  /** Control plane of the container orchestrator. */
  control: Placement.optional(),
};

/** What a profile may say about the microservices at one site. */
export const ServicesSpec = z.discriminatedUnion('engine', [
  z.strictObject({
    engine: z.literal('containers'),
    /**
     * Groups of workers, and how many instances of each service run on every worker of the group. A service is a
     * channel of the demand, `channels` for all channels without one of their own, `sms-firewall` or `billing`.
     * @source guide l. 144-154
     */
    workers: z.array(z.strictObject({ ...Placement.shape, run: z.record(z.string(), z.int().min(1).max(50)) })).min(1),
    ...automation,
  }),
  z.strictObject({ engine: z.literal('ecs'), ...ManagedNodes.shape, ...automation }),
]);
