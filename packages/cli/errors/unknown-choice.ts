import { hardware, withBrokers } from './small.ts';

export default withBrokers({
  hardware: { ...hardware, volumes: { data: { ...hardware.volumes.data, raid: 'raid01' } } },
});
