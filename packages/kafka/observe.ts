import {
  Ratio,
  hostById,
  instancesOf,
  minutes,
  seconds,
  type AlertRule,
  type Host,
  type Instance,
  type Milliseconds,
  type Observation,
  type Platform,
  type ScrapeTarget,
  type Site,
} from '@catalyst/model';
import { LAG_EXPORTERS } from './host/node.ts';
import { TLS } from './host/paths.ts';
import { PORTS } from './plan.ts';
import type { SelfManagedKafka, KafkaSpec } from './spec.ts';

/** What to watch at a site and when to call somebody. Amazon watches MSK's brokers itself: their alarms are CloudWatch's. */
export function observeKafka(spec: KafkaSpec, site: Site, platform: Platform): Observation {
  if (spec.engine === 'msk') return { targets: [], rules: [] };
  return { targets: targetsOf(site, platform), rules: rulesOf(spec, site, hostsOf(site, platform)) };
}

/** @source guide l. 720: every 10 s for services; brokers have thousands of series and are asked every 15 s */
const INTERVAL = seconds(15);

function targetsOf(site: Site, platform: Platform): readonly ScrapeTarget[] {
  const target =
    (job: string, port: number) =>
    (instance: Instance): ScrapeTarget => {
      const host = hostById(platform, instance.host);
      return {
        job,
        instance: host.hostname,
        address: host.addresses[0].address,
        port,
        path: '/metrics',
        interval: INTERVAL,
        labels: { site: site.id, node_id: String(instance.number), rack: host.failureDomain },
      };
    };
  const brokers = instancesOf(platform, site.id, 'kafka', 'broker');
  // A broker that is a controller too is one process with one exporter.
  const controllers = instancesOf(platform, site.id, 'kafka', 'controller').filter(
    ({ host }) => !brokers.some((broker) => broker.host === host),
  );
  return [
    ...brokers.map(target('kafka', PORTS.metrics)),
    ...controllers.map(target('kafka-controller', PORTS.metrics)),
    ...brokers.slice(0, LAG_EXPORTERS).map(target('kafka-lag', PORTS.lag)),
  ];
}

const hostsOf = (site: Site, platform: Platform): readonly Host[] =>
  instancesOf(platform, site.id, 'kafka').map(({ host }) => hostById(platform, host));

/** Each once, as alternatives of a pattern. */
const anyOf = (names: readonly string[]): string => [...new Set(names)].sort().join('|');

/** The devices that carry traffic: `bond0`, `enp3s0`, and not the VLANs on them, whose bytes are theirs too. */
const devicesOf = (hosts: readonly Host[]): string =>
  anyOf(hosts.flatMap(({ addresses }) => addresses.map((address) => address.interface.replace(/\..*$/, ''))));

/** How far behind a consumer may be, in time. @source audit B18: warn 5 s, page 30 s, billing 60 s */
const LAG = { warn: seconds(5), page: seconds(30), billing: seconds(60) } as const;

const inSeconds = (duration: Milliseconds): string => String(duration / seconds(1));

