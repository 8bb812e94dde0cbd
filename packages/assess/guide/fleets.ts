import { Bytes, type ClaimedFleet, type ClaimedPool, type Finding, type Platform, type Site } from '@catalyst/model';
import { counted, grouped } from '../figures.ts';
import { poolsOf, rawStorage, type Pool } from '../inventory.ts';

/** A kind of server in a list, and the pools of the inventory that it means. */
interface Line {
  readonly name: string;
  readonly claimed: ClaimedPool;
  readonly pools: readonly Pool[];
}

const count = (pools: readonly Pool[]): number => pools.reduce((sum, { quantity }) => sum + quantity, 0);

const itemised = (pools: readonly Pool[]): string =>
  pools.map(({ name, quantity }) => `${String(quantity)} ${name}`).join(' + ');

/**
 * Lists of the same servers that a document gives in several places, each held against the inventory: the sum, and
 * kind by kind.
 * @source audit A01, A04, A17, J02: three lists of "recommended production", of 19, 25 and 29 servers
 */
export function checkFleets(platform: Platform): readonly Finding[] {
  const owned = poolsOf(platform).filter(({ substrate }) => substrate === 'datacenter');
  return platform.sites.flatMap((site) => {
    const pools = owned.filter((pool) => pool.site === site.id);
    return Object.entries(site.claims.fleets ?? {}).flatMap(([name, fleet]) => checkFleet(site, name, fleet, pools));
  });
}

function checkFleet(site: Site, name: string, fleet: ClaimedFleet, pools: readonly Pool[]): readonly Finding[] {
  const subject = `${site.id}/${name}`;
  const path = `sites.${site.id}.claims.fleets.${name}`;
  const lines = Object.entries(fleet.list).map(([line, claimed]): Line => ({
    name: line,
    claimed,
    pools: pools.filter((pool) => (claimed.pools ?? [line]).includes(pool.name)),
  }));
  const about = fleet.partial ? lines.flatMap((line) => line.pools) : pools;
  return [
    ...checkSum(subject, path, fleet, count(about), lines),
    ...lines.flatMap((line) => checkLine(`${subject}/${line.name}`, `${path}.list.${line.name}`, line)),
  ];
}

/** What the list adds up to, what its heading says, and what there is. */
function checkSum(
  subject: string,
  path: string,
  { servers }: ClaimedFleet,
  there: number,
  lines: readonly Line[],
): readonly Finding[] {
  const sum = lines.reduce((total, { claimed }) => total + claimed.servers, 0);
  const figures = [...(servers === undefined ? [] : [servers]), ...(lines.length === 0 ? [] : [sum])];
  if (figures.every((figure) => figure === there)) return [];
  const items = lines.map((line) => `${String(line.claimed.servers)} ${line.name}`).join(' + ');
  const parts = [
    ...(servers === undefined ? [] : [`it says ${counted(servers, 'server')}`]),
    ...(lines.length === 0 ? [] : [`it adds up to ${grouped(sum)}: ${items}`]),
    `the inventory has ${grouped(there)}`,
  ];
  return [
    {
      code: 'claim/fleet',
      severity: figures.some((figure) => figure > there) ? 'error' : 'warning',
      subject,
      path,
      message: parts.join('; '),
      evidence: { stated: servers ?? null, sum, inventory: there },
      fix: 'decide which of the lists is meant, and let bill of materials, cost and power follow from the inventory',
    },
  ];
}

/** One kind of server: how many, and what each of them is. */
function checkLine(subject: string, path: string, { name, claimed, pools }: Line): readonly Finding[] {
  const there = count(pools);
  const [first] = pools;
  const differences = [
    ...(there === claimed.servers
      ? []
      : [
          `${counted(claimed.servers, 'server')}, and the inventory has ${there === 0 ? 'none' : grouped(there)}` +
            (pools.length > 1 ? ` (${itemised(pools)})` : ''),
        ]),
    ...(first === undefined ? [] : unlike(claimed, first)),
  ];
  if (differences.length === 0) return [];
  return [
    {
      code: 'claim/pool',
      severity: claimed.servers > there ? 'error' : 'warning',
      subject,
      path,
      message: `${name}: ${differences.join('; ')}`,
      evidence: { stated: claimed.servers, computed: there },
      fix: 'correct the list, or add the servers to the profile',
    },
  ];
}

function unlike(claimed: ClaimedPool, { machine }: Pool): readonly string[] {
  const storage = rawStorage(machine);
  const differs = (what: string, stated: string, there: string) => `${stated} of ${what} each, where each has ${there}`;
  return [
    ...(claimed.cores === undefined || claimed.cores === machine.cores
      ? []
      : [`${grouped(claimed.cores)} cores each, where each has ${grouped(machine.cores)}`]),
    ...(claimed.memory === undefined || claimed.memory === machine.memory
      ? []
      : [differs('memory', Bytes.print(claimed.memory), Bytes.print(machine.memory))]),
    ...(claimed.storage === undefined || claimed.storage === storage
      ? []
      : [differs('storage', Bytes.print(claimed.storage), Bytes.print(storage))]),
  ];
}
