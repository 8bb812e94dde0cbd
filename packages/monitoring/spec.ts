import { Placement } from '@catalyst/model';
import { z } from 'zod';

/** What a profile may say about monitoring at one site. */
export const MonitoringSpec = z.strictObject({
  prometheus: Placement,
  grafana: Placement.optional(),
  /** Web view of the Kafka cluster. */
  kafkaUi: Placement.optional(),
});
