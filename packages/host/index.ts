export { baseHost } from './base.ts';
export { hostBundle, hostJson } from './bundle.ts';
export { certificateFiles } from './certificates.ts';
export { bundleHash } from './canonical.ts';
export { installScript, type InstallOptions } from './install-script.ts';
export { properties, type PropertyLine } from './write/properties.ts';
export { CONFINED, inSeconds, mountUnit, systemdUnit, type UnitSection } from './write/systemd.ts';
