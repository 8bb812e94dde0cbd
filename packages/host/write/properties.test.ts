import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, inject, it } from 'vitest';
import { engine } from '../../../test/support/engines.ts';
import { properties } from './properties.ts';

const javac = engine('javac');

/** Reads many files with java.util.Properties in one process, and prints what is in them in an order of keys. */
const READER = `
import java.io.*; import java.util.*;
public class Reader {
  public static void main(String[] args) throws Exception {
    var out = new PrintStream(System.out, true, "UTF-8");
    var encoder = Base64.getEncoder();
    for (var name : args) {
      var p = new Properties();
      try (var in = new FileInputStream(name)) { p.load(in); }
      for (var key : new TreeSet<>(p.stringPropertyNames()))
        out.println(encoder.encodeToString(key.getBytes("UTF-16BE")) + " " + encoder.encodeToString(p.getProperty(key).getBytes("UTF-16BE")));
      out.println("--");
    }
  }
}`;

function readBack(files: readonly string[]): readonly ReadonlyMap<string, string>[] {
  const dir = mkdtempSync(join(inject('scratch'), 'properties-'));
  writeFileSync(join(dir, 'Reader.java'), READER);
  const names = files.map((content, i) => {
    const name = join(dir, `${String(i)}.properties`);
    writeFileSync(name, content);
    return name;
  });
  const text = execFileSync('java', [join(dir, 'Reader.java'), ...names], { encoding: 'utf8', maxBuffer: 1 << 28 });
  const decode = (base64 = '') => Buffer.from(base64, 'base64').swap16().toString('utf16le');
  return text
    .split('--\n')
    .slice(0, -1)
    .map(
      (file) =>
        new Map(
          file
            .split('\n')
            .filter((line) => line !== '')
            .map((line) => {
              const [key, value] = line.split(' ');
              return [decode(key), decode(value)] as const;
            }),
        ),
    );
}

/** Texts that would break a careless serialiser more often than chance does. */
const awkward = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 30 }),
  fc.string({
    unit: fc.constantFrom(
      ' ',
      '\t',
      '\n',
      '\r',
      '\f',
      '\\',
      '=',
      ':',
      '#',
      '!',
      'a',
      '{',
      '$',
      'é',
      '漢',
      '😀',
      '\u0000',
      '\u0085',
    ),
    maxLength: 20,
  }),
);

describe('a properties file', () => {
  it.runIf(javac.present)('is read back by Java exactly as it was written, whatever is in it', () => {
    const maps = fc.sample(
      fc.dictionary(
        awkward.filter((key) => key !== ''),
        awkward,
        { maxKeys: 12, noNullPrototype: true },
      ),
      300,
    );
    const written = maps.map((map) => properties(['a comment\nof two lines: with=signs', ...Object.entries(map)]));
    const read = readBack(written);
    expect(read).toHaveLength(maps.length);
    maps.forEach((map, i) => {
      expect(Object.fromEntries(read[i] ?? [])).toEqual(map);
    });
  });

  it('says why before it says what', () => {
    expect(properties(['3 copies', ['default.replication.factor', 3], '', ['a b', ' c']])).toBe(
      '# 3 copies\ndefault.replication.factor=3\n\na\\ b=\\ c\n',
    );
  });
});
