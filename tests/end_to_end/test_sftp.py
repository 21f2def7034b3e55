"""Fetching and deleting with OpenSSH and paramiko; what an account sees and what it does not."""

import hashlib
import re
import stat
import subprocess
import time

import paramiko
import pytest

from extracts import extract, large, person, pnr
from platform_under_test import System, make_ssh_key
from sftp_clients import load_key, openssh, sftp, transport

DAY = extract(5, 2, [person(1, komkod=751), person(2, komkod=101)])


@pytest.fixture(scope="module")
def systems(platform):
    """Two systems, one for everyone and one for nobody, with one delivery each."""
    everyone, nobody = System(platform, "everyone"), System(platform, "nobody")
    everyone.filter("add", "--no-filter")
    platform.ingest("d260105.l534902", DAY)
    return everyone, nobody


@pytest.fixture(scope="module")
def system(systems):
    return systems[0]


@pytest.fixture(scope="module")
def name(system):
    [delivery] = system.deliveries()
    return delivery["name"]


def test_the_pair_has_the_names_and_order_that_clients_want(system, name):
    assert name == f"d260105.l534902.{system.agreement}"
    with sftp(system) as client:
        files = client.listdir_attr("IN")
    assert [file.filename for file in files] == [f"{name}.metadata", name]
    metadata, data = files
    assert metadata.st_mtime == data.st_mtime <= time.time()
    assert stat.S_ISREG(data.st_mode) and data.st_size == len(DAY)


@pytest.mark.parametrize("folder", ["IN", "/IN", "./IN", "./IN/", "/IN/", "IN/.", "OUT/../IN"])
def test_relative_and_absolute_paths_with_openssh_and_paramiko(system, name, folder, tmp_path):
    listed = openssh(system, f"ls -1 {folder}")
    assert len(listed) == 2 and all(line.strip().rsplit("/", 1)[-1] in (name, f"{name}.metadata") for line in listed)
    openssh(system, f"get {folder}/{name} {tmp_path}/openssh")
    assert (tmp_path / "openssh").read_bytes() == DAY
    with sftp(system) as client:
        assert sorted(client.listdir(folder)) == [name, f"{name}.metadata"]
        assert client.stat(f"{folder}/{name}").st_size == client.lstat(f"{folder}/{name}").st_size == len(DAY)
        client.get(f"{folder}/{name}", str(tmp_path / "paramiko"))
    assert (tmp_path / "paramiko").read_bytes() == DAY


def test_the_root_holds_in_and_out_and_nothing_else(system):
    with sftp(system) as client:
        assert sorted(client.listdir("/")) == sorted(client.listdir(".")) == ["IN", "OUT"]
        assert client.listdir("OUT") == []
        assert stat.S_ISDIR(client.stat("IN").st_mode)
        assert client.normalize(".") == "/" and client.normalize("IN/../OUT") == "/OUT"
        client.chdir("IN")
        assert len(client.listdir()) == 2


def test_the_metadata_file_describes_its_file(system, name):
    with sftp(system) as client, client.open(f"IN/{name}.metadata") as file:
        text = file.read().decode()
    uuid = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
    assert re.fullmatch(
        '<\\?xml version="1.0" encoding="UTF-8"\\?>\n'
        '<ns2:FileMetadata xmlns:ns2="http://serviceplatformen.dk/xml/wsdl/soap11/SFTP/1/types">'
        f"<FileTransferUUID>{uuid}</FileTransferUUID><FileDescriptor><FileName>{name}</FileName>"
        f"<SizeInBytes>{len(DAY)}</SizeInBytes><Sender>CPR-Abonnement</Sender>"
        f"<SendersFileId>{uuid}</SendersFileId><Recipients>everyone</Recipients></FileDescriptor>"
        "<FileContentDescriptor/></ns2:FileMetadata>\n", text), text


def test_a_trigger_root_for_the_client_that_reads_it(platform, systems):
    trigger = System(platform, "trigger", options=["--metadata-root", "Trigger"])
    platform.ingest("d260106.l534902", extract(6, 5, [person(3)]))
    with sftp(trigger) as client:
        [metadata] = [name for name in client.listdir("IN") if name.endswith(".metadata")]
        with client.open(f"IN/{metadata}") as file:
            assert b"<ns2:Trigger xmlns:ns2=" in file.read()


def test_subscription_without_a_match_gets_an_empty_file(systems, tmp_path):
    _, nobody = systems
    [first, *_] = nobody.deliveries()
    openssh(nobody, f"get IN/{first['name']} {tmp_path}/empty")
    assert (tmp_path / "empty").read_bytes() == extract(5, 2, [])


