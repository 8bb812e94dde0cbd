import type { Evidence, Finding } from '@catalyst/model';
import type { DeviceConfig } from '../types.ts';

/** One rule: what is wrong with a device, in as many findings as there are places. */
export type Rule = (config: DeviceConfig) => readonly Finding[];

/** Makes findings about a device; `key` is below `sites.<site>.fabric`. */
export const finding =
  (config: DeviceConfig, key: string) =>
  (code: string, message: string, fix: string, evidence: Evidence = {}): Finding => ({
    code: `fabric/${code}`,
    severity: 'error',
    subject: config.device,
    path: `sites.${config.device.slice(0, config.device.indexOf('/'))}.fabric${key}`,
    message,
    evidence,
    fix,
  });
