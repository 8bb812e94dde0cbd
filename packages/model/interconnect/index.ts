export * from './numbers.ts';
export * from './spec.ts';
export * from './circuits.ts';
export { PUBLIC_PLACES, addressAt, digest } from './places.ts';
export { circuitsOf } from './resolve.ts';
export { checkCircuits } from './check.ts';
