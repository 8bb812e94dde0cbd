import { Gbps, Milliseconds, seconds, type Finding } from '@catalyst/model';
import { modelOf } from '../hardware/index.ts';
import { print, problem, printRatio, sumOf, withRole, type Rule } from './facts.ts';

/** A core said to be faster than anything that is plugged into it. */
const coreSpeed: Rule = (facts) => {
  const claimed = facts.spec.claims.coreSpeed;
  const cores = withRole(facts, 'core', 'spine');
  const [core] = cores;
  if (claimed === undefined || core === undefined) return [];
  const used = cores.flatMap(({ ports }) => ports.map(({ speed }) => speed));
  const fastest = used.reduce((most, speed) => (speed > most ? speed : most), sumOf([]));
  if (fastest >= claimed) return [];
  const slots = modelOf(core.model)?.ranges.some(({ speeds }) => speeds.includes(claimed)) ?? false;
  return [
    problem(
      facts,
      'error',
      'claim-core-speed',
      facts.fabric.site,
      'claims.coreSpeed',
      `a core of ${print(claimed)} is claimed, and the fastest of ${String(used.length)} ports in use has ${print(fastest)}: ` +
        `no switch below has ${print(claimed)}, and a port of 8 × 50 Gbps (PAM4) and one of 4 × 25 Gbps (NRZ) do not understand each other` +
        (slots ? '' : `; ${core.model} has cards of 16 × 100 Gbps`),
      `claim ${print(fastest)}, or name what has ${print(claimed)} at its other end`,
      { claimed, fastest },
    ),
  ];
};

/** Cores said to be joined to each other. */
const coreLinks: Rule = (facts) => {
  const claimed = facts.spec.claims.coreLinks;
  const cores = withRole(facts, 'core', 'spine');
  const ids = new Set(cores.map(({ id }) => id));
  const [core] = cores;
  if (claimed === undefined || core === undefined) return [];
  const between = facts.fabric.cables.filter(({ ends }) => ends.every(({ on }) => ids.has(on)));
  if (between.length > 0) return [];
  const down = (facts.cablesOf.get(core.id) ?? []).filter(({ purpose }) => purpose === 'uplink');
  const neighbours = new Set(down.map(({ ends }) => ends[0].on)).size;
  return [
    problem(
      facts,
      'warning',
      'claim-core-links',
      facts.fabric.site,
      'claims.coreLinks',
      `links of ${print(claimed)} between the ${String(cores.length)} core switches are claimed, and there are none: both have one AS number, ` +
        `so that neither would take a route from the other. They reach each other over ${String(neighbours)} switches below and ` +
        `${String(down.length)} × ${print(down[0]?.speed ?? claimed)}`,
      'leave the claim out',
      { claimed, paths: neighbours, links: down.length },
    ),
  ];
};

/** Ports below aggregation switches that nothing is plugged into. */
const downlinks: Rule = (facts) => {
  const claimed = facts.spec.claims.downlinks;
  const switches = withRole(facts, 'aggregation');
  if (claimed === undefined || switches.length === 0) return [];
  const ids = new Set(switches.map(({ id }) => id));
  const used = facts.fabric.cables.filter(({ purpose, ends }) => purpose === 'uplink' && ids.has(ends[1].on));
  const ports = switches.length * claimed.ports;
  const all = sumOf([claimed.speed]) * ports;
  const carried = sumOf(used.map(({ speed }) => speed));
  const below = withRole(facts, 'access').length;
  const up = facts.fabric.cables.filter(({ purpose, ends }) => purpose === 'uplink' && ids.has(ends[0].on));
  const above = sumOf(up.map(({ speed }) => speed));
  if (used.length === ports && carried === all) return [];
  return [
    problem(
      facts,
      'warning',
      'claim-downlinks',
      facts.fabric.site,
      'claims.downlinks',
      `${String(switches.length)} × ${String(claimed.ports)} × ${print(claimed.speed)} = ${print(sumOf(Array.from({ length: ports }, () => claimed.speed)))} below aggregation are claimed, ` +
        `and ${String(below)} access switches take ${String(used.length)} of ${String(ports)} ports, ${print(carried)}; ` +
        `with all of them in use, ${print(above)} lead on to the core: ${printRatio(all / above)}`,
      'claim the ports that are in use',
      { ports, used: used.length, claimed: all, above },
    ),
  ];
};

