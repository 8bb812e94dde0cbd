import { parse, stringify } from 'yaml';
import { z } from 'zod';

/*
 * Elasticsearch cannot be had here, and OpenSearch can: it has the cluster, the indices, the templates and the data
 * streams of Elasticsearch 7.10, and security of its own. This is what differs, and all that is translated. What is not
 * known here is refused, so that nothing is left out in silence.
 */

/** Settings with another name. */
const RENAMED = new Map(
  ['transport', 'http'].flatMap((side) => [
    [`xpack.security.${side}.ssl.enabled`, `plugins.security.ssl.${side}.enabled`],
    [`xpack.security.${side}.ssl.certificate`, `plugins.security.ssl.${side}.pemcert_filepath`],
    [`xpack.security.${side}.ssl.key`, `plugins.security.ssl.${side}.pemkey_filepath`],
    [`xpack.security.${side}.ssl.certificate_authorities`, `plugins.security.ssl.${side}.pemtrustedcas_filepath`],
  ]),
);

/** Settings that OpenSearch has under the same name. */
const SAME =
  /^(cluster\.name|node\.(name|attr\.rack)|path\.(data|logs)|network\.host|(http|transport)\.port|discovery\.seed_hosts|cluster\.routing\.allocation\..*)$/;

/** Settings of features that OpenSearch lacks, or that this machine does. */
const LEFT_OUT = new Set([
  'bootstrap.memory_lock',
  'xpack.security.enabled',
  'xpack.security.enrollment.enabled',
  'xpack.security.transport.ssl.client_authentication',
  'xpack.ml.enabled',
  'ingest.geoip.downloader.enabled',
]);

const roles = (own: readonly string[]): readonly string[] => [
  ...new Set(own.map((role) => (role === 'master' ? 'cluster_manager' : role.startsWith('data_') ? 'data' : role))),
];

/** `elasticsearch.yml` as `opensearch.yml`. */
export function settings(yml: string): string {
  const own = z.record(z.string(), z.unknown()).parse(parse(yml));
  const translated = Object.entries(own).flatMap(([key, value]): readonly (readonly [string, unknown])[] => {
    const renamed = RENAMED.get(key);
    if (renamed === 'plugins.security.ssl.transport.enabled') return [];
    if (renamed !== undefined) return [[renamed, Array.isArray(value) ? value[0] : value]];
    if (key === 'node.roles') return [[key, roles(z.array(z.string()).parse(value))]];
    if (key === 'xpack.security.transport.ssl.verification_mode')
      return [
        ['plugins.security.ssl.transport.enforce_hostname_verification', value === 'full'],
        ['plugins.security.ssl.transport.resolve_hostname', false],
      ];
    if (SAME.test(key)) return [[key, value]];
    if (LEFT_OUT.has(key)) return [];
    throw new Error(`no translation of the setting '${key}'`);
  });
  return stringify({
    ...Object.fromEntries(translated),
    'plugins.security.allow_default_init_securityindex': true,
    'plugins.security.authcz.admin_dn': ['CN=admin'],
    'plugins.security.nodes_dn': ['CN=127.*'],
    'plugins.security.restapi.roles_enabled': ['all_access'],
  });
}

const Request = z.strictObject({
  method: z.enum(['PUT', 'POST']),
  path: z.string(),
  body: z.record(z.string(), z.unknown()).optional(),
  unless: z.string().optional(),
  password: z.string().optional(),
  file: z.string().optional(),
});
type Request = z.output<typeof Request>;

const PRIVILEGES: Readonly<Record<string, readonly string[]>> = {
  create_doc: ['indices:data/write/index', 'indices:data/write/bulk*'],
  auto_configure: ['create_index', 'indices:admin/auto_create', 'indices:admin/mapping/auto_put'],
  view_index_metadata: ['indices:admin/get', 'indices:admin/mappings/get', 'indices:monitor/settings/get'],
  monitor: ['indices_monitor'],
  read: ['read'],
};
const CLUSTER: Readonly<Record<string, readonly string[]>> = {
  monitor: ['cluster_monitor'],
  read_ilm: [],
  read_slm: [],
};

