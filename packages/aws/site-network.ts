import { ReferenceStrength, aws_ec2 as ec2, aws_route53 as route53 } from 'aws-cdk-lib';
import type { Network } from '@catalyst/model';
import type { Construct } from 'constructs';
import { FlowSecurity } from './flow-security.ts';
import { flowLog } from './network/flow-log.ts';
import { endpoints } from './network/endpoints.ts';
import type { ISiteFoundation } from './site-foundation.ts';
import { SiteStack, zoneName, type AwsSite, type SiteStackProps } from './site-stack.ts';

/** The network of a site, as everything in it sees it. Created here, or imported. */
export interface ISiteNetwork {
  readonly vpcId: string;
  /** The private zone in which the site's hosts have their names. */
  readonly hostedZoneId: string;
  /** The subnet that a network of the platform (`use1/hosts-a`) is. Throws when the site has no such network. */
  subnetId(network: string): string;
}

export interface SiteNetworkProps extends Omit<SiteStackProps, 'part' | 'description' | 'stateful'> {
  readonly foundation: ISiteFoundation;
}

/**
 * One VPC with exactly the platform's networks in it. Where a subnet leads follows from its kind:
 *
 *     public-a      to the Internet and from it; NAT gateways and load balancers, and no host
 *     private-a     to the Internet through the NAT gateway of its zone
 *     hosts-a       the same, for packages; its hosts' security groups let nothing else out
 *     database-a    nowhere but inside: what AWS runs, at addresses of its choice
 *     transit-a     nowhere but inside: attachments to other networks
 *
 * Subnets and routes are named after their zones, so that another zone adds to the network and changes nothing in it. A
 * change of the site's network replaces the VPC and all that is in it. The VPC's default security group, which
 * CloudFormation cannot change, is nobody's: everything names its own.
 */
export class SiteNetwork extends SiteStack implements ISiteNetwork {
  readonly vpcId: string;
  readonly hostedZoneId: string;
  readonly security: FlowSecurity;
  private readonly subnets = new Map<string, ec2.CfnSubnet>();

  constructor(scope: Construct, { foundation, ...props }: SiteNetworkProps) {
    super(scope, { ...props, part: 'network', description: `Network of ${props.site.id}`, stateful: true });
    const { platform, site } = props;
    const vpc = new ec2.CfnVPC(this, 'Vpc', {
      cidrBlock: site.cidr,
      enableDnsHostnames: true,
      enableDnsSupport: true,
      tags: named(site.id),
    });
    this.vpcId = vpc.ref;
    for (const network of site.networks) this.subnets.set(network.id, this.subnet(network));
    this.route(site);

    endpoints(this, {
      vpc,
      site,
      routeTables: this.routeTables,
      subnets: site.networks.filter(isKind('private')).map(({ id }) => this.subnetId(id)),
    });
    flowLog(this, { vpc, site, foundation });

    const zone = new route53.CfnHostedZone(this, 'Names', {
      name: `${site.id}.${platform.domain}`,
      vpcs: [{ vpcId: vpc.ref, vpcRegion: site.aws.region }],
    });
    this.hostedZoneId = zone.attrId;
    const { disposable } = site.aws;
    this.security = new FlowSecurity(this, 'Security', { platform, site: site.id, vpcId: vpc.ref, disposable });
  }

  subnetId(network: string): string {
    const subnet = this.subnets.get(network);
    if (subnet === undefined) throw new Error(`${this.site.id} has no network ${network}`);
    return subnet.ref;
  }

  private readonly tables = new Map<string, ec2.CfnRouteTable>();

  private get routeTables(): readonly string[] {
    return [...this.tables.values()].map(({ ref }) => ref);
  }

  private subnet({ id, name, cidr, zone }: Network): ec2.CfnSubnet {
    const subnet = new ec2.CfnSubnet(this, `Subnet-${name}`, {
      vpcId: this.vpcId,
      cidrBlock: cidr,
      availabilityZone: zoneName(this.site, zone ?? ''),
      mapPublicIpOnLaunch: false,
      tags: named(id),
    });
    // A strong reference would refuse the deployment in which a zone goes. EC2 itself keeps a subnet with hosts in it.
    subnet.applyCrossStackReferenceStrength(ReferenceStrength.WEAK);
    const table = new ec2.CfnRouteTable(this, `Routes-${name}`, { vpcId: this.vpcId, tags: named(id) });
    new ec2.CfnSubnetRouteTableAssociation(this, `RoutesOf-${name}`, { subnetId: subnet.ref, routeTableId: table.ref });
    this.tables.set(id, table);
    return subnet;
  }

  /** Default routes: public subnets to the Internet gateway, those of services and hosts to a NAT gateway. */
  private route(site: AwsSite): void {
    const gateway = new ec2.CfnInternetGateway(this, 'Internet', { tags: named(site.id) });
    const attached = new ec2.CfnVPCGatewayAttachment(this, 'InternetAttachment', {
      vpcId: this.vpcId,
      internetGatewayId: gateway.ref,
    });
    const nats = new Map<string | null, ec2.CfnNatGateway>();
    for (const network of site.networks.filter(isKind('public'))) {
      const toInternet = new ec2.CfnRoute(this, `Default-${network.name}`, {
        routeTableId: this.tableOf(network),
        destinationCidrBlock: ANYWHERE,
        gatewayId: gateway.ref,
      });
      toInternet.addResourceDependency(attached);
      // A disposable site makes do with the first.
      if (!site.aws.disposable || nats.size === 0) nats.set(network.zone, this.nat(network, attached));
    }
    const [first] = nats.values();
    for (const network of site.networks.filter((n) => isKind('private')(n) || isKind('hosts')(n))) {
      const nat = nats.get(network.zone) ?? first;
      if (nat !== undefined)
        new ec2.CfnRoute(this, `Default-${network.name}`, {
          routeTableId: this.tableOf(network),
          destinationCidrBlock: ANYWHERE,
          natGatewayId: nat.ref,
        });
    }
  }

  private nat(network: Network, attached: ec2.CfnVPCGatewayAttachment): ec2.CfnNatGateway {
    const address = new ec2.CfnEIP(this, `NatAddress-${network.name}`, { domain: 'vpc', tags: named(network.id) });
    address.addResourceDependency(attached);
    return new ec2.CfnNatGateway(this, `Nat-${network.name}`, {
      subnetId: this.subnetId(network.id),
      allocationId: address.attrAllocationId,
      tags: named(network.id),
    });
  }

  private tableOf({ id }: Network): string {
    const table = this.tables.get(id);
    if (table === undefined) throw new Error(`${id} has no routes`);
    return table.ref;
  }
}

const ANYWHERE = '0.0.0.0/0';

const isKind =
  (kind: 'public' | 'private' | 'hosts') =>
  ({ name }: Network): boolean =>
    name.startsWith(`${kind}-`);

const named = (value: string) => [{ key: 'Name', value }];
