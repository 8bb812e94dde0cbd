import { ResourceImpact, fullDiff } from '@aws-cdk/cloudformation-diff';

/** What a deployment would do to one resource. */
export interface ResourceChange {
  /** Path of the template in the output tree. */
  readonly template: string;
  readonly logicalId: string;
  readonly type: string;
  readonly impact: ResourceImpact;
  /** The properties that change. */
  readonly properties: readonly string[];
  /** Whether the resource holds data that its replacement would not have. */
  readonly stateful: boolean;
}

export interface TemplateChange {
  readonly template: string;
  readonly resources: readonly ResourceChange[];
  /** Whether somebody may do or reach more than before. */
  readonly permissionsBroadened: boolean;
}

/** Resources that hold data, keys to data, or the addresses that others know. A replacement starts empty. */
const STATEFUL: ReadonlySet<string> = new Set([
  'AWS::Backup::BackupVault',
  'AWS::DirectConnect::DirectConnectGateway',
  'AWS::DynamoDB::GlobalTable',
  'AWS::DynamoDB::Table',
  'AWS::EC2::EIP',
  'AWS::EC2::Instance',
  'AWS::EC2::NetworkInterface',
  'AWS::EC2::TransitGateway',
  'AWS::EC2::VPC',
  'AWS::EC2::Volume',
  'AWS::EC2::VPNGateway',
  'AWS::EFS::FileSystem',
  'AWS::ElastiCache::ReplicationGroup',
  'AWS::KMS::Key',
  'AWS::Logs::LogGroup',
  'AWS::MSK::Cluster',
  'AWS::OpenSearchService::Domain',
  'AWS::RDS::DBCluster',
  'AWS::RDS::DBInstance',
  'AWS::Route53::HostedZone',
  'AWS::S3::Bucket',
  'AWS::SecretsManager::Secret',
]);

/** Impacts after which a resource is another one, or could be. */
const LOSING: ReadonlySet<ResourceImpact> = new Set([
  ResourceImpact.WILL_REPLACE,
  ResourceImpact.MAY_REPLACE,
  ResourceImpact.WILL_DESTROY,
  ResourceImpact.WILL_ORPHAN,
]);

export const losesState = ({ stateful, impact }: ResourceChange): boolean => stateful && LOSING.has(impact);

type Template = Readonly<Record<string, unknown>>;

/** What deploying one template over another would do. A template that is not there is empty. */
export function compareTemplates(template: string, before: Template, after: Template): TemplateChange {
  const diff = fullDiff(before, after);
  const resources: ResourceChange[] = [];
  diff.resources.forEachDifference((logicalId, change) => {
    if (change.changeImpact === ResourceImpact.NO_CHANGE) return;
    resources.push({
      template,
      logicalId,
      type: change.newResourceType ?? change.oldResourceType ?? '',
      impact: change.changeImpact,
      properties: change.isUpdate ? Object.keys(change.propertyUpdates).sort() : [],
      stateful: STATEFUL.has(change.oldResourceType ?? ''),
    });
  });
  return { template, resources, permissionsBroadened: diff.permissionsBroadened };
}
