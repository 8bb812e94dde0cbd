import {
  Ratio,
  hostById,
  hours,
  instancesOf,
  minutes,
  seconds,
  type AlertRule,
  type Instance,
  type Milliseconds,
  type Observation,
  type Platform,
  type ScrapeTarget,
  type Site,
} from '@catalyst/model';
import { PORTS } from './plan.ts';
import { NODE_ROLES } from './roles.ts';
import type { ElasticsearchSpec, SelfManagedElasticsearch } from './spec.ts';

/** What to watch at a site and when to call somebody. Amazon watches its own. */
export function observeElasticsearch(spec: ElasticsearchSpec, site: Site, platform: Platform): Observation {
  if (spec.engine !== 'elasticsearch') return { targets: [], rules: [] };
  return { targets: targetsOf(site, platform), rules: rulesOf(spec, site, platform) };
}

/** @source guide l. 719: every 30 s */
const INTERVAL = seconds(30);

function targetsOf(site: Site, platform: Platform): readonly ScrapeTarget[] {
  const all = instancesOf(platform, site.id, 'elasticsearch');
  const nodes = NODE_ROLES.flatMap((role) => all.filter((instance) => instance.role === role));
  const target = (job: string, port: number, { host: id, role }: Instance): ScrapeTarget => {
    const host = hostById(platform, id);
    return {
      job,
      instance: host.hostname,
      address: host.addresses[0].address,
      port,
      path: '/metrics',
      interval: INTERVAL,
      labels: { site: site.id, role, rack: host.failureDomain },
    };
  };
  return [
    // Two roles on one host are one process.
    ...nodes
      .filter(({ host }, i) => nodes.findIndex((other) => other.host === host) === i)
      .map((instance) => target('elasticsearch', PORTS.metrics, instance)),
    ...all.filter(({ role }) => role === 'logstash').map((i) => target('logstash', PORTS.logstashMetrics, i)),
    ...all.filter(({ role }) => role === 'kibana').map((i) => target('kibana', PORTS.kibanaMetrics, i)),
  ];
}

/** Alerts of one site. Each says what is wrong in words, and is about what somebody has to do something about. */
function rulesOf(spec: SelfManagedElasticsearch, site: Site, platform: Platform): readonly AlertRule[] {
  const at = `site="${site.id}"`;
  const nodes = `job="elasticsearch",${at}`;
  const rule = (
    alert: string,
    severity: AlertRule['severity'],
    expr: string,
    lasts: Milliseconds,
    summary: string,
  ): AlertRule => ({ alert, severity, expr, for: lasts, summary });
  const here = (role: string): boolean => instancesOf(platform, site.id, 'elasticsearch', role).length > 0;
  const used = `1 - elasticsearch_filesystem_data_available_bytes{${nodes}} / elasticsearch_filesystem_data_size_bytes{${nodes}}`;
  const share = (ratio: number): string => Ratio.of(ratio).toFixed(2);
  return [
    rule('SearchNodeDown', 'page', `up{${nodes}} == 0`, minutes(2), '{{ $labels.instance }} does not answer'),
    rule(
      'SearchRed',
      'page',
      `max(elasticsearch_cluster_health_status{${nodes},color="red"}) > 0`,
      minutes(1),
      'events that nobody can find or add: the cluster is red',
    ),
    rule(
      'SearchYellow',
      'warn',
      `max(elasticsearch_cluster_health_status{${nodes},color="yellow"}) > 0`,
      minutes(30),
      'copies that are not made anew: the cluster has been yellow for half an hour',
    ),
    rule(
      'SearchDisk',
      'warn',
      `${used} > ${share(spec.limits.disk)}`,
      minutes(10),
      'no shard comes to {{ $labels.instance }} any more: {{ $value | humanizePercentage }} of its disk is used',
    ),
    rule(
      'SearchDiskFull',
      'page',
      `${used} > ${share(Math.min(spec.limits.disk + 0.05, 0.95))}`,
      minutes(5),
      'shards leave {{ $labels.instance }}, and soon nothing can be added: {{ $value | humanizePercentage }} of its disk is used',
    ),
    rule(
      'SearchHeap',
      'warn',
      `elasticsearch_jvm_memory_used_bytes{${nodes},area="heap"} / elasticsearch_jvm_memory_max_bytes{${nodes},area="heap"} > 0.85`,
      minutes(15),
      '{{ $labels.instance }} has used {{ $value | humanizePercentage }} of its heap for a quarter of an hour',
    ),
    rule(
      'SearchRejects',
      'warn',
      `sum by (instance, type) (rate(elasticsearch_thread_pool_rejected_total{${nodes}}[5m])) > 0`,
      minutes(5),
      '{{ $labels.instance }} refuses to {{ $labels.type }}: its queue is full',
    ),
    rule(
      'SearchSlow',
      'warn',
      `sum(rate(elasticsearch_indices_search_query_time_seconds_total{${nodes}}[5m])) / (sum(rate(elasticsearch_indices_search_query_total{${nodes}}[5m])) > 0) > 0.5`,
      minutes(10),
      'a query takes {{ $value }} s on average',
    ),
    rule(
      'SearchLifecycleStuck',
      'warn',
      `max(elasticsearch_ilm_errors{${nodes}}) > 0`,
      minutes(30),
      'indices that are not rolled over, moved or deleted: {{ $value }}',
    ),
    ...(spec.snapshots === undefined
      ? []
      : [
          rule(
            'SearchSnapshotOld',
            'page',
            `time() - max(elasticsearch_slm_last_success_timestamp_seconds{${nodes}}) > ${String((3 * spec.snapshots.every) / seconds(1))}`,
            minutes(10),
            'the last good snapshot is {{ $value | humanizeDuration }} old',
          ),
        ]),
    ...(here('logstash') ? logstashRules(at, rule) : []),
    ...(here('kibana')
      ? [
          rule(
            'KibanaUnavailable',
            'warn',
            `max(kibana_available{job="kibana",${at}}) < 1`,
            minutes(5),
            'no Kibana is available',
          ),
        ]
      : []),
  ];
}

function logstashRules(
  at: string,
  rule: (
    alert: string,
    severity: AlertRule['severity'],
    expr: string,
    lasts: Milliseconds,
    summary: string,
  ) => AlertRule,
): readonly AlertRule[] {
  const of = `job="logstash",${at}`;
  return [
    rule('LogstashDown', 'warn', `up{${of}} == 0`, minutes(5), '{{ $labels.instance }} does not answer'),
    rule(
      'LogstashQueueFull',
      'warn',
      `logstash_pipeline_queue_bytes{${of}} / logstash_pipeline_queue_max_bytes{${of}} > 0.9`,
      minutes(15),
      '{{ $labels.instance }} cannot deliver {{ $labels.pipeline }}: what it reads stays in Kafka',
    ),
    rule(
      'LogstashIdle',
      'page',
      `sum by (pipeline) (rate(logstash_pipeline_events_out_total{${of},pipeline!="failed"}[15m])) == 0`,
      hours(1),
      'nothing of {{ $labels.pipeline }} has been delivered for an hour',
    ),
    rule(
      'LogstashDeadLetters',
      'warn',
      `sum by (pipeline) (delta(logstash_pipeline_dead_letter_bytes{${of}}[15m])) > 0`,
      minutes(15),
      'events of {{ $labels.pipeline }} that Elasticsearch refuses',
    ),
  ];
}
