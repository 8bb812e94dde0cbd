import { Milliseconds, type Finding, type Platform } from '@catalyst/model';
import { WATCH } from '../host/watch.ts';
import type { HaproxyIngress } from '../spec.ts';
import type { Facts } from './facts.ts';

/** How long an address is nobody's, at worst. */
export interface Takeover {
  /** The holder is gone without a word. */
  readonly host: Milliseconds;
  /** The holder's proxy is dead or hangs, and its keepalived says so. */
  readonly proxy: Milliseconds;
}

/**
 * The times of VRRP version 3: a backup takes over after three announcements that did not come and its skew, at most one
 * more; or, told by the holder, after its skew alone. @source RFC 5798, 6.1
 */
export const takeoverOf = ({ advert }: Pick<HaproxyIngress, 'advert'>): Takeover => {
  const noticed = WATCH.misses * (WATCH.every + WATCH.patience);
  return { host: Milliseconds.of(4 * advert), proxy: Milliseconds.of(noticed + advert) };
};

/** An objective that the timers cannot keep, or an address that nobody else can take over. */
export function checkFailover({ site, path, spec, nodes }: Facts, { objectives }: Platform): readonly Finding[] {
  if (nodes < 2) return [];
  const { host, proxy } = takeoverOf(spec);
  const worst = Milliseconds.of(Math.max(host, proxy));
  if (worst <= objectives.failover) return [];
  return [
    {
      code: 'ingress/failover',
      severity: 'error',
      subject: `${site}/ingress`,
      path: `${path}.advert`,
      message:
        `a lost node is missed for ${Milliseconds.show(host)} (4 × ${Milliseconds.print(spec.advert)}), a dead proxy for ` +
        `${Milliseconds.show(proxy)}, and the objective is ${Milliseconds.print(objectives.failover)}`,
      evidence: { host, proxy, objective: objectives.failover },
      fix: 'announce more often: 100 ms is the least',
    },
  ];
}
