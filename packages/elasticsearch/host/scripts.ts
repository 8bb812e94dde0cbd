import { KIBANA_KEYS, PORTS } from '../plan.ts';
import type { Node } from './node.ts';
import { files, paths, program } from './paths.ts';

/**
 * Makes the keystore from a file for each setting: what is secret is in no configuration file, and whatever is in the
 * keystore from before is gone. It runs as root before each start.
 */
export const keystoreScript = (): string => `#!/bin/sh
set -eu
export ES_PATH_CONF=${paths.etc}
umask 027
rm -f ${paths.etc}/elasticsearch.keystore
${paths.home}/bin/elasticsearch-keystore create -s
for file in ${files.secrets}/*; do
  [ -e "$file" ] || continue
  ${paths.home}/bin/elasticsearch-keystore add -s -f -x "$(basename "$file")" < "$file"
done
chgrp elasticsearch ${paths.etc}/elasticsearch.keystore
chmod 640 ${paths.etc}/elasticsearch.keystore
`;

/** A cluster has been formed once this is there. */
export const MARK = `${paths.state}/formed`;

/**
 * Starts a node. Only the lowest with a vote may form a cluster, only if it never had one, and only if no other node
 * says that there is one: two that both could would be two clusters of one name as soon as they do not see each other.
 */
export function startScript(node: Node): string {
  const run = `exec ${paths.home}/bin/elasticsearch`;
  const others = node.masters.filter((name) => name !== node.host.fqdn);
  const ask = others.length === 0 ? 'false' : program('formed', files.node);
  const form = [
    `if [ ! -e ${MARK} ] && ! ${ask}; then`,
    `  ${run} -E cluster.initial_master_nodes=${node.host.fqdn}`,
    'fi',
  ];
  return `${['#!/bin/sh', 'set -eu', ...(node.forms ? form : []), run].join('\n')}\n`;
}

/** The same for Kibana. Its keys must be long, so they are the hashes of what the store has, whatever that is. */
export const kibanaKeystoreScript = (): string => `#!/bin/sh
set -eu
export KBN_PATH_CONF=${paths.kibanaEtc}
umask 027
rm -f ${paths.kibanaEtc}/kibana.keystore
${paths.kibanaHome}/bin/kibana-keystore create --allow-root
${paths.kibanaHome}/bin/kibana-keystore add --allow-root elasticsearch.password --stdin < ${files.kibanaSecrets}/password
${KIBANA_KEYS.map(
  (key) =>
    `sha256sum < ${files.kibanaSecrets}/${key} | cut -c1-64 | tr -d '\\n' | ` +
    `${paths.kibanaHome}/bin/kibana-keystore add --allow-root ${KEY_SETTINGS[key]} --stdin`,
).join('\n')}
chgrp kibana ${paths.kibanaEtc}/kibana.keystore
chmod 640 ${paths.kibanaEtc}/kibana.keystore
`;

/** @source https://www.elastic.co/docs/reference/kibana/configuration-reference/security-settings: at least 32 characters each */
const KEY_SETTINGS: Readonly<Record<(typeof KIBANA_KEYS)[number], string>> = {
  security: 'xpack.security.encryptionKey',
  'saved-objects': 'xpack.encryptedSavedObjects.encryptionKey',
  reporting: 'xpack.reporting.encryptionKey',
};

/**
 * Starts Logstash with the passwords in its environment, where its configuration refers to them. A quotation mark or a
 * backslash in a Kafka password would end the text that Java reads it from, so both are escaped.
 */
export const logstashStartScript = (users: readonly string[]): string => `#!/bin/sh
set -eu
${users
  .map(
    (user) => `password=$(sed 's/[\\\\"]/\\\\&/g' ${files.logstashSecrets}/kafka-${user})
export ${kafkaVariable(user)}="org.apache.kafka.common.security.scram.ScramLoginModule required username=\\"${user}\\" password=\\"$password\\";"`,
  )
  .join('\n')}
SEARCH_PASSWORD=$(cat ${files.logstashSecrets}/search)
export SEARCH_PASSWORD
exec ${paths.logstashHome}/bin/logstash --path.settings ${paths.logstashEtc}
`;

/** The variable that has how a Kafka user logs in. */
export const kafkaVariable = (user: string): string => `KAFKA_${user.toUpperCase().replaceAll('-', '_')}`;

export const httpOf = (name: string): string => `https://${name}:${String(PORTS.http)}`;
