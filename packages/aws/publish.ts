import { aws_ssm as ssm } from 'aws-cdk-lib';
import { parameterName, type Published } from './names.ts';
import type { SiteStack } from './site-stack.ts';

/** Writes what a site tells others. Readers take the path from `parameterName`, in any region and with any tool. */
export function publish(stack: SiteStack, published: Published, value: string): ssm.CfnParameter {
  const name = parameterName(stack.platform, stack.site.id, published);
  return new ssm.CfnParameter(stack, `Parameter${name}`, { name, type: 'String', value });
}
