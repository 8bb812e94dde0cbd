import { aws_iam as iam, type aws_msk as msk, type aws_kms as kms } from 'aws-cdk-lib';
import { AwsCustomResource, AwsCustomResourcePolicy, PhysicalResourceId } from 'aws-cdk-lib/custom-resources';
import { acknowledge, type SiteStack } from '@catalyst/aws';

export interface MskUser {
  readonly name: string;
  /** The ARN of the secret with name and password. */
  readonly secret: string;
}

/**
 * Lets users into a cluster, one after the other. MSK takes ten secrets at a time, and CloudFormation knows one list for a
 * cluster: so each user is a call of its own, and another user changes no other one's access.
 * @source https://docs.aws.amazon.com/msk/latest/developerguide/msk-password-limitations.html; the identifier of
 * `AWS::MSK::BatchScramSecret` is the cluster's ARN
 */
export function letIn(stack: SiteStack, cluster: msk.CfnCluster, key: kms.IKey, users: readonly MskUser[]): void {
  let last: AwsCustomResource | undefined;
  for (const { name, secret } of users) {
    const call = (action: 'BatchAssociateScramSecret' | 'BatchDisassociateScramSecret') => ({
      service: 'Kafka',
      action,
      parameters: { ClusterArn: cluster.attrArn, SecretArnList: [secret] },
      physicalResourceId: PhysicalResourceId.of(name),
      outputPaths: ['ClusterArn'],
    });
    const access = new AwsCustomResource(stack, `Access-${name}`, {
      resourceType: 'Custom::MskUser',
      onUpdate: call('BatchAssociateScramSecret'),
      onDelete: call('BatchDisassociateScramSecret'),
      installLatestAwsSdk: false,
      policy: AwsCustomResourcePolicy.fromStatements([
        new iam.PolicyStatement({
          actions: ['kafka:BatchAssociateScramSecret', 'kafka:BatchDisassociateScramSecret'],
          resources: [cluster.attrArn],
        }),
        // MSK reads the secret with a grant, which its caller makes.
        new iam.PolicyStatement({ actions: ['kms:CreateGrant'], resources: [key.keyArn] }),
      ]),
    });
    if (last !== undefined) access.node.addDependency(last);
    last = access;
  }
  // One function makes the calls of all. The CDK gives it its role, which may write its own log.
  const callers = stack.node.children.filter((child) => child.node.id.startsWith('AWS679f53'));
  for (const caller of callers)
    acknowledge(
      caller,
      'AwsSolutions::AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]',
      'The function that the CDK makes for calls of the API writes its log, and no more.',
    );
}
