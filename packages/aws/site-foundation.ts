import { Duration, RemovalPolicy, aws_iam as iam, aws_kms as kms, aws_s3 as s3 } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import { stackName } from './names.ts';
import { SiteSecrets } from './site-secrets.ts';
import { SiteStack, type SiteStackProps } from './site-stack.ts';

/** What everything else of a site is encrypted with and installed from. Created here, or imported. */
export interface ISiteFoundation {
  /** Encrypts volumes, secrets, logs and software of the site. */
  readonly key: kms.IKey;
  /** Archives that hosts install: `kafka-3.9.1.tar.gz`. Somebody has to put them there before hosts are made. */
  readonly software: Pick<s3.IBucket, 'bucketName' | 'arnForObjects'>;
}

/** The key, the secrets and the software of a site: what outlives everything that uses it. */
export class SiteFoundation extends SiteStack implements ISiteFoundation {
  readonly key: kms.Key;
  readonly software: s3.Bucket;

  constructor(scope: Construct, props: Omit<SiteStackProps, 'part' | 'description' | 'stateful'>) {
    super(scope, {
      ...props,
      part: 'foundation',
      description: `Key, secrets and software of ${props.site.id}`,
      stateful: true,
    });
    const { platform, site } = props;
    const removalPolicy = site.aws.disposable ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN;

    this.key = new kms.Key(this, 'Key', {
      alias: `alias/${stackName(platform, site.id, 'site')}`,
      description: `Everything at rest at ${site.id} of ${platform.name}`,
      enableKeyRotation: true,
      pendingWindow: Duration.days(30),
      removalPolicy,
    });
    this.key.addToResourcePolicy(logsMayEncrypt(this));

    this.software = new s3.Bucket(this, 'Software', {
      encryption: s3.BucketEncryption.KMS,
      encryptionKey: this.key,
      bucketKeyEnabled: true,
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      versioned: true,
      removalPolicy,
      // CloudFormation deletes no bucket that holds something.
      autoDeleteObjects: site.aws.disposable,
    });
    acknowledge(
      this.software,
      'AwsSolutions::AwsSolutions-S1',
      'Holds archives that anybody can get where they were published.',
    );

    new SiteSecrets(this, 'Secrets', { platform, site, key: this.key });
  }
}

/** Encrypted log groups need it. @source https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html */
const logsMayEncrypt = ({ region, partition, account }: SiteStack): iam.PolicyStatement =>
  new iam.PolicyStatement({
    principals: [new iam.ServicePrincipal(`logs.${region}.amazonaws.com`)],
    actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
    resources: ['*'],
    conditions: {
      ArnLike: { 'kms:EncryptionContext:aws:logs:arn': `arn:${partition}:logs:${region}:${account}:*` },
    },
  });
