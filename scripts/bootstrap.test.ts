import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { JMX_EXPORTER_VERSION, KAFKA_VERSION } from '@catalyst/kafka';
import { ROOT, whyInstall } from './bootstrap.mjs';

/** A repository whose lock file says one thing, and node_modules another. */
function repository(lock: object, installed?: object): string {
  const dir = mkdtempSync(join(inject('scratch'), 'repository-'));
  writeFileSync(join(dir, 'package-lock.json'), JSON.stringify({ packages: lock }));
  if (installed === undefined) return dir;
  mkdirSync(join(dir, 'node_modules'));
  writeFileSync(join(dir, 'node_modules/.package-lock.json'), JSON.stringify({ packages: installed }));
  return dir;
}

const ZOD = { 'node_modules/zod': { version: '4.6.7' } };

describe('What makes npm test install packages', () => {
  it('is a clone without any', () => {
    expect(whyInstall(repository(ZOD))).toBe('node_modules is missing');
  });

  it('is a package of another version than the lock file says, or none', () => {
    expect(whyInstall(repository(ZOD, { 'node_modules/zod': { version: '4.6.6' } }))).toBe(
      'node_modules/zod is version 4.6.6 and the lock file says 4.6.7',
    );
    expect(whyInstall(repository(ZOD, {}))).toBe('node_modules/zod is missing and the lock file says 4.6.7');
  });

  it('is not a workspace, nor a package for another operating system', () => {
    const others = {
      '': { version: '0.1.0' },
      'packages/model': { version: '0.1.0' },
      'node_modules/@catalyst/model': { link: true },
      'node_modules/@esbuild/aix-ppc64': { version: '0.28.2', optional: true },
    };
    expect(whyInstall(repository({ ...ZOD, ...others }, ZOD))).toBeUndefined();
  });
});

describe('The Kafka that tests run', () => {
  it('is the one that hosts get', () => {
    const pom = readFileSync(join(ROOT, 'scripts/kafka.pom.xml'), 'utf8');
    expect([...pom.matchAll(/kafka[^<]*<\/artifactId><version>([^<]+)</g)].map(([, version]) => version)).toEqual([
      KAFKA_VERSION,
      KAFKA_VERSION,
    ]);
    expect(pom).toContain(`jmx_prometheus_javaagent:${JMX_EXPORTER_VERSION}<`);
  });
});
