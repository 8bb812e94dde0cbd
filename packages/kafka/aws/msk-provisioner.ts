import { Token, aws_ec2 as ec2, aws_iam as iam } from 'aws-cdk-lib';
import { acknowledge, type SiteStack } from '@catalyst/aws';
import { Construct } from 'constructs';

/** Where MSK answers to roles of IAM. @source https://docs.aws.amazon.com/msk/latest/developerguide/port-info.html */
const IAM_PORT = 9098;

/**
 * What a role may do that makes topics, their settings and access lists: no message is read or written with it.
 * @source https://docs.aws.amazon.com/service-authorization/latest/reference/list_apachekafkaapisforamazonmskclusters.html
 */
const ON_CLUSTER = ['Connect', 'DescribeCluster', 'AlterCluster'];
const ON_TOPICS = [
  'CreateTopic',
  'DescribeTopic',
  'AlterTopic',
  'DescribeTopicDynamicConfiguration',
  'AlterTopicDynamicConfiguration',
];

export interface MskProvisionerProps {
  readonly vpcId: string;
  readonly clusterName: string;
  readonly clusterArn: string;
  /** The security group of the brokers. */
  readonly brokers: string;
}

/**
 * The first who may do anything at a new cluster. MSK has no super user but its brokers, and nobody may do what no access
 * list allows: without this role nobody could make the first list. People and pipelines of the account assume it, from a
 * machine in the security group beside it.
 * @source https://docs.aws.amazon.com/msk/latest/developerguide/msk-acls.html
 */
export class MskProvisioner extends Construct {
  constructor(stack: SiteStack, id: string, { vpcId, clusterName, clusterArn, brokers }: MskProvisionerProps) {
    super(stack, id);
    const { region, partition, account } = stack;
    const actions = (names: readonly string[]) => names.map((name) => `kafka-cluster:${name}`);
    const role = new iam.Role(this, 'Role', {
      description: `Makes topics and access lists of ${clusterName}`,
      assumedBy: new iam.AccountRootPrincipal(),
      inlinePolicies: {
        provision: new iam.PolicyDocument({
          statements: [
            new iam.PolicyStatement({
              actions: [...actions(ON_CLUSTER), 'kafka:GetBootstrapBrokers'],
              resources: [clusterArn],
            }),
            new iam.PolicyStatement({
              actions: actions(ON_TOPICS),
              // Amazon puts an identifier of its own behind the cluster's name, and the topic behind that.
              resources: [`arn:${partition}:kafka:${region}:${account}:topic/${clusterName}/*`],
            }),
          ],
        }),
      },
    });
    acknowledge(
      role,
      `AwsSolutions::AwsSolutions-IAM5[Resource::arn:${Token.isUnresolved(partition) ? '<AWS::Partition>' : partition}:kafka:${region}:<AWS::AccountId>:topic/${clusterName}/*]`,
      'Every topic of this one cluster is what it is for.',
    );
    const group = new ec2.CfnSecurityGroup(this, 'Group', {
      vpcId,
      groupDescription: `Machines that make topics and access lists of ${clusterName}`,
      securityGroupEgress: [{ ...tcp(443), cidrIp: '0.0.0.0/0', description: 'APIs of AWS' }],
    });
    const rule = { ...tcp(IAM_PORT), description: 'kafka-iam' };
    new ec2.CfnSecurityGroupEgress(this, 'Out', {
      ...rule,
      groupId: group.attrGroupId,
      destinationSecurityGroupId: brokers,
    });
    new ec2.CfnSecurityGroupIngress(this, 'In', {
      ...rule,
      groupId: brokers,
      sourceSecurityGroupId: group.attrGroupId,
    });
  }
}

const tcp = (port: number) => ({ ipProtocol: 'tcp', fromPort: port, toPort: port });
