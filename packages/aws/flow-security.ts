import { ReferenceStrength, RemovalPolicy, aws_ec2 as ec2 } from 'aws-cdk-lib';
import type { Flow, Platform } from '@catalyst/model';
import { Construct } from 'constructs';

interface Role {
  readonly tier: string;
  readonly role: string;
}

/** The security groups of a site. Created here, or imported. */
export interface IFlowSecurity {
  /** The groups of a host: what every host needs, and the one of all that runs on it. Throws when nothing does. */
  groupsOf(host: string): readonly string[];
  /** The group of a role that no host has, for what Amazon runs. Throws when nothing at the site names such a role. */
  groupOf(role: Role): string;
}

export interface FlowSecurityProps {
  readonly platform: Platform;
  /** The site's id. */
  readonly site: string;
  /** Whether groups that nobody has any more are deleted; else they are left to whoever deletes the hosts. */
  readonly disposable: boolean;
  /** Changing it replaces every group. */
  readonly vpcId: string;
}

/** What the hosts of one group run, or one role that Amazon runs. */
interface Group {
  readonly name: string;
  readonly roles: ReadonlySet<string>;
  readonly resource: ec2.CfnSecurityGroup;
}

/**
 * One security group for each set of roles that a host has, and one rule at both ends for each flow of the platform: who
 * may talk to whom is said there and nowhere else. There is no rule for SSH, and none that lets the Internet in.
 *
 * A group of each role would be as tight, but an interface has five groups at most and a host may have more roles. A set's
 * name is that of its roles: another host of the same roles changes nothing, and one of other roles adds a group.
 * @source https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html#vpc-limits-security-groups
 */
export class FlowSecurity extends Construct implements IFlowSecurity {
  private readonly groups = new Map<string, Group>();
  private readonly rules = new Set<string>();
  private readonly host: ec2.CfnSecurityGroup;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: FlowSecurityProps,
  ) {
    super(scope, id);
    const { platform, site, vpcId } = props;
    this.host = new ec2.CfnSecurityGroup(this, 'Host', {
      vpcId,
      groupDescription: `What every host of ${site} needs`,
      // Ubuntu's archive is HTTP, and signed; all else is HTTPS.
      securityGroupEgress: [80, 443].map((port) => ({
        ...tcp(port),
        cidrIp: '0.0.0.0/0',
        description: port === 80 ? 'Packages' : 'Packages, and APIs of AWS',
      })),
    });
    const flows = platform.flows.filter((flow) => flow.site === site && flow.to.site === site);
    for (const { id: host } of platform.hosts.filter((h) => h.site === site)) this.ensureGroup(this.rolesOf(host));
    const onHosts = new Set([...this.groups.values()].flatMap(({ roles }) => [...roles]));
    const named = [...platform.services.filter((s) => s.site === site), ...flows.flatMap(({ from, to }) => [from, to])];
    for (const role of named.map(nameOf)) if (!onHosts.has(role)) this.ensureGroup([role]);
    for (const flow of flows)
      for (const from of this.groupsWith(flow.from))
        for (const to of this.groupsWith(flow.to)) this.allow(from, to, flow);
  }

  groupsOf(host: string): readonly string[] {
    return [this.host.attrGroupId, this.group(setName(this.rolesOf(host)))];
  }

  groupOf(role: Role): string {
    return this.group(nameOf(role));
  }

  private group(name: string): string {
    const group = this.groups.get(name);
    if (group === undefined) throw new Error(`${this.props.site} has no group for '${name}'`);
    return group.resource.attrGroupId;
  }

  private rolesOf(host: string): readonly string[] {
    return this.props.platform.instances.filter((instance) => instance.host === host).map(nameOf);
  }

  private groupsWith(role: Role): readonly Group[] {
    return [...this.groups.values()].filter(({ roles }) => roles.has(nameOf(role)));
  }

  private ensureGroup(roles: readonly string[]): void {
    const name = setName(roles);
    if (name === '' || this.groups.has(name)) return;
    const resource = new ec2.CfnSecurityGroup(this, name, {
      vpcId: this.props.vpcId,
      groupDescription: `${this.props.site}: ${name}`.slice(0, MAX_DESCRIPTION),
      securityGroupEgress: [NOTHING],
    });
    // Who uses a group refers to it weakly: a strong reference would refuse the deployment in which the last host of its
    // roles goes. The group stays then, since the host may, too.
    resource.applyCrossStackReferenceStrength(ReferenceStrength.WEAK);
    if (!this.props.disposable) resource.applyRemovalPolicy(RemovalPolicy.RETAIN);
    this.groups.set(name, { name, roles: new Set(roles), resource });
  }

  /** Two flows between the same hosts to the same port are one rule: EC2 takes no other one like it. */
  private allow(from: Group, to: Group, { port, protocol, service }: Flow): void {
    const id = `${from.name}>${to.name}:${String(port)}/${protocol}`;
    if (this.rules.has(id)) return;
    this.rules.add(id);
    const rule = { ipProtocol: protocol, fromPort: port, toPort: port, description: service };
    const [source, target] = [from.resource.attrGroupId, to.resource.attrGroupId];
    new ec2.CfnSecurityGroupIngress(this, `${id}/in`, { ...rule, groupId: target, sourceSecurityGroupId: source });
    new ec2.CfnSecurityGroupEgress(this, `${id}/out`, { ...rule, groupId: source, destinationSecurityGroupId: target });
  }
}

const nameOf = ({ tier, role }: Role): string => `${tier}.${role}`;

/** `kafka.broker+kafka.controller`, in whatever order they come */
const setName = (roles: readonly string[]): string => [...new Set(roles)].sort().join('+');

/** @source https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html */
const MAX_DESCRIPTION = 255;

const tcp = (port: number) => ({ ipProtocol: 'tcp', fromPort: port, toPort: port });

/**
 * A group without any rule of its own for outgoing traffic gets one from EC2 that allows everything; this one allows
 * nothing, since the address is nobody's.
 * @source https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-ec2-securitygroup.html
 */
const NOTHING = {
  ipProtocol: 'icmp',
  fromPort: 252,
  toPort: 86,
  cidrIp: '255.255.255.255/32',
  description: 'Nothing but what the flows allow',
} as const;
