import { z } from 'zod';

/** A name that becomes part of ids, host names and DNS labels. */
export const name = z
  .string()
  .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'must be lower-case letters and digits, in words joined by single hyphens')
  .max(30);
