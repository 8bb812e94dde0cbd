import { Bytes, Milliseconds, TransactionsPerSecond, type Claims, type Finding, type Platform } from '@catalyst/model';
import { grouped } from '../figures.ts';
import { totalsOf } from '../inventory.ts';

/** Terabytes of which hundreds are meant, without an exponent or another unit: `1,776 TB`. */
const terabytes = (bytes: number): string =>
  bytes >= 100e12 ? `${grouped(Math.round(bytes / 1e12))} TB` : Bytes.show(bytes);

/**
 * How long all drives together would hold one copy of every message, where a document says how long they do.
 * Raw capacity of all servers, without RAID, replicas and whatever else is stored: the best that could be.
 * @source audit A09, B09
 */
export function checkRetention(platform: Platform): readonly Finding[] {
  const { demand, claims, hosts, sites } = platform;
  const whole = retention(
    claims,
    demand.sustained,
    demand.message,
    totalsOf(hosts).storageBytes,
    platform.name,
    'claims',
  );
  const bySite = sites.flatMap((site) => {
    const { storageBytes } = totalsOf(hosts.filter((host) => host.site === site.id));
    const rate = demand.sustained * site.carries;
    return retention(site.claims, rate, demand.message, storageBytes, site.id, `sites.${site.id}.claims`);
  });
  return [...whole, ...bySite];
}

function retention(
  claims: Claims,
  demand: number,
  message: Bytes,
  storage: Bytes,
  subject: string,
  path: string,
): readonly Finding[] {
  if (claims.retention === undefined) return [];
  const rate = claims.sustained ?? demand;
  const needed = (rate * message * claims.retention) / 1000;
  if (needed <= storage) return [];
  const held = (storage / (rate * message)) * 1000;
  return [
    {
      code: 'claim/retention',
      severity: 'error',
      subject,
      path: `${path}.retention`,
      message:
        `${TransactionsPerSecond.show(rate)} × ${Bytes.show(message)} × ${Milliseconds.print(claims.retention)} are ` +
        `${terabytes(needed)} for one copy; all drives together are ${terabytes(storage)}, which hold ${Milliseconds.show(held)} of it`,
      evidence: { needed, storage, claimedMs: claims.retention, heldMs: Math.round(held) },
      fix: 'say what is kept so long (records of 100 B, compressed, are a hundredth of it) and where, such as an object store',
    },
  ];
}
