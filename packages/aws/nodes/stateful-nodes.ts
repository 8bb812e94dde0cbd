import { Fn, RemovalPolicy, aws_ec2 as ec2, aws_iam as iam, aws_route53 as route53, aws_ssm as ssm } from 'aws-cdk-lib';
import { installScript } from '@catalyst/host';
import { GiB, hasLocalDrives, secretsIn, type Bytes, type Host, type HostConfig } from '@catalyst/model';
import { Construct } from 'constructs';
import { acknowledge } from '../acknowledge.ts';
import { parameterName, secretName } from '../names.ts';
import { publish } from '../publish.ts';
import { zoneName, type SiteStack } from '../site-stack.ts';
import type { TierContext } from '../tier.ts';
import { INSTALL_SECONDS, applyDocument, firstBoot, secretPreamble } from './install.ts';
import { nodeRole } from './node-role.ts';
import { scriptAsset } from './script-asset.ts';

export interface StatefulNodesProps {
  /** In the order in which updates reach them. Append to grow. One that is taken out is left running, see below. */
  readonly hosts: readonly Host[];
  readonly context: TierContext;
}

/** Ubuntu 22.04, as EC2 finds it when an instance is launched: a newer image replaces no instance. @source https://documentation.ubuntu.com/aws/aws-how-to/instances/find-ubuntu-images/ */
const IMAGE = 'resolve:ssm:/aws/service/canonical/ubuntu/server/22.04/stable/current/amd64/hvm/ebs-gp2/ami-id';

/** The system's disk. */
const SYSTEM_VOLUME = GiB(50);

/**
 * Servers that keep their identity for life: each host of the platform with its name, its address (a network interface
 * of its own), its data volume where the machine has no drives, its role, and its instance.
 *
 * What happens when something changes:
 * - A host's configuration: its script has another hash, and the association that applies it runs again. Associations wait
 *   for one another in the order of the hosts, and each ends only when the health gates of its host have passed: an update
 *   reaches one host at a time. When a gate stays shut CloudFormation stops, the hosts after it are never touched, and its
 *   rollback applies the script from before. Hosts whose script is the same are left alone. No instance is replaced.
 * - A new host: added behind the others; nothing that exists changes. At first all boot at once, since a quorum cannot
 *   come up one by one; see `firstBoot`.
 * - The instance type: CloudFormation stops and starts the instances. Data on local drives is lost with that, and nothing
 *   makes it wait from one to the next: change it host by host.
 * - The image, the first boot, the system's disk: only hosts that are added later have the new one. Each keeps to the first
 *   version of a launch template of its own.
 * - A host that is taken out of the profile: instance, interface and volume are left running and are no longer ours, since
 *   only a person knows that its data is elsewhere by now. At a disposable site they are deleted.
 *
 * CloudFormation waits for associations when it updates them too, which a creation policy with signals does not do.
 * @source https://github.com/aws-cloudformation/aws-cloudformation-resource-providers-ssm, aws-ssm-association,
 * InitialUpdateHandler and InProgressHandler
 */
export class StatefulNodes extends Construct {
  private readonly removal: RemovalPolicy;
  private readonly document: ssm.CfnDocument;
  private last: ssm.CfnAssociation | undefined;

  constructor(
    private readonly stack: SiteStack,
    id: string,
    private readonly props: StatefulNodesProps,
  ) {
    super(stack, id);
    this.removal = stack.site.aws.disposable ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN;
    this.document = new ssm.CfnDocument(this, 'Apply', {
      documentType: 'Command',
      content: applyDocument(stack.region),
      updateMethod: 'NewVersion',
    });
    for (const host of props.hosts) this.add(host);
  }

  /** A template of the node's own, to whose first version it keeps: another one would replace the instance. */
  private launchTemplate(scope: Construct): ec2.CfnLaunchTemplate {
    const { foundation } = this.props.context;
    const { platform, site } = this.stack;
    const parameters = parameterName(platform, site.id, { script: '' });
    return new ec2.CfnLaunchTemplate(scope, 'Template', {
      launchTemplateData: {
        imageId: IMAGE,
        metadataOptions: {
          httpEndpoint: 'enabled',
          httpTokens: 'required',
          httpPutResponseHopLimit: 1,
          instanceMetadataTags: 'enabled',
        },
        blockDeviceMappings: [
          {
            deviceName: '/dev/sda1',
            ebs: {
              volumeType: 'gp3',
              volumeSize: gibibytes(SYSTEM_VOLUME),
              encrypted: true,
              kmsKeyId: foundation.key.keyArn,
              deleteOnTermination: true,
            },
          },
        ],
        userData: Fn.base64(firstBoot(this.stack.region, parameters, this.mirror)),
      },
    });
  }

  private get mirror(): string {
    return `s3://${this.props.context.foundation.software.bucketName}`;
  }

