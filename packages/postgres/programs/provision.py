"""Databases, users, migrations and partitions, on the leader and nowhere else: provision.py CLUSTER.JSON [upkeep]

Safe to run again at any point. Exits with 0 when all is there or another node leads, with 1 to be tried again, and with
3 where only a person can help: a migration that has been applied was changed afterwards.
"""
import base64
import contextlib
import hashlib
import hmac
import json
import os
import re
import sys

import psycopg2
from psycopg2 import sql

LOCK = 7_302_981  # of pg_advisory_lock: one at a time


def main(path, what='all'):
    with open(path, encoding='utf-8') as file:
        cluster = json.load(file)
    with cursor_of(cluster, 'postgres') as cursor:
        cursor.execute('SELECT pg_is_in_recovery()')
        if cursor.fetchone()[0]:
            print('another node leads: nothing to do here')
            return
        if what == 'all':
            roles(cursor, cluster)
    if what == 'all':
        for name, database in cluster['databases'].items():
            make_database(cluster, name, database)
        migrate(cluster)
    upkeep(cluster)


@contextlib.contextmanager
def cursor_of(cluster, database):
    """Each statement is a transaction of its own: a database is not made inside of one."""
    connection = psycopg2.connect(host=cluster['socket'], port=cluster['port'], user='postgres', dbname=database)
    connection.autocommit = True
    try:
        yield connection.cursor()
    finally:
        connection.close()


def roles(cursor, cluster):
    cursor.execute('SELECT rolname, rolpassword FROM pg_authid')
    known = dict(cursor.fetchall())
    for name, more in (('pgbouncer', ''), ('monitor', ' IN ROLE pg_monitor')):
        if name not in known:
            cursor.execute(sql.SQL('CREATE ROLE {} LOGIN' + more).format(sql.Identifier(name)))
    for name in map(owner_of, cluster['databases']):
        if name not in known:
            cursor.execute(sql.SQL('CREATE ROLE {} NOLOGIN').format(sql.Identifier(name)))
    for name in cluster['users']:
        with open(os.path.join(cluster['secrets'], name), encoding='utf-8') as file:
            password = file.read().removesuffix('\n')
        if name not in known:
            cursor.execute(sql.SQL('CREATE ROLE {} LOGIN').format(sql.Identifier(name)))
        if not verifies(known.get(name), password):
            # The verifier and not the password: so it is in no log.
            cursor.execute(sql.SQL('ALTER ROLE {} PASSWORD %s').format(sql.Identifier(name)), (verifier(password),))
            print(f'password of {name} set')


def owner_of(database):
    """Whom all objects of a database belong to: a role that nobody can log in as."""
    return f'{database}_owner'


def salted(password, salt, rounds):
    return hashlib.pbkdf2_hmac('sha256', password.encode(), salt, rounds)


def keys(password, salt, rounds):
    secret = salted(password, salt, rounds)
    stored = hashlib.sha256(hmac.digest(secret, b'Client Key', 'sha256')).digest()
    return stored, hmac.digest(secret, b'Server Key', 'sha256')


def verifier(password, rounds=4096):
    """What PostgreSQL keeps of a password (RFC 5803)."""
    salt = os.urandom(16)
    stored, server = (base64.b64encode(key).decode() for key in keys(password, salt, rounds))
    return f'SCRAM-SHA-256${rounds}:{base64.b64encode(salt).decode()}${stored}:{server}'


def verifies(kept, password):
    match = re.fullmatch(r'SCRAM-SHA-256\$(\d+):([^$]+)\$([^:]+):(.+)', kept or '')
    if match is None:
        return False
    stored, _ = keys(password, base64.b64decode(match[2]), int(match[1]))
    return hmac.compare_digest(base64.b64encode(stored).decode(), match[3])


LOOKUP = """
CREATE SCHEMA IF NOT EXISTS pgbouncer;
CREATE OR REPLACE FUNCTION pgbouncer.lookup(who text, OUT name text, OUT secret text) RETURNS record
  LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog
  AS $$ SELECT rolname::text, rolpassword FROM pg_authid
        WHERE rolname = who AND rolcanlogin AND NOT rolsuper AND NOT rolreplication $$;
REVOKE ALL ON FUNCTION pgbouncer.lookup(text) FROM PUBLIC;
GRANT USAGE ON SCHEMA pgbouncer TO pgbouncer;
GRANT EXECUTE ON FUNCTION pgbouncer.lookup(text) TO pgbouncer;
"""


