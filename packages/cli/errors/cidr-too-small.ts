import { withDatacenter } from './small.ts';

export default withDatacenter({ cidr: '10.16.0.0/24' });
