import { hardware, small, withBrokers } from './small.ts';

export default { ...withBrokers({ hardware: { ...hardware, core: 24, memery: '1 TiB' } }), tittle: small.title };
