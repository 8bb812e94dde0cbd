import { aws_iam as iam, type Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { acknowledge } from '../acknowledge.ts';
import type { ISiteFoundation } from '../site-foundation.ts';

/** What one node may read. */
export interface NodeReads {
  readonly foundation: ISiteFoundation;
  /** Names of files among the site's software. */
  readonly software: readonly string[];
  /** ARNs of objects in S3. */
  readonly objects: readonly string[];
  /** Names of secrets. */
  readonly secrets: readonly string[];
  /** Names of parameters. */
  readonly parameters: readonly string[];
}

/**
 * What the agent of Systems Manager needs for sessions and commands. Those of `ec2messages` and `ssmmessages` take no
 * resource. Some of `ssm` do: documents, among which are Amazon's own, and the instance, which does not exist before its
 * role. They are what Amazon's policy for every node allows, without its access to all parameters.
 * @source https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonSSMManagedInstanceCore.html
 */
const AGENT = [
  'ec2messages:AcknowledgeMessage',
  'ec2messages:DeleteMessage',
  'ec2messages:FailMessage',
  'ec2messages:GetEndpoint',
  'ec2messages:GetMessages',
  'ec2messages:SendReply',
  'ssm:DescribeAssociation',
  'ssm:DescribeDocument',
  'ssm:GetDocument',
  'ssm:GetManifest',
  'ssm:ListAssociations',
  'ssm:ListInstanceAssociations',
  'ssm:PutInventory',
  'ssm:UpdateAssociationStatus',
  'ssm:UpdateInstanceAssociationStatus',
  'ssm:UpdateInstanceInformation',
  'ssmmessages:CreateControlChannel',
  'ssmmessages:CreateDataChannel',
  'ssmmessages:OpenControlChannel',
  'ssmmessages:OpenDataChannel',
];

/**
 * The role of one node: its agent, its own script, exactly its secrets and archives. No SSH key exists and no
 * port is open for one; people come in through Systems Manager, which asks IAM and keeps a record.
 */
export function nodeRole(scope: Construct, stack: Stack, reads: NodeReads): iam.Role {
  const { region, partition, account } = stack;
  const { key, software } = reads.foundation;
  // Secrets Manager adds a hyphen and six characters to a name.
  const secrets = reads.secrets.map((n) => `arn:${partition}:secretsmanager:${region}:${account}:secret:${n}-??????`);
  const role = new iam.Role(scope, 'Role', {
    assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com'),
    inlinePolicies: {
      node: new iam.PolicyDocument({
        statements: [
          new iam.PolicyStatement({ sid: 'Agent', actions: AGENT, resources: ['*'] }),
          new iam.PolicyStatement({
            sid: 'Software',
            actions: ['s3:GetObject'],
            resources: [...reads.objects, ...reads.software.map((file) => software.arnForObjects(file))],
          }),
          new iam.PolicyStatement({
            sid: 'Parameters',
            actions: ['ssm:GetParameter'],
            resources: reads.parameters.map((name) => `arn:${partition}:ssm:${region}:${account}:parameter${name}`),
          }),
          ...(secrets.length === 0
            ? []
            : [
                new iam.PolicyStatement({
                  sid: 'Secrets',
                  actions: ['secretsmanager:GetSecretValue'],
                  resources: secrets,
                }),
              ]),
          new iam.PolicyStatement({
            sid: 'Decrypt',
            actions: ['kms:Decrypt'],
            resources: [key.keyArn],
            conditions: {
              StringEquals: {
                'kms:ViaService': [`s3.${region}.amazonaws.com`, `secretsmanager.${region}.amazonaws.com`],
              },
            },
          }),
        ],
      }),
    },
  });
  acknowledge(
    role,
    'AwsSolutions::AwsSolutions-IAM5[Resource::*]',
    'The agent of Systems Manager: most of it takes no resource, and the rest is about an instance that is made later.',
  );
  return role;
}
