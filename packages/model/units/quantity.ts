declare const unit: unique symbol;

/** A number that carries its unit in its type: `Quantity<'bytes'>` cannot be passed where `Quantity<'ms'>` is wanted. */
export type Quantity<Unit extends string> = number & { readonly [unit]: Unit };

/** One unit of measure: how its values are made, read and printed. */
export interface Measure<Unit extends string, Text extends string> {
  /** What a value is called in a message: `an amount of data`. */
  readonly noun: string;
  /** A text that parses, for messages: `64 GiB`. */
  readonly example: Text;
  /** The symbols that a text may end with. */
  readonly symbols: readonly string[];
  /** A value from a number of base units. Throws on NaN and infinity, which no formula of ours should make. */
  readonly of: (amount: number) => Quantity<Unit>;
  /** Reads `64 GiB` or `685k tps`; undefined when the text is not a number and a known symbol. */
  readonly parse: (text: string) => Quantity<Unit> | undefined;
  /** Prints so that `parse` gives the same value back: `64 GiB`, and `1073741825 B` where nothing shorter is exact. */
  readonly print: (value: number) => string;
  /** Prints for people, to three digits: `5.29 GiB`. */
  readonly show: (value: number) => string;
}

/** The symbols of a measure and how many base units each stands for, in the order of preference at equal size. */
export type Symbols = readonly (readonly [symbol: string, factor: number])[];

const NUMBER = /^(-?\d+(?:\.\d+)?)\s*(\S.*)$/;

/**
 * A measure over the given symbols. `separator` stands between number and symbol in print: `64 GiB`, `685k tps`.
 * `shown` are the symbols that a rounded figure may have: all unless given.
 */
export function measure<Unit extends string, Text extends string>(
  noun: string,
  example: Text,
  symbols: Symbols,
  separator = ' ',
  shown: readonly string[] = symbols.map(([symbol]) => symbol),
): Measure<Unit, Text> {
  const factors = new Map(symbols);
  const largestFirst = [...symbols].sort((a, b) => b[1] - a[1]);
  const base = symbols.find(([, factor]) => factor === Math.min(...factors.values()));
  if (base === undefined) throw new Error(`the measure of ${noun} has no symbols`);

  const isQuantity = (amount: number): amount is Quantity<Unit> => Number.isFinite(amount);
  const of = (amount: number): Quantity<Unit> => {
    if (!isQuantity(amount)) throw new Error(`${String(amount)} is not ${noun}`);
    return amount;
  };
  const parse = (text: string): Quantity<Unit> | undefined => {
    const match = NUMBER.exec(text.trim());
    const factor = factors.get(match?.[2]?.trim() ?? '');
    if (match?.[1] === undefined || factor === undefined) return undefined;
    const product = Number(match[1]) * factor;
    // Rounded to 15 digits, because 2.2 × 1000 is 2200.0000000000005 in binary.
    const amount = Number.isInteger(product) ? product : Number(product.toPrecision(15));
    return Number.isFinite(amount) ? of(amount) : undefined;
  };
  const print = (value: number): string => {
    for (const [symbol, factor] of largestFirst) {
      const count = Number((value / factor).toFixed(3));
      const text = `${String(count)}${separator}${symbol}`;
      // Six digits and a point: what a person still reads as one figure.
      if (Math.abs(count) >= 1 && String(count).length <= 7 && parse(text) === value) return text;
    }
    return `${String(Number((value / base[1]).toPrecision(15)))}${separator}${base[0]}`;
  };
  const show = (value: number): string => {
    const exact = print(value);
    const [symbol, factor] = largestFirst.find(([s, size]) => shown.includes(s) && Math.abs(value) >= size) ?? base;
    const rounded = `${String(Number((value / factor).toPrecision(3)))}${separator}${symbol}`;
    return exact.length <= rounded.length ? exact : rounded;
  };
  return { noun, example, symbols: symbols.map(([symbol]) => symbol), of, parse, print, show };
}
