import { withKafka } from './small.ts';

export default withKafka({ controllers: { on: 'kafka' } });
