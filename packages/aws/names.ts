import type { Platform } from '@catalyst/model';

type Named = Pick<Platform, 'name'>;

/** `catalyst-production-use1-kafka`: a stack, and the CloudFormation exports that begin with it. Changing it replaces everything. */
export const stackName = ({ name }: Named, site: string, part: string): string => `catalyst-${name}-${site}-${part}`;

/** `catalyst/production/use1/kafka/users/billing`: a secret of the platform, in Secrets Manager. */
export const secretName = ({ name }: Named, id: string): string => `catalyst/${name}/${id}`;

/** What a site tells others through SSM parameters: both ends get the path here. */
export type Published =
  /** Where the clients of a service may start: `host:port,…` */
  | { readonly bootstrap: string }
  /** The ARN of a cluster that Amazon runs for a tier. Its brokers are asked for with it. */
  | { readonly cluster: string }
  /** Where the installation script of a host is: `s3://…/<sha256>.sh` */
  | { readonly script: string };

/** `/catalyst/production/use1/bootstrap/kafka` */
export function parameterName({ name }: Named, site: string, published: Published): string {
  const [[kind, of] = []] = Object.entries(published);
  return `/catalyst/${name}/${site}/${kind ?? ''}/${of ?? ''}`;
}
