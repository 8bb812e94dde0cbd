import { small } from './small.ts';

export default { ...small, title: undefined };
