import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join, resolve as resolvePath } from 'node:path';
import type { HostConfig, Platform } from '@catalyst/model';
import { hostConfigs, resolvePlatform } from '@catalyst/platform';
import { profiles } from '@catalyst/profiles';
import { beforeEach, describe, expect, inject, it } from 'vitest';
import { z } from 'zod';
import { synthesizeTerraform } from './terraform.ts';
import { terraform, terraformIsHere } from './terraform/testing.ts';

function platformOf(name: string): Platform {
  const resolution = resolvePlatform(profiles[name]);
  if (!resolution.ok) throw new Error(`${name} cannot be resolved`);
  return resolution.platform;
}

/** What the tests read of `terraform show -json` of a plan. */
const Plan = z.object({
  resource_changes: z.array(z.object({ address: z.string(), change: z.object({ actions: z.array(z.string()) }) })),
  configuration: z.object({
    root_module: z.object({
      resources: z.array(z.object({ address: z.string(), depends_on: z.array(z.string()).default([]) })),
    }),
  }),
});

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(inject('scratch'), 'terraform-'));
});

/** Writes the stacks of a platform below the test's directory, and gives that of one of them. */
function synthesize(
  platform: Platform,
  site: string,
  configs: ReadonlyMap<string, HostConfig> = hostConfigs(platform),
) {
  const outdir = join(dir, 'out', platform.name, 'terraform');
  synthesizeTerraform(platform, configs, { outdir, profile: platform.name });
  return join(outdir, 'stacks', site);
}

function planOf(stack: string): z.output<typeof Plan> {
  terraform(stack, ['init', '-input=false']);
  terraform(stack, ['plan', '-input=false', '-out=plan']);
  return Plan.parse(JSON.parse(terraform(stack, ['show', '-json', 'plan'])));
}

const changed = (plan: z.output<typeof Plan>): readonly string[] =>
  plan.resource_changes
    .filter(({ change }) => !change.actions.includes('no-op'))
    .map(({ address, change }) => `${change.actions.join('+')} ${address}`)
    .sort();

/** The configurations with one line more in a file of one host. */
function withOneChange(configs: ReadonlyMap<string, HostConfig>, host: string): ReadonlyMap<string, HostConfig> {
  const config = configs.get(host);
  if (config === undefined) throw new Error(`no ${host}`);
  const files = config.files.map((file, i) => (i === 0 ? { ...file, content: `${file.content}# changed\n` } : file));
  return new Map(configs).set(host, { ...config, files });
}

describe('The Terraform of a platform', () => {
  it('is one stack for each datacenter and none for a cloud', () => {
    synthesize(platformOf('enterprise'), 'east');
    const stacks = join(dir, 'out/enterprise/terraform/stacks');
    expect(['east', 'west', 'europe'].map((site) => existsSync(join(stacks, site, 'cdk.tf.json')))).toEqual([
      true,
      true,
      true,
    ]);
    expect(existsSync(join(stacks, 'use1'))).toBe(false);
  });

  it('has the same bytes wherever it is written, and no secret in it', () => {
    const platform = platformOf('production');
    const first = readFileSync(join(synthesize(platform, 'dc1'), 'cdk.tf.json'), 'utf8');
    dir = mkdtempSync(join(inject('scratch'), 'elsewhere-'));
    const second = readFileSync(join(synthesize(platform, 'dc1'), 'cdk.tf.json'), 'utf8');
    expect(first).toBe(second);
    expect(first).not.toContain('secret');
    expect(first).not.toContain(inject('scratch'));
  });

  it('keeps its state beside the output, wherever that is: the next synthesis replaces the output', () => {
    const stack = synthesize(platformOf('dev'), 'dc1');
    const { terraform: settings } = z
      .object({ terraform: z.object({ backend: z.object({ local: z.object({ path: z.string() }) }) }) })
      .parse(JSON.parse(readFileSync(join(stack, 'cdk.tf.json'), 'utf8')));
    expect(resolvePath(stack, settings.backend.local.path)).toBe(join(dir, 'out/dev.tfstate/dc1.tfstate'));
  });
});

