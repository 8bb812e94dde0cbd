"""Puts the settings that all nodes share into etcd, and this PostgreSQL into force: settle.py PATRONI.YML SETTINGS.JSON

Safe to run again, on every node. Exits with 0 when this node is what its files say, with 1 to be tried again.
"""
import json
import ssl
import sys
import time
import urllib.error
import urllib.request

import yaml

PATIENCE = 120  # seconds until a restart or a switchover has to be done


def main(config_path, settings_path):
    with open(config_path, encoding='utf-8') as file:
        config = yaml.safe_load(file)
    with open(settings_path, encoding='utf-8') as file:
        wanted = json.load(file)
    node = Patroni(config)
    node.ask('POST', '/reload')
    if node.ask('GET', '/config') != wanted:
        node.ask('PUT', '/config', wanted)
        print('settings changed')
    # Patroni compares its PostgreSQL with the settings once a round.
    time.sleep(wanted['loop_wait'] + 1)
    if not node.ask('GET', '/patroni').get('pending_restart'):
        return
    if node.leads():
        hand_over(node)
    until('PostgreSQL is back', lambda: restarted(node))
    print('restarted')


def restarted(node):
    """Asks for the restart until it is done. Who has just handed over restarts by itself, and says no meanwhile."""
    state = node.ask('GET', '/patroni')
    if state.get('state') != 'running':
        return False
    if state.get('pending_restart'):
        node.ask('POST', '/restart', {'restart_pending': True})
        return False
    return True


def hand_over(node):
    """Another node leads while this one restarts, where there is one that has every commit."""
    members = node.ask('GET', '/cluster')['members']
    if not any(member['role'] == 'sync_standby' for member in members):
        return
    node.ask('POST', '/switchover', {'leader': node.name})
    until('another node leads', lambda: not node.leads())


def until(what, condition):
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            if condition():
                return
        except (OSError, ValueError):
            pass  # PostgreSQL or Patroni is just starting
        time.sleep(1)
    sys.exit(f'{what}: not within {PATIENCE} s')


class Patroni:
    """The REST interface of this node, with its certificate."""

    def __init__(self, config):
        control = config['ctl']
        self.name = config['name']
        self.url = 'https://' + config['restapi']['connect_address']
        self.tls = ssl.create_default_context(cafile=control['cacert'])
        self.tls.load_cert_chain(control['certfile'], control['keyfile'])

    def ask(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data=data, method=method)
        try:
            with urllib.request.urlopen(request, timeout=60, context=self.tls) as response:
                text = response.read().decode()
        except urllib.error.HTTPError as error:
            # It says how it is with 503 where it is not well.
            if method != 'GET' or path == '/config':
                raise OSError(f'{path}: {error.code} {error.read().decode()}') from error
            text = error.read().decode()
        return json.loads(text) if text.startswith('{') else {}

    def leads(self):
        return self.ask('GET', '/patroni').get('role') in ('master', 'primary', 'standby_leader')


if __name__ == '__main__':
    try:
        main(*sys.argv[1:])
    except OSError as problem:
        sys.exit(str(problem))
