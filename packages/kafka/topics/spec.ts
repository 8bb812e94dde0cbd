import { unit, seconds } from '@catalyst/model';
import { z } from 'zod';

/** A topic: words of lower-case letters, digits and hyphens, joined by dots. The first two words say whose it is. */
export const TopicName = z
  .string()
  .regex(/^[a-z][a-z0-9-]*(\.[a-z0-9-]+)+$/, "must be words joined by dots, such as 'billing.events'")
  .max(249);

/** A topic, or all below a prefix: `messaging.sms.*`. */
export const TopicPattern = z
  .string()
  .regex(/^[a-z][a-z0-9-]*(\.[a-z0-9-]+)*(\.\*)?$/, "must be a topic, or a prefix and '.*', such as 'messaging.sms.*'");

/** Who a client is: a SCRAM user, one for each service. */
export const UserName = z.string().regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'must be lower-case words joined by hyphens');

/** What a profile says about a topic of its own. */
export const TopicSpec = z.strictObject({
  /** The site's `partitions` when left out. */
  partitions: z.int().min(1).max(2000).optional(),
  /** The site's `retention` when left out. */
  retention: unit.duration({ min: seconds(60) }).optional(),
  /** Keep the newest message of each key for ever, instead of all messages for some time. */
  compacted: z.boolean().default(false),
  /** Users that may write. */
  writers: z.array(UserName).min(1),
  /** Users that may read, each with consumer groups of its own. */
  readers: z.array(UserName).default([]),
});
