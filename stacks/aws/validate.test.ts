import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack, aws_ec2 as ec2 } from 'aws-cdk-lib';
import { describe, expect, inject, it } from 'vitest';
import { acknowledge } from '@catalyst/aws';
import { validate } from './validate.ts';

/** An app with one volume, which is not encrypted. */
function appWithVolume(): { readonly app: App; readonly volume: ec2.CfnVolume } {
  const app = new App({ outdir: mkdtempSync(join(inject('scratch'), 'validate-')), autoSynth: false });
  const volume = new ec2.CfnVolume(new Stack(app, 'Storage'), 'Volume', { availabilityZone: 'us-east-1a', size: 10 });
  return { app, volume };
}

describe('Validation of templates', () => {
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
