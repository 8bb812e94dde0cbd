import { across } from '@catalyst/model';
import { hardware, servers, withDatacenter } from './small.ts';

export default withDatacenter({
  servers: { ...servers, kafka: { hardware: { ...hardware, units: 1 }, racks: across(63, 'r01', 'r02', 'r03') } },
});
