import { withDatacenter } from './small.ts';

export default withDatacenter({
  fabric: {
    topology: {
      kind: 'leaf-spine',
      spines: { model: 'DCS-7050CX3-32', count: 2 },
      leaves: { model: 'DCS-7050S-64', uplinks: 1 },
    },
  },
});
