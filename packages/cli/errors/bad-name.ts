import { datacenter, small } from './small.ts';

export default { ...small, sites: { 'DC 1': datacenter } };
