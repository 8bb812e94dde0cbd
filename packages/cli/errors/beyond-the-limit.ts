import { withKafka } from './small.ts';

export default withKafka({ heap: '64 GiB' });
