import { closest, distance } from 'fastest-levenshtein';

/** The candidate that somebody probably meant, or undefined when none is near. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  if (candidates.length === 0) return undefined;
  const candidate = closest(word.toLowerCase(), [...candidates]);
  return distance(word.toLowerCase(), candidate.toLowerCase()) <=
    Math.max(2, Math.max(word.length, candidate.length) / 2)
    ? candidate
    : undefined;
}

/** The way out of a name that does not exist: `did you mean 'kafka'? Known: kafka, kraft`. */
export function didYouMean(word: string, candidates: readonly string[]): string {
  const guess = nearest(word, candidates);
  const known = candidates.length === 0 ? 'none is defined' : `known: ${candidates.join(', ')}`;
  return guess === undefined ? `use one that exists (${known})` : `did you mean '${guess}'? (${known})`;
}
