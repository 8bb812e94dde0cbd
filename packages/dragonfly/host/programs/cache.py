#!/usr/bin/python3
"""What a node of the cache and a Sentinel do beside their work. One file, and nothing but Python's own library.

  cache.py start NODE -- COMMAND…      become master or replica, as the others are told, then run COMMAND
  cache.py sentinel CONF STATE -- COMMAND…   bring the settings into the file that Sentinel keeps, then run COMMAND
  cache.py watch NODE                  keep the shard known to every Sentinel
  cache.py hand-over NODE              before a stop: another one becomes master
  cache.py gate NODE role|link|lag|master    exit 0 if so
  cache.py gate-sentinel NODE          exit 0 if the Sentinel answers and has its quorum
  cache.py acl NODE FILE               access lists with the passwords as hashes
  cache.py prune NODE KEEP             remove all but the newest snapshots
  cache.py expiry NODE FILE            count keys that should end and do not, for the host's exporter

A master that restarts is never master at once: what it has is its last snapshot, and its replicas would throw away
what they have for it. It stays away until the Sentinels have chosen another one, and follows that.
"""
import hashlib
import json
import os
import socket
import ssl
import sys
import time

SENTINEL_STATE = ("monitor", "known-replica", "known-slave", "known-sentinel", "config-epoch", "leader-epoch",
                  "current-epoch", "myid", "auth-user", "auth-pass", "down-after-milliseconds", "failover-timeout",
                  "parallel-syncs")


class Refused(Exception):
    pass


class Connection:
    """One connection that speaks RESP over TLS. The peer must have a certificate of the site; it is known by address."""

    def __init__(self, node, address, port, timeout=1.0):
        context = ssl.create_default_context(cafile=node["tls"]["ca"])
        context.check_hostname = False
        context.load_cert_chain(node["tls"]["certificate"], node["tls"]["key"])
        self.socket = context.wrap_socket(socket.create_connection((address, port), timeout=timeout))
        self.reader = self.socket.makefile("rb")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.reader.close()
        self.socket.close()

    def ask(self, *words):
        parts = [str(word).encode() for word in words]
        self.socket.sendall(b"*%d\r\n" % len(parts) + b"".join(b"$%d\r\n%s\r\n" % (len(p), p) for p in parts))
        return self.answer()

    def answer(self):
        line = self.reader.readline()
        if not line:
            raise OSError("the connection was closed")
        kind, rest = line[:1], line[1:-2].decode()
        if kind == b"-":
            raise Refused(rest)
        if kind == b"$":
            if rest == "-1":
                return None
            return self.reader.read(int(rest) + 2)[:-2].decode(errors="replace")
        if kind == b"*":
            return None if rest == "-1" else [self.answer() for _ in range(int(rest))]
        return int(rest) if kind == b":" else rest


def secret(node, user):
    with open(os.path.join(node["users"], user), encoding="utf-8") as file:
        return file.read()


def password(node, user):
    """Sentinel writes what it knows without quotes. So its password is a hash: one word, whatever the secret is."""
    text = secret(node, user)
    return hashlib.sha256(text.encode()).hexdigest() if user == "sentinel" else text


def as_observer(node, address):
    connection = Connection(node, address, node["port"])
    connection.ask("AUTH", "observer", password(node, "observer"))
    return connection


def sentinel(node, address):
    return Connection(node, address, node["sentinelPort"])


def majority(node):
    return len(node["sentinels"]) // 2 + 1


def named_master(node):
    """Who is master, if most Sentinels agree. And how many have answered at all."""
    names, answered = {}, 0
    for address in node["sentinels"]:
        try:
            with sentinel(node, address) as connection:
                name = connection.ask("SENTINEL", "get-master-addr-by-name", node["shard"])
            answered += 1
            if name:
                names[name[0]] = names.get(name[0], 0) + 1
        except (OSError, Refused):
            pass
    for name, votes in names.items():
        if votes >= majority(node):
            return name, answered
    return None, answered


def has_live_replicas(node):
    """Whether a Sentinel knows somebody who could take over."""
    for address in node["sentinels"]:
        try:
            with sentinel(node, address) as connection:
                for fields in connection.ask("SENTINEL", "slaves", node["shard"]):
                    replica = dict(zip(fields[::2], fields[1::2]))
                    if not set(replica["flags"].split(",")) & {"s_down", "o_down", "disconnected"}:
                        return True
            return False
        except (OSError, Refused):
            pass
    return False


