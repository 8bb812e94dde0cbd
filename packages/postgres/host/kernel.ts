import { MiB, type HostConfigPart } from '@catalyst/model';
import type { ClusterSpec } from '../spec.ts';

import type { Node } from './node.ts';

/** @source uname -m x86_64: pages of 2 MiB */
const HUGE_PAGE = MiB(2);

/**
 * Huge pages for the shared memory: the buffers, 2 % for what describes them, and 64 KiB for each connection's locks and
 * process. A shortfall costs speed and no start: `huge_pages` is `try`.
 * @source https://www.postgresql.org/docs/15/kernel-resources.html#LINUX-HUGE-PAGES; postgres -C shared_memory_size_in_huge_pages
 */
export const hugePages = ({ sizes }: Pick<Node, 'sizes'>, spec: Pick<ClusterSpec, 'connections'>): number =>
  Math.ceil((sizes.sharedBuffers * 1.02 + spec.connections * 65_536 + MiB(256)) / HUGE_PAGE);

/**
 * How much of what is no huge page may be promised: all but a tenth, so that a query that asks for too much fails alone,
 * and the kernel never ends the database for it. @source https://www.postgresql.org/docs/15/kernel-resources.html#LINUX-MEMORY-OVERCOMMIT
 */
const PROMISED = 90;

export const kernelOf = (node: Node, spec: ClusterSpec): NonNullable<HostConfigPart['kernel']> => ({
  'vm.nr_hugepages': { add: hugePages(node, spec) },
  // HAProxy listens on the floating address before the node has it.
  ...(node.floating === undefined ? {} : { 'net.ipv4.ip_nonlocal_bind': 1 }),
  'net.core.somaxconn': { atLeast: 4096 },
  ...(node.alone
    ? {
        'vm.overcommit_memory': 2,
        'vm.overcommit_ratio': PROMISED,
        'vm.swappiness': 1,
        // Writing starts early and in small portions, so that no checkpoint finds gigabytes to flush.
        'vm.dirty_background_bytes': MiB(64),
        'vm.dirty_bytes': MiB(512),
        'kernel.numa_balancing': 0,
      }
    : {}),
});

/** What the processes take at most, as the base system asks: see `mostMemory`, and the programs beside. */
export const BESIDE = MiB(1024);
