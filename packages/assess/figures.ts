/** A count with its thousands apart: `10,976`. A fixed locale, so that it prints the same everywhere. */
export const grouped = (count: number): string => count.toLocaleString('en-US', { maximumFractionDigits: 1 });

/** A difference as people say it: `+11 %`, `−74 %`. */
export const signedPercent = (share: number): string =>
  `${share < 0 ? '−' : '+'}${grouped(Math.round(Math.abs(share) * 100))} %`;

/** `1 server`, `2 servers` */
export const counted = (count: number, noun: string): string => `${grouped(count)} ${noun}${count === 1 ? '' : 's'}`;

/** A share in whole percent: `73 %`, `20,700 %`; in tenths where it is small. */
export const shareOf = (ratio: number): string => `${grouped(ratio < 0.1 ? ratio * 100 : Math.round(ratio * 100))} %`;
