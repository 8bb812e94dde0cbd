import { readFileSync } from 'node:fs';
import type { Repository } from '@catalyst/model';

/**
 * PostgreSQL's own archive for Ubuntu 22.04. Hosts with a repository have pgBackRest from it too: it talks to its own
 * version only. @source https://wiki.postgresql.org/wiki/Apt; https://pgbackrest.org/user-guide.html#upgrading
 */
export const PGDG: Repository = {
  name: 'pgdg',
  uri: 'https://apt.postgresql.org/pub/repos/apt',
  suite: 'jammy-pgdg',
  components: ['main'],
  key: readFileSync(new URL('../keys/pgdg.asc', import.meta.url), 'utf8'),
};
