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
    workers: Placement,
    /**
     * Instances of each service on every worker. `channels` serves all channels that have no service of their own.
     * @source guide l. 144-154
     */
    perWorker: z.record(z.string().regex(/^[a-z][a-z0-9-]*$/), z.int().min(1).max(50)),
    ...automation,
  }),
  z.strictObject({ engine: z.literal('ecs'), ...ManagedNodes.shape, ...automation }),
]);
