import { withCloud } from './small.ts';

export default withCloud({ counterpartOf: 'dc2' });
