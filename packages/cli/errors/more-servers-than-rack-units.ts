import { withDatacenter } from './small.ts';

export default withDatacenter({ rackUnits: 3 });
