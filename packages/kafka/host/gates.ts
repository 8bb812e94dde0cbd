import { minutes, seconds, type HealthGate } from '@catalyst/model';
import { files, forShell, program } from './paths.ts';
import type { Node } from './node.ts';

const ask = (question: string, node: Node): string =>
  forShell(program(files.health, files.admin, question, String(node.nodeId)));

/**
 * How to know that a node is back. An open port proves little: a broker answers long before its partitions have caught
 * up, and stopping the next one before that is how writes are refused.
 */
export function gatesOf(node: Node): readonly HealthGate[] {
  const broker = node.roles.includes('broker');
  return [
    { name: 'kafka-quorum', command: ask('quorum', node), within: minutes(2), every: seconds(5) },
    // Those that were to vote and do not would be missed only when the others are lost.
    ...(node.roles.includes('controller')
      ? [{ name: 'kafka-voter', command: ask('voter', node), within: minutes(5), every: seconds(5) }]
      : []),
    ...(broker
      ? [
          { name: 'kafka-registered', command: ask('registered', node), within: minutes(5), every: seconds(5) },
          // A broker that was away for five minutes at peak has to fetch 43 GB (142 MB/s, audit §4.1).
          { name: 'kafka-in-sync', command: ask('in-sync', node), within: minutes(30), every: seconds(10) },
        ]
      : []),
  ];
}