def make_database(cluster, name, database):
    with cursor_of(cluster, 'postgres') as cursor:
        cursor.execute('SELECT 1 FROM pg_database WHERE datname = %s', (name,))
        if cursor.fetchone() is None:
            cursor.execute(sql.SQL('CREATE DATABASE {} OWNER {}').format(sql.Identifier(name), sql.Identifier(owner_of(name))))
            print(f'database {name} made')
        cursor.execute(sql.SQL('REVOKE ALL ON DATABASE {} FROM PUBLIC').format(sql.Identifier(name)))
        for user in {*database['owners'], *database['writers'], *database['readers'], 'pgbouncer', 'monitor'}:
            cursor.execute(sql.SQL('GRANT CONNECT ON DATABASE {} TO {}').format(sql.Identifier(name), sql.Identifier(user)))
    with cursor_of(cluster, name) as cursor:
        cursor.execute(LOOKUP)
        for extension in database['extensions']:
            cursor.execute(sql.SQL('CREATE EXTENSION IF NOT EXISTS {}').format(sql.Identifier(extension)))
        for user in database['owners']:
            cursor.execute(sql.SQL('GRANT {} TO {}; GRANT ALL ON SCHEMA public TO {}').format(
                sql.Identifier(owner_of(name)), sql.Identifier(user), sql.Identifier(user)))
        grant(cursor, owner_of(name), database['writers'], 'SELECT, INSERT, UPDATE, DELETE')
        grant(cursor, owner_of(name), database['readers'], 'SELECT')


def grant(cursor, owner, users, rights):
    """What is there, and what the owner makes later."""
    for user in users:
        words = {'owner': sql.Identifier(owner), 'user': sql.Identifier(user), 'rights': sql.SQL(rights)}
        cursor.execute(sql.SQL("""
            GRANT USAGE ON SCHEMA public TO {user};
            GRANT {rights} ON ALL TABLES IN SCHEMA public TO {user};
            GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {user};
            ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public GRANT {rights} ON TABLES TO {user};
            ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public GRANT USAGE ON SEQUENCES TO {user};
        """).format(**words))


def migrate(cluster):
    """Files in the order of their names, each once; those called `repeat-…` again whenever they change."""
    name = cluster['migrations']['database']
    if name not in cluster['databases']:
        return
    with cursor_of(cluster, name) as cursor:
        cursor.execute('SELECT pg_advisory_lock(%s)', (LOCK,))
        cursor.execute(sql.SQL("""
            CREATE SCHEMA IF NOT EXISTS catalyst AUTHORIZATION {0};
            CREATE TABLE IF NOT EXISTS catalyst.migrations (
              name text PRIMARY KEY, sha256 text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now());
            ALTER TABLE catalyst.migrations OWNER TO {0};
        """).format(sql.Identifier(owner_of(name))))
        cursor.execute('SELECT name, sha256 FROM catalyst.migrations')
        applied = dict(cursor.fetchall())
        directory = cluster['migrations']['directory']
        for file_name in sorted(os.listdir(directory)):
            with open(os.path.join(directory, file_name), encoding='utf-8') as file:
                text = file.read()
            digest = hashlib.sha256(text.encode()).hexdigest()
            if applied.get(file_name) == digest:
                continue
            if file_name in applied and not file_name.startswith('repeat-'):
                print(f'{file_name} was changed after it had been applied: write another migration', file=sys.stderr)
                sys.exit(3)
            apply(cursor, owner_of(name), file_name, text, digest)


def apply(cursor, owner, file_name, text, digest):
    """All of a file or nothing of it."""
    cursor.execute('BEGIN')
    cursor.execute(sql.SQL('SET LOCAL ROLE {}').format(sql.Identifier(owner)))
    cursor.execute(text)
    cursor.execute(
        'INSERT INTO catalyst.migrations (name, sha256) VALUES (%s, %s) '
        'ON CONFLICT (name) DO UPDATE SET sha256 = excluded.sha256, applied_at = now()', (file_name, digest))
    cursor.execute('COMMIT')
    print(f'{file_name} applied')


def upkeep(cluster):
    """Partitions of the days to come, and none of those that are too old."""
    name = cluster['migrations']['database']
    if name not in cluster['databases']:
        return
    with cursor_of(cluster, name) as cursor:
        cursor.execute("SELECT to_regprocedure('catalyst.keep_partitions(timestamptz)')")
        if cursor.fetchone()[0] is not None:
            cursor.execute('SELECT catalyst.keep_partitions()')


if __name__ == '__main__':
    try:
        main(*sys.argv[1:])
    except psycopg2.Error as problem:
        sys.exit(str(problem).strip())
