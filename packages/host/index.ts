export { baseHost } from './base.ts';
export { hostBundle, hostJson } from './bundle.ts';
export { bundleHash } from './canonical.ts';
export { installScript, type InstallOptions } from './install-script.ts';
