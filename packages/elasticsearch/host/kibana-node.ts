import { instancesOf, minutes, seconds, type HostConfigPart, type Instance, type Platform } from '@catalyst/model';
import { KIBANA_KEYS, PORTS, USERS, secretNames } from '../plan.ts';
import { KIBANA_HEAP, processOf } from '../sizing.ts';
import { ELASTIC_VERSION } from '../versions.ts';
import { ndjson, savedObjects } from './kibana/objects.ts';
import { rules } from './kibana/rules.ts';
import { kibanaYml } from './kibana/settings.ts';
import { searchUrls } from './members.ts';
import type { Node } from './node.ts';
import { json, readable, restart, secretFile } from './parts.ts';
import { files, paths, program } from './paths.ts';
import { programFile } from './program.ts';
import { kibanaKeystoreScript } from './scripts.ts';
import { kibanaUnit, metricsUnit, provisionUnit } from './systemd.ts';

const UNIT = 'kibana.service';
const METRICS = 'kibana-metrics.service';
const PUBLISH = 'kibana-publish.service';
const GROUP = 'kibana';
const PASSWORDS = `${paths.kibanaEtc}/passwords`;

/** A server with Kibana. The first of a site brings what all of them show. */
export function kibanaNode(node: Node, instance: Instance, platform: Platform): HostConfigPart {
  const { site, hostname } = node.host;
  const again = restart(UNIT);
  const publishes = instancesOf(platform, site, 'elasticsearch', 'kibana')[0]?.id === instance.id;
  const channels = Object.keys(platform.demand.channels);
  const publish = restart(PUBLISH);
  return {
    owner: 'kibana',
    packages: ['python3-minimal'],
    archives: [
      { name: 'kibana', version: ELASTIC_VERSION, directory: paths.kibanaHome, owner: 'root', onChange: again },
    ],
    users: [{ name: GROUP, home: paths.kibanaState, shell: '/usr/sbin/nologin', groups: [] }],
    memory: processOf(KIBANA_HEAP),
    certificates: [
      {
        id: `${site}/${secretNames.kibana(hostname)}`,
        authority: `${site}/${secretNames.authority}`,
        directory: files.kibanaTls,
        owner: 'root',
        group: GROUP,
        onChange: again,
      },
    ],
    files: [
      programFile,
      readable(GROUP, files.kibanaYml, kibanaYml(node, searchUrls(platform, site)), again),
      readable('root', files.kibanaKeystore, kibanaKeystoreScript(), again, 'sh -n {}'),
      readable(GROUP, files.kibanaNode, nodeJson(node), restart(METRICS)),
      secretFile('root', `${files.kibanaSecrets}/password`, `${site}/${secretNames.user(USERS.kibana)}`, again),
      ...KIBANA_KEYS.map((key) =>
        secretFile('root', `${files.kibanaSecrets}/${key}`, `${site}/${secretNames.key(key)}`, again),
      ),
      readable('root', files.unit(UNIT), kibanaUnit(), again),
      readable('root', files.unit(METRICS), metricsUnit('Kibana', GROUP, files.kibanaNode), restart(METRICS)),
      ...(publishes
        ? [
            readable(GROUP, files.kibanaObjects, ndjson(savedObjects(channels)), publish),
            readable(GROUP, files.kibanaRules, json(rules(channels)), publish),
            secretFile(GROUP, `${PASSWORDS}/${USERS.publisher}`, `${site}/${secretNames.user(USERS.publisher)}`),
            readable(
              'root',
              files.unit(PUBLISH),
              provisionUnit(
                'Kibana',
                GROUP,
                program('publish', files.kibanaNode, files.kibanaObjects, files.kibanaRules),
                UNIT,
              ),
              publish,
            ),
          ]
        : []),
    ],
    units: [
      { name: UNIT, enabled: true, after: [] },
      { name: METRICS, enabled: true, after: [UNIT] },
      ...(publishes ? [{ name: PUBLISH, enabled: true, after: [UNIT], wait: false }] : []),
    ],
    gates: [
      { name: 'kibana', command: program('gate', files.kibanaNode, 'kibana'), within: minutes(10), every: seconds(5) },
    ],
  };
}

const nodeJson = (node: Node): string =>
  json({
    address: node.address,
    metricsPort: PORTS.kibanaMetrics,
    kibana: `https://${node.host.fqdn}:${String(PORTS.kibana)}`,
    ca: `${files.kibanaTls}/ca.crt`,
    passwords: PASSWORDS,
  });
