import {
  Bytes,
  hostById,
  instancesOf,
  minutes,
  seconds,
  type File,
  type HostConfigPart,
  type Instance,
  type OnChange,
  type Platform,
} from '@catalyst/model';
import { secretNames } from '../plan.ts';
import type { ServicesSpec } from '../spec.ts';
import { BESIDE, containerUnit, envFile } from './container.ts';
import { n8nDeployment } from './n8n.ts';
import { USER, files, paths, unitOf } from './paths.ts';
import { liveScript, liveTimer, liveUnit, readyScript, restartScript } from './programs.ts';
import { deploymentOf, type Deployment } from './service.ts';
import { workflowFiles, workflowUnits } from './workflows.ts';

const file = (path: string, content: string, mode = 0o644, group = 'root', onChange?: OnChange): File => ({
  path,
  content,
  owner: 'root',
  group,
  mode,
  ...(onChange === undefined ? {} : { onChange }),
});

const isN8n = ({ role }: Instance): boolean => role === 'n8n' || role.startsWith('n8n-');

/** A server as the place of this instance: a container of its own, and what all containers of a host share. */
export function servicesHost(instance: Instance, spec: ServicesSpec, platform: Platform): HostConfigPart {
  if (spec.engine === 'ecs') return { owner: 'services' };
  const host = hostById(platform, instance.host);
  const make = isN8n(instance) ? n8nDeployment : deploymentOf;
  const deployment = make(instance, spec, host, platform);
  const { name, memory, ready, role, writes } = deployment.container;
  const [first] = instancesOf(platform, instance.site, 'services', 'n8n');
  const importer = spec.n8n !== undefined && first?.id === instance.id ? spec.n8n : undefined;
  return {
    owner: 'services',
    packages: ['crun', 'curl', 'podman', 'slirp4netns', 'uidmap'],
    users: [{ name: USER, home: '/nonexistent', shell: '/usr/sbin/nologin', groups: [] }],
    memory: Bytes.of(memory + BESIDE),
    directories: [
      { path: paths.tls, owner: 'root', group: USER, mode: 0o750 },
      { path: files.secrets(role), owner: 'root', group: USER, mode: 0o750 },
      ...writes.map(({ from }) => ({ path: from, owner: USER, group: USER, mode: 0o750 })),
    ],
    certificates: [
      {
        id: `${instance.site}/${secretNames.node(host.hostname)}`,
        authority: `${instance.site}/${secretNames.authority}`,
        directory: paths.tls,
        owner: 'root',
        group: USER,
        onChange: { run: `sh ${files.restart} all` },
      },
    ],
    files: [...shared, ...filesOf(deployment), ...(importer === undefined ? [] : workflowFiles(importer))],
    units: [
      { name: unitOf(name), enabled: true, after: [] },
      { name: 'services-live.timer', enabled: true, after: [] },
      ...(importer === undefined ? [] : workflowUnits(importer)),
    ],
    gates: [
      {
        name: `service-${name}`,
        command: `sh ${files.ready} ${ready} 0`,
        within: minutes(5),
        every: seconds(2),
      },
    ],
  };
}

const shared: readonly File[] = [
  { ...file(files.ready, readyScript(), 0o755), validate: 'sh -n {}' },
  { ...file(files.restart, restartScript(), 0o755), validate: 'sh -n {}' },
  { ...file(files.live, liveScript(), 0o755), validate: 'sh -n {}' },
  file(files.liveUnit, liveUnit()),
  file(files.liveTimer, liveTimer(), 0o644, 'root', { restart: 'services-live.timer' }),
];

/** What one container has for itself, and the secrets of its role: in a directory that other roles' containers do not see. */
function filesOf({ container, settings, secrets }: Deployment): readonly File[] {
  const { name, role, live } = container;
  const restart = { restart: unitOf(name) };
  return [
    ...secrets.map((secret) =>
      file(files.secret(role, secret.name), secret.content, 0o640, USER, { run: `sh ${files.restart} ${role}` }),
    ),
    file(files.env(name), envFile(settings), 0o644, 'root', restart),
    file(files.unit(name), containerUnit(container), 0o644, 'root', restart),
    file(files.health(name), `${live}\n`),
  ];
}
