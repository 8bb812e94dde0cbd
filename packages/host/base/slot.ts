import { createHash } from 'node:crypto';
import { minutes, type Host, type Milliseconds } from '@catalyst/model';

/**
 * A host's own time inside a window, as `OnCalendar` takes it: `07:23:00`. Hosts of one pool are `apart`, as long as the
 * window has room for all of them; pools of the same numbers are minutes from each other. Nothing is counted, so
 * another host moves none.
 */
export function slotOf(
  { pool, number }: Pick<Host, 'pool' | 'number'>,
  window: Milliseconds,
  apart: Milliseconds,
  from = 0,
): string {
  const shift = createHash('sha256').update(pool).digest().readUInt32BE(0) % apart;
  const minute = Math.floor(((((number - 1) * apart + shift) % window) + from) / minutes(1)) % (24 * 60);
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}:00`;
}