/** Which grades of fibre are single-mode. @source ISO/IEC 11801-1: OS1 and OS2; OM1 to OM5 are multi-mode */
const SINGLE_MODE: ReadonlySet<string> = new Set(['OS1', 'OS2']);

/** A kind of fibre and a grade of the other kind. */
const backbone: Rule = (facts) => {
  const claimed = facts.spec.claims.backbone;
  if (claimed === undefined || SINGLE_MODE.has(claimed.grade) === (claimed.fibre === 'single-mode')) return [];
  const actual = facts.spec.backbone === 'smf' ? 'single-mode, OS2' : 'multi-mode, OM4';
  return [
    problem(
      facts,
      'error',
      'claim-backbone',
      facts.fabric.site,
      'claims.backbone',
      `'${claimed.fibre} fiber (${claimed.grade})' is claimed, and ${claimed.grade} is ${SINGLE_MODE.has(claimed.grade) ? 'single-mode' : 'multi-mode'}: ` +
        `modules for one do not work over the other. What is planned between racks is ${actual}`,
      claimed.fibre === 'single-mode' ? 'claim OS2' : 'claim OM4',
      { grade: claimed.grade },
    ),
  ];
};

/** What copper pairs carry. @source IEEE 802.3an: 10GBASE-T over category 6A; 802.3bq: 25GBASE-T over category 8, 30 m */
const COPPER: Readonly<Record<string, number>> = { CAT6: Gbps(1), CAT6A: Gbps(10), CAT8: Gbps(40) };

const copper: Rule = (facts) => {
  const claimed = facts.spec.claims.copper;
  if (claimed === undefined) return [];
  const limit = COPPER[claimed.grade] ?? 0;
  return claimed.speeds
    .filter((speed) => speed > limit)
    .map((speed): Finding =>
      problem(
        facts,
        'error',
        'claim-copper',
        facts.fabric.site,
        'claims.copper',
        `${print(speed)} over RJ45 and ${claimed.grade} is claimed, which carries ${print(sumOf([Gbps(limit / 1e9)]))}: ` +
          `25GBASE-T needs category 8, reaches 30 m, and no switch of the catalogue has it. Servers are on SFP ports here`,
        'claim twinax or multi-mode fibre, and CAT6A for management ports',
        { speed, limit },
      ),
    );
};

/**
 * What a firewall that hangs takes to be missed: three heartbeats, of which a model sends one a second at most. One that
 * loses a link says so itself, at once.
 * @source https://docs.paloaltonetworks.com/pan-os/10-2/pan-os-admin/high-availability/ha-concepts/ha-timers: 1,000 ms at least
 */
const FIREWALL_MISSED = seconds(3);

/** Failover said to be faster than a failure is noticed. */
const failover: Rule = (facts) => {
  const claimed = facts.spec.claims.failover;
  if (claimed === undefined || withRole(facts, 'firewall').length === 0 || FIREWALL_MISSED <= claimed) return [];
  return [
    problem(
      facts,
      'warning',
      'claim-failover',
      facts.fabric.site,
      'claims.failover',
      `takeover within ${Milliseconds.print(claimed)} is claimed for all of the network: links, leaves, spines and routers are ` +
        `missed after 3 × 300 ms = 900 ms (BFD), and a firewall that hangs after 3 heartbeats × 1 s = ${Milliseconds.print(FIREWALL_MISSED)}`,
      `claim ${Milliseconds.print(FIREWALL_MISSED)} for firewalls, or run them active-active, where half of the sessions go on`,
      { claimed, firewall: FIREWALL_MISSED },
    ),
  ];
};

export const claims: readonly Rule[] = [coreSpeed, coreLinks, downlinks, backbone, copper, failover];
