import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { Area, Case, Sample } from './measure.ts';

const Cost = z.record(z.string(), z.number());

/** A hall of so many devices, in a process of its own. Throws when it cannot be built. */
function build(devices: number): Sample {
  const script = fileURLToPath(new URL('fabric-build.ts', import.meta.url));
  const { status, stdout, stderr } = spawnSync('npx', ['tsx', script, String(devices)], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return Cost.parse(JSON.parse(stdout));
}

const area: Area = {
  title: 'A network with all its files, in new processes',
  cases: [24, 240, 1107].map((devices): Case => ({
    name: `${String(devices)} devices`,
    what: 'facts, rules, EOS text, FRR text and documents, from the resolved platform; memory with that platform and all of Node',
    run: () => build(devices),
  })),
};
export default area;
