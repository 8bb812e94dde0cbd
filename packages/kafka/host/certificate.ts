import { files } from './paths.ts';

/** When the certificate of a node ends, in seconds since 1970. */
export const CERTIFICATE_METRIC = 'kafka_certificate_not_after_seconds';

/** Where the host's exporter looks for what others measure. @source Debian's prometheus-node-exporter, README.Debian */
const TEXTFILES = '/var/lib/prometheus/node-exporter';

/** Tells the host's exporter when the certificate ends. Run at every start, and a new certificate is a start. */
export const certificateScript = (): string => `#!/bin/sh
set -eu
[ -d ${TEXTFILES} ] || exit 0
end=$(openssl x509 -in ${files.node} -noout -enddate | cut -d= -f2)
printf '${CERTIFICATE_METRIC} %s\\n' "$(date -d "$end" +%s)" > ${TEXTFILES}/kafka.prom.new
mv ${TEXTFILES}/kafka.prom.new ${TEXTFILES}/kafka.prom
`;
