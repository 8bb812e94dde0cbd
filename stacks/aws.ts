import { readFileSync } from 'node:fs';
import { App } from 'aws-cdk-lib';
import { SiteFoundation, SiteNetwork, isAwsSite, type AwsTier } from '@catalyst/aws';
import { kafkaOnAws } from '@catalyst/kafka/aws';
import type { HostConfig, Platform } from '@catalyst/model';
import { z } from 'zod';

/** What runs at AWS, in the order in which it starts. A tier is its line here. */
const TIERS: readonly AwsTier[] = [kafkaOnAws];

/** The same settings as with `cdk`, which reads them from there. */
const { context } = z
  .object({ context: z.record(z.string(), z.unknown()) })
  .parse(JSON.parse(readFileSync(new URL('../cdk.json', import.meta.url), 'utf8')));

export interface AwsAppOptions {
  /** Where the cloud assembly goes. Default: where `cdk` wants it */
  readonly outdir?: string;
  /**
   * CloudFormation's own validation of every template, as errors. It costs 3 s and 330 MB, so it has a command of its
   * own: `npm run validate`. Default: false
   */
  readonly validate?: boolean;
}

/** The sites of a platform that are at AWS, as CDK stacks: foundation, network, and one for each tier. */
export function awsApp(
  platform: Platform,
  configs: ReadonlyMap<string, HostConfig>,
  { outdir, validate = false }: AwsAppOptions = {},
): App {
  const app = new App({
    ...(outdir === undefined ? {} : { outdir }),
    context: {
      ...context,
      // Traces hold the path of the working tree, which is no part of the platform.
      'aws:cdk:disable-creation-stack-traces': true,
    },
    analyticsReporting: false,
    autoSynth: false,
    treeMetadata: false,
    stackTraces: false,
    builtinCloudFormationValidation: validate,
  });
  for (const site of platform.sites.filter(isAwsSite)) {
    const foundation = new SiteFoundation(app, { platform, site });
    const network = new SiteNetwork(app, { platform, site, foundation });
    const { security } = network;
    for (const tier of TIERS)
      if (tier.tier in site.tiers)
        tier.deploy(app, site.tiers[tier.tier], { platform, site, configs, foundation, network, security });
  }
  return app;
}

/** Writes the cloud assembly into a directory: the same bytes as `cdk synth` for the same platform, wherever it is. */
export function synthesizeAws(platform: Platform, configs: ReadonlyMap<string, HostConfig>, outdir: string): void {
  awsApp(platform, configs, { outdir }).synth();
}
