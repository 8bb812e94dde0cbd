export type * from './facts.ts';
export type * from './config/types.ts';
