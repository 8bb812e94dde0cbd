import { properties } from '@catalyst/host';
import { Bytes, MiB } from '@catalyst/model';
import type { SelfManagedElasticsearch } from '../spec.ts';
import { heapOf, logstashHeap } from '../sizing.ts';
import type { Node } from './node.ts';
import { paths } from './paths.ts';

const mebibytes = (bytes: Bytes): string => `${String(Math.floor(bytes / MiB(1)))}m`;

/** What Elasticsearch's own `jvm.options` has besides the heap. @source elasticsearch 8.19, distribution/src/config/jvm.options */
const COMMON = [
  '-XX:+UseG1GC',
  '-Djava.io.tmpdir=${ES_TMPDIR}',
  '# A process without memory is worse than none: systemd starts another.',
  '-XX:+ExitOnOutOfMemoryError',
  '-Djava.awt.headless=true',
  '-Dfile.encoding=UTF-8',
];

/** Heap of a node, with the arithmetic, and what Elasticsearch wants of Java. */
export function jvmOptions(node: Node, spec: SelfManagedElasticsearch): string {
  const { memory } = node.host.machine;
  const heap = heapOf(node.host.machine, spec, node.alone);
  const share = node.alone ? 'half' : 'an eighth, since others use the host too,';
  return `${[
    `# At most ${Bytes.print(spec.heap)}, and ${share} of ${Bytes.print(memory)}: ${Bytes.show(heap)}.`,
    `-Xms${mebibytes(heap)}`,
    `-Xmx${mebibytes(heap)}`,
    ...COMMON,
    `-Xlog:gc*:file=${paths.logs}/gc.log:utctime,level,pid,tags:filecount=10,filesize=64m`,
  ].join('\n')}\n`;
}

/** @source logstash 8.19, config/jvm.options */
export function logstashJvm(node: Node): string {
  const heap = logstashHeap(node.host.machine);
  return `${[
    `# At most 8 GiB, and a quarter of ${Bytes.print(node.host.machine.memory)}.`,
    `-Xms${mebibytes(heap)}`,
    `-Xmx${mebibytes(heap)}`,
    '-Djava.awt.headless=true',
    '-Dfile.encoding=UTF-8',
    '-Djruby.compile.invokedynamic=true',
    '-XX:+ExitOnOutOfMemoryError',
  ].join('\n')}\n`;
}

/** To the journal, which has the time. @source https://logging.apache.org/log4j/2.x/manual/configuration.html */
export const logging = (): string =>
  properties([
    ['status', 'error'],
    ['appender.console.type', 'Console'],
    ['appender.console.name', 'console'],
    ['appender.console.layout.type', 'PatternLayout'],
    ['appender.console.layout.pattern', '%-5p %c{1.} %m%n'],
    ['rootLogger.level', 'info'],
    ['rootLogger.appenderRef.console.ref', 'console'],
  ]);
