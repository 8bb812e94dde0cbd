import { withKafka } from './small.ts';

export default withKafka({ brokers: { on: 'kafca' } });