def test_two_systems_do_not_see_each_other(systems, name):
    _, nobody = systems
    with sftp(nobody) as client:
        assert name not in client.listdir("IN")
        for path in [f"IN/{name}", f"/IN/{name}", f"../everyone/{name}", f"IN/../../everyone/{name}"]:
            for attempt in (client.stat, client.lstat, client.remove, client.listdir):
                with pytest.raises(FileNotFoundError):
                    attempt(path)
            with pytest.raises(FileNotFoundError):
                client.open(path)


TRICKS = [
    "../../../../etc/passwd", "/etc/passwd", "IN/../../../../etc/passwd", "/IN/../../cprabo.db",
    "IN/../shelf", "//etc//passwd", "IN/./../../ca/ca.key", "/proc/self/environ", "IN/IN", "..\\..\\etc",
    "IN/%2e%2e/%2e%2e/etc/passwd", "~root", "IN/" + "a" * 4000, "IN/\udcff",
]


@pytest.mark.parametrize("path", TRICKS)
def test_paths_lead_nowhere_else(system, path):
    with sftp(system) as client:
        if path == "IN/\udcff":
            path = b"IN/\xff"
        for attempt in (client.stat, client.listdir, client.remove):
            with pytest.raises(OSError):
                attempt(path)
        with pytest.raises(OSError):
            client.open(path)
        assert len(client.listdir("IN")) >= 2, "the session goes on"


def test_nothing_can_be_changed_in_in_but_by_removing(system, name):
    with sftp(system) as client:
        for attempt in [
            lambda: client.open("IN/new", "w"),
            lambda: client.open(f"IN/{name}", "r+"),
            lambda: client.open(f"IN/{name}", "a"),
            lambda: client.open("OUT/new.metadata", "w"),
            lambda: client.open("OUT/folder/new", "w"),
            lambda: client.mkdir("OUT/folder"),
            lambda: client.symlink("/etc/passwd", "OUT/link"),
            lambda: client.rename(f"IN/{name}", "OUT/other"),
            lambda: client.mkdir("IN/folder"),
            lambda: client.rmdir("IN"),
            lambda: client.remove("IN"),
            lambda: client.rename(f"IN/{name}", "IN/other"),
            lambda: client.posix_rename(f"IN/{name}", "IN/other"),
            lambda: client.symlink("/etc/passwd", "IN/link"),
            lambda: client.readlink(f"IN/{name}"),
            lambda: client.chmod(f"IN/{name}", 0o600),
            lambda: client.truncate(f"IN/{name}", 0),
            lambda: client.utime(f"IN/{name}", (0, 0)),
        ]:
            with pytest.raises(OSError):
                attempt()
        with client.open(f"IN/{name}") as file:
            assert file.read() == DAY


def test_the_last_byte_is_a_receipt_and_a_removed_file_is_gone(platform, systems, tmp_path):
    collector = System(platform, "collector")
    collector.filter("add", "--no-filter")
    platform.ingest("d260107.l534902", extract(7, 6, [person(4)]))
    [delivery] = collector.deliveries()
    assert delivery["collected_at"] is None
    name = delivery["name"]
    with sftp(collector) as client:
        with client.open(f"IN/{name}") as file:
            file.read(10)
        assert collector.deliveries()[0]["collected_at"] is None, "a part is no receipt"
        client.get(f"IN/{name}.metadata", str(tmp_path / "metadata"))
        assert collector.deliveries()[0]["collected_at"] is None, "nor is the metadata"
        client.get(f"IN/{name}", str(tmp_path / "data"))
        [delivery] = collector.deliveries()
        assert delivery["collected_at"] and delivery["removed_at"] is None
        client.remove(f"IN/{name}")
        assert client.listdir("IN") == [f"{name}.metadata"]
        with pytest.raises(FileNotFoundError):
            client.stat(f"IN/{name}")
    openssh(collector, f"rm IN/{name}.metadata")
    assert openssh(collector, "ls -1 IN") == []
    assert collector.deliveries()[0]["removed_at"]


def test_only_registered_keys_log_in(systems, name, tmp_path):
    system, nobody = systems
    stranger = make_ssh_key(tmp_path / "stranger")
    openssh(system, "ls", key=stranger, exit=255)
    openssh(system, "ls", key=nobody.ssh_key, exit=255)
    openssh(system, "ls", user="nosuchuser", exit=255)
    openssh(system, "ls", user="../root", exit=255)
    for password in ("", "secret"):
        with pytest.raises(paramiko.SSHException):
            connection = paramiko.Transport(("127.0.0.1", system.platform.sftp_port))
            try:
                connection.connect(username=system.name, password=password)
            finally:
                connection.close()


