import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * Accepts a finding of cdk-nag about a construct and all below it, and says why.
 *
 * `Validations.acknowledge` refuses ids with `::` in them, which the findings about single permissions have
 * (`AwsSolutions-IAM5[Resource::*]`): those are written where cdk-nag looks for them.
 * @source https://github.com/cdklabs/cdk-nag/issues/2351
 */
export function acknowledge(construct: IConstruct, rule: `AwsSolutions-${string}`, reason: string): void {
  if (rule.includes('::')) construct.node.addMetadata(Validations.ACKNOWLEDGED_RULES_METADATA_KEY, { [rule]: reason });
  else Validations.of(construct).acknowledge({ id: `AwsSolutions::${rule}`, reason });
}
