import { withCloud } from './small.ts';

export default withCloud({ cidr: '10.16.128.0/17' });
