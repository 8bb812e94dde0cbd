import { CONFINED, inSeconds, systemdUnit } from '@catalyst/host';
import { minutes, type File, type SystemdUnit } from '@catalyst/model';
import type { N8n } from '../spec.ts';
import { paths, unitOf } from './paths.ts';

const DIRECTORY = `${paths.etc}/workflows`;
const UNIT = 'n8n-workflows.service';

/**
 * The workflows of the profile, and what puts them into n8n's database: on the host of the first main process. They keep
 * their ids, so that a second time changes those and makes no copies. @source https://docs.n8n.io/hosting/cli-commands/
 */
export function workflowFiles({ workflows }: N8n): readonly File[] {
  const entries = Object.entries(workflows);
  if (entries.length === 0) return [];
  const onChange = { restart: UNIT };
  const file = (path: string, content: string): File => ({
    path,
    content,
    owner: 'root',
    group: 'root',
    mode: 0o644,
    onChange,
  });
  return [
    ...entries.map(([name, workflow]) =>
      file(`${DIRECTORY}/${name}.json`, `${JSON.stringify({ id: name, name, ...workflow }, null, 2)}\n`),
    ),
    file(`${paths.units}/${UNIT}`, unit()),
  ];
}

export const workflowUnits = ({ workflows }: N8n): readonly SystemdUnit[] =>
  Object.keys(workflows).length === 0 ? [] : [{ name: UNIT, enabled: true, after: [unitOf('n8n')], wait: false }];

const unit = (): string =>
  systemdUnit({
    Unit: [
      ['Description', 'Workflows that n8n has from the beginning'],
      ['Wants', unitOf('n8n')],
      ['After', unitOf('n8n')],
    ],
    Service: [
      ['Type', 'oneshot'],
      ['RemainAfterExit', 'yes'],
      // Its content: the directory itself would come to lie inside the one of the last time.
      ['ExecStart', `/usr/bin/podman cp ${DIRECTORY}/. n8n:/tmp/workflows`],
      ['ExecStart', '/usr/bin/podman exec n8n n8n import:workflow --separate --input=/tmp/workflows'],
      ['Restart', 'on-failure'],
      ['RestartSec', inSeconds(minutes(1))],
      ...CONFINED.filter(([key]) => key !== 'ProtectSystem'),
    ],
    Install: [['WantedBy', 'multi-user.target']],
  });
