import { stringify } from 'yaml';
import { PORTS, USERS } from '../../plan.ts';
import type { Node } from '../node.ts';
import { files, paths } from '../paths.ts';

/** `kibana.yml`. Passwords and keys are in its keystore. @source https://www.elastic.co/docs/reference/kibana/configuration-reference */
export const kibanaYml = (node: Node, search: readonly string[]): string =>
  stringify(
    {
      'server.name': node.host.fqdn,
      'server.host': node.address,
      'server.port': PORTS.kibana,
      'server.publicBaseUrl': `https://${node.host.fqdn}:${String(PORTS.kibana)}`,
      'server.ssl.enabled': true,
      'server.ssl.certificate': `${files.kibanaTls}/tls.crt`,
      'server.ssl.key': `${files.kibanaTls}/tls.key`,
      'server.ssl.supportedProtocols': ['TLSv1.2', 'TLSv1.3'],
      'elasticsearch.hosts': search,
      'elasticsearch.username': USERS.kibana,
      'elasticsearch.ssl.certificateAuthorities': [`${files.kibanaTls}/ca.crt`],
      'elasticsearch.ssl.verificationMode': 'full',
      'path.data': paths.kibanaState,
      'xpack.security.session.idleTimeout': '1h',
      'xpack.security.session.lifespan': '12h',
      'telemetry.optIn': false,
      'telemetry.allowChangingOptInStatus': false,
      // It would ask the Internet.
      'map.includeElasticMapsService': false,
      'logging.root.level': 'info',
    },
    { lineWidth: 0 },
  );
