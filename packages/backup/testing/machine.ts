import { execFileSync, spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { secretsIn, type File } from '@catalyst/model';

/** A directory that stands for the root of a host: generated files lie in it as they would there. */
export class Machine {
  constructor(
    readonly root: string,
    private readonly port: number,
  ) {}

  /** Puts files in their places, with their secrets, and with the paths and names of this machine. */
  install(files: readonly File[]): void {
    for (const { path, content } of files) {
      const text = this.relocate(
        secretsIn(content).reduce(
          (all, id) => all.replaceAll(`{{secret:${id}}}`, `of-${id.replaceAll('/', '-')}`),
          content,
        ),
      );
      mkdirSync(dirname(this.at(path)), { recursive: true });
      writeFileSync(this.at(path), text);
      if (text.startsWith('#!')) chmodSync(this.at(path), 0o755);
    }
  }

  at(path: string): string {
    return join(this.root, path);
  }

  relocate(text: string): string {
    return text
      .replaceAll(
        /(?<![\w/.-])\/(etc\/catalyst|usr\/local\/lib\/catalyst|var\/lib\/(?:backup|prometheus|state))/g,
        `${this.root}/$1`,
      )
      .replaceAll('backup-1.dc1.catalyst.internal:8001', `localhost:${String(this.port)}`);
  }

  run(script: string, environment: Readonly<Record<string, string>> = {}): SpawnSyncReturns<string> {
    return spawnSync(this.at(script), {
      encoding: 'utf8',
      env: { PATH: '/usr/local/bin:/usr/bin:/bin', CACHE_DIRECTORY: this.at('cache'), ...environment },
    });
  }
}

/** A certificate for `localhost` that is its own authority, as the files that a host has of it. */
export function selfSigned(directory: string): void {
  mkdirSync(directory, { recursive: true });
  const key = [
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
    '-keyout',
    'tls.key',
    '-out',
    'tls.crt',
  ];
  const names = ['-days', '2', '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  execFileSync('openssl', ['req', '-x509', ...key, ...names], { cwd: directory, stdio: 'pipe' });
  copyFileSync(join(directory, 'tls.crt'), join(directory, 'ca.crt'));
}
