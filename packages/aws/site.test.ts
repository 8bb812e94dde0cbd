import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { siteById } from '@catalyst/model';
import { describe, expect, inject, it } from 'vitest';
import { exportsOf, propertiesOf, resourcesOf, synthesized, type SiteText, type StackTemplate } from './testing.ts';

const scratch = inject('scratch');
const site = synthesized(scratch);
const manifestOf = (assembly: string): string => readFileSync(join(assembly, 'manifest.json'), 'utf8');

/** Logical ids of the subnets whose route table leads to the Internet, by what their default route goes through. */
function defaultRoutes({ Resources }: StackTemplate): ReadonlyMap<string, string> {
  const routes = Object.entries(Resources).flatMap(([id, { Type, Properties }]) => {
    if (Type !== 'AWS::EC2::Route' || Properties['DestinationCidrBlock'] !== '0.0.0.0/0') return [];
    return [
      [id.replace(/^Default/, ''), JSON.stringify(Properties['NatGatewayId'] ?? Properties['GatewayId'])] as const,
    ];
  });
  return new Map(routes);
}

describe('The network of a site at AWS', () => {
  it('has exactly the subnets of the platform, each in its zone', () => {
    const subnets = propertiesOf([site.network], 'AWS::EC2::Subnet').map((s) => [
      s['CidrBlock'],
      s['AvailabilityZone'],
    ]);
    const { networks } = siteById(site.platform, 'use1');
    expect(subnets).toEqual(networks.map(({ cidr, zone }) => [cidr, `us-east-1${zone ?? ''}`]));
  });

  it('leads out of each zone through a NAT gateway of its own, and out of databases and attachments nowhere', () => {
    expect(Object.fromEntries(defaultRoutes(site.network))).toEqual({
      publica: '{"Ref":"Internet"}',
      publicb: '{"Ref":"Internet"}',
      privatea: '{"Ref":"Natpublica"}',
      privateb: '{"Ref":"Natpublicb"}',
      hostsa: '{"Ref":"Natpublica"}',
      hostsb: '{"Ref":"Natpublicb"}',
    });
  });

  it('has one NAT gateway and no paid endpoints where the site is disposable', () => {
    const { network } = synthesized(scratch, { disposable: true });
    expect(propertiesOf([network], 'AWS::EC2::NatGateway')).toHaveLength(1);
    expect(new Set(defaultRoutes(network).values())).toEqual(new Set(['{"Ref":"Internet"}', '{"Ref":"Natpublica"}']));
    expect(propertiesOf([network], 'AWS::EC2::VPCEndpoint').map((e) => e['VpcEndpointType'])).toEqual(['Gateway']);
  });

  it('keeps its zones when the profile names an account, and looks nothing up', () => {
    const { network, assembly } = synthesized(scratch, {
      zones: ['b', 'd'],
      nodes: ['b', 'd'],
      account: '123456789012',
    });
    const zones = propertiesOf([network], 'AWS::EC2::Subnet').map((s) => s['AvailabilityZone']);
    expect(new Set(zones)).toEqual(new Set(['us-east-1b', 'us-east-1d']));
    expect(JSON.parse(manifestOf(assembly))).not.toHaveProperty('missing');
  });

  it('changes nothing in the zones that exist when another one is added', () => {
    const larger = synthesized(scratch, { zones: ['a', 'b', 'c'] });
    const changed = Object.entries(site.network.Resources)
      .filter(([id, resource]) => JSON.stringify(larger.network.Resources[id]) !== JSON.stringify(resource))
      .map(([, { Type }]) => Type);
    // An endpoint lists the subnets that it is in, and a gateway endpoint the route tables.
    expect(new Set(changed)).toEqual(new Set(['AWS::EC2::VPCEndpoint']));
  });

  it('logs who talks to whom, encrypted with the key of the site', () => {
    expect(propertiesOf([site.network], 'AWS::EC2::FlowLog')).toMatchObject([{ TrafficType: 'ALL' }]);
    const [log] = propertiesOf([site.network], 'AWS::Logs::LogGroup');
    expect(JSON.stringify(log?.['KmsKeyId'])).toContain('catalyst-test-use1-foundation');
  });
});

