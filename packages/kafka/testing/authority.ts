import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A certificate authority of a test, made by openssl. */
export class Authority {
  readonly certificate: string;

  constructor(private readonly dir: string) {
    mkdirSync(dir, { recursive: true });
    this.openssl([
      'req',
      '-x509',
      ...KEY,
      '-keyout',
      'ca.key',
      '-out',
      'ca.pem',
      '-days',
      '2',
      '-subj',
      '/CN=test authority',
    ]);
    this.certificate = readFileSync(join(dir, 'ca.pem'), 'utf8');
  }

  /** A key and its certificate for the name, in one PEM: the value of a secret of kind `certificate`. */
  issue(name: string): string {
    this.openssl(['req', '-new', ...KEY, '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', `/CN=${name}`]);
    writeFileSync(join(this.dir, `${name}.ext`), `subjectAltName=DNS:${name}\n`);
    const sign = [
      'x509',
      '-req',
      '-in',
      `${name}.csr`,
      '-CA',
      'ca.pem',
      '-CAkey',
      'ca.key',
      '-CAcreateserial',
      '-days',
      '2',
    ];
    this.openssl([...sign, '-extfile', `${name}.ext`, '-out', `${name}.pem`]);
    return ['key', 'pem'].map((kind) => readFileSync(join(this.dir, `${name}.${kind}`), 'utf8')).join('');
  }

  private openssl(args: readonly string[]): void {
    execFileSync('openssl', args, { cwd: this.dir, stdio: 'pipe' });
  }
}

const KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'] as const;
