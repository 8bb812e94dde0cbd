import type { Platform } from '@catalyst/model';

/**
 * The bucket of a site's object store: one name for whoever makes it and whoever writes to it.
 * @source https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html: 3 to 63 characters, unique in all of AWS
 */
export const bucketName = (platform: Platform, site: string): string =>
  `${platform.name}-${platform.domain.replaceAll('.', '-')}-${site}-backups`;
