import type { Evidence, Finding, Severity } from '@catalyst/model';
import type { DeviceConfig } from '../../../config/types.ts';

/** What a rule says about a device; code and subject are the same for all that it finds. */
export interface Fault {
  readonly rule: string;
  readonly severity?: Severity;
  readonly message: string;
  readonly evidence: Evidence;
  readonly fix: string;
  /** Below `sites.<site>.fabric`. */
  readonly path?: string;
}

/** A rule of FRR's, as a function of what a device is told. */
export type Rule = (config: DeviceConfig) => readonly Fault[];

/** Finding `fabric/frr-<rule>` about the device. */
export const finding = (config: DeviceConfig, { rule, severity, message, evidence, fix, path }: Fault): Finding => ({
  code: `fabric/frr-${rule}`,
  severity: severity ?? 'error',
  subject: config.device,
  path: ['sites', config.device.split('/')[0] ?? '', 'fabric', ...(path === undefined ? [] : [path])].join('.'),
  message,
  evidence,
  fix,
});
