"""Restores a backup to a point in time into a directory of its own, reads all of it, reports, and cleans up.

  restore-drill.py CLUSTER.JSON [--target TIME] [--expect DATABASE.TABLE=ROWS]... [--scratch DIRECTORY]

Nothing of the running database is touched: the restored one has a socket in its own directory and no port. Prints one
line of JSON. Exits with 0 when the data was there and complete, with 1 when not.
"""
import argparse
import datetime
import glob
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time

import psycopg2

METRICS = '/var/lib/prometheus/node-exporter'
PATIENCE = 4 * 3600  # seconds that the log may take to be replayed
PORT = 5999  # names the socket


def main():
    arguments = read_arguments()
    with open(arguments.cluster, encoding='utf-8') as file:
        cluster = json.load(file)
    if cluster['drill']['local'] and stands_by(cluster):
        print('the backups of this host are on the primary: nothing to restore here', file=sys.stderr)
        return
    root = arguments.scratch or cluster['drill']['directory']
    os.makedirs(root, mode=0o700, exist_ok=True)
    for left_over in glob.glob(os.path.join(root, 'drill-*')):
        shutil.rmtree(left_over)
    scratch = os.path.join(root, f'drill-{os.getpid()}')
    os.makedirs(os.path.join(scratch, 'data'), mode=0o700)
    report = {'target': arguments.target, 'restored': False}
    try:
        drill(cluster, arguments, scratch, report)
    except (Failed, psycopg2.Error, subprocess.CalledProcessError) as problem:
        report['problem'] = str(getattr(problem, 'stderr', None) or problem).strip()[-2000:]
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    print(json.dumps(report), flush=True)
    tell_exporter(cluster, report)
    sys.exit(1 if 'problem' in report else 0)


def stands_by(cluster):
    with psycopg2.connect(host=cluster['socket'], port=cluster['port'], user='postgres', dbname='postgres') as live:
        with live.cursor() as cursor:
            cursor.execute('SELECT pg_is_in_recovery()')
            return cursor.fetchone()[0]


class Failed(Exception):
    """The data is not what it should be."""


def read_arguments():
    parser = argparse.ArgumentParser(description='Restores a backup to a point in time and verifies it.')
    parser.add_argument('cluster')
    an_hour_ago = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(hours=1)
    parser.add_argument('--target', default=an_hour_ago.strftime('%Y-%m-%d %H:%M:%S+00'))
    parser.add_argument('--expect', action='append', default=[], metavar='DATABASE.TABLE=ROWS')
    parser.add_argument('--scratch')
    return parser.parse_args()


def drill(cluster, arguments, scratch, report):
    data = os.path.join(scratch, 'data')
    began = time.monotonic()
    subprocess.run([
        'pgbackrest', f"--config={cluster['drill']['config']}", f"--stanza={cluster['drill']['stanza']}",
        f'--pg1-path={data}', '--type=time', f'--target={arguments.target}', '--target-action=promote',
        '--archive-mode=off', '--no-delta', '--lock-path=' + os.path.join(scratch, 'lock'), 'restore',
    ], check=True, capture_output=True, text=True)
    report['copySeconds'] = round(time.monotonic() - began, 1)
    # The name of a socket may have 107 characters, and a volume may be mounted deep. Nobody else may open the directory.
    with tempfile.TemporaryDirectory(prefix='drill-') as sockets:
        server = start(cluster, scratch, data, sockets)
        try:
            wait(server, scratch, sockets)
            report['restored'] = True
            report['restoreSeconds'] = round(time.monotonic() - began, 1)
            report['rows'] = rows_of(sockets)
            compare(report['rows'], arguments.expect)
        finally:
            server.terminate()
            server.wait()
    report['seconds'] = round(time.monotonic() - began, 1)


def start(cluster, scratch, data, sockets):
    """Small, without a port, and never an archiver: what it writes belongs to nobody."""
    access = os.path.join(scratch, 'access.conf')
    with open(access, 'w', encoding='utf-8') as file:
        # The directory of the socket is the user's own, and so is whoever comes through it.
        file.write('local all all trust\n')
    settings = {
        'listen_addresses': '', 'unix_socket_directories': sockets, 'port': PORT, 'hba_file': access,
        'shared_buffers': '256MB', 'huge_pages': 'off', 'ssl': 'off', 'archive_mode': 'off', 'hot_standby': 'off',
        'synchronous_standby_names': '', 'primary_conninfo': '', 'primary_slot_name': '', 'autovacuum': 'off',
    }
    options = [word for name, value in settings.items() for word in ('-c', f'{name}={value}')]
    log = open(os.path.join(scratch, 'log'), 'w', encoding='utf-8')
    return subprocess.Popen([os.path.join(cluster['bin'], 'postgres'), '-D', data, *options], stdout=log, stderr=log)


def connect(sockets, database):
    return psycopg2.connect(host=sockets, port=PORT, user='postgres', dbname=database)


def wait(server, scratch, sockets):
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if server.poll() is not None:
            with open(os.path.join(scratch, 'log'), encoding='utf-8') as file:
                raise Failed('the restored server has ended: ' + file.read()[-1500:])
        try:
            connect(sockets, 'postgres').close()
            return
        except psycopg2.OperationalError:
            time.sleep(0.2)
    raise Failed(f'the log was not replayed within {PATIENCE} s')


def rows_of(sockets):
    """Every row of every table is read, so that a page with a wrong checksum is found."""
    with connect(sockets, 'postgres') as connection, connection.cursor() as cursor:
        cursor.execute('SELECT datname FROM pg_database WHERE datallowconn AND NOT datistemplate')
        databases = [name for (name,) in cursor.fetchall()]
    rows = {}
    for database in databases:
        with connect(sockets, database) as connection, connection.cursor() as cursor:
            cursor.execute("""
                SELECT format('%I.%I', n.nspname, c.relname), CASE n.nspname WHEN 'public' THEN '' ELSE n.nspname || '.' END || c.relname
                FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition
                  AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE '\\_timescaledb%'
                ORDER BY 2""")
            for quoted, name in cursor.fetchall():
                cursor.execute(f'SELECT count(*) FROM {quoted}')
                rows[f'{database}.{name}'] = cursor.fetchone()[0]
    return rows


def compare(rows, expected):
    for entry in expected:
        name, _, wanted = entry.partition('=')
        if rows.get(name) != int(wanted):
            raise Failed(f'{name}: expected {wanted} rows, restored {rows.get(name)}')


def tell_exporter(cluster, report):
    """Into a file that is there for it: the directory is root's, and a drill is postgres."""
    path = os.path.join(METRICS, f'{cluster["tier"]}-restore-drill.prom')
    if not os.access(path, os.W_OK):
        return
    tier, passed = cluster['tier'], 'problem' not in report
    lines = [f'catalyst_restore_drill_success{{tier="{tier}"}} {int(passed)}']
    if passed:
        lines += [f'catalyst_restore_drill_timestamp_seconds{{tier="{tier}"}} {int(time.time())}',
                  f'catalyst_restore_drill_seconds{{tier="{tier}"}} {report["restoreSeconds"]}']
    with open(path, 'w', encoding='utf-8') as file:
        file.write('\n'.join(lines) + '\n')


if __name__ == '__main__':
    main()
