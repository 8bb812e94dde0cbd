import { siteById, type AlertRule, type Platform, type Tier } from '@catalyst/model';
import { tiers } from '@catalyst/platform';
import { deploymentsAt } from '@catalyst/services';
import { stringify } from 'yaml';
import { GiB, after, healthy, type Part } from './parts.ts';

/** Prometheus with the alerts of the services, and Grafana that asks it. */
export function watch(platform: Platform, site: string, image: (name: string, version: string) => string): Part {
  const scrape = deploymentsAt(platform, site).map(({ container }) => ({
    targets: [`${container.name}:${new URL(container.ready).port}`],
    labels: { site, service: container.role, instance: container.name },
    n8n: container.role === 'n8n' || container.role.startsWith('n8n-'),
  }));
  const job = (name: string, configs: readonly object[]) => ({
    job_name: name,
    scrape_interval: '10s',
    static_configs: configs,
  });
  const plain = (n8n: boolean) =>
    scrape.filter((s) => s.n8n === n8n).map(({ targets, labels }) => ({ targets, labels }));
  const config = {
    global: { evaluation_interval: '15s' },
    rule_files: ['/etc/prometheus/rules.yml'],
    scrape_configs: [
      job('services', plain(false)),
      job('n8n', plain(true)),
      job('haproxy', [{ targets: ['haproxy:8405'], labels: { site } }]),
    ],
  };
  return {
    volumes: ['prometheus', 'grafana'],
    files: {
      'prometheus/prometheus.yml': stringify(config, { aliasDuplicateObjects: false }),
      'prometheus/rules.yml': stringify({ groups: [{ name: 'services', rules: rulesOf(platform, site).map(ruleOf) }] }),
      'grafana/datasources.yml': stringify({
        apiVersion: 1,
        datasources: [
          { name: 'Prometheus', type: 'prometheus', access: 'proxy', url: 'http://prometheus:9090', isDefault: true },
        ],
      }),
    },
    services: {
      prometheus: {
        image: image('prometheus', 'v2.53.5'),
        volumes: ['./prometheus:/etc/prometheus:ro', 'prometheus:/prometheus'],
        ports: ['127.0.0.1:9090:9090'],
        healthcheck: healthy('CMD', 'wget', '-q', '-O', '/dev/null', 'http://127.0.0.1:9090/-/ready'),
        mem_limit: GiB(2),
        restart: 'unless-stopped',
      },
      grafana: {
        image: image('grafana', '11.6.0'),
        environment: {
          GF_SECURITY_ADMIN_PASSWORD__FILE: '/run/secrets/grafana-admin',
          GF_USERS_ALLOW_SIGN_UP: 'false',
          GF_ANALYTICS_REPORTING_ENABLED: 'false',
        },
        volumes: [
          './grafana/datasources.yml:/etc/grafana/provisioning/datasources/catalyst.yml:ro',
          'grafana:/var/lib/grafana',
        ],
        secrets: [{ source: 'grafana-admin', target: 'grafana-admin' }],
        ports: ['127.0.0.1:3000:3000'],
        depends_on: after('service_healthy', 'prometheus'),
        healthcheck: healthy('CMD', 'wget', '-q', '-O', '/dev/null', 'http://127.0.0.1:3000/api/health'),
        mem_limit: GiB(0.5),
        restart: 'unless-stopped',
      },
    },
  };
}

/** What the services' own tier has to say; the others are watched by their exporters, which are not here. */
function rulesOf(platform: Platform, site: string): readonly AlertRule[] {
  const at = siteById(platform, site);
  const tier: Tier | undefined = tiers.find(({ name }) => name === 'services');
  return tier?.observe?.(at.tiers['services'], at, platform).rules ?? [];
}

const ruleOf = ({ alert, expr, for: lasts, severity, summary }: AlertRule) => ({
  alert,
  expr,
  for: `${String(lasts / 1000)}s`,
  labels: { severity },
  annotations: { summary },
});
