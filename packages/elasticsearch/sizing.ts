import { Bytes, GiB, MiB, mountsOf, type Machine, type Volume } from '@catalyst/model';
import type { SelfManagedElasticsearch } from './spec.ts';

/** Heap of a node, in whole MiB: at most what the profile says, and half of the memory, or an eighth where others are. */
export function heapOf(
  { memory }: Pick<Machine, 'memory'>,
  { heap }: Pick<SelfManagedElasticsearch, 'heap'>,
  alone: boolean,
): Bytes {
  const share = memory / (alone ? 2 : 8);
  return Bytes.of(Math.floor(Math.max(GiB(1), Math.min(heap, share)) / MiB(1)) * MiB(1));
}

/** What Java takes beside its heap: threads, code, buffers of the network. @source elastic docs, jvm-settings: "direct memory" is half of the heap at most */
export const processOf = (heap: Bytes): Bytes => Bytes.of(heap * 1.25 + MiB(512));

/** Heap of Logstash. @source https://www.elastic.co/docs/reference/logstash/jvm-settings: 4 to 8 GB */
export const logstashHeap = ({ memory }: Pick<Machine, 'memory'>): Bytes =>
  Bytes.of(Math.floor(Math.min(GiB(8), memory / 4) / MiB(1)) * MiB(1));

/** Heap of Kibana's Node.js. @source https://www.elastic.co/docs/deploy-manage/production-guidance/kibana-configure-memory: 1 to 4 GB */
export const KIBANA_HEAP = GiB(2);

/** Volumes that data is kept on: the NVMe drives, or the others where a machine has none. */
export function dataVolumes(volumes: readonly Volume[]): readonly Volume[] {
  const fast = volumes.filter(({ media }) => media === 'nvme');
  return fast.length > 0 ? fast : volumes;
}

export const dataMounts = (volumes: readonly Volume[]): readonly string[] => dataVolumes(volumes).flatMap(mountsOf);
