import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { propertiesOf, resourcesOf, templatesIn, type StackTemplate } from '@catalyst/aws/testing';
import { profiles } from '@catalyst/profiles';
import { describe, expect, inject, it } from 'vitest';
import { z } from 'zod';
import { synthesizeAws } from './aws.ts';
import { platformOf } from './bin/platform.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const scratch = inject('scratch');
const newDirectory = (): string => mkdtempSync(join(scratch, 'aws-'));

/** Every file of a cloud assembly with its content. */
const filesIn = (assembly: string): ReadonlyMap<string, string> =>
  new Map(
    readdirSync(assembly, { recursive: true, encoding: 'utf8' })
      .filter((file) => statSync(join(assembly, file)).isFile())
      .sort()
      .map((file) => [file, readFileSync(join(assembly, file), 'utf8')]),
  );

function synthesized(name: string) {
  const { platform, configs } = platformOf(name);
  const assembly = newDirectory();
  synthesizeAws(platform, configs, assembly);
  return { platform, assembly, templates: templatesIn(assembly) };
}

/** A rule that names no ports is about all of them. */
const Ports = z.object({ FromPort: z.number().default(0), ToPort: z.number().default(65_535) });

/** All rules of security groups that let something in. */
function ingress(templates: Iterable<StackTemplate>): readonly unknown[] {
  const all = [...templates];
  const inline = propertiesOf(all, 'AWS::EC2::SecurityGroup').flatMap((g) => g['SecurityGroupIngress'] ?? []);
  return [...inline, ...propertiesOf(all, 'AWS::EC2::SecurityGroupIngress')];
}

/** Runs a program of the project as a user would: with no credentials, and none to be found. */
function run(args: readonly string[], env: Readonly<Record<string, string>> = {}, cwd = ROOT) {
  const { status, stderr, stdout } = spawnSync(process.execPath, args, {
    cwd,
    env: { PATH: process.env['PATH'] ?? '', HOME: newDirectory(), AWS_EC2_METADATA_DISABLED: 'true', ...env },
    encoding: 'utf8',
  });
  return { status, stderr, stdout };
}
const cdk = (...args: readonly string[]) => run(['node_modules/aws-cdk/bin/cdk', ...args]);
const app = (context: object, outdir: string, cwd = ROOT) =>
  run(
    ['--import', import.meta.resolve('tsx'), join(ROOT, 'stacks/bin/cdk.ts')],
    { CDK_CONTEXT_JSON: JSON.stringify(context), CDK_OUTDIR: outdir },
    cwd,
  );

