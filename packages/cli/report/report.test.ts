import { sortFindings, type Judged } from '@catalyst/model';
import { XMLParser } from 'fast-xml-parser';
import { SyntaxValidator } from 'fast-xml-validator';
import { describe, expect, it } from 'vitest';
import { FORMATS } from './formats.ts';
import { printReport } from './print.ts';
import type { Report } from './report.ts';

const finding = (changes: Partial<Judged>): Judged => ({
  code: 'host/single-homed',
  severity: 'error',
  subject: 'dc1',
  path: 'sites.dc1.servers',
  message: '14 of 19 servers have one port',
  evidence: { servers: 19 },
  fix: 'give them two',
  acknowledged: null,
  ...changes,
});

const report: Report = {
  profile: 'production',
  source: 'profiles/production.ts',
  findings: sortFindings([
    finding({ code: 'claim/cores', severity: 'warning', path: 'claims.cores', message: `a | b < c & "d" 'e'\tü` }),
    finding({}),
    finding({ code: 'spof/single-instance', subject: 'dc1/cache', acknowledged: 'a cache can be filled again' }),
    finding({ code: 'kafka/remark', severity: 'info', path: '' }),
  ]),
};
const print = (format: (typeof FORMATS)[number], of = report) => printReport(of, format, {});

describe('Findings', () => {
  it.each(FORMATS)('print as %s, the same each time, and also when there are none', async (format) => {
    expect(await print(format)).toBe(await print(format));
    expect(await print(format, { ...report, findings: [] })).toMatch(/\n$/);
  });

  it('as text are grouped by severity, with the way out, and end with their number', async () => {
    const text = await print('text');
    expect([...text.matchAll(/^(Errors|Warnings|Remarks|Acknowledged)$/gm)].map(([heading]) => heading)).toEqual([
      'Errors',
      'Warnings',
      'Remarks',
      'Acknowledged',
    ]);
    expect(text).toContain('→ give them two');
    expect(text).toContain('accepted: a cache can be filled again');
    expect(text.trimEnd().split('\n').at(-1)).toBe('production: 1 error, 1 warning, 1 remark, 1 acknowledged');
  });

  it('as text have no colours in a file', async () => {
    expect(await print('text')).not.toContain('\u001b[');
  });

  it('as JSON keep every field', async () => {
    expect(JSON.parse(await print('json'))).toEqual({
      profile: 'production',
      counts: { error: 1, warning: 1, info: 1, acknowledged: 1 },
      findings: report.findings,
    });
  });

  it('as SARIF name their rule, their place and, where accepted, the reason', async () => {
    const log: unknown = JSON.parse(await print('sarif'));
    expect(log).toMatchObject({
      version: '2.1.0',
      runs: [
        {
          tool: {
            driver: {
              name: 'catalyst',
              rules: [
                { id: 'claim/cores' },
                { id: 'host/single-homed' },
                { id: 'kafka/remark' },
                { id: 'spof/single-instance' },
              ],
            },
          },
          results: [
            {
              ruleId: 'host/single-homed',
              ruleIndex: 1,
              level: 'error',
              locations: [
                {
                  physicalLocation: { artifactLocation: { uri: 'profiles/production.ts' } },
                  logicalLocations: [{ fullyQualifiedName: 'sites.dc1.servers' }],
                },
              ],
            },
            {
              ruleId: 'spof/single-instance',
              suppressions: [{ kind: 'inSource', justification: 'a cache can be filled again' }],
            },
            { ruleId: 'claim/cores', level: 'warning' },
            { ruleId: 'kafka/remark', level: 'note' },
          ],
        },
      ],
    });
  });

  it('as JUnit fail for an error, skip for an accepted one, and keep every character', async () => {
    const xml = await print('junit');
    expect(SyntaxValidator.validate(xml)).toBe(true);
    const parsed: unknown = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '@' }).parse(xml);
    expect(parsed).toMatchObject({
      testsuites: {
        '@tests': '4',
        '@failures': '1',
        '@skipped': '1',
        testsuite: {
          '@name': 'production',
          testcase: [
            { '@classname': 'host/single-homed', failure: { '@message': '14 of 19 servers have one port' } },
            { '@classname': 'spof/single-instance', skipped: { '@message': 'a cache can be filled again' } },
            { 'system-out': `warning: a | b < c & "d" 'e'\tü\ngive them two` },
            { '@classname': 'kafka/remark' },
          ],
        },
      },
    });
  });

  it('as Markdown are rows of one table, whatever is in them', async () => {
    const rows = (await print('md')).split('\n').filter((line) => line.startsWith('|'));
    expect(rows).toHaveLength(2 + 4);
    for (const row of rows) expect(row.split(/(?<!\\)\|/)).toHaveLength(7);
  });
});
