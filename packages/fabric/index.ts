export type * from './facts.ts';
export { configFindings, deviceConfigs, networkSecrets, type DeviceConfig } from './config/index.ts';
export * from './documents/index.ts';
export { antaCatalog, expectedState, expectedStates, type ExpectedState } from './expected/index.ts';
export { deviceFiles } from './files.ts';
export { planFabric } from './plan/index.ts';
export { checkNetwork } from './check.ts';
export { checkEos } from './render/eos/index.ts';
