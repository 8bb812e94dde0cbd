#!/usr/bin/python3
"""Takes DragonflyDB's command line and runs Redis 7 with the same meaning. It refuses a flag that it does not know."""
import os
import sys

SAME = {"bind": "bind", "port": "tls-port", "tls_cert_file": "tls-cert-file", "tls_key_file": "tls-key-file",
        "tls_ca_cert_file": "tls-ca-cert-file", "maxclients": "maxclients", "dir": "dir", "masteruser": "masteruser"}
# Redis has no counterpart, or its own default is the same.
LEFT_OUT = {"admin_bind", "admin_port", "no_tls_on_admin_port", "primary_port_http_enabled", "proactor_threads",
            "break_replication_on_master_restart", "dbfilename", "snapshot_cron", "version_check", "logtostdout", "tls",
            "maxmemory"}


def translated(flag, value):
    if flag in SAME:
        return [f"{SAME[flag]} {value}"]
    if flag in LEFT_OUT:
        return []
    if flag == "tls_replication":
        return ["tls-replication yes"]
    if flag == "dbnum":
        return [f"databases {value}"]
    if flag == "cache_mode":
        return [f"maxmemory-policy {'allkeys-lru' if value == 'true' else 'noeviction'}"]
    if flag == "aclfile":
        # Dragonfly copies with a command of its own, Redis with two of its own.
        path = value + ".redis"
        with open(value) as source, open(path, "w") as target:
            target.write(source.read().replace(" +dfly", " +psync +sync"))
        return [f"aclfile {path}"]
    if flag == "replicaof":
        return ["replicaof " + value.replace(":", " ")]
    sys.exit(f"--{flag} is not known")


def main(args):
    flags = []
    for arg in args:
        name, value = arg.lstrip("-").split("=", 1)
        if name == "flagfile":
            with open(value) as file:
                flags += [line.strip().lstrip("-").split("=", 1) for line in file if line.startswith("--")]
        else:
            flags.append([name, value])
    lines = ["port 0", "protected-mode no", 'save ""', "appendonly no", "repl-diskless-sync-delay 0", "maxmemory 100mb",
             "repl-timeout 5"]
    for name, value in flags:
        lines += translated(name, value)
    address = dict(flags)["bind"]
    lines += [f"replica-announce-ip {address}", f"bind-source-addr {address}"]
    secret = os.environ.get("DFLY_masterauth", "").replace("\\", "\\\\").replace('"', '\\"')
    lines.append(f'masterauth "{secret}"')
    path = os.path.join(dict(flags)["dir"], "redis.conf")
    with open(path, "w") as file:
        file.write("\n".join(lines) + "\n")
    os.execvp("redis-server", ["redis-server", path])


main(sys.argv[1:])
