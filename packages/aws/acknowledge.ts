import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** A rule of a validator. */
export type Rule = `AwsSolutions::AwsSolutions-${string}` | `CloudFormation-Validate::${string}`;

/**
 * Accepts a finding about a construct and all below it, and says why: `npm run validate` counts it and no longer objects.
 *
 * `Validations.acknowledge` does the same and more: it keeps a trace with the paths of this machine, and it refuses the
 * findings of cdk-nag about single permissions, which have `::` inside (`AwsSolutions-IAM5[Resource::*]`).
 * @source https://github.com/cdklabs/cdk-nag/issues/2351
 */
export function acknowledge(construct: IConstruct, rule: Rule, reason: string): void {
  construct.node.addMetadata(Validations.ACKNOWLEDGED_RULES_METADATA_KEY, { [rule]: reason });
}
