import { withBrokers } from './small.ts';

export default withBrokers({ racks: ['r01', 'r02', 'r04'] });
