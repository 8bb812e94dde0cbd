import { RemovalPolicy, aws_ec2 as ec2, aws_iam as iam, aws_logs as logs } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { ISiteFoundation } from '../site-foundation.ts';
import type { AwsSite } from '../site-stack.ts';

interface FlowLogProps {
  readonly vpc: ec2.CfnVPC;
  readonly site: AwsSite;
  readonly foundation: ISiteFoundation;
}

/** Who talked to whom, accepted or refused, for 90 days, encrypted. @source PRM-21 (000 l. 78): flow logs */
export function flowLog(scope: Construct, { vpc, site, foundation }: FlowLogProps): void {
  const group = new logs.LogGroup(scope, 'FlowLogs', {
    encryptionKey: foundation.key,
    retention: logs.RetentionDays.THREE_MONTHS,
    removalPolicy: site.aws.disposable ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
  });
  const role = new iam.Role(scope, 'FlowLogRole', {
    assumedBy: new iam.ServicePrincipal('vpc-flow-logs.amazonaws.com'),
    inlinePolicies: {
      write: new iam.PolicyDocument({
        statements: [
          new iam.PolicyStatement({
            actions: ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
            resources: [group.logGroupArn],
          }),
        ],
      }),
    },
  });
  new ec2.CfnFlowLog(scope, 'FlowLog', {
    resourceId: vpc.ref,
    resourceType: 'VPC',
    trafficType: 'ALL',
    logDestinationType: 'cloud-watch-logs',
    logGroupName: group.logGroupName,
    deliverLogsPermissionArn: role.roleArn,
    maxAggregationInterval: 60,
  });
}
