import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { blockYaml, type Plain } from './block-yaml.ts';

const { value } = fc.letrec<{ value: Plain }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.string(),
    fc.constantFrom('yes', 'No', '1:30', '1.5', '10.0.0.1/31', 'null', '- a', 'a: b', '#', ''),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.string(), tie('value'), { maxKeys: 3, noNullPrototype: true }),
  ),
}));

describe('YAML in block style', () => {
  it.each(['1.1', '1.2'] as const)('is read back by a parser of YAML %s as what it was', (version) => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), value, { maxKeys: 4, noNullPrototype: true }), (mapping) => {
        // The merge key of YAML 1.1 is no key.
        fc.pre(!JSON.stringify(mapping).includes('<<') && !JSON.stringify(mapping).includes('__proto__'));
        expect(parse(blockYaml(mapping), { version })).toEqual(mapping);
      }),
    );
  });

  it('keeps numbers that are keys', () => {
    expect(blockYaml({ bindings: new Map<number, Plain>([[10_020, 20]]) })).toBe('bindings:\n  10020: 20\n');
  });
});
