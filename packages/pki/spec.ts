import { Placement, days, unit } from '@catalyst/model';
import { z } from 'zod';

/** What a profile may say about the certificate authority of a site. */
export const PkiSpec = z.strictObject({
  /** Hosts that sign. Two or more share a floating address; a host that cannot reach one goes on with what it has for days. */
  nodes: Placement,
  /**
   * Which of the site's authorities it signs for: `tls` for `tls/ca`, which most tiers use, and `kafka` for Kafka's own.
   * Certificates of another one come from the secret store.
   */
  authorities: z
    .array(z.string().regex(/^[a-z][a-z0-9-]*$/, 'must be lower-case letters, digits and hyphens'))
    .min(1)
    .refine((names) => new Set(names).size === names.length, 'lists an authority twice')
    .default(['tls', 'kafka']),
  /**
   * How long a certificate is good for. It is renewed at two thirds, and each renewal may restart what uses it, so a
   * shorter life means more restarts; a longer one means more days for who has stolen a key. It changes nothing that
   * has been signed.
   * @source https://cabforum.org/working-groups/server/baseline-requirements/documents/: 397 days at most in public
   */
  lifetime: unit.duration({ min: days(1), max: days(397) }).default(days(90)),
});
export type PkiSpec = z.output<typeof PkiSpec>;