describe.runIf(terraformIsHere)('Terraform, with no network', () => {
  const stacks = Object.keys(profiles).flatMap((profile) => {
    const platform = platformOf(profile);
    return platform.sites
      .filter((s) => s.substrate === 'datacenter')
      .map(({ id }) => ({ profile, site: id, platform }));
  });

  it.each(stacks)('accepts $profile at $site and plans one resource for each server', ({ platform, site }) => {
    const stack = synthesize(platform, site);
    const plan = planOf(stack);
    terraform(stack, ['validate']);
    const hosts = platform.hosts.filter((host) => host.site === site);
    expect(changed(plan)).toEqual(hosts.map(({ hostname }) => `create terraform_data.${hostname}`).sort());
  });

  it('sees the brokers as a chain, each waiting for the one before', () => {
    const { resources } = planOf(synthesize(platformOf('production-n1'), 'dc1')).configuration.root_module;
    for (let broker = 2; broker <= 18; broker++) {
      const resource = resources.find(({ address }) => address === `terraform_data.kafka-${String(broker)}`);
      expect(resource?.depends_on).toEqual([`terraform_data.kafka-${String(broker - 1)}`]);
    }
  });

  it('passes a profile’s path on to the shell as it is', () => {
    const platform = platformOf('dev');
    const outdir = join(dir, 'out/dev/terraform');
    const profile = "it's ${a} %{b} $HOME.ts";
    synthesizeTerraform(platform, hostConfigs(platform), { outdir, profile });
    apply(join(outdir, 'stacks/dc1'));
    expect(calls()).toEqual([`--no catalyst onprem apply --profile ${profile} --host dc1/all-in-one-1`]);
  });

  it('applies host after host in order, and one changed file touches one host', () => {
    const platform = platformOf('production');
    const configs = hostConfigs(platform);
    const stack = synthesize(platform, 'dc1', configs);
    apply(stack);
    const order = calls().map((call) => call.split(' --host ')[1]);
    expect(order).toHaveLength(19);
    const at = (host: string) => order.indexOf(`dc1/${host}`);
    // The authority that signs everybody's certificates is on the database servers.
    expect(at('postgres-1')).toBe(0);
    for (const [first, then] of [
      ['postgres-2', 'kafka-1'],
      ['kafka-1', 'kafka-2'],
      ['kafka-2', 'kafka-3'],
      ['postgres-2', 'services-1'],
      ['dragonfly-1', 'services-1'],
      ['services-7', 'services-8'],
      ['services-8', 'ingress-1'],
      // It keeps the databases' log, so it comes with them.
      ['backup-1', 'services-1'],
    ] as const)
      expect(at(then), `${then} after ${first}`).toBeGreaterThan(at(first));

    expect(changed(planOf(synthesize(platform, 'dc1', configs)))).toEqual([]);
    const next = synthesize(platform, 'dc1', withOneChange(configs, 'dc1/kafka-2'));
    expect(changed(planOf(next))).toEqual(['delete+create terraform_data.kafka-2']);
  });

  it('stops before the next broker when one does not come up', () => {
    const platform = platformOf('production');
    const stack = synthesize(platform, 'dc1');
    expect(() => {
      apply(stack, 'dc1/kafka-2');
    }).toThrow(/kafka-2/);
    expect(calls().some((call) => call.endsWith('dc1/kafka-3'))).toBe(false);
    expect(calls().some((call) => call.endsWith('dc1/services-1'))).toBe(false);
  });

  /** Applies with an `npx` that writes down how it is called, and fails for one host. */
  function apply(stack: string, failing = 'none'): void {
    const bin = join(dir, 'bin');
    mkdirSync(bin, { recursive: true });
    writeFileSync(
      join(bin, 'npx'),
      `#!/bin/sh\necho "$*" >> '${join(dir, 'calls')}'\ncase "$*" in *"--host ${failing}") exit 1 ;; esac\n`,
    );
    chmodSync(join(bin, 'npx'), 0o755);
    terraform(stack, ['init', '-input=false']);
    terraform(stack, ['apply', '-input=false', '-auto-approve'], {
      PATH: `${bin}${delimiter}${process.env['PATH'] ?? ''}`,
    });
  }

  const calls = (): readonly string[] => readFileSync(join(dir, 'calls'), 'utf8').trimEnd().split('\n');
});
