import { small } from './small.ts';

export default {
  ...small,
  interconnects: {
    'dx-1': { kind: 'direct-connect', between: ['dc1', 'use2'], bandwidth: '10 Gbps', location: 'EqDC2' },
    'vpn-1': { kind: 'ipsec', between: ['dc1', 'dc1'], bandwidth: '1.25 Gbps' },
  },
};
