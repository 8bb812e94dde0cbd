import { describe, expect, it } from 'vitest';
import { command, statistics } from './measure.ts';

describe('Statistics of a benchmark', () => {
  it('takes the middle of an odd number of values, and the mean of the two in the middle of an even one', () => {
    expect(statistics([30, 10, 20])).toEqual({ median: 20, min: 10, max: 30, spread: 1 });
    expect(statistics([40, 10, 20, 30]).median).toBe(25);
  });

  it('objects to no values', () => {
    expect(() => statistics([])).toThrow('nothing was measured');
  });
});

describe('A measured command', () => {
  it('counts the memory of every Node process that it starts', async () => {
    const child = `require('node:child_process').spawnSync(process.execPath, ['-e', 'Buffer.alloc(200 << 20, 1)'])`;
    const alone = await command([process.execPath, '-e', '0']);
    const withChild = await command([process.execPath, '-e', child]);
    expect(withChild['largest process MiB']).toBeGreaterThan(200);
    expect(withChild['all processes MiB']).toBeGreaterThan((withChild['largest process MiB'] ?? 0) + 10);
    expect(alone['all processes MiB']).toBe(alone['largest process MiB']);
  });

  it('fails with what the command said', async () => {
    await expect(command([process.execPath, '-e', 'console.error("no profile"); process.exit(3)'])).rejects.toThrow(
      /ended with 3:\nno profile/,
    );
  });
});
