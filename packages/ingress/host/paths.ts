/** Where things are on a host. */
export const paths = {
  tls: '/etc/ingress/tls',
  run: '/run/ingress',
  programs: '/usr/local/lib/ingress',
  /** HAProxy's, by its package. */
  haproxyRun: '/run/haproxy',
  nginx: '/etc/nginx',
} as const;

export const files = {
  haproxy: '/etc/haproxy/haproxy.cfg',
  nginx: `${paths.nginx}/nginx.conf`,
  firewall: `${paths.nginx}/modsecurity/main.conf`,
  keepalived: '/etc/keepalived/keepalived.conf',
  /** How Nginx hands requests back to HAProxy. */
  requests: `${paths.haproxyRun}/requests.sock`,
  admin: `${paths.haproxyRun}/admin.sock`,
  authority: `${paths.tls}/ca.crt`,
  certificate: `${paths.tls}/tls.crt`,
  key: `${paths.tls}/tls.key`,
  both: `${paths.tls}/tls.pem`,
  /** What keepalived looks at: 0 while the node can pass requests on. */
  health: `${paths.run}/health`,
  watch: `${paths.programs}/watch`,
  watchUnit: '/etc/systemd/system/ingress-watch.service',
  exporter: '/etc/default/prometheus-nginx-exporter',
} as const;