def test_every_kind_of_key_and_several_for_one_system(system, tmp_path):
    for number, (kind, *options) in enumerate(
        [("rsa", "-b", "2048"), ("rsa", "-b", "4096"), ("ecdsa", "-b", "256"), ("ecdsa", "-b", "521"), ("ed25519",)]
    ):
        key = make_ssh_key(tmp_path / f"key{number}", kind, *options)
        system.platform.run("system", "add-key", system.name, "--ssh-key", f"{key}.pub")
        assert openssh(system, "ls -1", key=key) == ["IN", "OUT"]
        with sftp(system, key=load_key(key)) as client:
            assert sorted(client.listdir()) == ["IN", "OUT"]


def test_an_rsa_signature_with_sha_1_is_refused(system, tmp_path):
    key = make_ssh_key(tmp_path / "rsa", "rsa", "-b", "2048")
    system.platform.run("system", "add-key", system.name, "--ssh-key", f"{key}.pub")
    for algorithm in ("rsa-sha2-256", "rsa-sha2-512"):
        openssh(system, "ls", key=key, options=["-o", f"PubkeyAcceptedAlgorithms={algorithm}"])
    openssh(system, "ls", key=key, options=["-o", "PubkeyAcceptedAlgorithms=ssh-rsa"], exit=255)


def test_a_weak_key_is_not_registered(system, tmp_path):
    key = make_ssh_key(tmp_path / "weak", "rsa", "-b", "1024")
    refused = system.platform.run("system", "add-key", system.name, "--ssh-key", f"{key}.pub", exit=1)
    assert "rsa (1024 bits) keys are not taken" in refused.stderr


def test_rfc_4716_is_read_and_a_private_key_is_refused(system, tmp_path):
    key = make_ssh_key(tmp_path / "key")
    exported = subprocess.run(
        ["ssh-keygen", "-e", "-f", f"{key}.pub"], capture_output=True, check=True).stdout
    public = tmp_path / "rfc4716.pub"
    public.write_bytes(exported)
    assert b"---- BEGIN SSH2 PUBLIC KEY ----" in exported
    system.platform.run("system", "add-key", system.name, "--ssh-key", public)
    assert openssh(system, "ls -1", key=key) == ["IN", "OUT"]
    refused = system.platform.run("system", "add-key", system.name, "--ssh-key", key, exit=1)
    assert "private key" in refused.stderr


def test_a_revoked_key_does_not_log_in(system, tmp_path):
    key = make_ssh_key(tmp_path / "revoked")
    system.platform.run("system", "add-key", system.name, "--ssh-key", f"{key}.pub")
    openssh(system, "ls", key=key)
    system.platform.run("system", "revoke-key", system.name, "--ssh-key", f"{key}.pub")
    openssh(system, "ls", key=key, exit=255)


@pytest.mark.parametrize("cipher", ["aes128-gcm@openssh.com", "aes256-gcm@openssh.com",
                                    "chacha20-poly1305@openssh.com", "aes128-ctr", "aes256-ctr"])
def test_every_cipher(system, name, cipher, tmp_path):
    openssh(system, f"get IN/{name} {tmp_path}/file", options=["-c", cipher])
    assert (tmp_path / "file").read_bytes() == DAY


@pytest.mark.parametrize("option", ["KexAlgorithms=diffie-hellman-group14-sha1", "Ciphers=aes128-cbc",
                                    "MACs=hmac-sha1", "HostKeyAlgorithms=ssh-rsa"])
def test_old_algorithms_are_not_offered(system, option):
    options = ["-o", option] + (["-o", "Ciphers=aes128-ctr"] if option.startswith("MACs") else [])
    openssh(system, "ls", options=options, exit=255)


def test_there_is_no_shell_and_no_tunnel(system):
    with transport(system) as connection:
        for request in ("exec_command", "invoke_shell"):
            channel = connection.open_session()
            with pytest.raises(paramiko.SSHException):
                getattr(channel, request)(*(["id"] if request == "exec_command" else []))
        with pytest.raises(paramiko.ChannelException):
            connection.open_channel("direct-tcpip", ("127.0.0.1", 22), ("127.0.0.1", 1))
        with pytest.raises(paramiko.SSHException):
            connection.request_port_forward("127.0.0.1", 0)


SIZE = 100_000_000


@pytest.fixture(scope="module")
def big(platform, systems):
    """A system with a file of 100 MB, and the file's digest."""
    system = System(platform, "big")
    system.filter("add", "--no-filter")
    content = large(SIZE, day=8, before=7)
    platform.ingest("d260108.l534902", content)
    [delivery] = [delivery for delivery in system.deliveries() if delivery["size"] > SIZE / 2]
    assert delivery["size"] == len(content)
    return system, delivery["name"], hashlib.sha256(content).hexdigest()


def digest(path):
    return hashlib.file_digest(open(path, "rb"), "sha256").hexdigest()