def role(node, address):
    """`master`, or `replica`, of whom, and in which state; None if nobody answers."""
    try:
        with as_observer(node, address) as connection:
            answer = connection.ask("ROLE")
    except (OSError, Refused):
        return None
    if answer[0] == "master":
        return {"role": "master"}
    return {"role": "replica", "of": answer[1], "state": answer[3]}


def master_among(node):
    for peer in node["peers"]:
        found = role(node, peer)
        if found and found["role"] == "master":
            return peer
    return None


def whom_to_follow(node, ran_before):
    """The address of the master; None to be master oneself."""
    if not node["sentinels"]:
        return None if node["first"] else node["firstAddress"]
    # Somebody must first be found dead, and then be replaced: both have their time, and a bit more.
    deadline = time.monotonic() + node["patience"]
    while True:
        name, answered = named_master(node)
        if name and name != node["address"]:
            return name
        if name == node["address"]:
            if not ran_before or not has_live_replicas(node):
                return None
        elif answered >= majority(node) or not ran_before:
            # They are there and know nothing of this shard: it is new, or they are.
            found = master_among(node)
            if found or not node["first"] or not ran_before:
                return found if found or node["first"] else node["firstAddress"]
        if time.monotonic() > deadline:
            return master_among(node) or (None if node["first"] or name else node["firstAddress"])
        time.sleep(0.5)


def start(node, command):
    mark = os.path.join(node["state"], "ran")
    master = whom_to_follow(node, os.path.exists(mark))
    with open(mark, "w", encoding="utf-8"):
        pass
    print("starting as " + (f"a copy of {master}" if master else "master"), flush=True)
    os.environ["DFLY_masterauth"] = password(node, "replication")
    follow = [f"--replicaof={master}:{node['port']}"] if master else []
    os.execv(command[0], [*command, *follow])


def register(node, address, master):
    with sentinel(node, address) as connection:
        connection.ask("SENTINEL", "monitor", node["shard"], master, node["port"], node["quorum"])
        connection.ask("SENTINEL", "set", node["shard"],
                       "down-after-milliseconds", node["downAfter"],
                       "failover-timeout", node["failoverTimeout"],
                       "parallel-syncs", 1,
                       "auth-user", "sentinel",
                       "auth-pass", password(node, "sentinel"))


def settings_differ(node, known):
    fields = dict(zip(known[::2], known[1::2]))
    return (fields.get("down-after-milliseconds") != str(node["downAfter"])
            or fields.get("failover-timeout") != str(node["failoverTimeout"])
            or fields.get("quorum") != str(node["quorum"]))


def watch_once(node):
    """A Sentinel that is new does not know the shard. Only the master tells it, and only where nobody says otherwise."""
    mine = role(node, node["address"])
    name, _ = named_master(node)
    if not mine or mine["role"] != "master" or name not in (None, node["address"]):
        return
    for address in node["sentinels"]:
        try:
            with sentinel(node, address) as connection:
                try:
                    known = connection.ask("SENTINEL", "master", node["shard"])
                except Refused:
                    known = None
                if known and settings_differ(node, known):
                    connection.ask("SENTINEL", "set", node["shard"], "quorum", node["quorum"],
                                   "down-after-milliseconds", node["downAfter"],
                                   "failover-timeout", node["failoverTimeout"])
            if not known:
                register(node, address, node["address"])
                print(f"the Sentinel at {address} knows {node['shard']} now", flush=True)
        except (OSError, Refused) as problem:
            print(f"the Sentinel at {address}: {problem}", flush=True)


def watch(node):
    while True:
        watch_once(node)
        time.sleep(5)


def hand_over(node):
    mine = role(node, node["address"])
    if not mine or mine["role"] != "master" or not node["sentinels"] or not has_live_replicas(node):
        return 0
    for address in node["sentinels"]:
        try:
            with sentinel(node, address) as connection:
                connection.ask("SENTINEL", "failover", node["shard"])
            break
        except (OSError, Refused) as problem:
            print(f"the Sentinel at {address}: {problem}", flush=True)
    deadline = time.monotonic() + node["patience"]
    while time.monotonic() < deadline:
        name, _ = named_master(node)
        if name and name != node["address"]:
            print(f"{name} is master now", flush=True)
            return 0
        time.sleep(0.5)
    print("nobody has taken over", flush=True)
    return 0


