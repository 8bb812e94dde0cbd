export { acme, type PublicCertificate } from './acme.ts';
export { autoinstall } from './autoinstall/index.ts';
export { backupPart } from './backups.ts';
export { baseHost } from './base.ts';
export { hostBundle, hostJson } from './bundle.ts';
export { certificatePart } from './certificates/index.ts';
export {
  AUTHORITY_DIRECTORY,
  authorityIdOf,
  intermediateName,
  namesFor,
  pkiServiceName,
  tokenName,
} from './certificates/authority.ts';
export { repositoryFiles } from './repositories.ts';
export { bundleHash } from './canonical.ts';
export { installScript, type InstallOptions } from './install-script.ts';
export { properties, type PropertyLine } from './write/properties.ts';
export { CONFINED, inSeconds, mountUnit, systemdUnit, type UnitSection } from './write/systemd.ts';
export { checkUnit } from './rules/systemd.ts';
