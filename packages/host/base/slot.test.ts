import { hours, minutes } from '@catalyst/model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { slotOf } from './slot.ts';

const minuteOf = (text: string): number => {
  const [hour = 0, minute = 0] = text.split(':').map(Number);
  return hour * 60 + minute;
};

describe('The time of a host in a window', () => {
  it('is far from that of all others of its pool, and does not depend on how many there are', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{1,10}$/), fc.integer({ min: 2, max: 72 }), (pool, count) => {
        const times = Array.from({ length: count }, (_, i) =>
          minuteOf(slotOf({ pool, number: i + 1 }, hours(24), minutes(20))),
        );
        const sorted = [...times].sort((a, b) => a - b);
        const gaps = sorted.map((time, i) =>
          i === 0 ? time + 24 * 60 - (sorted.at(-1) ?? 0) : time - (sorted[i - 1] ?? 0),
        );
        expect(Math.min(...gaps)).toBeGreaterThanOrEqual(19);
      }),
    );
  });

  it('is inside the window', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{1,10}$/), fc.integer({ min: 1, max: 900 }), (pool, number) => {
        const time = minuteOf(slotOf({ pool, number }, hours(4), minutes(20), hours(2)));
        expect(time).toBeGreaterThanOrEqual(120);
        expect(time).toBeLessThan(360);
      }),
    );
  });
});
