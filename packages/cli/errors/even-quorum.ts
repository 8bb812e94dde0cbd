import { hardware, servers, withDatacenter } from './small.ts';

export default withDatacenter({ servers: { ...servers, kraft: { hardware, racks: ['r01', 'r02', 'r03', 'r01'] } } });
