export { renderFrr } from './conf/index.ts';
export { frrDaemons } from './daemons.ts';
export { frrFindings } from './findings/index.ts';
export { linuxInterfaces } from './linux/interfaces.ts';
export { linuxSysctl } from './linux/sysctl.ts';
