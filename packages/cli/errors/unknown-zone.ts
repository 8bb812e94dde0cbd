import { cloud, withCloud } from './small.ts';

export default withCloud({ zones: ['a', 'b'], instances: cloud.instances });