/** Alerts of one site. All are about symptoms that somebody has to act on; each says what is wrong in words. */
function rulesOf(spec: SelfManagedKafka, site: Site, hosts: readonly Host[]): readonly AlertRule[] {
  const { limits, copies } = spec;
  const at = `site="${site.id}"`;
  const kafka = `job="kafka",${at}`;
  const nodes = `job=~"kafka|kafka-controller",${at}`;
  // Of the host's own exporter, which knows nothing of tiers.
  // A host is called after its pool.
  const host = `instance=~"(${anyOf(hosts.map(({ pool }) => pool))})-[0-9]+",${at}`;
  const port = `${host},device=~"${devicesOf(hosts)}"`;
  const certificate = (when: 'before' | 'after'): string =>
    `catalyst_certificate_not_${when}_seconds{${host},directory="${TLS}"}`;
  const rule = (
    alert: string,
    severity: AlertRule['severity'],
    expr: string,
    lasts: Milliseconds,
    summary: string,
  ): AlertRule => ({ alert, severity, expr, for: lasts, summary });
  return [
    rule('KafkaNodeDown', 'page', `up{${nodes}} == 0`, minutes(1), '{{ $labels.instance }} does not answer'),
    rule(
      'KafkaPartitionsOffline',
      'page',
      `max(kafka_controller_offlinepartitionscount{${nodes}}) > 0`,
      seconds(30),
      'partitions without a leader, which nobody can write or read: {{ $value }}',
    ),
    rule(
      'KafkaUnderMinInSync',
      'page',
      `sum(kafka_server_underminisrpartitioncount{${kafka}}) > 0`,
      seconds(30),
      `partitions with fewer than ${String(copies.inSync)} copies in sync, whose writers are refused: {{ $value }}`,
    ),
    rule(
      'KafkaUnderReplicated',
      'warn',
      `sum by (instance) (kafka_server_underreplicatedpartitions{${kafka}}) > 0`,
      minutes(5),
      `partitions led by {{ $labels.instance }} with fewer than ${String(copies.total)} copies in sync: {{ $value }}`,
    ),
    rule(
      'KafkaInSyncSetsShrink',
      'warn',
      `sum by (instance) (rate(kafka_server_isrshrinks_total{${kafka}}[5m])) > 0 and on () max(kafka_controller_fencedbrokercount{${nodes}}) == 0`,
      minutes(10),
      'copies keep falling behind on {{ $labels.instance }} though no broker is away: look at its disks and network',
    ),
    rule(
      'KafkaActiveControllers',
      'page',
      `sum(kafka_controller_activecontrollercount{${nodes}}) != 1`,
      minutes(1),
      'active controllers, where there must be one: {{ $value }}',
    ),
    rule(
      'KafkaBrokerFenced',
      'page',
      `max(kafka_controller_fencedbrokercount{${nodes}}) > 0`,
      minutes(2),
      'brokers out of service: {{ $value }}',
    ),
    rule(
      'KafkaLogDirectoryOffline',
      'page',
      `kafka_log_offlinelogdirectorycount{${kafka}} > 0`,
      seconds(30),
      'disks that {{ $labels.instance }} has lost: {{ $value }}',
    ),
    rule(
      'KafkaConsumerBehind',
      'warn',
      `max by (group, topic) (kafka_group_lag_seconds{${at}}) > ${inSeconds(LAG.warn)}`,
      minutes(1),
      '{{ $labels.group }} is {{ $value }} s behind in {{ $labels.topic }}',
    ),
    rule(
      'KafkaConsumerFarBehind',
      'page',
      `max by (group, topic) (kafka_group_lag_seconds{${at},topic!="billing.events"}) > ${inSeconds(LAG.page)}`,
      minutes(1),
      '{{ $labels.group }} is {{ $value }} s behind in {{ $labels.topic }}',
    ),
    rule(
      'KafkaBillingBehind',
      'page',
      `max by (group, topic) (kafka_group_lag_seconds{${at},topic="billing.events"}) > ${inSeconds(LAG.billing)}`,
      minutes(1),
      'billing is {{ $value }} s behind',
    ),
    rule(
      'KafkaLagUnknown',
      'warn',
      `absent(kafka_group_lag_seconds{${at}})`,
      minutes(5),
      'nobody measures how far behind consumers are',
    ),
    rule(
      'KafkaRequestHandlersBusy',
      'warn',
      // 30 % idle is the guide's 70 % of CPU, asked of the threads that work on requests.
      `kafka_request_handler_idle_ratio{${kafka}} < ${(1 - limits.cpu).toFixed(2)}`,
      minutes(10),
      'request handlers of {{ $labels.instance }} are idle for {{ $value | humanizePercentage }} of the time only',
    ),
    rule(
      'KafkaNetworkThreadsBusy',
      'warn',
      `kafka_network_processor_idle_ratio{${kafka}} < ${(1 - limits.cpu).toFixed(2)}`,
      minutes(10),
      'network threads of {{ $labels.instance }} are idle for {{ $value | humanizePercentage }} of the time only',
    ),
    rule(
      'KafkaProduceSlow',
      'warn',
      // @source guide l. 404: P99 below 100 ms
      `kafka_request_p99_milliseconds{${kafka},request="Produce"} > 100`,
      minutes(10),
      'a write to {{ $labels.instance }} takes {{ $value }} ms at the 99th percentile',
    ),
    rule(
      'KafkaHostCpu',
      'warn',
      `1 - avg by (instance) (rate(node_cpu_seconds_total{${host},mode="idle"}[5m])) > ${limits.cpu.toFixed(2)}`,
      minutes(15),
      `{{ $labels.instance }} is busier than ${Ratio.print(limits.cpu)}`,
    ),
    rule(
      'KafkaDiskFull',
      'page',
      `1 - node_filesystem_avail_bytes{${host},fstype="xfs"} / node_filesystem_size_bytes{${host},fstype="xfs"} > ${limits.disk.toFixed(2)}`,
      minutes(5),
      `{{ $labels.mountpoint }} of {{ $labels.instance }} is more than ${Ratio.print(limits.disk)} full`,
    ),
    rule(
      'KafkaDiskFillsUp',
      'warn',
      `predict_linear(node_filesystem_avail_bytes{${host},fstype="xfs"}[6h], 24 * 3600) < 0`,
      minutes(30),
      '{{ $labels.mountpoint }} of {{ $labels.instance }} will be full within a day',
    ),
    rule(
      'KafkaNetworkBusy',
      'warn',
      `rate(node_network_transmit_bytes_total{${port}}[5m]) / node_network_speed_bytes{${port}} > ${limits.network.toFixed(2)}`,
      minutes(10),
      `{{ $labels.device }} of {{ $labels.instance }} is busier than ${Ratio.print(limits.network)}`,
    ),
    rule(
      'KafkaCertificateExpires',
      'warn',
      // Renewed with a third left. Kafka's own names, so that no other tier's certificate is reported twice.
      `min by (instance) ((${certificate('after')} - time()) / (${certificate('after')} - ${certificate('before')})) < 0.25`,
      minutes(60),
      '{{ $value | humanizePercentage }} of the life of the certificate of {{ $labels.instance }} is left',
    ),
  ];
}
