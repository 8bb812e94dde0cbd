import {
  hostById,
  instancesOf,
  minutes,
  seconds,
  type AlertRule,
  type Milliseconds,
  type Observation,
  type Platform,
  type ScrapeTarget,
  type Site,
} from '@catalyst/model';
import { PORTS } from './plan.ts';
import type { IngressSpec, HaproxyIngress } from './spec.ts';

/** What to watch at a site and when to call somebody. A load balancer of the provider is CloudWatch's. */
export function observeIngress(spec: IngressSpec, site: Site, platform: Platform): Observation {
  if (spec.engine === 'elb') return { targets: [], rules: [] };
  return { targets: targetsOf(site, platform), rules: rulesOf(spec, site) };
}

/** @source guide l. 720, 722: services and load balancers every 10 s */
const INTERVAL = seconds(10);

const targetsOf = (site: Site, platform: Platform): readonly ScrapeTarget[] =>
  instancesOf(platform, site.id, 'ingress', 'node').flatMap((instance) => {
    const host = hostById(platform, instance.host);
    return [
      { job: 'haproxy', port: PORTS.metrics },
      { job: 'nginx', port: PORTS.tlsMetrics },
    ].map(({ job, port }): ScrapeTarget => ({
      job,
      instance: host.hostname,
      address: host.addresses[0].address,
      port,
      path: '/metrics',
      interval: INTERVAL,
      labels: { site: site.id, rack: host.failureDomain },
    }));
  });

/** Backends of HAProxy that are not services: Nginx, challenges, and the tables of clients and tenants. */
const INTERNAL = 'nginx|challenge|clients|client-requests|tenant-requests';

function rulesOf(spec: HaproxyIngress, site: Site): readonly AlertRule[] {
  const at = `site="${site.id}"`;
  const haproxy = `job="haproxy",${at}`;
  const services = `${haproxy},proxy!~"${INTERNAL}"`;
  const rule = (
    alert: string,
    severity: AlertRule['severity'],
    expr: string,
    lasts: Milliseconds,
    summary: string,
  ): AlertRule => ({ alert, severity, expr, for: lasts, summary });
  return [
    rule('IngressDown', 'page', `up{${haproxy}} == 0`, minutes(1), 'HAProxy of {{ $labels.instance }} does not answer'),
    rule(
      'IngressTlsDown',
      'page',
      `up{job="nginx",${at}} == 0 or nginx_up{job="nginx",${at}} == 0`,
      minutes(1),
      'Nginx of {{ $labels.instance }} does not answer',
    ),
    rule(
      'IngressWithoutSpare',
      'page',
      `count(up{${haproxy}} == 1) < 2`,
      minutes(1),
      'nodes of the way in that are left: {{ $value }}; the next failure closes it',
    ),
    rule(
      'IngressOnOthersNginx',
      'warn',
      `haproxy_backend_active_servers{${haproxy},proxy="nginx"} == 0`,
      minutes(1),
      '{{ $labels.instance }} passes connections to the Nginx of other nodes',
    ),
    rule(
      'IngressServiceGone',
      'page',
      `max by (proxy) (haproxy_backend_active_servers{${services}}) == 0`,
      seconds(30),
      'no server of {{ $labels.proxy }} is well: its requests are refused',
    ),
    rule(
      'IngressServersDown',
      'warn',
      `max by (proxy, server) (haproxy_server_status{${services},state="DOWN"}) == 1`,
      minutes(5),
      '{{ $labels.server }} of {{ $labels.proxy }} has been out of service for five minutes',
    ),
    rule(
      'IngressErrors',
      'page',
      `sum by (proxy) (rate(haproxy_backend_http_responses_total{${services},code="5xx"}[5m])) / sum by (proxy) (rate(haproxy_backend_http_requests_total{${services}}[5m])) > 0.01`,
      minutes(2),
      '{{ $value | humanizePercentage }} of the requests of {{ $labels.proxy }} fail',
    ),
    rule(
      'IngressSlow',
      'warn',
      `max by (proxy) (haproxy_backend_response_time_average_seconds{${services}}) > 0.1`,
      minutes(5),
      '{{ $labels.proxy }} answers in {{ $value | humanizeDuration }} on average',
    ),
    rule(
      'IngressRetries',
      'warn',
      `sum by (proxy) (rate(haproxy_backend_retry_warnings_total{${services}}[5m])) > 10`,
      minutes(5),
      'connections to {{ $labels.proxy }} fail and are tried again: {{ $value | humanize }} a second',
    ),
    rule(
      'IngressConnections',
      'warn',
      `haproxy_frontend_current_sessions{${haproxy},proxy="api"} > ${String(Math.round(spec.connections * 0.8))}`,
      minutes(5),
      `{{ $labels.instance }} holds {{ $value | humanize }} of ${String(spec.connections)} connections`,
    ),
    rule(
      'IngressRefusesConnections',
      'warn',
      `rate(haproxy_frontend_denied_connections_total{${haproxy},proxy="api"}[5m]) > 100`,
      minutes(5),
      '{{ $labels.instance }} refuses {{ $value | humanize }} connections a second: a client beyond its limit, or an attack',
    ),
    rule(
      'IngressTooManyRequests',
      'warn',
      `sum(rate(haproxy_frontend_http_responses_total{${haproxy},proxy="requests",code="4xx"}[5m])) / sum(rate(haproxy_frontend_http_requests_total{${haproxy},proxy="requests"}[5m])) > 0.2`,
      minutes(10),
      '{{ $value | humanizePercentage }} of all requests are answered with 4xx: a customer’s mistake, or a limit that is too low',
    ),
  ];
}
