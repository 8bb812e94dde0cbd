import { Bytes, MiB, type Machine } from '@catalyst/model';
import type { SelfManagedDragonfly } from './spec.ts';

/** Memory for data, in whole MiB: the flag `maxmemory`. */
export const memoryOf = ({ memory }: Pick<Machine, 'memory'>, spec: Pick<SelfManagedDragonfly, 'memory'>): Bytes =>
  Bytes.of(Math.floor((memory * spec.memory) / MiB(1)) * MiB(1));

/** Threads of a node: those of the profile, all cores of a host that it has for itself, or a quarter of them. */
export const threadsOf = (
  { cores }: Pick<Machine, 'cores'>,
  spec: Pick<SelfManagedDragonfly, 'threads'>,
  alone: boolean,
): number => spec.threads ?? (alone ? cores : Math.max(1, Math.floor(cores / 4)));
