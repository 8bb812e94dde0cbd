import { z } from 'zod';
import { measure, type Measure, type Quantity } from './quantity.ts';

export type { Measure, Quantity } from './quantity.ts';

/** An amount of data. Memory is sold in powers of two (GiB), disks in powers of ten (TB). */
export type Bytes = Quantity<'bytes'>;
/** A rate of data on a wire, in powers of ten. */
export type BitsPerSecond = Quantity<'bits per second'>;
/** A rate of data into a disk or a broker, in powers of ten. */
export type BytesPerSecond = Quantity<'bytes per second'>;
/** Messages, and the work that follows each, in a second. */
export type TransactionsPerSecond = Quantity<'transactions per second'>;
/** A length of time. */
export type Milliseconds = Quantity<'milliseconds'>;
/** A way over the ground. */
export type Metres = Quantity<'metres'>;
/** Electrical power. */
export type Watts = Quantity<'watts'>;
/** A share of a whole: 1 is 100 %. */
export type Ratio = Quantity<'ratio'>;

export type BytesText = `${number} ${'B' | 'kB' | 'MB' | 'GB' | 'TB' | 'PB' | 'KiB' | 'MiB' | 'GiB' | 'TiB'}`;
export type BitsPerSecondText = `${number} ${'bps' | 'kbps' | 'Mbps' | 'Gbps' | 'Tbps'}`;
export type BytesPerSecondText = `${number} ${'B/s' | 'kB/s' | 'MB/s' | 'GB/s'}`;
export type TransactionsPerSecondText = `${number}${'' | 'k' | 'M'} tps`;
export type DurationText = `${number} ${'ms' | 's' | 'min' | 'h' | 'd'}`;
export type MetresText = `${number} ${'m' | 'km'}`;
export type WattsText = `${number} ${'W' | 'kW'}`;
export type RatioText = `${number} %`;

const BYTES = [
  ['B', 1],
  ['kB', 1e3],
  ['KiB', 2 ** 10],
  ['MB', 1e6],
  ['MiB', 2 ** 20],
  ['GB', 1e9],
  ['GiB', 2 ** 30],
  ['TB', 1e12],
  ['TiB', 2 ** 40],
  ['PB', 1e15],
] as const;
export const Bytes = measure<'bytes', BytesText>('an amount of data', '64 GiB', BYTES, ' ', [
  'B',
  'kB',
  'MB',
  'GB',
  'TB',
  'PB',
]);
export const BitsPerSecond = measure<'bits per second', BitsPerSecondText>('a bit rate', '10 Gbps', [
  ['bps', 1],
  ['kbps', 1e3],
  ['Mbps', 1e6],
  ['Gbps', 1e9],
  ['Tbps', 1e12],
]);
export const BytesPerSecond = measure<'bytes per second', BytesPerSecondText>('a byte rate', '60 MB/s', [
  ['B/s', 1],
  ['kB/s', 1e3],
  ['MB/s', 1e6],
  ['GB/s', 1e9],
]);
export const TransactionsPerSecond = measure<'transactions per second', TransactionsPerSecondText>(
  'a rate of transactions',
  '685k tps',
  [
    [' tps', 1],
    ['tps', 1],
    ['k tps', 1e3],
    ['M tps', 1e6],
  ],
  '',
);
export const Milliseconds = measure<'milliseconds', DurationText>('a length of time', '30 d', [
  ['ms', 1],
  ['s', 1e3],
  ['min', 60e3],
  ['h', 3600e3],
  ['d', 86_400e3],
]);
export const Metres = measure<'metres', MetresText>('a length', '3900 km', [
  ['m', 1],
  ['km', 1e3],
]);
export const Watts = measure<'watts', WattsText>('a power', '650 W', [
  ['W', 1],
  ['kW', 1e3],
]);
export const Ratio = measure<'ratio', RatioText>('a share', '99.99 %', [['%', 0.01]]);

export const kB = (n: number): Bytes => Bytes.of(n * 1e3);
export const GB = (n: number): Bytes => Bytes.of(n * 1e9);
export const TB = (n: number): Bytes => Bytes.of(n * 1e12);
export const MiB = (n: number): Bytes => Bytes.of(n * 2 ** 20);
export const GiB = (n: number): Bytes => Bytes.of(n * 2 ** 30);
export const Gbps = (n: number): BitsPerSecond => BitsPerSecond.of(n * 1e9);
export const MBps = (n: number): BytesPerSecond => BytesPerSecond.of(n * 1e6);
export const tps = (n: number): TransactionsPerSecond => TransactionsPerSecond.of(n);
export const seconds = (n: number): Milliseconds => Milliseconds.of(n * 1e3);
export const minutes = (n: number): Milliseconds => Milliseconds.of(n * 60e3);
export const hours = (n: number): Milliseconds => Milliseconds.of(n * 3600e3);
export const days = (n: number): Milliseconds => Milliseconds.of(n * 86_400e3);
export const percent = (n: number): Ratio => Ratio.of(n / 100);
export const kilometres = (n: number): Metres => Metres.of(n * 1e3);
export const watts = (n: number): Watts => Watts.of(n);

/** Limits of a quantity in a profile, in the same unit. Without a `min` it must be more than zero. */
export interface Limits<U extends string> {
  readonly min?: Quantity<U>;
  readonly max?: Quantity<U>;
}

function quantity<U extends string, Text extends string>(of: Measure<U, Text>) {
  return (limits: Limits<U> = {}) =>
    z
      .custom<Text>((value) => typeof value === 'string', {
        error: (issue) =>
          issue.input === undefined
            ? `is missing; expected ${of.noun} with its unit, such as '${of.example}'`
            : `is not ${of.noun} with its unit, such as '${of.example}'`,
      })
      .transform((text, context): Quantity<U> => {
        const value = of.parse(text);
        const problem =
          value === undefined
            ? `is not ${of.noun} with its unit, such as '${of.example}' (units: ${[...new Set(of.symbols.map((s) => s.trim()))].join(', ')})`
            : value < (limits.min ?? Number.MIN_VALUE)
              ? `must be ${limits.min === undefined ? 'more than zero' : `at least ${of.print(limits.min)}`}`
              : limits.max !== undefined && value > limits.max
                ? `must be at most ${of.print(limits.max)}`
                : undefined;
        if (problem === undefined && value !== undefined) return value;
        context.addIssue({ code: 'custom', message: problem ?? `is not ${of.noun}`, input: text });
        return z.NEVER;
      });
}

/** Schemas for quantities in a profile. Each takes optional limits and reads a text such as `64 GiB`. */
export const unit = {
  bytes: quantity(Bytes),
  bitsPerSecond: quantity(BitsPerSecond),
  bytesPerSecond: quantity(BytesPerSecond),
  transactionsPerSecond: quantity(TransactionsPerSecond),
  duration: quantity(Milliseconds),
  length: quantity(Metres),
  watts: quantity(Watts),
  ratio: quantity(Ratio),
};
