import { Milliseconds, hours, seconds } from '@catalyst/model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nodeLossArithmetic, recoveryPlan } from './recovery.ts';

const targets = fc.integer({ min: 0, max: hours(24) }).map((ms) => recoveryPlan(Milliseconds.of(ms)));

describe('The recovery-time plan', () => {
  it('keeps Patroni’s rules, whatever the target', () => {
    fc.assert(
      fc.property(targets, ({ patroni: { ttl, loopWait, retryTimeout }, watchdogMargin }) => {
        expect(ttl).toBeGreaterThanOrEqual(seconds(20));
        expect(loopWait).toBeGreaterThanOrEqual(seconds(1));
        expect(retryTimeout).toBeGreaterThanOrEqual(seconds(3));
        // Also with what the watchdog takes off: a slow etcd must not reset a sound node.
        expect(loopWait + 2 * retryTimeout).toBeLessThanOrEqual(ttl - watchdogMargin);
        for (const duration of [ttl, loopWait, retryTimeout, watchdogMargin]) expect(duration % 1000).toBe(0);
      }),
    );
  });

  it('never lets etcd elect for longer than Patroni waits for it', () => {
    fc.assert(
      fc.property(targets, ({ patroni, etcd }) => {
        // A candidate waits up to two timeouts. @source etcd tuning guide
        expect(2 * etcd.election).toBeLessThan(patroni.retryTimeout);
        expect(etcd.election).toBeGreaterThanOrEqual(5 * etcd.heartbeat);
      }),
    );
  });

  it('moves the address and gives up waiting clients no earlier than there can be a primary', () => {
    fc.assert(
      fc.property(targets, ({ worst, pool, patroni }) => {
        expect(worst.address).toBeLessThan(patroni.ttl);
        expect(pool.queryWait).toBeGreaterThan(worst.node);
        expect(worst.server).toBeLessThanOrEqual(worst.node);
        expect(worst.planned).toBeLessThan(worst.node);
      }),
    );
  });

  it('meets a target that can be met, and says by how much it misses another', () => {
    fc.assert(
      fc.property(fc.integer({ min: 28, max: 3600 }), (target) => {
        expect(recoveryPlan(seconds(target)).worst.node).toBeLessThanOrEqual(seconds(target));
      }),
    );
    const hasty = recoveryPlan(seconds(2));
    expect(hasty.worst.node).toBe(seconds(27));
    expect(nodeLossArithmetic(hasty)).toBe(
      '20 s of lease + 3 s to elect and promote + 2 checks × 1 s and 1 s for an answer + 1 s of the pool = 27 s',
    );
  });

  it('grows no slower than a longer target asks for', () => {
    fc.assert(
      fc.property(fc.nat(hours(2)), fc.nat(hours(2)), (a, b) => {
        const [short, long] = [Math.min(a, b), Math.max(a, b)].map(
          (ms) => recoveryPlan(Milliseconds.of(ms)).worst.node,
        );
        expect(short).toBeLessThanOrEqual(long ?? 0);
      }),
    );
  });
});
