import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'] as const;

/** A certificate authority of a test, made by openssl. */
export class Authority {
  readonly certificate: string;
  /** Where its certificate is. */
  readonly file: string;

  constructor(private readonly dir: string) {
    mkdirSync(dir, { recursive: true });
    this.file = join(dir, 'ca.pem');
    this.openssl(['req', '-x509', ...KEY, '-keyout', 'ca.key', '-out', 'ca.pem', '-days', '2', '-subj', '/CN=test']);
    this.certificate = readFileSync(this.file, 'utf8');
  }

  /** A key and a certificate for some names, of a server and of a client. */
  issue(name: string, names: readonly string[]): { readonly key: string; readonly certificate: string } {
    this.openssl(['req', '-new', ...KEY, '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', `/CN=${name}`]);
    writeFileSync(join(this.dir, `${name}.ext`), `subjectAltName=${names.map((n) => `DNS:${n}`).join(',')}\n`);
    const signed = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '2', '-extfile', `${name}.ext`];
    this.openssl(['x509', '-req', '-in', `${name}.csr`, ...signed, '-out', `${name}.pem`]);
    const read = (kind: string): string => readFileSync(join(this.dir, `${name}.${kind}`), 'utf8');
    return { key: read('key'), certificate: read('pem') };
  }

  private openssl(args: readonly string[]): void {
    execFileSync('openssl', args, { cwd: this.dir, stdio: 'pipe' });
  }
}
