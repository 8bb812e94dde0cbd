import { CLASSPATH, files, forShell, paths, program } from './paths.ts';
import { PORTS } from '../plan.ts';
import type { Node } from './node.ts';

/** There from the first format on: an empty disk beside it is a lost one. */
const MARK = `${paths.state}/formatted`;

/** On the first of the drives, the one that holds the metadata. Kafka itself prepares a new drive among the others. */
export const metadataOf = (node: Node): string => node.logDirs[0] ?? '';

/** Formats the storage of a node before its first start: run before each start, it does nothing when that has been done. */
export const formatScript = (node: Node): string =>
  [
    '#!/bin/sh',
    'set -eu',
    `[ ! -e ${metadataOf(node)}/meta.properties ] || exit 0`,
    'quorum=--no-initial-controllers',
    ...(node.roles.includes('controller') ? quorumOf(node) : []),
    [
      `/usr/bin/java -cp '${CLASSPATH}' kafka.tools.StorageTool format`,
      `--config ${files.server}`,
      `--cluster-id ${node.clusterId}`,
      '--ignore-formatted',
      '"$quorum"',
    ].join(' \\\n  '),
    `: > ${MARK}`,
    '',
  ].join('\n');

/**
 * Two nodes that both could form a quorum are two clusters of one name as soon as they do not see each other. So one
 * node may, and only where no other controller is there, and where it has never had one. The others are formatted once
 * there is a quorum, so that a controller which is there is proof of one. The id of a directory is new each time: what
 * comes back with an empty disk is nobody who has voted. @source KIP-853
 */
function quorumOf(node: Node): readonly string[] {
  const others = node.controllers.filter((endpoint) => endpoint !== endpointOf(node));
  const ask = forShell(program(files.quorum, 'formed', files.admin, others.join(',')));
  if (!node.forms)
    return [
      'tries=10',
      `until ${ask}; do`,
      '  tries=$((tries - 1))',
      "  [ $tries -gt 0 ] || { echo 'There is no quorum to join yet.' >&2 && exit 1; }",
      '  sleep 5',
      'done',
    ];
  return [
    ...(others.length > 0 ? ['formed=0', `${ask} || formed=$?`] : ['formed=3']),
    'case $formed in',
    '  0) ;;',
    '  3)',
    `    if [ -e ${MARK} ]; then`,
    `      echo 'This controller has lost its disk (${metadataOf(node)}), and no other controller answers.' >&2`,
    "      echo 'Start the others first: this one joins them. A new quorum would know nothing of the old one.' >&2",
    '      exit 1',
    '    fi',
    '    quorum=--standalone',
    '    ;;',
    "  *) echo 'There are controllers, and none of them leads: trying again.' >&2 && exit 1 ;;",
    'esac',
  ];
}

const endpointOf = (node: Node): string => `${node.host.fqdn}:${String(PORTS.controllers)}`;
