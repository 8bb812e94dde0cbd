/** Where the host's exporter looks for what others measure. @source Debian's prometheus-node-exporter, README.Debian */
export const TEXTFILES = '/var/lib/prometheus/node-exporter';
