import { withDatacenter } from './small.ts';

export default withDatacenter({ racks: ['r01', 'rack2', 'r03'] });
