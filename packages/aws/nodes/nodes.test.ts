import { ResourceImpact, fullDiff } from '@aws-cdk/cloudformation-diff';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, inject, it } from 'vitest';
import { propertiesOf, resourcesOf, synthesized, type StackTemplate } from '../testing.ts';

const scratch = inject('scratch');
const site = synthesized(scratch);

/** Resources of the first template that are another in the second one, by what a deployment would do to them. */
function impacts(before: StackTemplate, after: StackTemplate): readonly (readonly [string, ResourceImpact])[] {
  const changes: [string, ResourceImpact][] = [];
  fullDiff(before, after).resources.forEachDifference((id, change) => {
    if (change.changeImpact !== ResourceImpact.NO_CHANGE) changes.push([id, change.changeImpact]);
  });
  return changes;
}

describe('Nodes that keep their identity', () => {
  it('have the addresses of the platform, on interfaces of their own', () => {
    const addresses = propertiesOf([site.nodes], 'AWS::EC2::NetworkInterface').map((n) => n['PrivateIpAddress']);
    const hosts = site.platform.hosts.filter(({ pool }) => pool === 'control');
    expect(addresses).toEqual(hosts.map((host) => host.addresses[0].address));
    const names = propertiesOf([site.nodes], 'AWS::Route53::RecordSet').map((r) => [r['Name'], r['ResourceRecords']]);
    expect(names).toEqual(hosts.map((host) => [host.fqdn, [host.addresses[0].address]]));
  });

  it('have a data volume that is encrypted, in the zone of the host, and stays when the stack goes', () => {
    expect(resourcesOf([site.nodes], 'AWS::EC2::Volume')).toMatchObject(
      ['us-east-1a', 'us-east-1b'].map((AvailabilityZone) => ({
        DeletionPolicy: 'Retain',
        UpdateReplacePolicy: 'Retain',
        // 100 GB are 93.1 GiB.
        Properties: { AvailabilityZone, Encrypted: true, Size: 94 },
      })),
    );
  });

  it('have none where the machine has drives, and are retained for those', () => {
    const { nodes } = synthesized(scratch, { type: 'i3en.2xlarge' });
    expect(resourcesOf([nodes], 'AWS::EC2::Volume')).toEqual([]);
    expect(resourcesOf([nodes], 'AWS::EC2::Instance').map((i) => i.DeletionPolicy)).toEqual(['Retain', 'Retain']);
  });

  it('answer for metadata to tokens alone, and keep to the template that they were launched with', () => {
    for (const template of propertiesOf([site.nodes], 'AWS::EC2::LaunchTemplate'))
      expect(template).toMatchObject({
        LaunchTemplateData: { MetadataOptions: { HttpTokens: 'required', HttpPutResponseHopLimit: 1 } },
      });
    for (const instance of propertiesOf([site.nodes], 'AWS::EC2::Instance')) {
      expect(instance).toMatchObject({ LaunchTemplate: { Version: '1' }, DisableApiTermination: true });
      expect(instance).not.toHaveProperty('UserData');
      expect(instance).not.toHaveProperty('ImageId');
    }
  });

  it('each have a template of their own: one that is added later boots as nodes do by then', () => {
    const templates = propertiesOf([site.nodes], 'AWS::EC2::Instance').map(({ LaunchTemplate }) =>
      JSON.stringify(LaunchTemplate),
    );
    expect(templates).toHaveLength(2);
    expect(new Set(templates).size).toBe(2);
  });

  it('may read their own script and secrets, and the site’s archives that they install', () => {
    const [role] = propertiesOf([site.nodes], 'AWS::IAM::Role').map((r) => JSON.stringify(r['Policies']));
    const read = [...(role ?? '').matchAll(/secret:[^"]+|parameter\/[^"]+|\/[^"/]+\.(?:sh|tar\.gz)/g)].map(
      ([text]) => text,
    );
    expect(read.map((text) => text.replace(/[0-9a-f]{64}/, '<sha256>'))).toEqual([
      '/<sha256>.sh',
      '/store-1.0.tar.gz',
      'parameter/catalyst/test/use1/script/control-1',
      'secret:catalyst/test/use1/store/password-??????',
    ]);
  });

  it('wait for one another when they are updated: each applies its script after the one before', () => {
    const { nodes } = synthesized(scratch, { nodes: ['a', 'b', 'a'] });
    const applied = Object.entries(nodes.Resources).filter(([, { Type }]) => Type === 'AWS::SSM::Association');
    const ids = applied.map(([id]) => id);
    const waits = applied.map(([, { DependsOn = [] }]) => [DependsOn].flat().filter((id) => ids.includes(id)));
    expect(waits).toEqual([[], ids.slice(0, 1), ids.slice(1, 2)]);
    for (const [, { Properties }] of applied) expect(Properties).toHaveProperty('WaitForSuccessTimeoutSeconds');
  });
});

describe('A change', () => {
  it('of one host’s configuration reaches that host, in place, and no other', () => {
    const after = synthesized(scratch, {}, (host) => (host.number === 2 ? '2' : '1'));
    const changed = impacts(site.nodes, after.nodes);
    expect(changed.map(([id]) => id.replace(/[0-9A-F]{8}$/, '')).sort()).toEqual([
      'Nodescontrol2Applied',
      'Nodescontrol2Role',
      'Parametercatalysttestuse1scriptcontrol2',
    ]);
    expect(new Set(changed.map(([, impact]) => impact))).toEqual(new Set([ResourceImpact.WILL_UPDATE]));
  });

  it('of the number of nodes adds what the new ones need, and leaves every resource as it was', () => {
    const zones = fc.array(fc.constantFrom('a', 'b'), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(zones, zones, (nodes, more) => {
        const before = synthesized(scratch, { nodes }).nodes;
        const after = synthesized(scratch, { nodes: [...nodes, ...more] }).nodes;
        const changed = impacts(before, after);
        expect(new Set(changed.map(([, impact]) => impact))).toEqual(new Set([ResourceImpact.WILL_CREATE]));
        for (const [id, resource] of Object.entries(before.Resources)) expect(after.Resources[id]).toEqual(resource);
      }),
      { numRuns: 5 },
    );
  });
});

describe('The scripts of nodes in an assembly', () => {
  const scripts = readdirSync(site.assembly).filter((file) => file.endsWith('.sh'));

  it('are named after their content, so that the same script is published once', () => {
    expect(scripts).toHaveLength(2);
    const referred = JSON.stringify(propertiesOf([site.nodes], 'AWS::SSM::Parameter'));
    for (const file of scripts) expect(referred).toContain(file.replace('asset.', ''));
  });

  it('refer to secrets by name and hold none', () => {
    for (const file of scripts) {
      const text = readFileSync(join(site.assembly, file), 'utf8');
      expect(text).toContain('{{secret:use1/store/password}}');
      expect(text).toContain('--secret-id "catalyst/test/$1"');
    }
  });
});
