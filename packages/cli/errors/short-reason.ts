import { small } from './small.ts';

export default { ...small, acknowledged: [{ code: 'host/single-homed', reason: 'ok' }] };
