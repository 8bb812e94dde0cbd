import { withDatacenter } from './small.ts';

export default withDatacenter({ racks: ['r01', 'r02', 'r03', 'r02'] });
