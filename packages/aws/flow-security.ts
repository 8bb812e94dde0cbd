import { aws_ec2 as ec2 } from 'aws-cdk-lib';
import type { Flow, Platform } from '@catalyst/model';
import { Construct } from 'constructs';

interface Role {
  readonly tier: string;
  readonly role: string;
}

/** The security groups of a site. Created here, or imported. */
export interface IFlowSecurity {
  /** The groups of a host: what every host needs, and one for each role that it has. */
  groupsOf(host: string): readonly string[];
  /** The group of a role, for what Amazon runs. Throws when nothing at the site names the role. */
  groupOf(role: Role): string;
}

export interface FlowSecurityProps {
  readonly platform: Platform;
  /** The site's id. */
  readonly site: string;
  /** Changing it replaces every group. */
  readonly vpcId: string;
}

/**
 * One security group for each role of a tier, and one rule at both ends for each flow of the platform: who may talk to
 * whom is said there and nowhere else. There is no rule for SSH, and none that lets the Internet in.
 */
export class FlowSecurity extends Construct implements IFlowSecurity {
  private readonly groups = new Map<string, ec2.CfnSecurityGroup>();
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
    const flows = platform.flows.filter((flow) => flow.site === site);
    const roles = [
      ...platform.instances.filter((instance) => instance.site === site),
      ...platform.services.filter((service) => service.site === site),
      ...flows.flatMap(({ from, to }) => [from, to]),
    ];
    for (const role of roles) this.ensureGroup(role, vpcId);
    for (const flow of flows) this.allow(flow);
  }

  groupsOf(host: string): readonly string[] {
    const here = this.props.platform.instances.filter((instance) => instance.host === host);
    return [this.host.attrGroupId, ...new Set(here.map((instance) => this.groupOf(instance)))];
  }

  groupOf(role: Role): string {
    const group = this.groups.get(nameOf(role));
    if (group === undefined) throw new Error(`${this.props.site} has no role ${nameOf(role)}`);
    return group.attrGroupId;
  }

  private ensureGroup(role: Role, vpcId: string): void {
    if (this.groups.has(nameOf(role))) return;
    const group = new ec2.CfnSecurityGroup(this, nameOf(role), {
      vpcId,
      groupDescription: `${nameOf(role)} at ${this.props.site}`,
      securityGroupEgress: [NOTHING],
    });
    this.groups.set(nameOf(role), group);
  }

  private allow({ from, to, port, protocol, service }: Flow): void {
    const rule = { ipProtocol: protocol, fromPort: port, toPort: port, description: service };
    const id = `${nameOf(from)}>${nameOf(to)}:${String(port)}`;
    new ec2.CfnSecurityGroupIngress(this, `${id}/in`, {
      ...rule,
      groupId: this.groupOf(to),
      sourceSecurityGroupId: this.groupOf(from),
    });
    new ec2.CfnSecurityGroupEgress(this, `${id}/out`, {
      ...rule,
      groupId: this.groupOf(from),
      destinationSecurityGroupId: this.groupOf(to),
    });
  }
}

const nameOf = ({ tier, role }: Role): string => `${tier}.${role}`;

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
