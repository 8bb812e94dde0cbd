import { small } from './small.ts';

export default { ...small, demand: { ...small.demand, peak: '90k tps' } };