describe('A smaller site', () => {
  it('without one of its zones takes away nothing that a stack from before imports', () => {
    const exported = exportsOf(site.network);
    expect(exported).not.toEqual([]);
    expect(exportsOf(synthesized(scratch, { zones: ['a'], nodes: ['a'] }).network)).toEqual(exported);
  });

  it('keeps the security groups of hosts that are left running, except where the site is disposable', () => {
    const policies = (text: SiteText) =>
      Object.entries(synthesized(scratch, text).network.Resources)
        .filter(([id, { Type }]) => Type === 'AWS::EC2::SecurityGroup' && id.startsWith('Securitystore'))
        .map(([, { DeletionPolicy }]) => DeletionPolicy ?? 'Delete');
    expect(policies({})).toEqual(['Retain']);
    expect(policies({ disposable: true })).toEqual(['Delete']);
  });
});

describe('Security groups at AWS', () => {
  it('let in what the flows of the platform say, from the group of the caller, and nothing else', () => {
    const rules = propertiesOf([site.network], 'AWS::EC2::SecurityGroupIngress');
    const name = (value: unknown): string =>
      /Security(store|workers)(node|worker)/.exec(JSON.stringify(value))?.[0] ?? '';
    expect(
      rules.map((r) => [name(r['SourceSecurityGroupId']), name(r['GroupId']), r['FromPort'], r['ToPort']]),
    ).toEqual([
      ['Securitystorenode', 'Securitystorenode', 7000, 7000],
      ['Securityworkersworker', 'Securitystorenode', 7000, 7000],
    ]);
    const inline = propertiesOf([site.network], 'AWS::EC2::SecurityGroup').flatMap(
      (g) => g['SecurityGroupIngress'] ?? [],
    );
    expect(inline).toMatchObject([{ FromPort: 443, CidrIp: '10.20.0.0/16' }]);
  });

  it('let hosts out to packages and APIs alone', () => {
    const out = propertiesOf([site.network], 'AWS::EC2::SecurityGroup').flatMap((g) => g['SecurityGroupEgress'] ?? []);
    const anywhere = out.filter((rule) => JSON.stringify(rule).includes('0.0.0.0/0'));
    expect(anywhere).toMatchObject([{ FromPort: 80 }, { FromPort: 443 }]);
    const groups = propertiesOf([site.network], 'AWS::EC2::SecurityGroup');
    // Without a rule EC2 would allow everything.
    expect(groups.every((group) => group['SecurityGroupEgress'] !== undefined)).toBe(true);
  });
});

describe('The foundation of a site at AWS', () => {
  it('makes a password under the name that the platform has for it, and leaves certificates to their authority', () => {
    const secrets = propertiesOf([site.foundation], 'AWS::SecretsManager::Secret');
    expect(secrets).toMatchObject([{ Name: 'catalyst/test/use1/store/password' }]);
    expect(secrets.every((secret) => secret['SecretString'] === undefined)).toBe(true);
  });

  it('keeps key, secrets and software when its stack is deleted, except at a disposable site', () => {
    const stateful = ['AWS::KMS::Key', 'AWS::SecretsManager::Secret', 'AWS::S3::Bucket'];
    const policies = (template: StackTemplate) =>
      stateful.flatMap((type) => resourcesOf([template], type)).map(({ DeletionPolicy }) => DeletionPolicy);
    expect(policies(site.foundation)).toEqual(['Retain', 'Retain', 'Retain']);
    expect(policies(synthesized(scratch, { disposable: true }).foundation)).toEqual(['Delete', 'Delete', 'Delete']);
  });

  it('cannot be deleted by mistake, except at a disposable site', () => {
    expect(manifestOf(site.assembly)).toContain('"terminationProtection": true');
    expect(manifestOf(synthesized(scratch, { disposable: true }).assembly)).not.toContain(
      '"terminationProtection": true',
    );
  });

  it('empties its software when a disposable site is deleted: nothing deletes a bucket that holds something', () => {
    const emptied = (template: StackTemplate) => resourcesOf([template], 'Custom::S3AutoDeleteObjects').length;
    expect(emptied(site.foundation)).toBe(0);
    expect(emptied(synthesized(scratch, { disposable: true }).foundation)).toBe(1);
  });

  it('rotates its key', () => {
    expect(propertiesOf([site.foundation], 'AWS::KMS::Key')).toMatchObject([{ EnableKeyRotation: true }]);
  });
});
