import { mkdirSync } from 'node:fs';
import { bundleHash } from '@catalyst/host';
import type { Host, HostConfig, Platform } from '@catalyst/model';
import { tiers } from '@catalyst/platform';
import { App, DataResource, LocalBackend, TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import { rolloutOrder } from './terraform/order.ts';

/** What Terraform runs for each host, from the directory of its stack. */
export interface TerraformOptions {
  /** Directory to write to: gets `manifest.json` and `stacks/<site>/cdk.tf.json`. */
  readonly outdir: string;
  /** What `--profile` is given: the profile's name, or its file as seen from the directory of a stack. */
  readonly profile: string;
}

/**
 * The datacenters of a platform as Terraform stacks, one each, with Terraform's built-in `terraform_data` alone: they
 * initialise without a network and hold no secret. A host is replaced, that is: configured again, when the hash of its
 * configuration changes. Throws when a host has no configuration.
 */
export function synthesizeTerraform(
  platform: Platform,
  configs: ReadonlyMap<string, HostConfig>,
  { outdir, profile }: TerraformOptions,
): void {
  mkdirSync(outdir, { recursive: true });
  // Validation would start `terraform version` for every resource; the tests run `terraform validate` on the result.
  const app = new App({ outdir, skipValidation: true });
  for (const { id, substrate } of platform.sites)
    if (substrate === 'datacenter') new DatacenterStack(app, id, platform, configs, profile);
  app.synth();
}

class DatacenterStack extends TerraformStack {
  constructor(
    scope: Construct,
    site: string,
    platform: Platform,
    configs: ReadonlyMap<string, HostConfig>,
    profile: string,
  ) {
    super(scope, site);
    // Beside the output and not in it: the next `catalyst synth` replaces the output as a whole. The stack is at
    // <output>/terraform/stacks/<site>, and the name is the profile's: the bytes do not depend on where the output is.
    new LocalBackend(this, { path: `../../../../${platform.name}.tfstate/${site}.tfstate` });

    const resources = new Map<string, DataResource>();
    for (const { host, after } of rolloutOrder(platform, site, tiers)) {
      const target = {
        host: host.id,
        address: managementAddress(host),
        sha256: bundleHash(configOf(host, configs)),
      };
      const resource = new DataResource(this, host.hostname, {
        input: target,
        triggersReplace: { address: target.address, sha256: target.sha256 },
        dependsOn: after.flatMap(({ id }) => resources.get(id) ?? []),
        provisioners: [{ type: 'local-exec', command: literal(applyCommand(profile, host.id)) }],
      });
      resource.overrideLogicalId(host.hostname);
      resources.set(host.id, resource);
    }
  }
}

function configOf(host: Host, configs: ReadonlyMap<string, HostConfig>): HostConfig {
  const config = configs.get(host.id);
  if (config === undefined) throw new Error(`${host.id} has no configuration`);
  return config;
}

/** Where the provisioner reaches a server: on the management network. */
const managementAddress = ({ site, addresses }: Host): string =>
  (addresses.find(({ network }) => network === `${site}/management`) ?? addresses[0]).address;

const applyCommand = (profile: string, host: string): string =>
  `npx --no catalyst onprem apply --profile ${shellWord(profile)} --host ${shellWord(host)}`;

/** A word as the shell takes it: quoted where it has a character that means something. */
const shellWord = (word: string): string =>
  /^[\w./:@%+=-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;

/** A text that Terraform takes as it is: in its JSON, `${` and `%{` begin an expression. */
const literal = (text: string): string => text.replaceAll(/[$%](?=\{)/g, (sign) => sign + sign);
