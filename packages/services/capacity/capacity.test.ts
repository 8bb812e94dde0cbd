import type { Assessment } from '@catalyst/model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planned, type SiteText } from '../testing/site.ts';
import { assessServices, shareOf } from './index.ts';

function assessed(text: SiteText): Assessment {
  const { platform, spec } = planned(text);
  const [site] = platform.sites;
  if (site === undefined) throw new Error('no site');
  return assessServices(spec, site, platform);
}

const TWELVE = Object.fromEntries(
  [
    'sms',
    'whatsapp',
    'telegram',
    'ussd',
    'rcs',
    'viber',
    'email',
    'voice',
    'push',
    'messenger',
    'instagram',
    'webchat',
  ].map((name) => [name, 1]),
);

/** The guide's eight servers at its sustained rate (audit C01, C02). */
const guide: SiteText = {
  groups: [{ hosts: 8, run: { sms: 3, whatsapp: 2, 'sms-firewall': 2, billing: 1, channels: 1 } }],
  demand: { sustained: '685k tps', peak: '685k tps', channels: TWELVE },
};

const rowOf = (text: SiteText, role: string, scenario = 'all up, at peak') =>
  assessed(text).utilisation.find((row) => row.subject === `dc1/services/${role}` && row.scenario === scenario);

describe('the services of the guide', () => {
  it('carry 48,000 SMS a second of 57,100, and 80,000 for WhatsApp', () => {
    expect(rowOf(guide, 'sms')?.arithmetic).toBe(
      'sms: 8.3 % of 685,000/s = 57,100/s of 24 instances × 2,000/s = 48,000/s',
    );
    expect(Math.round((rowOf(guide, 'whatsapp')?.used ?? 0) * 100)).toBe(71);
  });

  it('have eight billing processors for 85,600 events a second each', () => {
    expect(rowOf(guide, 'billing')).toMatchObject({
      arithmetic: 'billing: 685,000/s = 685,000/s of 8 instances × 20,000/s = 160,000/s',
      fix: 'run 44 instances of billing, 1 of them to spare for a host, or let one carry more',
    });
  });

  it('lose a host with all that it has', () => {
    expect(rowOf(guide, 'sms', 'one host lost, at peak')?.arithmetic).toContain('21 instances');
  });
});

describe('messages that nobody handles', () => {
  it('are a finding: channels without a service, and no billing', () => {
    const codes = assessed({ groups: [{ hosts: 1, run: { sms: 1 } }] }).findings.map(({ message }) => message);
    expect(codes).toEqual([
      'nobody carries whatsapp, email: 2 of 3 channels',
      'no host runs billing, which every message passes',
      'no host runs sms-firewall, which every SMS passes',
    ]);
  });
});

describe('the queue of n8n', () => {
  it('is a finding where no address moves with its master', () => {
    const codes = (floating: boolean) => assessed({ n8n: {}, floating }).findings.map(({ code }) => code);
    expect(codes(false)).toContain('services/n8n-queue');
    expect(codes(true)).not.toContain('services/n8n-queue');
  });
});

describe('shares', () => {
  it('of channels add up to all messages, whoever has a service of its own', () => {
    fc.assert(
      fc.property(fc.subarray(Object.keys(TWELVE)), (own) => {
        const roles = [...own, 'channels', 'billing'];
        const sum = [...own, 'channels'].reduce((total, role) => total + shareOf(role, TWELVE, roles), 0);
        expect(sum).toBeCloseTo(1, 9);
        expect(shareOf('billing', TWELVE, roles)).toBe(1);
      }),
    );
  });
});

describe('what is used', () => {
  const DEMANDS = ['1k tps', '10k tps', '50k tps', '200k tps', '685k tps', '2M tps'] as const;

  it('never falls when the demand rises, nor rises when a host is added', () => {
    fc.assert(
      fc.property(
        fc.subarray([...DEMANDS], { minLength: 2, maxLength: 2 }),
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 1, max: 3 }),
        ([less = '1k tps', more = '1k tps'], hosts, each) => {
          const at = (demand: (typeof DEMANDS)[number], n: number) =>
            assessed({
              groups: [{ hosts: n, run: { sms: each, channels: 1, billing: 1 } }],
              demand: { sustained: demand, peak: demand },
            })
              .utilisation.filter(({ scenario }) => scenario === 'all up, at peak')
              .map(({ used }) => used);
          const base = at(less, hosts);
          at(more, hosts).forEach((used, i) => {
            expect(used).toBeGreaterThanOrEqual(base[i] ?? 0);
          });
          at(less, hosts + 1).forEach((used, i) => {
            expect(used).toBeLessThanOrEqual(base[i] ?? 0);
          });
        },
      ),
      { numRuns: 25 },
    );
  });
});
