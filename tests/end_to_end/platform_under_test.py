"""The real binary in a directory of its own, and the systems that use it."""

import atexit
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import time
import uuid

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = pathlib.Path(os.environ.get("CPRABO_BIN", ROOT / "target" / "debug" / "cprabo"))
SERVICE = "/service/CPRSubscription/CPRSubscription/1/"
LOAD_SERVICE = "/service/CPRSubscription/CPRInitialLoad/1/"
SERVICE_UUID = "9cdccc2f-3243-11e2-8fef-d4bed98c5934"
DEADLINE = 60

# A PNR standing alone: no log, fault or audit trail may contain one.
PNR = re.compile(rb"(?<![0-9a-f-])(0[1-9]|[12][0-9]|3[01])(0[1-9]|1[0-2])[0-9]{6}(?![0-9a-f-])")


def wait_for(condition, what):
    """Waits for a state. The time limit only turns a hang into a failure."""
    deadline = time.monotonic() + DEADLINE
    while time.monotonic() < deadline:
        if result := condition():
            return result
        time.sleep(0.02)
    raise AssertionError(f"waited {DEADLINE} s for {what}")


class System:
    """An IT system with its certificate, key and agreement."""

    def __init__(self, platform, name, combination="any", key_type="ed25519", options=()):
        self.platform, self.name = platform, name
        self.uuid, self.agreement, self.authority = (str(uuid.uuid4()) for _ in range(3))
        folder = platform.folder / "clients"
        platform.run("client-cert", name, "--out", folder)
        self.cert, self.key = folder / f"{name}.crt", folder / f"{name}.key"
        self.ssh_key = make_ssh_key(folder / f"{name}_ssh", key_type)
        platform.run(
            "system", "add", name, "--system", self.uuid, "--cert", self.cert,
            "--ssh-key", f"{self.ssh_key}.pub", "--sftp-user", name, *options,
        )
        platform.run(
            "agreement", "add", "--agreement", self.agreement, "--system", self.uuid,
            "--authority", self.authority, "--combination", combination,
        )

    def context(self, **changed):
        return {
            "ServiceAgreementUUID": self.agreement,
            "UserSystemUUID": self.uuid,
            "UserUUID": self.authority,
            "ServiceUUID": SERVICE_UUID,
        } | changed

    def filter(self, verb, *options, **kwargs):
        return self.platform.run("filter", verb, "--agreement", self.agreement, *options, **kwargs)

    def filters(self):
        """The filters as lines, sorted."""
        lines = self.filter("export").stdout.splitlines()
        return sorted(line for line in lines if not line.startswith("#"))

    def deliveries(self):
        return self.platform.json("deliveries", "--agreement", self.agreement)


def make_ssh_key(path, key_type="ed25519", *options):
    subprocess.run(
        ["ssh-keygen", "-q", "-t", key_type, *options, "-N", "", "-f", path], check=True
    )
    return path