describe.each(Object.keys(profiles))('The CloudFormation of %s', (name) => {
  const { platform, assembly, templates } = synthesized(name);
  const all = [...templates.values()];
  const sites = platform.sites.flatMap(({ id, aws }) => (aws === null ? [] : [{ id, ...aws }]));

  it('has a foundation, a network and Kafka for each site', () => {
    const parts = ['foundation', 'kafka', 'network'];
    expect([...templates.keys()].sort()).toEqual(
      sites.flatMap(({ id }) => parts.map((part) => `catalyst-${name}-${id}-${part}`)).sort(),
    );
  });

  it('is far from the limits of a stack', () => {
    for (const [stack, template] of templates) {
      expect(Object.keys(template.Resources).length, stack).toBeLessThanOrEqual(400);
      const { size } = new Blob([readFileSync(join(assembly, `${stack}.template.json`))]);
      expect(size, stack).toBeLessThanOrEqual(700_000);
    }
  });

  it('looks nothing up', () => {
    expect(JSON.parse(readFileSync(join(assembly, 'manifest.json'), 'utf8'))).not.toHaveProperty('missing');
  });

  it('is in the zones of the profile, and in no other', () => {
    const zones = propertiesOf(all, 'AWS::EC2::Subnet').map((subnet) => subnet['AvailabilityZone']);
    expect(new Set(zones)).toEqual(
      new Set(sites.flatMap(({ region, zones: z }) => z.map((zone) => `${region}${zone}`))),
    );
  });

  it('gives each host that runs Kafka the address that the platform has for it', () => {
    const hosts = platform.hosts.filter(
      ({ id, substrate }) => substrate === 'aws' && platform.instances.some((i) => i.host === id && i.tier === 'kafka'),
    );
    const addresses = propertiesOf(all, 'AWS::EC2::NetworkInterface').map((n) => [
      n['Description'],
      n['PrivateIpAddress'],
    ]);
    expect([...addresses].sort()).toEqual(hosts.map((host) => [host.id, host.addresses[0].address]).sort());
  });

  // @source https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html#vpc-limits-security-groups
  it('needs no more security groups on an interface, and no more rules in one, than everybody may have', () => {
    const cards = propertiesOf(all, 'AWS::EC2::NetworkInterface');
    for (const card of cards) expect(z.array(z.unknown()).parse(card['GroupSet']).length).toBeLessThanOrEqual(5);
    for (const template of all)
      for (const type of ['AWS::EC2::SecurityGroupIngress', 'AWS::EC2::SecurityGroupEgress']) {
        const rules = propertiesOf([template], type).map((rule) => JSON.stringify({ ...rule, Description: '' }));
        expect(new Set(rules).size, 'every rule once').toBe(rules.length);
        const groups = propertiesOf([template], type).map(({ GroupId }) => JSON.stringify(GroupId));
        for (const group of groups) expect(groups.filter((other) => other === group).length).toBeLessThan(60);
      }
  });

  it('lets every flow of the platform through, and nothing else', () => {
    for (const { id } of sites) {
      const network = templates.get(`catalyst-${name}-${id}-network`);
      const ports = propertiesOf(network === undefined ? [] : [network], 'AWS::EC2::SecurityGroupIngress');
      const flows = platform.flows.filter(({ site }) => site === id);
      expect(new Set(ports.map(({ FromPort }) => FromPort))).toEqual(new Set(flows.map(({ port }) => port)));
    }
  });

  it('lets nobody in from the Internet, and nobody in by SSH', () => {
    const rules = ingress(all);
    expect(rules).not.toEqual([]);
    for (const rule of rules) {
      expect(JSON.stringify(rule)).not.toMatch(/0\.0\.0\.0\/0|::\/0/);
      const { FromPort, ToPort } = Ports.parse(rule);
      expect(FromPort <= 22 && ToPort >= 22).toBe(false);
    }
  });

  it('has instances that give their metadata to tokens alone', () => {
    for (const template of propertiesOf(all, 'AWS::EC2::LaunchTemplate'))
      expect(template).toHaveProperty('LaunchTemplateData.MetadataOptions.HttpTokens', 'required');
    for (const instance of propertiesOf(all, 'AWS::EC2::Instance')) expect(instance).toHaveProperty('LaunchTemplate');
  });

  it('encrypts every volume with a key of its own', () => {
    for (const volume of propertiesOf(all, 'AWS::EC2::Volume')) {
      expect(volume).toHaveProperty('Encrypted', true);
      expect(volume).toHaveProperty('KmsKeyId');
    }
    for (const template of propertiesOf(all, 'AWS::EC2::LaunchTemplate'))
      expect(template).toHaveProperty('LaunchTemplateData.BlockDeviceMappings[0].Ebs.Encrypted', true);
  });

  it('keeps what holds state, unless the profile says that the site may be deleted', () => {
    const stateful = [
      'KMS::Key',
      'SecretsManager::Secret',
      'S3::Bucket',
      'EC2::Volume',
      'EC2::Instance',
      'Logs::LogGroup',
    ];
    const expected = sites.some(({ disposable }) => disposable) ? 'Delete' : 'Retain';
    const policies = stateful.flatMap((type) => resourcesOf(all, `AWS::${type}`)).map((r) => r.DeletionPolicy);
    expect(new Set(policies)).toEqual(new Set([expected]));
  });

  it('holds no secret: Secrets Manager makes them, and scripts refer to them', () => {
    for (const secret of propertiesOf(all, 'AWS::SecretsManager::Secret')) {
      expect(secret).not.toHaveProperty('SecretString');
      expect(secret).toHaveProperty('GenerateSecretString');
    }
    for (const [file, text] of filesIn(assembly))
      expect(text, file).not.toMatch(/BEGIN [A-Z ]*PRIVATE KEY|password=[^\s{$"']/);
  });
});

describe('The cloud assembly', () => {
  it('is the same, byte for byte, from any directory and into any, and names neither', () => {
    const { assembly } = synthesized('production');
    const here = filesIn(assembly);
    const outdir = join(newDirectory(), 'elsewhere');
    const { status, stderr } = app({ profile: 'production' }, outdir, newDirectory());
    expect(stderr).toBe('');
    expect(status).toBe(0);
    expect(filesIn(outdir)).toEqual(here);
    for (const [file, text] of here)
      for (const path of [ROOT, scratch, assembly]) expect(text, file).not.toContain(path);
  });

  it('is what `cdk synth` makes too, with no credentials', () => {
    const outdir = join(newDirectory(), 'cdk.out');
    const { status } = cdk('synth', '--quiet', '--no-lookups', '--context', 'profile=dev', '--output', outdir);
    expect(status).toBe(0);
    const made = [...filesIn(outdir)].filter(([file]) => !file.endsWith('.lock'));
    expect(new Map(made)).toEqual(filesIn(synthesized('dev').assembly));
  });
});

describe('A profile that does not exist', () => {
  it.each([
    [
      'under a name that is nearly right',
      { profile: 'prodction' },
      "error profile/unknown at --context profile: there is no profile 'prodction'\n  did you mean 'production'? " +
        '(known: dev, production, production-n1, enterprise)\n',
    ],
    [
      'because none is given',
      {},
      'error profile/unknown at --context profile: no profile is given\n  give one: --context profile=<name> ' +
        '(known: dev, production, production-n1, enterprise)\n',
    ],
    [
      'under the name of something that every object has',
      { profile: 'constructor' },
      "error profile/unknown at --context profile: there is no profile 'constructor'\n  use one that exists " +
        '(known: dev, production, production-n1, enterprise)\n',
    ],
  ])('%s: is told with a way out, exits with 2 and leaves nothing behind', (_, context, message) => {
    const outdir = newDirectory();
    const { status, stderr } = app(context, outdir);
    expect(stderr).toBe(message);
    expect(status).toBe(2);
    expect(existsSync(outdir)).toBe(false);
  });

  it('makes `cdk` say the same and fail', () => {
    const outdir = join(newDirectory(), 'cdk.out');
    const { status, stderr } = cdk('synth', '--no-lookups', '--context', 'profile=prodction', '--output', outdir);
    expect(stderr).toContain("did you mean 'production'?");
    expect(stderr).toContain('Subprocess exited with error 2');
    expect(status).toBe(1);
    expect(existsSync(outdir)).toBe(false);
  });
});

describe('The settings of the CDK', () => {
  const settings: unknown = JSON.parse(readFileSync(join(ROOT, 'cdk.json'), 'utf8'));

  it('are all that its makers recommend, but that what another stack uses cannot be deleted', () => {
    const flags = fileURLToPath(import.meta.resolve('aws-cdk-lib/recommended-feature-flags.json'));
    expect(settings).toHaveProperty('context', {
      ...z.record(z.string(), z.unknown()).parse(JSON.parse(readFileSync(flags, 'utf8'))),
      '@aws-cdk/core:defaultCrossStackReferences': 'strong',
      'cli-telemetry': false,
    });
  });

  it('call nobody while synthesizing', () => {
    expect(settings).toMatchObject({ versionReporting: false, notices: false });
  });

  it('are read by a `cdk` that is not the broken release', () => {
    expect(cdk('--version').stdout).toMatch(/^2\./);
  });
});
