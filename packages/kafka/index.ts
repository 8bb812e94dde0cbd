import { defineTier } from '@catalyst/model';
import { assessKafka } from './capacity/index.ts';
import { kafkaHost } from './host/index.ts';
import { observeKafka } from './observe.ts';
import { planKafka } from './plan.ts';
import { KafkaSpec } from './spec.ts';

export { aclsOf, usersOf, type Acl } from './acls.ts';
export { topicsOf, type Topic } from './topics/index.ts';
export { JMX_EXPORTER_VERSION, KAFKA_VERSION } from './versions.ts';
export { KafkaClaims, KafkaSpec, type MskKafka, type SelfManagedKafka } from './spec.ts';

/** The backbone: every message is written here first, and everybody else reads it from here. */
export const kafka = defineTier({
  name: 'kafka',
  title: 'Kafka',
  stage: 'data',
  spec: KafkaSpec,
  plan: planKafka,
  host: kafkaHost,
  assess: assessKafka,
  observe: observeKafka,
});
