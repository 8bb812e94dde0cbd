import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { compare } from './compare.ts';
import { lossesOf, report } from './report.ts';

/** A directory with these files in it. */
function tree(files: Readonly<Record<string, string>>): string {
  const dir = mkdtempSync(join(inject('scratch'), 'tree-'));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), content);
  }
  return dir;
}

const TEMPLATE = 'production/aws/Kafka.template.json';
const template = (resources: Readonly<Record<string, object>>): string => JSON.stringify({ Resources: resources });
const volume = (properties: object) => ({
  Type: 'AWS::EC2::Volume',
  Properties: { AvailabilityZone: 'eu-west-1a', Size: 100, ...properties },
});

const between = (before: Readonly<Record<string, string>>, after: Readonly<Record<string, string>>) =>
  compare(tree(before), tree(after));

describe('What a change does to the output trees', () => {
  it('lists added, changed and removed files by profile, with their lines', () => {
    const changes = between(
      { 'dev/docs/bom.csv': 'a\nb\n', 'dev/old': 'x\n', 'enterprise/same': 'x\n' },
      { 'dev/docs/bom.csv': 'a\nc\n', 'dev/new': 'y\n', 'enterprise/same': 'x\n' },
    );
    expect(changes).toEqual([
      {
        profile: 'dev',
        files: [
          { path: 'docs/bom.csv', kind: 'changed', lines: { added: 1, removed: 1 } },
          { path: 'new', kind: 'added', lines: { added: 1, removed: 0 } },
          { path: 'old', kind: 'removed', lines: { added: 0, removed: 1 } },
        ],
        templates: [],
      },
      { profile: 'enterprise', files: [], templates: [] },
    ]);
    expect(report(changes)).toContain('Not a byte changes in: enterprise.');
  });

  it('shows the files and resources of a profile that did not exist before', () => {
    const changes = between({}, { [TEMPLATE]: template({ Data: volume({}) }) });
    expect(report(changes)).toContain('AWS::EC2::Volume `Data` is created');
    expect(changes.flatMap(lossesOf)).toEqual([]);
  });

  it('accepts an update of a resource in its place', () => {
    const changes = between(
      { [TEMPLATE]: template({ Data: volume({}) }) },
      { [TEMPLATE]: template({ Data: volume({ Size: 200 }) }) },
    );
    expect(report(changes)).toContain('AWS::EC2::Volume `Data` is updated: Size');
    expect(changes.flatMap(lossesOf)).toEqual([]);
  });

  it('objects when a resource with state is replaced', () => {
    const database = (name: string) => ({ Type: 'AWS::RDS::DBInstance', Properties: { DBName: name } });
    const changes = between(
      { [TEMPLATE]: template({ Db: database('a') }) },
      { [TEMPLATE]: template({ Db: database('b') }) },
    );
    expect(changes.flatMap(lossesOf)).toEqual([
      'production: AWS::RDS::DBInstance `Db` is **replaced**: DBName in aws/Kafka.template.json',
    ]);
  });

  it('objects when a resource with state gets another logical id, whether or not the old one is retained', () => {
    const retained = { ...volume({}), DeletionPolicy: 'Retain' };
    const changes = between(
      { [TEMPLATE]: template({ A: volume({}), B: retained }) },
      { [TEMPLATE]: template({ A2: volume({}), B2: retained }) },
    );
    expect(changes.flatMap(lossesOf)).toEqual([
      'production: AWS::EC2::Volume `A` is **destroyed** in aws/Kafka.template.json',
      'production: AWS::EC2::Volume `B` is **left behind** (retained, no longer ours) in aws/Kafka.template.json',
    ]);
  });

  it('accepts the replacement of a resource without state', () => {
    const group = (name: string) => ({ Type: 'AWS::EC2::SecurityGroup', Properties: { GroupDescription: name } });
    const changes = between({ [TEMPLATE]: template({ G: group('a') }) }, { [TEMPLATE]: template({ G: group('b') }) });
    expect(report(changes)).toContain('AWS::EC2::SecurityGroup `G` is **replaced**: GroupDescription');
    expect(changes.flatMap(lossesOf)).toEqual([]);
  });

  it('counts what is too long to list', () => {
    const files = Object.fromEntries(Array.from({ length: 25 }, (_, i) => [`dev/hosts/h${String(i)}`, 'x\n']));
    expect(report(between({}, files))).toContain('… and 5 more');
  });
});
