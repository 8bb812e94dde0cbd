import { readFileSync } from 'node:fs';
import type { File } from '@catalyst/model';
import { files } from './paths.ts';

/** The program of all hosts of the tier, whole: it is part of the source, as an import would be. */
export const programFile: File = {
  path: files.program,
  content: readFileSync(new URL('programs/search.py', import.meta.url), 'utf8'),
  owner: 'root',
  group: 'root',
  mode: 0o755,
  validate: 'python3 -c "import ast, sys; ast.parse(open(sys.argv[1]).read())" {}',
};
