import type { Directory, File, Host } from '@catalyst/model';
import { NODE_EXPORTER_PORT } from '../firewall/rules.ts';
import { systemFile } from './file.ts';

/** Where the host's exporter looks for what others measure. @source Debian's prometheus-node-exporter, README.Debian */
export const TEXTFILES = '/var/lib/prometheus/node-exporter';

/** Before the package makes it: others write there from their first start on. */
export const textfiles: Directory = { path: TEXTFILES, owner: 'root', group: 'root', mode: 0o755 };

/** What the host measures of itself, for the site's Prometheus. Never on a floating address, which may be another's. */
export const exporter = ({ addresses: [{ address }] }: Host): File =>
  systemFile(
    '/etc/default/prometheus-node-exporter',
    [
      `ARGS="--web.listen-address=${address}:${String(NODE_EXPORTER_PORT)} --collector.textfile.directory=${TEXTFILES} ` +
        '--collector.systemd --collector.filesystem.mount-points-exclude=^/(dev|proc|run|sys|var/lib/(docker|containers))($|/)"',
    ],
    { onChange: { restart: 'prometheus-node-exporter.service' } },
  );
