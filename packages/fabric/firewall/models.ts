import { Gbps, type BitsPerSecond } from '@catalyst/model';

/** What a model of firewall can do, by the vendor's data sheets. */
export interface FirewallModel {
  /** With applications recognised and logged. */
  readonly firewall: BitsPerSecond;
  /** With prevention of threats as well. Nobody publishes a figure with TLS opened; it is below this one. */
  readonly threat: BitsPerSecond;
  readonly ipsec: BitsPerSecond;
  /** Contexts that come with it, and most that can be licensed. */
  readonly contexts: { readonly included: number; readonly most: number };
  readonly sessions: number;
}

const model = (
  firewall: number,
  threat: number,
  ipsec: number,
  included: number,
  most: number,
  sessions: number,
): FirewallModel => ({
  firewall: Gbps(firewall),
  threat: Gbps(threat),
  ipsec: Gbps(ipsec),
  contexts: { included, most },
  sessions,
});

/**
 * Firewalls by the vendor's name.
 * @source data sheets of Palo Alto Networks: PA-3400 (strata_ds_pa-3400-series_021126), PA-5400
 * (strata_ds_pa-5400-series_032026), PAN-OS 12.1, and PA-7000, PAN-OS 11.2
 */
const MODELS: ReadonlyMap<string, FirewallModel> = new Map(
  Object.entries({
    'PA-3430': model(29, 15, 12, 1, 11, 2.5e6),
    'PA-3440': model(35, 20, 14.5, 1, 11, 3e6),
    'PA-5410': model(52, 35, 20, 10, 20, 5e6),
    'PA-5420': model(70, 50, 28, 15, 65, 7e6),
    'PA-5430': model(80, 60, 42, 25, 125, 9e6),
    'PA-5440': model(85, 70, 58, 25, 225, 20e6),
    'PA-5445': model(90, 76, 64, 25, 225, 48e6),
    'PA-7050': model(343, 184, 190, 25, 225, 245e6),
  }),
);

/** Figures of a model; undefined for one whose data sheet nobody has entered. */
export const firewallModel = (sku: string): FirewallModel | undefined => MODELS.get(sku);

/** The smallest that inspects so much; undefined where none does. */
export const modelFor = (rate: BitsPerSecond): string | undefined =>
  [...MODELS].find(([, { threat }]) => threat >= rate)?.[0];
