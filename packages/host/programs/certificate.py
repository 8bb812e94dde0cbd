#!/usr/bin/env python3
"""The certificates of this host, as /etc/catalyst/certificates.json lists them.

    certificate renew   get those that are missing, wrong or two thirds through their life, and make their software read them
    certificate check   fail where less than a third of a certificate's life is left, or one is not usable at all

Each directory has ca.crt, tls.pem (key and chain), and the two parts of the latter: tls.key and tls.crt. A key is made
here and never leaves the host. What the authority signs is asked for with this host's own token.
"""
import base64
import contextlib
import datetime
import grp
import hashlib
import hmac
import ipaddress
import json
import os
import pwd
import re
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

CONFIG = os.environ.get("CATALYST_CERTIFICATES", "/etc/catalyst/certificates.json")
CERTIFICATE = re.compile(r"-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----\n?", re.S)
KEY = re.compile(r"-----BEGIN (?:EC |RSA )?PRIVATE KEY-----.*?-----END (?:EC |RSA )?PRIVATE KEY-----\n?", re.S)


class Unusable(Exception):
    """Why a certificate cannot be used, or cannot be had."""


def openssl(*arguments, given=None):
    done = subprocess.run(["openssl", *arguments], input=given, capture_output=True, text=True)
    if done.returncode != 0:
        raise Unusable(f"openssl {arguments[0]}: {(done.stderr or done.stdout).strip()}")
    return done.stdout


def read(path):
    try:
        with open(path, encoding="ascii") as file:
            return file.read()
    except FileNotFoundError:
        return ""


def place(path, content, entry, mode=0o640):
    """In one step: whoever reads the file sees the old one or the new one. True when it was another."""
    if read(path) == content:
        return False
    handle, new = tempfile.mkstemp(dir=os.path.dirname(path))
    with os.fdopen(handle, "w", encoding="ascii") as file:
        os.fchmod(handle, mode)
        os.fchown(handle, pwd.getpwnam(entry["owner"]).pw_uid, grp.getgrnam(entry["group"]).gr_gid)
        file.write(content)
        file.flush()
        os.fsync(handle)
    os.replace(new, path)
    return True


def parts(pem):
    """The key of a PEM text and its certificates, the host's own first."""
    key, chain = KEY.search(pem), CERTIFICATE.findall(pem)
    if key is None or not chain:
        raise Unusable("has no key or no certificate")
    return key.group(0), chain


def moment(text):
    return datetime.datetime.strptime(text, "%b %d %H:%M:%S %Y GMT").replace(tzinfo=datetime.timezone.utc).timestamp()


def lifetime(certificate):
    """From and until when, in seconds since 1970."""
    text = openssl("x509", "-noout", "-startdate", "-enddate", given=certificate)
    begin, end = (moment(line.partition("=")[2]) for line in text.strip().splitlines())
    return begin, end


def left(certificate):
    """The share of its life that a certificate still has."""
    begin, end = lifetime(certificate)
    return (end - time.time()) / (end - begin)


def names_of(certificate):
    text = openssl("x509", "-noout", "-ext", "subjectAltName", given=certificate)
    return sorted(re.findall(r"(?:DNS|IP Address):([^,\s]+)", text))


def verify(key, chain, ca):
    """Whether it is a certificate of this key, signed by the authority."""
    if openssl("x509", "-noout", "-pubkey", given=chain[0]) != openssl("pkey", "-pubout", given=key):
        raise Unusable("is for another key")
    with tempfile.TemporaryDirectory(dir=RUN) as work:
        for name, text in (("ca", ca), ("others", "".join(chain[1:])), ("own", chain[0])):
            with open(f"{work}/{name}", "w", encoding="ascii") as file:
                file.write(text)
        others = ["-untrusted", f"{work}/others"] if len(chain) > 1 else []
        openssl("verify", "-no-CApath", "-no-CAstore", "-CAfile", f"{work}/ca", *others, f"{work}/own")


def usable(entry):
    """The certificates in force, checked against all that is expected of them."""
    key, chain = parts(read(f"{entry['directory']}/tls.pem"))
    verify(key, chain, read(f"{entry['directory']}/ca.crt"))
    if entry.get("enrol") and names_of(chain[0]) != sorted(entry["enrol"]["names"]):
        raise Unusable(f"is for {', '.join(names_of(chain[0]))}")
    return key, chain


# --- the authority ----------------------------------------------------------------------------------------------------


def secret_key(token):
    """What both sides make of a token: a key of the length that HMAC-SHA-256 takes."""
    return hashlib.sha256(token.strip().encode()).digest()


