export { renderFrr } from './conf/index.ts';
export { frrDaemons } from './daemons.ts';
export { frrFindings } from './findings/index.ts';
export { linuxFilter } from './linux/filter.ts';
export { linuxInterfaces } from './linux/interfaces.ts';
export { linuxSysctl } from './linux/sysctl.ts';
