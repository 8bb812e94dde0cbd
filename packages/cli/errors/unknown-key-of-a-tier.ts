import { withKafka } from './small.ts';

export default withKafka({ retension: '7 d' });
