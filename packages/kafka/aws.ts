import type { AwsTier } from '@catalyst/aws';
import { MskStack } from './aws/msk-stack.ts';
import { SelfManagedStack } from './aws/self-managed-stack.ts';
import type { KafkaSpec } from './spec.ts';

/** Kafka at AWS: on instances of our own, with what a server in a datacenter gets, or as MSK. The profile chooses. */
export const kafkaOnAws: AwsTier<KafkaSpec> = {
  tier: 'kafka',
  deploy: (app, spec, context) => {
    if (spec.engine === 'msk') new MskStack(app, { spec, context });
    else new SelfManagedStack(app, { context });
  },
};
