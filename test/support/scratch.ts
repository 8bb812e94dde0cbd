import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** A directory for files of this run, which is removed when it ends. */
    readonly scratch: string;
  }
}

/** Gives a test run one temporary directory, and takes it away at the end. */
export default function scratch(project: TestProject): () => void {
  const dir = mkdtempSync(join(tmpdir(), 'catalyst-test-'));
  project.provide('scratch', dir);
  return () => {
    rmSync(dir, { recursive: true, force: true });
  };
}