def test_a_default_paramiko_get_of_100_mb(big, tmp_path):
    """paramiko requests the whole file at once; a server that waits for room then hangs for ever."""
    system, name, expected = big
    with sftp(system) as client:
        client.get(f"IN/{name}", str(tmp_path / "file"))
    assert digest(tmp_path / "file") == expected
    assert system.platform.memory() < 600_000_000


@pytest.mark.parametrize("options", [[], ["-B", "261120", "-R", "128"], ["-B", "1000000", "-R", "1024"], ["-R", "1"]],
                         ids=["default", "largest", "more than largest", "one by one"])
def test_openssh_with_its_largest_requests(big, options, tmp_path):
    system, name, expected = big
    openssh(system, f"get IN/{name} {tmp_path}/file", options=options)
    assert digest(tmp_path / "file") == expected


def test_many_clients_at_once(big, tmp_path):
    system, name, expected = big
    running = [
        subprocess.Popen(
            ["sftp", "-q", "-i", system.ssh_key, "-P", str(system.platform.sftp_port), "-o", "StrictHostKeyChecking=no",
             "-o", "UserKnownHostsFile=/dev/null", f"{system.name}@127.0.0.1:IN/{name}", tmp_path / f"file{number}"],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        for number in range(6)
    ]
    for number, client in enumerate(running):
        assert client.wait(120) == 0, client.stderr.read()
        assert digest(tmp_path / f"file{number}") == expected


class AsksAndNeverReads:
    """An SFTP session written by hand on a channel whose answers nobody reads."""

    def __init__(self, connection, path):
        self.channel = connection.open_session()
        self.channel.invoke_subsystem("sftp")
        self.send(b"\x01\x00\x00\x00\x03")
        path = path.encode()
        self.send(b"\x03" + number(1) + number(len(path)) + path + number(1) + number(0))
        # The handle is in the answer; handles are counted from 0 in each session.
        self.handle = number(4) + number(0)

    def send(self, packet):
        self.channel.sendall(number(len(packet)) + packet)

    def ask(self, requests):
        read = b"\x05" + number(2) + self.handle + bytes(8) + number(261_120)
        packet = number(len(read)) + read
        for _ in range(requests // 1000):
            self.channel.sendall(packet * 1000)


def number(value):
    return value.to_bytes(4, "big")


def test_client_that_never_reads_does_not_affect_others(big, tmp_path):
    system, name, expected = big
    with transport(system) as connection:
        silent = AsksAndNeverReads(connection, f"/IN/{name}")
        silent.ask(100_000)
        before = system.platform.memory()
        # Others are served meanwhile, and so is another channel of the same connection.
        with paramiko.SFTPClient.from_transport(connection) as client:
            assert name in client.listdir("IN")
        openssh(system, f"get IN/{name} {tmp_path}/file")
        assert digest(tmp_path / "file") == expected
        # It sends requests until the platform closes it.
        with pytest.raises((OSError, EOFError, paramiko.SSHException)):
            for _ in range(100):
                silent.ask(100_000)
        assert system.platform.memory() - before < 200_000_000
    assert openssh(system, "ls -1") == ["IN", "OUT"]


def test_garbage_ends_the_session_and_nothing_else(system):
    for packet in [b"\xff" * 100, number(300 * 1024) + b"\x05", number(0), number(5) + b"\x04\x00\x00\x00\x01"]:
        with transport(system) as connection:
            channel = connection.open_session()
            channel.invoke_subsystem("sftp")
            channel.settimeout(60)
            channel.sendall(packet)
            assert channel.recv(100) == b"", "closed"
    assert openssh(system, "ls -1") == ["IN", "OUT"]


def test_requests_before_init_and_unknown_ones_are_answered(system):
    with transport(system) as connection:
        channel = connection.open_session()
        channel.invoke_subsystem("sftp")
        channel.settimeout(60)

        def ask(packet):
            channel.sendall(number(len(packet)) + packet)
            length = int.from_bytes(channel.recv(4), "big")
            answer = b""
            while len(answer) < length:
                answer += channel.recv(length - len(answer))
            return answer
        early = ask(b"\x11" + number(7) + number(1) + b"/")
        assert early[0] == 101 and early[5:9] == number(5)
        assert ask(b"\x01" + number(3))[0] == 2
        unknown = ask(b"\x63" + number(8))
        assert unknown[0] == 101 and unknown[5:9] == number(8)


def test_connections_that_say_nothing_do_not_keep_others_out(system):
    import socket
    silent = [socket.create_connection(("127.0.0.1", system.platform.sftp_port)) for _ in range(50)]
    try:
        assert openssh(system, "ls -1") == ["IN", "OUT"]
    finally:
        for connection in silent:
            connection.close()
