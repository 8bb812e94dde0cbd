import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack, aws_ec2 as ec2 } from 'aws-cdk-lib';
import { describe, expect, inject, it } from 'vitest';
import { acknowledge } from '@catalyst/aws';
import { hostConfigs, resolvePlatform } from '@catalyst/platform';
import profile from '@catalyst/profiles/production';
import { awsApp } from '../aws.ts';
import { validate } from './validate.ts';

/** An app with one volume, which is not encrypted. */
function appWithVolume(): { readonly app: App; readonly volume: ec2.CfnVolume } {
  const app = new App({ outdir: mkdtempSync(join(inject('scratch'), 'validate-')), autoSynth: false });
  const volume = new ec2.CfnVolume(new Stack(app, 'Storage'), 'Volume', { availabilityZone: 'us-east-1a', size: 10 });
  return { app, volume };
}

/** Production as it is, but with MSK at AWS. */
function withMsk(): unknown {
  const { sites, ...production } = profile;
  const { use1 } = sites;
  const kafka = { engine: 'msk', nodeType: 'kafka.m7g.4xlarge', brokersPerZone: 2, volume: '4 TB', retention: '7 d' };
  return { ...production, sites: { ...sites, use1: { ...use1, tiers: { ...use1?.tiers, kafka } } } };
}

describe('Validation of templates', () => {
  it('has nothing against MSK, which no profile of ours uses', () => {
    const resolution = resolvePlatform(withMsk());
    if (!resolution.ok) throw new Error(JSON.stringify(resolution.findings));
    const { platform } = resolution;
    const outdir = mkdtempSync(join(inject('scratch'), 'msk-'));
    const { findings, validators } = validate(awsApp(platform, hostConfigs(platform), { outdir }));
    expect(validators).toEqual(['AwsSolutions']);
    expect(findings).toEqual([]);
  });

  it('finds what cdk-nag holds against a resource, and says where it is', () => {
    const { findings } = validate(appWithVolume().app);
    expect(findings).toMatchObject([
      { code: 'AwsSolutions/AwsSolutions-EC26', severity: 'error', subject: 'Storage/Volume' },
    ]);
  });

  it('accepts what is acknowledged with a reason at the resource', () => {
    const { app, volume } = appWithVolume();
    acknowledge(volume, 'AwsSolutions::AwsSolutions-EC26', 'A volume of a test.');
    expect(validate(app)).toMatchObject({ findings: [], acknowledged: 1 });
  });
});