const Role = z.strictObject({
  cluster: z.array(z.string()),
  indices: z.array(z.strictObject({ names: z.array(z.string()), privileges: z.array(z.string()) })),
});

const known = (table: Readonly<Record<string, readonly string[]>>, names: readonly string[]): readonly string[] =>
  names.flatMap((name) => {
    const translated = table[name];
    if (translated === undefined) throw new Error(`no translation of the privilege '${name}'`);
    return translated;
  });

function role(body: unknown) {
  const { cluster, indices } = Role.parse(body);
  return {
    // Documents of several indices may come in one request.
    cluster_permissions: [...known(CLUSTER, cluster), 'indices:data/write/bulk'],
    index_permissions: indices.map(({ names, privileges }) => ({
      // The indices of a data stream are asked for by their own names.
      index_patterns: names.flatMap((name) => (name === '*' ? [name] : [name, `.ds-${name}*`])),
      allowed_actions: known(PRIVILEGES, privileges),
    })),
  };
}

/** Templates without what OpenSearch lacks: lifecycles, and processors of a module that is not on Maven Central. */
function withoutLifecycle(body: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const drop = (value: unknown): unknown =>
    Array.isArray(value)
      ? value.map(drop)
      : typeof value === 'object' && value !== null
        ? Object.fromEntries(
            Object.entries(value)
              .filter(([key]) => key !== 'lifecycle.name' && key !== 'default_pipeline')
              .map(([key, inner]) => [key, drop(inner)]),
          )
        : value;
  return z.record(z.string(), z.unknown()).parse(drop(body));
}

/** The requests of `cluster.json`, as OpenSearch takes them. */
export const requests = (own: readonly unknown[]): readonly Request[] =>
  own
    .map((request) => Request.parse(request))
    .flatMap((request): readonly Request[] => {
      const { path, body = {} } = request;
      const name = path.split('/')[3] ?? '';
      if (/^\/_(ilm|slm|license|ingest)\//.test(path) || path.startsWith('/_snapshot/')) return [];
      if (path.startsWith('/_index_template/') || path.startsWith('/_component_template/'))
        return [{ ...request, body: withoutLifecycle(body) }];
      if (path.startsWith('/_security/role/'))
        return [{ ...request, path: `/_plugins/_security/api/roles/${name}`, body: role(body) }];
      if (path.startsWith('/_security/user/'))
        return [
          {
            ...request,
            method: 'PUT',
            path: `/_plugins/_security/api/internalusers/${name}`,
            body: {
              opendistro_security_roles: z
                .array(z.string())
                .default([])
                .parse(body['roles'])
                .filter((r) => r !== 'kibana_admin'),
            },
          },
        ];
      return [request];
    });

/** Who there is before the first request: `elastic`, who may do everything. */
export const securityFiles = (hash: string): Readonly<Record<string, string>> => {
  const file = (type: string, entries: unknown): string =>
    stringify({ _meta: { type, config_version: 2 }, ...z.record(z.string(), z.unknown()).parse(entries) });
  return {
    'config.yml': file('config', {
      config: {
        dynamic: {
          authc: {
            basic: {
              http_enabled: true,
              transport_enabled: true,
              order: 0,
              http_authenticator: { type: 'basic', challenge: true },
              authentication_backend: { type: 'internal' },
            },
          },
        },
      },
    }),
    'internal_users.yml': file('internalusers', { elastic: { hash, backend_roles: ['admin'] } }),
    'roles_mapping.yml': file('rolesmapping', { all_access: { backend_roles: ['admin'] } }),
    'roles.yml': file('roles', {}),
    'action_groups.yml': file('actiongroups', {}),
    'tenants.yml': file('tenants', {}),
    'nodes_dn.yml': file('nodesdn', {}),
    'whitelist.yml': file('whitelist', { config: { enabled: false } }),
    'allowlist.yml': file('allowlist', { config: { enabled: false } }),
    'audit.yml': file('audit', { config: { enabled: false } }),
  };
};
