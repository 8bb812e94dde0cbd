import { Milliseconds, minutes, seconds } from '@catalyst/model';

/**
 * Every timer that decides how long a failover takes. All of them follow from one target, so no two can contradict each
 * other: Patroni's lease, etcd's elections, HAProxy's checks, PgBouncer's patience, the watchdog and the floating address.
 */
export interface RecoveryPlan {
  /** The shortest outage that was asked for. */
  readonly target: Milliseconds;
  readonly patroni: {
    /** How long the leader's lease lasts once it does not renew it. */
    readonly ttl: Milliseconds;
    readonly loopWait: Milliseconds;
    readonly retryTimeout: Milliseconds;
    /** How long a crashed PostgreSQL may take to come back in place before another node takes over. */
    readonly primaryStart: Milliseconds;
  };
  /** The watchdog resets a node so long before its lease ends. */
  readonly watchdogMargin: Milliseconds;
  readonly etcd: { readonly heartbeat: Milliseconds; readonly election: Milliseconds };
  readonly proxy: {
    readonly inter: Milliseconds;
    readonly fast: Milliseconds;
    readonly fall: number;
    readonly rise: number;
  };
  readonly pool: {
    readonly connect: Milliseconds;
    readonly loginRetry: Milliseconds;
    /** How long a client may wait for the new primary before it is told that there is none. */
    readonly queryWait: Milliseconds;
  };
  readonly vrrp: { readonly advert: Milliseconds; readonly check: Milliseconds; readonly fall: number };
  readonly worst: WorstCases;
}

/** How long writes are out at most, by what has failed. */
export interface WorstCases {
  /** Power cut, or cut off from the others: the lease has to run out. */
  readonly node: Milliseconds;
  /** PostgreSQL dies and cannot come back: Patroni notices at its next round. */
  readonly server: Milliseconds;
  /** A synchronous standby is lost: writers wait until Patroni has named the other one. */
  readonly standby: Milliseconds;
  /** The node with the floating address is lost, or its HAProxy. */
  readonly address: Milliseconds;
  /** A switchover that somebody asked for. */
  readonly planned: Milliseconds;
}

/**
 * Patroni's own least and default lease. With 3 s the cluster lost its leader for good; with 5 s it recovers, and only a
 * Patroni that does not check takes it.
 * @source https://patroni.readthedocs.io/en/latest/dynamic_configuration.html: ttl 30, at least 20; measured, twin notes §3
 */
const TTL = { least: seconds(20), most: seconds(30) } as const;

/** Below 3 s a change of etcd's leader demotes the primary. @source measured, twin notes §3: 2.2 s gap at 2 s, 0.1 s at 3 s */
const RETRY_LEAST = seconds(3);
const RETRY_MOST = seconds(10);

/**
 * From the end of the lease to a primary that writes: the standbys ask each other where they are, which takes 2 s where
 * one does not answer, and promote.
 * @source Patroni's request timeout of 2 s; measured on an idle machine: 0.5 s, twin notes §3
 */
const ELECT_AND_PROMOTE = seconds(3);

/** The node that stops being the primary resets itself so long before another may become it. @source Patroni's default */
const WATCHDOG_MARGIN = seconds(5);

/** A backup takes the address after three adverts and a part of one. @source RFC 5798, 6.1 */
const ADVERTS = 4;

const whole = (duration: number): Milliseconds => seconds(Math.floor(duration / seconds(1)));
const between = (least: number, value: number, most: number): number => Math.min(Math.max(value, least), most);

/**
 * The timers for an outage of at most `target`, or as near to it as Patroni can come; never slower than its defaults.
 * Whether the worst case meets the target is for the caller to compare.
 */
export function recoveryPlan(target: Milliseconds): RecoveryPlan {
  const proxy = { inter: seconds(1), fast: Milliseconds.of(500), fall: 2, rise: 2 } as const;
  const pool = { connect: seconds(2), loginRetry: seconds(1) } as const;
  const vrrp = { advert: seconds(1), check: seconds(1), fall: 2 } as const;
  // The proxy sees the new primary, and the pool of that node is asked again.
  const routing = Milliseconds.of(proxy.rise * proxy.inter + proxy.inter + pool.loginRetry);
  const after = ELECT_AND_PROMOTE + routing;

  const ttl = whole(between(TTL.least, target - after, TTL.most));
  const loopWait = whole(between(seconds(1), ttl / 6, seconds(10)));
  const retryTimeout = whole(between(RETRY_LEAST, (ttl - WATCHDOG_MARGIN - loopWait) / 2, RETRY_MOST));
  const primaryStart = Milliseconds.of(ttl - loopWait);
  // Three elections fit into what Patroni waits for etcd.
  const election = Milliseconds.of(between(500, retryTimeout / 3, 1000));

  const worst: WorstCases = {
    node: Milliseconds.of(ttl + after),
    server: Milliseconds.of(loopWait + primaryStart + after),
    standby: Milliseconds.of(loopWait + seconds(2)),
    address: Milliseconds.of(vrrp.fall * vrrp.check + ADVERTS * vrrp.advert),
    planned: Milliseconds.of(loopWait + after),
  };
  return {
    target,
    patroni: { ttl, loopWait, retryTimeout, primaryStart },
    watchdogMargin: WATCHDOG_MARGIN,
    etcd: { heartbeat: Milliseconds.of(election / 10), election },
    proxy,
    pool: { ...pool, queryWait: whole(Math.min(worst.node + seconds(15), minutes(2))) },
    vrrp,
    worst,
  };
}

/** What adds up to the worst case of a lost node, for a message. */
export function nodeLossArithmetic({ patroni, proxy, pool, worst }: RecoveryPlan): string {
  const show = (duration: number): string => Milliseconds.show(duration);
  return (
    `${show(patroni.ttl)} of lease + ${show(ELECT_AND_PROMOTE)} to elect and promote + ` +
    `${String(proxy.rise)} checks × ${show(proxy.inter)} and ${show(proxy.inter)} for an answer + ${show(pool.loginRetry)} of the pool = ${show(worst.node)}`
  );
}
