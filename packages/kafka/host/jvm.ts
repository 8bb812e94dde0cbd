import { Bytes, GiB, MiB } from '@catalyst/model';
import { PORTS } from '../plan.ts';
import type { SelfManagedKafka } from '../spec.ts';
import type { Node } from './node.ts';
import { files, paths } from './paths.ts';

/** Heap of a dedicated controller. @source https://kafka.apache.org/39/documentation.html#kraft_deployment: 5 GB of memory suffice */
const CONTROLLER_HEAP = GiB(2);

export const heapOf = (node: Node, spec: SelfManagedKafka): Bytes =>
  node.roles.includes('broker') ? spec.heap : CONTROLLER_HEAP;

/** What Java takes beside a heap: classes, code, threads and buffers of connections; and each of our own programs in all. */
const BESIDE_HEAP = GiB(1);
const PROGRAM = MiB(384);

/** All that a node's processes take; the page cache, from which readers are served, is what they leave. */
export const memoryOf = (node: Node, spec: SelfManagedKafka): Bytes =>
  Bytes.of(heapOf(node, spec) + BESIDE_HEAP + PROGRAM * (node.measuresLag ? 2 : 1));

const mebibytes = (bytes: Bytes): string => `${String(Math.floor(bytes / MiB(1)))}m`;

/**
 * Options of the Java process, as its launcher reads them from a file.
 * @source https://kafka.apache.org/39/documentation.html#java for the collector's settings
 */
export function jvmOptions(node: Node, spec: SelfManagedKafka): string {
  const heap = heapOf(node, spec);
  const { memory } = node.host.machine;
  const rest = Bytes.of(Math.max(0, memory - heap - spec.systemMemory));
  return `${[
    `# ${Bytes.print(memory)} of memory - ${Bytes.print(heap)} heap - ${Bytes.print(spec.systemMemory)} system = ` +
      `${Bytes.print(rest)} of page cache.`,
    `-Xms${mebibytes(heap)}`,
    `-Xmx${mebibytes(heap)}`,
    '-XX:+AlwaysPreTouch',
    '-XX:+UseG1GC',
    '-XX:MaxGCPauseMillis=20',
    '-XX:InitiatingHeapOccupancyPercent=35',
    '-XX:+ExplicitGCInvokesConcurrent',
    '# A process without memory is worse than none: systemd starts another.',
    '-XX:+ExitOnOutOfMemoryError',
    `-Xlog:gc*:file=${paths.logs}/gc.log:time,tags:filecount=10,filesize=100M`,
    '-Djava.awt.headless=true',
    `-Dlog4j.configuration=file:${files.logging}`,
    `-javaagent:${paths.exporter}/jmx_prometheus_javaagent.jar=${node.address}:${String(PORTS.metrics)}:${files.metrics}`,
  ].join('\n')}\n`;
}