class Platform:
    _made = None

    def __init__(self, folder):
        self.folder, self.binary = folder, BINARY
        self.data = folder / "data"
        self.server = self.soap = self.sftp_port = self.watch = self.legacy_port = self.off4_port = self.web = None
        self.log = folder / "serve.log"
        shutil.copytree(self.made(), self.data)

    @classmethod
    def made(cls):
        """A data directory as `init` makes it."""
        if cls._made is None:
            folder = pathlib.Path(tempfile.mkdtemp(prefix="cprabo-made-"))
            atexit.register(shutil.rmtree, folder)
            cls._made = folder / "data"
            subprocess.run(
                [BINARY, "--data", cls._made, "init", "--soap", "127.0.0.1:0", "--sftp", "127.0.0.1:0"],
                check=True, stdout=subprocess.DEVNULL)
            # A system of its own would be in every list; tests of the probe turn it on.
            config = cls._made / "cprabo.toml"
            config.write_text(config.read_text().replace("[probe]\n", "[probe]\non = false\n"))
        return cls._made

    @property
    def url(self):
        return self.soap + SERVICE

    @property
    def load_url(self):
        return self.soap + LOAD_SERVICE

    @property
    def ca(self):
        return self.data / "ca" / "ca.crt"

    def run(self, *command, exit=0, **kwargs):
        """Runs a command and checks its exit status, if one is expected."""
        arguments = [self.binary, "--data", self.data, *map(str, command)]
        result = subprocess.run(
            arguments, capture_output=True, text=True, timeout=DEADLINE * 2, **kwargs
        )
        assert exit in (None, result.returncode), (command, result.returncode, result.stdout, result.stderr)
        return result

    def json(self, *command, exit=0):
        return json.loads(self.run("--json", *command, exit=exit).stdout)

    def configure(self, section, **settings):
        """Changes settings in the configuration file."""
        path = self.data / "cprabo.toml"
        lines = "".join(f"{name} = {json.dumps(value)}\n" for name, value in settings.items())
        text, header = path.read_text(), f"[{section}]\n"
        assert header in text, section
        path.write_text(text.replace(header, header + lines))

    def measure(self, every=3, timeout=1):
        """Turns the probe on, with calls every so many seconds."""
        path = self.data / "cprabo.toml"
        settings = f"every_seconds = {every}\ntimeout_seconds = {timeout}\n"
        path.write_text(path.read_text().replace("[probe]\non = false\n", f"[probe]\n{settings}"))

    def serve(self, open_files=None, file_size=None, **popen):
        """Starts the server, within limits of open files and file size, and waits until it is ready."""
        limits = {"nofile": open_files, "fsize": file_size}
        limit = [f"--{name}={value}" for name, value in limits.items() if value]
        limit = ["prlimit", *limit, "--"] if limit else []
        with open(self.log, "ab") as log:
            popen = {"stdout": subprocess.PIPE, "stderr": log} | popen
            command = [*limit, self.binary, "--data", self.data, "serve"]
            self.server = subprocess.Popen(command, text=True, **popen)
        ready = self.server.stdout.readline()
        pattern = r"ready soap=(https://\S+) sftp=\S+:(\d+)(?: watch=(\S+))?(?: legacy_sftp=\S+:(\d+))?(?: off4=\S+:(\d+))?(?: web=(https://\S+))?\n"
        match = re.fullmatch(pattern, ready)
        assert match, (ready, self.log.read_text())
        self.soap, self.sftp_port, self.watch = match[1], int(match[2]), match[3]
        self.legacy_port = match[4] and int(match[4])
        self.off4_port = match[5] and int(match[5])
        self.web = match[6]

    def stop(self):
        """Stops the server as an operator would, and checks its log."""
        if self.server is None:
            return
        server, self.server = self.server, None
        server.send_signal(signal.SIGTERM)
        assert server.wait(DEADLINE) == 0, self.log.read_text()
        self.assert_private()

    def kill(self):
        """Kills the server without warning."""
        server, self.server = self.server, None
        server.kill()
        server.wait(DEADLINE)

    def memory(self):
        """The peak memory of the server in bytes."""
        status = pathlib.Path(f"/proc/{self.server.pid}/status").read_text()
        return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) * 1024

    def wait_for_log(self, *parts):
        """The log once these parts are in it: the server writes it behind what it does, in its order."""
        def log():
            text = self.log.read_text()
            return all(part in text for part in parts) and text
        return wait_for(log, f"{parts} in the log")

    def assert_private(self):
        """Checks that the log, and every table that is not about persons, contains no PNR."""
        found = PNR.search(self.log.read_bytes())
        assert not found, f"a number in the log: {found}"
        audit = subprocess.run(
            ["sqlite3", self.data / "cprabo.db",
             "select actor, action, subject, outcome from audit; select findings, detail from run"],
            capture_output=True, check=True,
        )
        found = PNR.search(audit.stdout)
        assert not found, f"a number in the audit trail: {found}"

    def rows(self, select):
        """The result of a query, as lines."""
        command = ["sqlite3", self.data / "cprabo.db", select]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()

    def write(self, name, content):
        path = self.folder / name
        path.write_bytes(content)
        return path

    def ingest(self, name, content, exit=0):
        return self.run("ingest", self.write(name, content), exit=exit)
