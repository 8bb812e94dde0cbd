import { properties } from '@catalyst/host';
import {
  RemovalPolicy,
  SecretValue,
  aws_logs as logs,
  aws_msk as msk,
  aws_secretsmanager as secretsmanager,
  type CfnResource,
} from 'aws-cdk-lib';
import { SiteStack, acknowledge, publish, secretName, type TierContext } from '@catalyst/aws';
import { GiB } from '@catalyst/model';
import type { Construct } from 'constructs';
import { usersOf } from '../acls.ts';
import { MSK_KAFKA_VERSION, MSK_SECRET_PREFIX, mskConfiguration } from '../msk.ts';
import { secretNames } from '../plan.ts';
import type { MskKafka } from '../spec.ts';
import { topicsOf } from '../topics/index.ts';
import { letIn, type MskUser } from './msk-access.ts';
import { MskProvisioner } from './msk-provisioner.ts';

export interface MskStackProps {
  readonly spec: MskKafka;
  readonly context: TierContext;
}

/**
 * Kafka as Amazon runs it, with the settings that brokers of our own would have. Clients come with a SCRAM user over TLS,
 * as everywhere, and none is anonymous. Roles of IAM are let in for one of them, which makes topics and access lists: see
 * `MskProvisioner`.
 *
 * A larger volume, more brokers in a zone, another broker type and other settings are changed in place, one broker after
 * the other, by Amazon. Another zone, another key or another name replaces the cluster, which is retained then.
 */
export class MskStack extends SiteStack {
  constructor(
    scope: Construct,
    private readonly props: MskStackProps,
  ) {
    const { platform, site, security, network, foundation } = props.context;
    super(scope, { platform, site, part: 'kafka', description: `Kafka at ${site.id}, as MSK`, stateful: true });
    const { spec } = props;
    const log = new logs.LogGroup(this, 'BrokerLogs', {
      encryptionKey: foundation.key,
      retention: logs.RetentionDays.ONE_MONTH,
      removalPolicy: this.removal,
    });
    const configuration = new msk.CfnConfiguration(this, 'Configuration', {
      name: `${this.stackName}-configuration`,
      serverProperties: properties(Object.entries(mskConfiguration(spec))),
    });
    this.keep(configuration);
    const brokers = security.groupOf({ tier: 'kafka', role: 'broker' });
    const cluster = new msk.CfnCluster(this, 'Cluster', {
      clusterName: this.stackName,
      kafkaVersion: MSK_KAFKA_VERSION,
      numberOfBrokerNodes: spec.brokersPerZone * site.aws.zones.length,
      brokerNodeGroupInfo: {
        instanceType: spec.nodeType,
        clientSubnets: site.aws.zones.map((zone) => network.subnetId(`${site.id}/database-${zone}`)),
        securityGroups: [brokers],
        storageInfo: { ebsStorageInfo: { volumeSize: Math.floor(spec.volume / GiB(1)) } },
      },
      configurationInfo: { arn: configuration.attrArn, revision: configuration.attrLatestRevisionRevision },
      clientAuthentication: {
        sasl: { scram: { enabled: true }, iam: { enabled: true } },
        unauthenticated: { enabled: false },
      },
      encryptionInfo: {
        encryptionAtRest: { dataVolumeKmsKeyId: foundation.key.keyArn },
        encryptionInTransit: { clientBroker: 'TLS', inCluster: true },
      },
      enhancedMonitoring: 'PER_TOPIC_PER_BROKER',
      openMonitoring: {
        prometheus: { jmxExporter: { enabledInBroker: true }, nodeExporter: { enabledInBroker: true } },
      },
      loggingInfo: { brokerLogs: { cloudWatchLogs: { enabled: true, logGroup: log.logGroupName } } },
    });
    this.keep(cluster);
    new MskProvisioner(this, 'Provisioner', {
      vpcId: network.vpcId,
      clusterName: this.stackName,
      clusterArn: cluster.attrArn,
      brokers,
    });
    letIn(this, cluster, foundation.key, this.users());
    // CloudFormation does not know the brokers' addresses; whoever has the cluster's ARN may ask for them.
    publish(this, { cluster: 'kafka' }, cluster.attrArn);
  }

  /** The site's passwords, as MSK wants to have them: under names of its own, beside the user's name. */
  private users(): readonly MskUser[] {
    const { platform, site, foundation } = this.props.context;
    return usersOf(topicsOf(this.props.spec, Object.keys(platform.demand.channels))).map((user) => {
      const name = secretName(platform, `${site.id}/${secretNames.user(user)}`);
      const password = SecretValue.secretsManager(name).unsafeUnwrap();
      const secret = new secretsmanager.CfnSecret(this, `User-${user}`, {
        name: `${MSK_SECRET_PREFIX}${name}`,
        description: `Kafka user ${user}, for MSK`,
        kmsKeyId: foundation.key.keyArn,
        secretString: JSON.stringify({ username: user, password }),
      });
      this.keep(secret);
      acknowledge(
        secret,
        'AwsSolutions::AwsSolutions-SMG4',
        'A copy of the password that the site has. CloudFormation reads that when it makes the copy: whoever changes one changes both.',
      );
      return { name: user, secret: secret.ref };
    });
  }

  private get removal(): RemovalPolicy {
    return this.site.aws.disposable ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN;
  }

  private keep(resource: CfnResource): void {
    resource.applyRemovalPolicy(this.removal);
  }
}
