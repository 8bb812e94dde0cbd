import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Finding } from '@catalyst/model';
import { describe, expect, test } from 'vitest';
import { ROOT } from '../../scripts/bootstrap.mjs';
import { areas } from './areas/index.ts';
import { Evidence } from './evidence.ts';
import { hold } from './hold.ts';
import { report } from './report.ts';
import { requirements, type Requirement } from './requirements.ts';
import { finding, open } from './verdict.ts';

// One file for all areas, because they share the evidence, which takes longer to compute than all checks together.
// One area: npx vitest run test/conformance -t Kafka
const evidence = new Evidence();

/** Milliseconds. The first check that asks for an output waits for `catalyst synth`, which a busy machine makes slow. */
const SYNTHESIS = 300_000;

/** `KAF-18 num.network.threads: 8` */
const nameOf = (row: Requirement | undefined): string =>
  row === undefined ? 'a verdict without a row' : `${row.id} ${row.text}: ${row.value}`;

const claiming = areas
  .map(({ area, entries }) => ({
    area,
    claims: entries
      .filter(({ verdict }) => verdict !== 'open')
      .map((entry) => ({ entry, name: nameOf(requirements.find(({ id }) => id === entry.id)) })),
  }))
  .filter(({ claims }) => claims.length > 0);

describe.each(claiming)('$area', ({ claims }) => {
  test.each(claims)(
    '$name',
    ({ entry }) => {
      hold(entry, evidence);
    },
    SYNTHESIS,
  );
});

describe('the conformance suite', () => {
  test('every row of an area has exactly one verdict, in that area, and every verdict has a row', () => {
    const verdicts = areas.flatMap(({ area, entries }) => entries.map(({ id }) => `${id} ${area}`));
    expect([...verdicts].sort()).toEqual(requirements.map(({ id, area }) => `${id} ${area}`).sort());
  });

  test('docs/conformance.md is what npm run conformance writes', () => {
    const committed = readFileSync(join(ROOT, 'docs/conformance.md'), 'utf8');
    expect(committed, 'run `npm run conformance` and commit docs/conformance.md').toBe(report(areas, requirements));
  });

  test.each(['dev', 'production', 'production-n1', 'enterprise'] as const)(
    'what is asserted of %s is what the commands give: platform.json is the platform, and check finds what assess does',
    (name) => {
      const output = evidence.output(name);
      const { platform } = evidence.of(name);
      expect(JSON.parse(output.platform)).toEqual(JSON.parse(JSON.stringify(platform)));
      const changed = evidence.changed(name, (profile) => profile);
      const said = (findings: readonly Finding[]) =>
        findings.map(({ code, subject, message }) => [code, subject, message].join(' ')).sort();
      expect(said(output.findings)).toEqual(said(changed.findings));
    },
    SYNTHESIS,
  );

  test('a verdict that does not hold is refused', () => {
    const about = (code: string, subject: string, figure: string) => () => {
      hold(finding('PRD-12', 'production', code, subject, figure), evidence);
    };
    expect(about('claim/cores', 'production', '352 cores')).not.toThrow();
    expect(about('claim/cores', 'production', '353 cores')).toThrow('should say 353 cores');
    expect(about('claim/cores', 'dc1', '352 cores')).toThrow('no finding claim/cores about dc1');
    expect(about('claim/threads', 'production', '352 cores')).toThrow('no finding claim/threads about production');
  });

  test('rows from one to another are all of them', () => {
    expect(open('Fabric', 'NET-09..11', 'NET-20').map(({ id }) => id)).toEqual([
      'NET-09',
      'NET-10',
      'NET-11',
      'NET-20',
    ]);
  });
});
