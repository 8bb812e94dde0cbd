import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { InvalidInput } from '@catalyst/model';
import { beforeEach, describe, expect, inject, it } from 'vitest';
import { refuseOther, stage } from './staging.ts';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(inject('scratch'), 'staging-'));
});

/** An output as Catalyst leaves it. */
function existing(out: string, profile = 'production'): void {
  mkdirSync(join(out, 'hosts'), { recursive: true });
  writeFileSync(join(out, 'platform.json'), JSON.stringify({ name: profile }));
  writeFileSync(join(out, 'summary.json'), '{}');
  writeFileSync(join(out, 'hosts/old'), 'old');
}

const refusal = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    if (error instanceof InvalidInput) return error.findings.map(({ message }) => message).join('\n');
    throw error;
  }
  return 'not refused';
};

describe('An output directory', () => {
  it('is not there until everything in it is', () => {
    const out = join(dir, 'out');
    const staging = stage(out, false);
    writeFileSync(join(staging.directory, 'file'), 'new');
    expect(existsSync(out)).toBe(false);
    staging.commit();
    staging.discard();
    expect(readFileSync(join(out, 'file'), 'utf8')).toBe('new');
    expect(readdirSync(dir)).toEqual(['out']);
  });

  it('is as it was when the work on the new one ends early', () => {
    const out = join(dir, 'out');
    existing(out);
    const staging = stage(out, false);
    writeFileSync(join(staging.directory, 'file'), 'half');
    staging.discard();
    expect(readdirSync(dir)).toEqual(['out']);
    expect(readFileSync(join(out, 'hosts/old'), 'utf8')).toBe('old');
    expect(existsSync(join(out, 'file'))).toBe(false);
  });

  it('leaves no directory on the way to one that never came', () => {
    stage(join(dir, 'a/b/out'), false).discard();
    expect(readdirSync(dir)).toEqual([]);
  });

  it('takes nothing of another run with it when it never came', () => {
    const mine = stage(join(dir, 'out/production'), false);
    const other = stage(join(dir, 'out/dev'), false);
    writeFileSync(join(other.directory, 'file'), 'dev');
    other.commit();
    other.discard();
    mine.discard();
    expect(readdirSync(join(dir, 'out'))).toEqual(['dev']);
    expect(readFileSync(join(dir, 'out/dev/file'), 'utf8')).toBe('dev');
  });

  it('does not touch another run at the same output', () => {
    const mine = stage(join(dir, 'out'), false);
    const other = stage(join(dir, 'out'), false);
    expect(other.directory).not.toBe(mine.directory);
    mine.discard();
    expect(existsSync(other.directory)).toBe(true);
    other.discard();
    expect(readdirSync(dir)).toEqual([]);
  });

  it('can be read by whoever may read a directory that is made the usual way', () => {
    const staging = stage(join(dir, 'out'), false);
    mkdirSync(join(dir, 'usual'));
    expect(statSync(staging.directory).mode).toBe(statSync(join(dir, 'usual')).mode);
    staging.discard();
  });

  it('is replaced as a whole: what the new one has not is gone', () => {
    const out = join(dir, 'out');
    existing(out);
    const staging = stage(out, false);
    writeFileSync(join(staging.directory, 'file'), 'new');
    staging.commit();
    staging.discard();
    expect(readdirSync(out)).toEqual(['file']);
  });

  it('starts as what is there when a part of it is kept', () => {
    const out = join(dir, 'out');
    existing(out);
    const staging = stage(out, true);
    expect(readFileSync(join(staging.directory, 'hosts/old'), 'utf8')).toBe('old');
    staging.discard();
  });

  it('may be a symbolic link, which stays one', () => {
    existing(join(dir, 'real'));
    symlinkSync('real', join(dir, 'out'));
    const staging = stage(join(dir, 'out'), false);
    writeFileSync(join(staging.directory, 'file'), 'new');
    staging.commit();
    staging.discard();
    expect(readdirSync(join(dir, 'real'))).toEqual(['file']);
    expect(readFileSync(join(dir, 'out/file'), 'utf8')).toBe('new');
  });

  it('that somebody else has filled is not replaced', () => {
    const out = join(dir, 'home');
    mkdirSync(out);
    writeFileSync(join(out, 'thesis.tex'), '');
    expect(refusal(() => stage(out, false))).toContain('is not empty, and was not written by catalyst');
    expect(readdirSync(out)).toEqual(['thesis.tex']);
  });

  it('that is empty is fine', () => {
    mkdirSync(join(dir, 'out'));
    const staging = stage(join(dir, 'out'), false);
    staging.commit();
    staging.discard();
    expect(readdirSync(dir)).toEqual(['out']);
  });

  it('that is a file is refused', () => {
    writeFileSync(join(dir, 'out'), '');
    expect(refusal(() => stage(join(dir, 'out'), false))).toContain('is not a directory');
  });

  it('of another profile does not get some of the targets of this one', () => {
    existing(join(dir, 'out'), 'dev');
    expect(
      refusal(() => {
        refuseOther(join(dir, 'out'), 'production');
      }),
    ).toContain("holds 'dev'");
    expect(
      refusal(() => {
        refuseOther(join(dir, 'out'), 'dev');
      }),
    ).toBe('not refused');
  });
});
