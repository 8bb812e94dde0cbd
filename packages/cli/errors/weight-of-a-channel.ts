import { small } from './small.ts';

export default { ...small, demand: { ...small.demand, channels: { sms: 60, email: 0, fax: '10 %' } } };
