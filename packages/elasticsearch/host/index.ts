import type { HostConfigPart, Instance, Platform } from '@catalyst/model';
import type { ElasticsearchSpec } from '../spec.ts';
import { kibanaNode } from './kibana-node.ts';
import { logstashNode } from './logstash-node.ts';
import { nodeOf, speaks } from './node.ts';
import { searchNode } from './search-node.ts';

/** A server as this node, as Logstash or as Kibana: the same on bare metal, on EC2 and in the twin. */
export function elasticsearchHost(instance: Instance, spec: ElasticsearchSpec, platform: Platform): HostConfigPart {
  if (spec.engine !== 'elasticsearch') return { owner: 'elasticsearch' };
  const node = nodeOf(instance, platform);
  if (instance.role === 'logstash') return logstashNode(node, spec, platform);
  if (instance.role === 'kibana') return kibanaNode(node, instance, platform);
  return speaks(instance, node) ? searchNode(node, spec, platform) : { owner: 'elasticsearch' };
}
