import { small } from './small.ts';

export default { ...small, tenants: { acme: { id: 7 }, globex: { id: 7 } } };
