import { hardware, servers, withDatacenter } from './small.ts';

export default withDatacenter({
  servers: { ...servers, gpu: { hardware, racks: ['r01'], block: 32 }, tape: { hardware, racks: ['r02'], block: 32 } },
});
