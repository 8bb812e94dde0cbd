import { withKafka } from './small.ts';

export default withKafka({ copies: { total: 3, inSync: 4 } });
