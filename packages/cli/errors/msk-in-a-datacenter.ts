import { withDatacenter } from './small.ts';

export default withDatacenter({
  tiers: { kafka: { engine: 'msk', nodeType: 'kafka.m7g.4xlarge', brokersPerZone: 1, volume: '4 TB' } },
});
