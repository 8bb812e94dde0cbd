import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { days, hours, minutes } from '@catalyst/model';
import fc from 'fast-check';
import ts from 'typescript';
import { describe, expect, inject, it } from 'vitest';
import { z } from 'zod';
import { ROOT } from '../../../scripts/bootstrap.mjs';
import { ElasticsearchSpec, type SelfManagedElasticsearch } from '../spec.ts';
import { requestsOf, type Request } from './index.ts';
import { cronOf, timeOf } from './lifecycle.ts';

const full = specOf({
  frozen: { on: 'frozen' },
  kibana: { on: 'kibana' },
  snapshots: { bucket: 'snapshots', region: 'us-east-1' },
});

function specOf(text: object): SelfManagedElasticsearch {
  const spec = ElasticsearchSpec.parse({ engine: 'elasticsearch', data: { on: 'data' }, ...text });
  if (spec.engine !== 'elasticsearch') throw new Error('not ours');
  return spec;
}

/** The types that Elastic publishes of each request, without what is in the path. */
const TYPES: readonly (readonly [RegExp, string])[] = [
  [/^\/_cluster\/settings$/, 'ClusterPutSettingsRequest'],
  [/^\/_ilm\/policy\//, 'IlmPutLifecycleRequest'],
  [/^\/_slm\/policy\//, 'SlmPutLifecycleRequest'],
  [/^\/_snapshot\//, 'SnapshotRepository'],
  [/^\/_ingest\/pipeline\//, 'IngestPutPipelineRequest'],
  [/^\/_component_template\//, 'ClusterPutComponentTemplateRequest'],
  [/^\/_index_template\//, 'IndicesPutIndexTemplateRequest'],
  [/^\/_security\/role\//, 'SecurityPutRoleRequest'],
  [/^\/_security\/user\/[^/]+$/, 'SecurityPutUserRequest'],
  [/^\/_security\/user\/[^/]+\/_password$/, 'SecurityChangePasswordRequest'],
];

/** What comes from the path, and what the types ask for beside the body. */
const named = (type: string): string =>
  /^(ClusterPutSettings|SecurityChangePassword)/.test(type) || type === 'SnapshotRepository'
    ? ''
    : `${type.includes('Slm') ? 'policy_id' : type.includes('Ingest') ? 'id' : type.includes('PutUser') ? 'username' : 'name'}: 'x', `;

/** Compiles the requests as literals of Elastic's types: a field that they do not have is an error. */
function check(requests: readonly Request[]): readonly string[] {
  const dir = mkdtempSync(join(inject('scratch'), 'types-'));
  const file = join(dir, 'requests.ts');
  const lines = requests.flatMap(({ path, body }, i) => {
    const type = TYPES.find(([pattern]) => pattern.test(path))?.[1];
    if (body === undefined) return [];
    if (type === undefined) return [`const r${String(i)}: never = '${path}';`];
    return [
      `export const r${String(i)}: estypes.${type} = { ${named(type)}...{} , ${JSON.stringify(body).slice(1, -1)} };`,
    ];
  });
  writeFileSync(
    file,
    [`import type { estypes } from '${join(ROOT, 'node_modules/@elastic/elasticsearch/index.js')}';`, ...lines].join(
      '\n',
    ),
  );
  const program = ts.createProgram([file], {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: [],
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    target: ts.ScriptTarget.ES2022,
  });
  const source = program.getSourceFile(file);
  return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
    ({ messageText, start = 0 }) =>
      `${source?.text.slice(start, start + 60) ?? ''}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`,
  );
}

describe('What the cluster is told', () => {
  it('is what the types say that Elastic publishes of its interface', () => {
    expect(check(requestsOf(full))).toEqual([]);
  }, 120_000);

  it('would not be, if a field had another name or a value another type', () => {
    const wrong: readonly Request[] = [
      { method: 'PUT', path: '/_ilm/policy/x', body: { policy: { phases: { hot: { actions: { roll_over: {} } } } } } },
      { method: 'PUT', path: '/_index_template/x', body: { index_patterns: ['x'], priority: 'high' } },
    ];
    expect(check(wrong)).toHaveLength(2);
  }, 120_000);

  it('moves a stream to the object store where there are frozen nodes, and deletes it after its time', () => {
    const policy = (spec: SelfManagedElasticsearch, name: string): unknown =>
      requestsOf(spec).find(({ path }) => path === `/_ilm/policy/${name}`)?.body;
    expect(policy(full, 'catalyst-logs')).toMatchObject({
      policy: {
        phases: {
          hot: { actions: { rollover: { max_primary_shard_size: '50000000000b', max_age: '1d' } } },
          frozen: { min_age: '7d', actions: { searchable_snapshot: { snapshot_repository: 'catalyst' } } },
          delete: { min_age: '90d' },
        },
      },
    });
    const phases = z.looseObject({ policy: z.looseObject({ phases: z.looseObject({}) }) });
    expect(Object.keys(phases.parse(policy(specOf({}), 'catalyst-logs')).policy.phases)).toEqual(['hot', 'delete']);
    expect(policy(full, 'catalyst-audit')).toMatchObject({ policy: { phases: { delete: { min_age: '730d' } } } });
    expect(policy(full, 'catalyst-metrics-hourly')).toMatchObject({
      policy: { phases: { delete: { min_age: '365d' } } },
    });
  });

  it('has every policy before the template that names it, and every template before its stream', () => {
    const paths = requestsOf(full).map(({ path }) => path);
    for (const name of ['catalyst-logs', 'catalyst-metrics-hourly', 'catalyst-audit', 'catalyst-failed']) {
      const order = [`/_ilm/policy/${name}`, `/_index_template/${name}`, `/_data_stream/${name}`].map((p) =>
        paths.indexOf(p),
      );
      expect(order.every((at, i) => at > (order[i - 1] ?? paths.indexOf('/_component_template/catalyst-events')))).toBe(
        true,
      );
    }
    expect(paths.indexOf('/_license?acknowledge=true')).toBe(0);
  });

  it('gives no user of ours more than one thing to do', () => {
    const roles = requestsOf(full).filter(({ path }) => path.startsWith('/_security/role/'));
    const text = JSON.stringify(roles.map(({ body }) => body));
    expect(text).not.toMatch(/"(all|manage|manage_security|delete|write|delete_index)"/);
  });
});

describe('A time', () => {
  it('is said in the largest unit that is exact', () => {
    expect([days(90), hours(36), minutes(90), minutes(1)].map(timeOf)).toEqual(['90d', '36h', '90m', '1m']);
  });

  it('of snapshots is a cron expression with seconds and one question mark', () => {
    fc.assert(
      fc.property(fc.integer({ min: 15, max: 1440 }), (n) => {
        const fields = cronOf(minutes(n)).split(' ');
        expect(fields).toHaveLength(6);
        expect(fields.filter((field) => field === '?')).toHaveLength(1);
        expect(fields.every((field) => /^(\d+|\*|\?|\*\/\d+)$/.test(field))).toBe(true);
      }),
    );
  });
});
