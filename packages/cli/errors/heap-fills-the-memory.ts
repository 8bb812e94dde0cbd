import { hardware, withBrokers } from './small.ts';

export default withBrokers({ hardware: { ...hardware, memory: '8 GiB' } });
