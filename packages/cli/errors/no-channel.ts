import { small } from './small.ts';

export default { ...small, demand: { ...small.demand, channels: {} } };
