import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'] as const;

/** The site's authority of a test, made by openssl. */
export class Authority {
  readonly certificate: string;

  constructor(private readonly dir: string) {
    mkdirSync(dir, { recursive: true });
    this.openssl(
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
    );
    this.certificate = readFileSync(join(dir, 'ca.pem'), 'utf8');
  }

  /** Key and certificate for names, of which addresses are such too: an address has no other way to be a name for HAProxy. */
  issue(names: readonly string[]): { readonly key: string; readonly certificate: string } {
    const [name = ''] = names;
    const alternatives = names
      .filter((n) => n !== '')
      .flatMap((n) => [`DNS:${n}`, ...(/^[\d.]+$/.test(n) ? [`IP:${n}`] : [])]);
    this.openssl('req', '-new', ...KEY, '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', `/CN=${name}`);
    writeFileSync(join(this.dir, `${name}.ext`), `subjectAltName=${alternatives.join(',')}\n`);
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
    this.openssl(...sign, '-extfile', `${name}.ext`, '-out', `${name}.pem`);
    const read = (kind: string): string => readFileSync(join(this.dir, `${name}.${kind}`), 'utf8');
    return { key: read('key'), certificate: read('pem') };
  }

  private openssl(...args: readonly string[]): void {
    execFileSync('openssl', args, { cwd: this.dir, stdio: 'pipe' });
  }
}
