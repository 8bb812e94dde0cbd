import { aws_ec2 as ec2 } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { AwsSite } from '../site-stack.ts';

/** APIs that hosts need to come up and to be reached, without the way over the Internet. */
const APIS = ['ec2messages', 'kms', 'logs', 'secretsmanager', 'ssm', 'ssmmessages'] as const;

interface EndpointsProps {
  readonly vpc: ec2.CfnVPC;
  readonly site: AwsSite;
  readonly routeTables: readonly string[];
  readonly subnets: readonly string[];
}

/**
 * How hosts reach AWS. S3, which costs nothing, everywhere; the others not at a disposable site, which has the NAT gateway
 * for that: an interface costs some 7 USD a month in each zone.
 */
export function endpoints(scope: Construct, { vpc, site, routeTables, subnets }: EndpointsProps): void {
  const service = (name: string): string => `com.amazonaws.${site.aws.region}.${name}`;
  new ec2.CfnVPCEndpoint(scope, 'Endpoint-s3', {
    vpcId: vpc.ref,
    serviceName: service('s3'),
    vpcEndpointType: 'Gateway',
    routeTableIds: [...routeTables],
  });
  if (site.aws.disposable) return;
  const group = new ec2.CfnSecurityGroup(scope, 'EndpointSecurity', {
    vpcId: vpc.ref,
    groupDescription: `APIs of AWS for ${site.id}`,
    securityGroupIngress: [
      { ipProtocol: 'tcp', fromPort: 443, toPort: 443, cidrIp: site.cidr, description: 'The site itself' },
    ],
    securityGroupEgress: [
      { ipProtocol: 'tcp', fromPort: 443, toPort: 443, cidrIp: site.cidr, description: 'An endpoint calls nobody' },
    ],
  });
  for (const api of APIS)
    new ec2.CfnVPCEndpoint(scope, `Endpoint-${api}`, {
      vpcId: vpc.ref,
      serviceName: service(api),
      vpcEndpointType: 'Interface',
      privateDnsEnabled: true,
      subnetIds: [...subnets],
      securityGroupIds: [group.attrGroupId],
    });
}