def replication_of(node, address):
    with as_observer(node, address) as connection:
        text = connection.ask("INFO", "replication")
    return dict(line.split(":", 1) for line in text.splitlines() if ":" in line)


def gate(node, question):
    mine = role(node, node["address"])
    if mine is None:
        return "the cache does not answer, or does not know the observer"
    if question == "role":
        return None
    if question == "master":
        return None if mine["role"] == "master" else f"a copy of {mine['of']}"
    if mine["role"] == "master":
        return None
    if question == "link":
        return None if mine["state"] in ("stable_sync", "online", "connected") else f"the copy is {mine['state']}"
    lines = replication_of(node, mine["of"])
    for key, value in lines.items():
        if key.startswith("slave") and key[5:].isdigit():
            fields = dict(pair.split("=", 1) for pair in value.split(","))
            if fields["ip"] == node["address"]:
                lag = int(fields["lag"])
                return None if lag <= node["lag"] else f"{lag} behind its master, and {node['lag']} may be"
    return f"{mine['of']} does not know this copy"


def gate_sentinel(node):
    with sentinel(node, node["address"]) as connection:
        connection.ask("PING")
        for fields in connection.ask("SENTINEL", "masters"):
            name = dict(zip(fields[::2], fields[1::2]))["name"]
            connection.ask("SENTINEL", "ckquorum", name)


def run_sentinel(template, state, command):
    with open(template, encoding="utf-8") as file:
        lines = file.read().splitlines()
    if os.path.exists(state):
        with open(state, encoding="utf-8") as file:
            learnt = [line for line in file.read().splitlines()
                      if line.startswith("sentinel ") and line.split()[1] in SENTINEL_STATE]
        lines += learnt
    fresh = state + ".new"
    with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
    os.replace(fresh, state)
    os.execv(command[0], [*command, state])


def acl(node, path):
    lines = ["user default off"]
    for user in node["acl"]:
        hashed = hashlib.sha256(password(node, user["name"]).encode()).hexdigest()
        lines.append(" ".join(["user", user["name"], "on", f"#{hashed}", *user["rules"]]))
    fresh = path + ".new"
    with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
    os.replace(fresh, path)


def prune(node, keep):
    """A snapshot is a summary and a file for each thread, all with one time. It is complete once it has its summary."""
    files = [name for name in os.listdir(node["directory"]) if name.startswith("dump-")]
    complete = sorted(name[:-len("-summary.dfs")] for name in files if name.endswith("-summary.dfs"))
    if len(complete) <= keep:
        return
    oldest = complete[-keep]
    for name in files:
        if name < oldest:
            os.remove(os.path.join(node["directory"], name))


def expiry(node, path):
    lines = []
    with as_observer(node, node["address"]) as connection:
        for keyspace in node["keyspaces"]:
            if keyspace["expiry"] is None:
                continue
            # A few steps of a scan are a sample: a client that sets no end shows in it soon.
            cursor, lasting = "0", 0
            for _ in range(20):
                cursor, keys = connection.ask("SCAN", cursor, "MATCH", keyspace["pattern"], "COUNT", 1000)
                lasting += sum(1 for key in keys if connection.ask("TTL", key) == -1)
                if cursor == "0":
                    break
            lines.append(f'dragonfly_keys_without_end{{keyspace="{keyspace["name"]}"}} {lasting}')
    with open(path + ".new", "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
    os.replace(path + ".new", path)


def main(words):
    verb, rest = words[0], words[1:]
    if verb == "sentinel":
        return run_sentinel(rest[0], rest[1], rest[3:])
    with open(rest[0], encoding="utf-8") as file:
        node = json.load(file)
    if verb == "start":
        return start(node, rest[2:])
    if verb == "watch":
        return watch(node)
    if verb == "watch-once":
        return watch_once(node)
    if verb == "hand-over":
        return hand_over(node)
    if verb == "acl":
        return acl(node, rest[1])
    if verb == "prune":
        return prune(node, int(rest[1]))
    if verb == "expiry":
        return expiry(node, rest[1])
    if verb == "gate":
        return gate(node, rest[1])
    if verb == "gate-sentinel":
        return gate_sentinel(node)
    return f"there is no '{verb}'"


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except (OSError, Refused) as problem:
        sys.exit(str(problem))
