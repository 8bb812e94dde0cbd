import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../../scripts/bootstrap.mjs';
import { files, importsOf, read, type Import } from './imports.ts';
import { chainTo, roomOf, violation } from './rules.ts';

const sources = new Map(files('*.ts').map((file) => [file, importsOf(file, read(file))]));
const loads = (file: string): readonly Import[] => sources.get(file) ?? [];

/** The violations of one file with this text. */
const violationsOf = (file: string, text: string) => importsOf(file, text).flatMap((one) => violation(one) ?? []);

describe('Who may import whom', () => {
  it('is respected by every file', () => {
    expect([...sources.values()].flat().flatMap((one) => violation(one) ?? [])).toEqual([]);
  });

  it('knows the room of every package', () => {
    const rooms = new Set(files(':(glob)packages/*/package.json').map((path) => roomOf(path)));
    expect(rooms.size).toBeGreaterThan(10);
    for (const room of rooms) expect(violationsOf(`packages/${room ?? ''}/x.ts`, `import './y.ts';`)).toEqual([]);
  });

  it('lets the model import nothing of ours', () => {
    expect(violationsOf('packages/model/x.ts', `import type { A } from '@catalyst/host';`)).toEqual([
      `packages/model/x.ts:1 imports '@catalyst/host': model may import nothing of ours`,
    ]);
  });

  it('keeps the tiers apart, in types, tests and dynamic imports too', () => {
    const text = `import '@catalyst/model';\nexport type { A } from '@catalyst/postgres';\nawait import('@catalyst/backup');`;
    expect(violationsOf('packages/kafka/kafka.test.ts', text)).toEqual([
      `packages/kafka/kafka.test.ts:2 imports '@catalyst/postgres': kafka may import model, host`,
      `packages/kafka/kafka.test.ts:3 imports '@catalyst/backup': kafka may import model, host`,
    ]);
  });

  it('gives the substrate of AWS to the AWS half of a tier alone', () => {
    const text = `import '@catalyst/aws';`;
    expect(violationsOf('packages/kafka/aws.ts', text)).toEqual([]);
    expect(violationsOf('packages/kafka/aws/broker.ts', text)).toEqual([]);
    expect(violationsOf('packages/kafka/plan.ts', text)).toHaveLength(1);
    expect(violationsOf('packages/kafka/index.ts', `import './aws.ts';`)).toHaveLength(1);
  });

  it('has packages imported by name, and nothing depend on tests', () => {
    expect(violationsOf('stacks/x.ts', `import '../packages/kafka/plan.ts';`)).toEqual([
      `stacks/x.ts:1 imports '../packages/kafka/plan.ts': another package is imported by its name, @catalyst/kafka`,
    ]);
    expect(violationsOf('packages/host/x.ts', `import '../../test/support/engines.ts';`)).toHaveLength(1);
    expect(violationsOf('packages/host/x.test.ts', `import '../../test/support/engines.ts';`)).toEqual([]);
  });
});

describe('CDKTF', () => {
  it('is imported by one file, so that another implementation can take its place', () => {
    const users = [...sources].filter(([, imports]) =>
      imports.some(({ specifier }) => /^cdkt[fn](\/|$)/.test(specifier)),
    );
    expect(users.map(([file]) => file).filter((file) => file !== 'stacks/terraform.ts')).toEqual([]);
  });
});

describe('Bare metal', () => {
  const isCloud = (specifier: string) => /^(aws-cdk-lib|constructs|cdk-nag|cdktf|@cdktf)(\/|$)/.test(specifier);
  const entries = files(':(glob)packages/*/index.ts', 'profiles/index.ts').filter(
    (path) => !['aws', 'cli'].includes(roomOf(path) ?? ''),
  );

  it.each(entries)('loads no CDK from %s', (entry) => {
    expect(chainTo(entry, isCloud, loads) ?? []).toEqual([]);
  });

  it('would notice one that is loaded on the way, and no imported type', () => {
    const texts: Readonly<Record<string, string>> = {
      'packages/host/a.ts': `import type { Stack } from 'aws-cdk-lib';\nimport './b.ts';`,
      'packages/host/b.ts': `export { x } from './c.ts';`,
      'packages/host/c.ts': `const { App } = await import('aws-cdk-lib');`,
    };
    const graph = (file: string) => importsOf(file, texts[file] ?? '');
    expect(chainTo('packages/host/a.ts', isCloud, graph)).toEqual([...Object.keys(texts), 'aws-cdk-lib']);
    expect(chainTo('packages/host/a.ts', (name) => name === 'cdktf', graph)).toBeUndefined();
  });
});

describe('The repository', () => {
  it('runs the CDK CLI that understands the pinned library, and not what is published as latest', () => {
    expect(execFileSync('npx', ['cdk', '--version'], { cwd: ROOT, encoding: 'utf8' })).toMatch(/^2\.1148\.1\b/);
  });

  it('has a lock file without download addresses', () => {
    expect(read('package-lock.json').match(/"resolved": *"https?:.*/g)).toBeNull();
  });

  it('names no path of the machine that it was written on', () => {
    // n8n's image has its files in the home of a user `node`.
    const machine = /(?<![\w.*-])\/(work|farm|root|Users|home\/(?!node\/\.n8n)[a-z]\w*)\/\S*/g;
    const named = files().flatMap((path) => [...read(path).matchAll(machine)].map(([found]) => `${path}: ${found}`));
    expect(named).toEqual([]);
  });
});
