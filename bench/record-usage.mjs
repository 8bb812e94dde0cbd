// Loaded into every Node process of a measured command: leaves the process's peak memory and CPU time behind.
import { appendFileSync } from 'node:fs';

const file = process.env['BENCH_USAGE'];
if (file)
  process.on('exit', () => {
    const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
    appendFileSync(file, `${JSON.stringify({ maxRssKiB: maxRSS, cpuMicroseconds: userCPUTime + systemCPUTime })}\n`);
  });
