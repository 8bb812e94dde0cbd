import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  Bytes,
  BitsPerSecond,
  BytesPerSecond,
  GiB,
  Milliseconds,
  Ratio,
  TB,
  TransactionsPerSecond,
  Watts,
  days,
  tps,
} from './index.ts';

const measures = [Bytes, BitsPerSecond, BytesPerSecond, TransactionsPerSecond, Milliseconds, Ratio, Watts] as const;

describe('A quantity', () => {
  it.each([
    [Bytes, '64 GiB', 68_719_476_736],
    [Bytes, '3.84 TB', 3.84e12],
    [BitsPerSecond, '1.25 Gbps', 1.25e9],
    [BytesPerSecond, '60 MB/s', 60e6],
    [TransactionsPerSecond, '685k tps', 685_000],
    [TransactionsPerSecond, '2.055M tps', 2_055_000],
    [TransactionsPerSecond, '685000 tps', 685_000],
    [Milliseconds, '30 d', 2_592_000_000],
    [Ratio, '99.99 %', 0.9999],
    [Watts, '60 kW', 60_000],
  ])('%# is read with its unit: %s', (measure, text, value) => {
    expect(measure.parse(text)).toBe(value);
  });

  it.each([
    [Bytes, '64'],
    [Bytes, '64 Gib'],
    [Bytes, 'GiB'],
    [Bytes, '64 GiB per node'],
    [BitsPerSecond, '10 GB/s'],
    [Milliseconds, '30 days'],
    [TransactionsPerSecond, '685k'],
    [Watts, '1e3 W'],
  ])('without a number and a known unit is not read: %s', (measure, text) => {
    expect(measure.parse(text)).toBeUndefined();
  });

  it('prints in the largest unit that is exact', () => {
    expect([Bytes.print(GiB(128)), Bytes.print(TB(4)), Bytes.print(1_073_741_825)]).toEqual([
      '128 GiB',
      '4 TB',
      '1073741825 B',
    ]);
    expect([TransactionsPerSecond.print(tps(685_000)), Milliseconds.print(days(7)), Ratio.print(0.6)]).toEqual([
      '685k tps',
      '7 d',
      '60 %',
    ]);
  });

  it('shows a figure that no unit makes short in three digits', () => {
    expect([Bytes.show(5_678_901_234), Milliseconds.show(5_832_000), Bytes.show(GiB(64))]).toEqual([
      '5.68 GB',
      '1.62 h',
      '64 GiB',
    ]);
  });

  it('reads back what it prints, whatever the value', () => {
    fc.assert(
      fc.property(fc.constantFrom(...measures), fc.integer({ min: 0, max: 2 ** 40 }), (measure, amount) => {
        expect(measure.parse(measure.print(amount))).toBe(amount);
      }),
    );
  });

  it('is never made of what is not a number', () => {
    expect(() => Bytes.of(Number.NaN)).toThrow('NaN is not an amount of data');
  });
});