  private add(host: Host): void {
    const scope = new Construct(this, host.hostname);
    const config = this.configOf(host);
    const { platform, site } = this.stack;
    const script = scriptAsset(
      this.stack,
      installScript(config, { preamble: secretPreamble(platform, this.stack.region) }),
    );
    const parameter = publish(this.stack, { script: host.hostname }, script.url);
    const role = nodeRole(scope, this.stack, {
      foundation: this.props.context.foundation,
      objects: [script.arn],
      software: config.archives.map(({ name, version }) => `${name}-${version}.tar.gz`),
      secrets: secretsOf(config).map((secret) => secretName(platform, secret)),
      parameters: [parameterName(platform, site.id, { script: host.hostname })],
    });
    const instance = this.instance(scope, host, role);
    instance.node.addDependency(parameter, role);

    const apply = new ssm.CfnAssociation(scope, 'Applied', {
      name: this.document.ref,
      targets: [{ key: 'InstanceIds', values: [instance.ref] }],
      parameters: { script: [script.url], mirror: [this.mirror] },
      waitForSuccessTimeoutSeconds: INSTALL_SECONDS + 600,
    });
    apply.node.addDependency(parameter, role, ...this.volumes(scope, host, instance));
    if (this.last !== undefined) apply.addResourceDependency(this.last);
    this.last = apply;

    new route53.CfnRecordSet(scope, 'Name', {
      hostedZoneId: this.props.context.network.hostedZoneId,
      name: host.fqdn,
      type: 'A',
      ttl: '300',
      resourceRecords: [host.addresses[0].address],
    });
  }

  private instance(scope: Construct, host: Host, role: iam.Role): ec2.CfnInstance {
    const { network, security } = this.props.context;
    const { disposable } = this.stack.site.aws;
    const [{ network: subnet, address }] = host.addresses;
    const card = new ec2.CfnNetworkInterface(scope, 'Interface', {
      subnetId: network.subnetId(subnet),
      privateIpAddress: address,
      groupSet: [...security.groupsOf(host.id)],
      description: host.id,
      tags: named(host),
    });
    const profile = new iam.CfnInstanceProfile(scope, 'Profile', { roles: [role.roleName] });
    const instance = new ec2.CfnInstance(scope, 'Instance', {
      launchTemplate: { launchTemplateId: this.launchTemplate(scope).ref, version: '1' },
      instanceType: typeOf(host),
      iamInstanceProfile: profile.ref,
      networkInterfaces: [{ deviceIndex: '0', networkInterfaceId: card.ref }],
      monitoring: true,
      disableApiTermination: !disposable,
      propagateTagsToVolumeOnCreation: true,
      tags: [...named(host), { key: 'catalyst:host', value: host.hostname }],
    });
    for (const resource of [card, instance]) resource.applyRemovalPolicy(this.removal);
    if (disposable)
      acknowledge(
        instance,
        'AwsSolutions::AwsSolutions-EC29',
        'The profile says that the site may be deleted with its data.',
      );
    return instance;
  }

  /** The data volumes of a machine that has no drives of its own. They outlive the instance. */
  private volumes(scope: Construct, host: Host, instance: ec2.CfnInstance): readonly ec2.CfnVolumeAttachment[] {
    if (hasLocalDrives(typeOf(host))) return [];
    const [domain = ''] = host.failureDomain.split('/').slice(-1);
    return host.machine.volumes.map(({ name, drive }, i) => {
      const volume = new ec2.CfnVolume(scope, `Volume-${name}`, {
        availabilityZone: zoneName(this.stack.site, domain),
        volumeType: 'gp3',
        size: gibibytes(drive),
        iops: 3000,
        throughput: 125,
        encrypted: true,
        kmsKeyId: this.props.context.foundation.key.keyArn,
        tags: named(host),
      });
      volume.applyRemovalPolicy(this.removal);
      return new ec2.CfnVolumeAttachment(scope, `Attachment-${name}`, {
        // Names of devices that EC2 leaves to volumes: /dev/sdf to /dev/sdp. The host finds its drives by their size.
        device: `/dev/sd${String.fromCharCode('f'.charCodeAt(0) + i)}`,
        instanceId: instance.ref,
        volumeId: volume.ref,
      });
    });
  }

  private configOf(host: Host): HostConfig {
    const config = this.props.context.configs.get(host.id);
    if (config === undefined) throw new Error(`${host.id} has no configuration`);
    return config;
  }
}

const secretsOf = ({ files }: HostConfig): readonly string[] =>
  [...new Set(files.flatMap(({ content }) => secretsIn(content)))].sort();

/** EBS counts in GiB; a part of one is one. */
const gibibytes = (bytes: Bytes): number => Math.ceil(bytes / GiB(1));

const named = ({ id }: Host) => [{ key: 'Name', value: id }];

function typeOf({ id, machine }: Host): string {
  if (machine.instanceType === null) throw new Error(`${id} is not rented`);
  return machine.instanceType;
}
