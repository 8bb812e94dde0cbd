import { CLASSPATH, files, paths } from './paths.ts';
import type { Node } from './node.ts';

/** Formats the storage of a node before its first start: run before each start, it does nothing when that has been done. */
export function formatScript(node: Node): string {
  const controller = node.roles.includes('controller');
  const voters = node.voters
    .map(({ nodeId, endpoint, directory }) => `${String(nodeId)}@${endpoint}:${directory}`)
    .join(',');
  const format = [
    `/usr/bin/java -cp '${CLASSPATH}' kafka.tools.StorageTool format`,
    `--config ${files.server}`,
    `--cluster-id ${node.clusterId}`,
    '--ignore-formatted',
    controller ? `--initial-controllers ${voters}` : '--no-initial-controllers',
  ].join(' \\\n  ');
  return (
    ['#!/bin/sh', 'set -eu', ...(controller ? refusal(node) : []), format, ...(controller ? [`: > ${MARK}`] : [])].join(
      '\n',
    ) + '\n'
  );
}

const MARK = `${paths.state}/formatted`;

/**
 * A controller that comes back with its old identity and an empty disk could vote twice in one election, and with that
 * lose what the quorum has acknowledged. @source KIP-853: a voter is a node id and the id of its directory
 */
function refusal(node: Node): readonly string[] {
  const metadata = `${node.logDirs[0] ?? ''}/meta.properties`;
  return [
    `if [ -e ${MARK} ] && [ ! -e ${metadata} ]; then`,
    `  echo 'This controller has lost its disk (${metadata}). Remove controller ${String(node.nodeId)} from the quorum' >&2`,
    "  echo 'with kafka-metadata-quorum.sh remove-controller, format with --no-initial-controllers, and add it again.' >&2",
    '  exit 1',
    'fi',
  ];
}
