import { tiers, withDatacenter } from './small.ts';

export default withDatacenter({ tiers: { ...tiers, postgress: { engine: 'patroni' } } });
