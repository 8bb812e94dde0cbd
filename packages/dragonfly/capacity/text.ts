/** A count for people, to four digits: `1,450`. */
export const grouped = (amount: number): string => Number(amount.toPrecision(4)).toLocaleString('en-US');

/** `1 shard`, `3 shards`. */
export const count = (amount: number, noun: string): string => `${grouped(amount)} ${noun}${amount === 1 ? '' : 's'}`;
