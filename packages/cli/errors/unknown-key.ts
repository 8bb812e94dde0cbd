import { small } from './small.ts';

export default { ...small, objektives: small.objectives };
