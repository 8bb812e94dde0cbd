import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{packages,stacks,profiles,onprem,scripts,bench,test}/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**', '**/out/**'],
    globalSetup: './test/support/scratch.ts',
    setupFiles: './test/support/setup.ts',
    // The built-in template validation costs 3 s and 330 MB in every process. `npm run validate` runs it, as errors.
    env: { CDK_VALIDATION: 'false', CDK_DISABLE_CLI_TELEMETRY: 'true' },
    // Processes, not threads: tests start brokers and validators, and a leak must end with its file.
    pool: 'forks',
    maxWorkers: 2,
    // Long enough for a real broker on a busy machine; nothing is asserted about speed.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    reporters: ['default', './test/support/reporter.ts'],
  },
});