def ask(config, path, body):
    """The result of a question to the site's authority. @source cfssl/doc/api: every answer has success, result, errors"""
    context = ssl.create_default_context(cafile=config["ca"])
    request = urllib.request.Request(
        f"{config['server']}/api/v1/cfssl/{path}",
        data=json.dumps(body).encode(),
        headers={"Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request, context=context, timeout=10) as response:
            answer = json.load(response)
    except urllib.error.HTTPError as error:
        raise Unusable(f"the authority refuses: {error.read(500).decode(errors='replace').strip()}") from error
    except (OSError, ValueError) as error:
        raise Connection(f"{config['server']} does not answer: {error}") from error
    if not answer.get("success"):
        raise Unusable(f"the authority refuses: {answer.get('errors')}")
    return answer["result"]


class Connection(Unusable):
    """The authority cannot be reached, which may change by itself."""


def signed(config, enrol, request):
    """A certificate for a request, and what it is signed by."""
    if "local" in config:
        authority = f"{config['local']}/{enrol['label']}"
        with tempfile.NamedTemporaryFile("w", dir=RUN) as csr:
            csr.write(request)
            csr.flush()
            arguments = ["-ca", f"{authority}/tls.crt", "-ca-key", f"{authority}/tls.key"]
            arguments += ["-config", f"{config['local']}/local.json", csr.name]
            done = subprocess.run(["cfssl", "sign", *arguments], capture_output=True, text=True)
            if done.returncode != 0:
                raise Unusable(f"cfssl sign: {done.stderr.strip()}")
        return json.loads(done.stdout)["cert"], read(f"{authority}/tls.crt")
    question = {"certificate_request": request, "profile": config["profile"], "label": enrol["label"]}
    question = json.dumps(question).encode()
    token = hmac.new(secret_key(read(config["token"])), question, hashlib.sha256).digest()
    sealed = {"token": base64.b64encode(token).decode(), "request": base64.b64encode(question).decode()}
    certificate = ask(config, "authsign", sealed)["certificate"]
    return certificate, ask(config, "info", {"label": enrol["label"]})["certificate"]


def enrolled(config, entry):
    """A new key with its chain."""
    names = entry["enrol"]["names"]
    key = openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256")

    def kind(name):
        with contextlib.suppress(ValueError):
            return f"IP:{ipaddress.ip_address(name)}"
        return f"DNS:{name}"

    with tempfile.NamedTemporaryFile("w", dir=RUN) as file:
        file.write(key)
        file.flush()
        alternatives = f"subjectAltName={','.join(map(kind, names))}"
        # A name of more than 64 characters fits no CN, and is in the alternatives anyway. @source RFC 5280, ub-common-name
        subject = f"/CN={names[0]}" if len(names[0]) <= 64 else "/"
        request = openssl("req", "-new", "-key", file.name, "-subj", subject, "-addext", alternatives)
    own, intermediate = signed(config, entry["enrol"], request)
    chain = [text.strip() + "\n" for text in (own, intermediate)]
    verify(key, chain, read(f"{entry['directory']}/ca.crt"))
    if names_of(own) != sorted(names):
        raise Unusable(f"the authority has signed for {', '.join(names_of(own))}")
    return key + "".join(chain)


# --- what it is run for -----------------------------------------------------------------------------------------------


def due(entry):
    try:
        _, chain = usable(entry)
    except Unusable:
        return True
    return left(chain[0]) <= 1 / 3


def obtained(config, entry):
    """Asks again for two minutes: on the first day the authority comes up beside the hosts that ask it."""
    deadline = time.monotonic() + config.get("patience", 120)
    while True:
        try:
            return enrolled(config, entry)
        except Connection:
            if time.monotonic() >= deadline:
                raise
            time.sleep(2)


def renew_one(config, entry):
    directory = entry["directory"]
    os.makedirs(directory, exist_ok=True)
    if entry.get("enrol") and due(entry):
        place(f"{directory}/tls.pem", obtained(config, entry), entry)
    key, chain = usable(entry)
    place(f"{directory}/tls.key", key, entry)
    place(f"{directory}/tls.crt", "".join(chain), entry)
    # What the software has last been told of: it is told again when a run was cut short before it could be.
    known = f"{config['state']}/{directory.strip('/').replace('/', '-')}"
    seen = hashlib.sha256((read(f"{directory}/ca.crt") + key + "".join(chain)).encode()).hexdigest() + "\n"
    if read(known) == seen:
        return
    done = subprocess.run(["bash", "-c", entry["changed"]], capture_output=True, text=True)
    if done.returncode != 0:
        raise Unusable(f"'{entry['changed']}' failed: {(done.stderr or done.stdout).strip()}")
    place(known, seen, {"owner": "root", "group": "root"})
    print(f"{directory}: new certificate")


def measure(config):
    """Tells the host's exporter when each certificate ends."""
    directory = os.path.dirname(config["metrics"])
    if not os.path.isdir(directory):
        return
    lines = []
    for entry in config["certificates"]:
        with contextlib.suppress(Unusable):
            begin, end = lifetime(parts(read(f"{entry['directory']}/tls.pem"))[1][0])
            for name, value in (("before", begin), ("after", end)):
                label = f'directory="{entry["directory"]}"'
                lines.append(f"catalyst_certificate_not_{name}_seconds{{{label}}} {value:.0f}\n")
    place(config["metrics"], "".join(sorted(lines)), {"owner": "root", "group": "root"}, 0o644)


def each(config, work):
    failed = False
    for entry in config["certificates"]:
        try:
            work(entry)
        except Unusable as problem:
            print(f"{entry['directory']}: {problem}", file=sys.stderr)
            failed = True
    return failed


def renew(config):
    os.makedirs(config["state"], exist_ok=True)
    failed = each(config, lambda entry: renew_one(config, entry))
    measure(config)
    return failed


def check(config):
    def enough(entry):
        share = left(usable(entry)[1][0])
        if share < 1 / 3 - 0.02:
            raise Unusable(f"{share:.0%} of its life are left, and it is renewed with a third")

    return each(config, enough)


if __name__ == "__main__":
    if sys.argv[1:] not in (["renew"], ["check"]):
        sys.exit(__doc__)
    with open(CONFIG, encoding="utf-8") as file:
        wanted = json.load(file)
    # /run is memory: a key on its way is never written to a disk that may be sold.
    RUN = wanted.get("run", "/run")
    os.umask(0o077)
    sys.exit((renew if sys.argv[1] == "renew" else check)(wanted))
