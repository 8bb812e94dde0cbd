import { defineTier } from '@catalyst/model';
import { planKafka } from './plan.ts';
import { KafkaSpec } from './spec.ts';

export { KafkaClaims, KafkaSpec, type MskKafka, type SelfManagedKafka } from './spec.ts';

/** The backbone: every message is written here first, and everybody else reads it from here. */
export const kafka = defineTier({ name: 'kafka', title: 'Kafka', spec: KafkaSpec, plan: planKafka });
