import { hardware, servers, withDatacenter } from './small.ts';

export default withDatacenter({ servers: { ...servers, gpu: { hardware, racks: ['r01'] } } });
