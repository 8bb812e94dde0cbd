import { isRecord } from '../canonical.ts';

/** What subiquity of Ubuntu 22.04 knows at the top. @source subiquity, autoinstall-schema.json */
const KEYS: ReadonlySet<string> = new Set(
  ['version', 'interactive-sections', 'early-commands', 'locale', 'refresh-installer', 'keyboard', 'source', 'network']
    .concat([
      'proxy',
      'apt',
      'storage',
      'identity',
      'active-directory',
      'ubuntu-pro',
      'ssh',
      'codecs',
      'drivers',
      'snaps',
    ])
    .concat([
      'debconf-selections',
      'packages',
      'kernel',
      'timezone',
      'updates',
      'shutdown',
      'late-commands',
      'error-commands',
    ])
    .concat(['reporting', 'user-data']),
);

/** What a cloud-config may say that we ever do: cloud-init takes a misspelt key without a word. */
const USER_DATA: ReadonlySet<string> = new Set(
  ['hostname', 'fqdn', 'preserve_hostname', 'timezone', 'disable_root', 'ssh_pwauth', 'users', 'ssh_import_id'].concat([
    'runcmd',
    'write_files',
    'packages',
  ]),
);

/** What an action of each kind refers to another by, and of which kinds that may be. */
const REFERENCES: Readonly<Record<string, readonly [key: string, kinds: readonly string[]]>> = {
  partition: ['device', ['disk']],
  raid: ['devices', ['partition', 'disk']],
  format: ['volume', ['partition', 'raid', 'disk']],
  mount: ['device', ['format']],
};

const RAID_MEMBERS: ReadonlyMap<unknown, number> = new Map([
  [0, 2],
  [1, 2],
  [5, 3],
  [6, 4],
  [10, 2],
]);

const listOf = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : value === undefined ? [] : [value];

/** What is wrong with an automatic installation, and cloud-init's schema lets through. Empty where nothing is. */
export function checkAutoinstall(config: Readonly<Record<string, unknown>>): readonly string[] {
  const userData = isRecord(config['user-data']) ? config['user-data'] : {};
  return [
    ...Object.keys(config)
      .filter((key) => !KEYS.has(key))
      .map((key) => `autoinstall has no key '${key}'`),
    ...Object.keys(userData)
      .filter((key) => !USER_DATA.has(key))
      .map((key) => `user-data has no key '${key}'`),
    ...(config['version'] === 1 ? [] : ["autoinstall needs 'version: 1'"]),
    ...(config['identity'] === undefined && config['user-data'] === undefined
      ? ["without 'identity' or 'user-data' the installer stops and asks"]
      : []),
    ...passwords(config),
    ...checkStorage(config['storage']),
  ];
}

/** Nobody has a password, not even a hashed one. */
const passwords = (value: unknown, path = ''): readonly string[] => {
  if (Array.isArray(value)) return value.flatMap((inner, i) => passwords(inner, `${path}[${String(i)}]`));
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) => [
    ...(/^(password|passwd|hashed_passwd|plain_text_passwd|chpasswd)$/.test(key) ? [`${path}.${key}: a password`] : []),
    ...passwords(inner, `${path}.${key}`),
  ]);
};

function checkStorage(storage: unknown): readonly string[] {
  const actions = isRecord(storage) ? listOf(storage['config']).filter(isRecord) : [];
  const kinds = new Map<unknown, unknown>();
  const problems: string[] = [];
  for (const action of actions) {
    const { id, type } = action;
    if (kinds.has(id)) problems.push(`storage has two actions '${String(id)}'`);
    const rule = typeof type === 'string' ? REFERENCES[type] : undefined;
    if (rule === undefined && type !== 'disk') problems.push(`storage has no action of type '${String(type)}'`);
    for (const target of rule === undefined ? [] : listOf(action[rule[0]]))
      // Only what stands before is known: curtin goes from first to last.
      if (!rule?.[1].includes(String(kinds.get(target))))
        problems.push(`${String(id)}: '${String(target)}' is no ${rule?.[1].join(' or ') ?? ''} before it`);
    if (type === 'raid') {
      const least = RAID_MEMBERS.get(action['raidlevel']);
      const members = listOf(action['devices']).length;
      if (least === undefined || members < least)
        problems.push(`${String(id)}: RAID ${String(action['raidlevel'])} of ${String(members)}`);
    }
    kinds.set(id, type);
  }
  if (actions.length > 0 && !actions.some(({ type, path }) => type === 'mount' && path === '/'))
    problems.push("storage mounts nothing at '/'");
  return problems;
}
