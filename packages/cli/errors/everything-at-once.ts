import { withBrokers, withDatacenter } from './small.ts';

export default {
  ...withDatacenter({
    cidr: '10.17.0.0/16',
    rackUnits: 3,
    servers: withBrokers({ racks: ['r01', 'r09'] }).sites.dc1.servers,
  }),
  tenants: { acme: { id: 7 }, globex: { id: 7 } },
};
