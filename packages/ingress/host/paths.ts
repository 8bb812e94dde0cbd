/** Where things are on a host. */
export const paths = {
  tls: '/etc/ingress/tls',
  run: '/run/ingress',
  /** What a public authority has signed. */
  publicTls: '/etc/ingress/public',
  programs: '/usr/local/lib/ingress',
  /** HAProxy's, by its package. */
  haproxyRun: '/run/haproxy',
  nginx: '/etc/nginx',
} as const;

export const files = {
  haproxy: '/etc/haproxy/haproxy.cfg',
  nginx: `${paths.nginx}/nginx.conf`,
  /** The server for names of customers, and the directory from which it is in force. */
  names: `${paths.nginx}/names.conf`,
  certified: `${paths.nginx}/certified`,
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
