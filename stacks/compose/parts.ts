import type { ComposeService, Condition, Health } from './file.ts';

/** Some containers, the files that they mount, and where they keep data. */
export interface Part {
  readonly services: Readonly<Record<string, ComposeService>>;
  /** Below the directory of the Compose file. */
  readonly files: Readonly<Record<string, string>>;
  readonly volumes: readonly string[];
}

export const GiB = (n: number): number => Math.round(n * 2 ** 30);

/** Asked every ten seconds, and given a minute to begin with. */
export const healthy = (...test: Health['test']): Health => ({
  test,
  interval: '10s',
  timeout: '5s',
  retries: 6,
  start_period: '60s',
});

/** A shell's dollar sign, which is Compose's too. */
export const dollars = (text: string): string => text.replaceAll('$', '$$$$');

export const after = (
  condition: Condition,
  ...others: readonly string[]
): Readonly<Record<string, { readonly condition: Condition }>> =>
  Object.fromEntries(others.map((name) => [name, { condition }]));

/** `dc1/postgres/users/billing` as the name of a file and of a secret: `postgres-users-billing`. */
export const secretName = (id: string): string => id.split('/').slice(1).join('-');

export const mounted = (id: string, target = secretName(id)): { readonly source: string; readonly target: string } => ({
  source: secretName(id),
  target,
});
