import { cloud, withCloud } from './small.ts';

export default withCloud({
  instances: { ...cloud.instances, kafka: { type: 'i3en.3xlarg', zones: ['a', 'b', 'c'] } },
});
