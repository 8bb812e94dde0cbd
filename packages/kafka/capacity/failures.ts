import type { Finding } from '@catalyst/model';
import type { Facts } from './facts.ts';
import { count } from './text.ts';

/** What refuses writes when one thing fails, whatever the load. That a lone broker has no spare, the inventory shows. */
export const checkFailures = (facts: Facts): readonly Finding[] =>
  facts.brokers === 1 ? [] : [...oneBroker(facts), ...oneRack(facts)];

const about = ({ site, path }: Facts, code: string) =>
  ({ code: `kafka/${code}`, severity: 'error', subject: `${site}/kafka`, path: `${path}.copies` }) as const;

function oneBroker(facts: Facts): readonly Finding[] {
  const { total, inSync } = facts.spec.copies;
  if (total - 1 >= inSync) return [];
  return [
    {
      ...about(facts, 'broker-loss'),
      message:
        `copies: ${String(total)} - 1 lost = ${String(total - 1)}, and ${String(inSync)} must acknowledge: ` +
        'writing stops when one broker is lost',
      evidence: { brokers: facts.brokers, total, inSync },
      fix: 'use 3 copies, of which 2 acknowledge',
    },
  ];
}

/** Kafka spreads copies over racks as evenly as it can, so the fullest rack has ⌈copies/racks⌉ of some partition. */
function oneRack(facts: Facts): readonly Finding[] {
  const { total, inSync } = facts.spec.copies;
  const racks = facts.racks.length;
  const inOneRack = Math.ceil(total / Math.max(1, racks));
  if (total - inOneRack >= inSync) return [];
  return [
    {
      ...about(facts, 'rack-loss'),
      message:
        `${String(total)} copies in ${count(racks, 'rack')} or zones: one has ${String(inOneRack)} of some partition, ` +
        `so losing it leaves ${String(total - inOneRack)}, and ${String(inSync)} must acknowledge: writing stops`,
      evidence: { racks, total, inSync, left: total - inOneRack },
      fix: `spread the brokers over ${String(Math.max(3, total))} racks or zones`,
    },
  ];
}
