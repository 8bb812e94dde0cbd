import { RemovalPolicy, aws_secretsmanager as secretsmanager, type aws_kms as kms } from 'aws-cdk-lib';
import type { Platform } from '@catalyst/model';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import { secretName } from './names.ts';
import type { AwsSite } from './site-stack.ts';

export interface SiteSecretsProps {
  readonly platform: Platform;
  readonly site: AwsSite;
  /** Changing it encrypts the secrets anew. */
  readonly key: kms.IKey;
}

/**
 * The passwords of a site, each made by Secrets Manager: nobody chooses one, and none is in a template. A secret's name
 * is the platform's id for it, so another user adds a secret and changes none.
 *
 * Certificates are not made here: an authority issues them and stores them under `secretName(platform, id)`. Hosts that
 * need one refer to it by that name, and their installation fails with the name until it is there.
 */
export class SiteSecrets extends Construct {
  constructor(scope: Construct, id: string, { platform, site, key }: SiteSecretsProps) {
    super(scope, id);
    for (const secret of platform.secrets.filter((s) => s.site === site.id && s.kind === 'password')) {
      const resource = new secretsmanager.CfnSecret(this, secret.id, {
        name: secretName(platform, secret.id),
        description: secret.purpose,
        kmsKeyId: key.keyArn,
        // Letters and digits: every program's configuration takes them as they are. 32 of 62 are 190 bits.
        generateSecretString: { passwordLength: 32, excludePunctuation: true },
      });
      resource.applyRemovalPolicy(site.aws.disposable ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN);
      acknowledge(
        resource,
        'AwsSolutions::AwsSolutions-SMG4',
        'A password changes in the service and in the secret at once, which is the work of the tier and not of a Lambda.',
      );
    }
  }
}
