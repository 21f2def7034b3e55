"""Clients that know only SHA-1: refused by the ordinary listener, and accepted by the legacy one if the operator
allows it.
"""

import pathlib
import shutil
import subprocess

import pytest
import requests

from extracts import extract, person
from platform_under_test import BINARY, ROOT, Platform, System, make_ssh_key, wait_for
from sftp_clients import openssh

HERE = pathlib.Path(__file__).with_name("old_ssh")
OLD = ROOT / "target" / "old-ssh"
JARS = pathlib.Path("/usr/share/java")
DAY = extract(5, 2, [person(number) for number in range(1, 2000)])
GROUP_14 = "diffie-hellman-group14-sha1"


def run(command):
    """Whether a client got in, and its output."""
    result = subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=120)
    return result.returncode == 0, result.stdout + result.stderr


def paramiko(version, *options):
    def fetch(system, port, out):
        python = OLD / f"paramiko-{version}" / "bin" / "python"
        if not python.exists():
            pytest.skip(f"paramiko {version} is not here: ./test installs it")
        client = HERE / "paramiko_client.py"
        return run([python, client, port, system.name, system.ssh_key, name(system), out, *options])
    return fetch


def curl(system, port, out):
    program = shutil.which("curl") or pytest.skip("curl is not here")
    about = subprocess.run([program, "-V"], capture_output=True, text=True).stdout
    if "libssh2/1.10" not in about:
        pytest.skip("this curl has not the libssh2 of Debian 12, which signs with SHA-1 alone")
    url = f"sftp://127.0.0.1:{port}/IN/{name(system)}"
    key = system.ssh_key
    return run([program, "-sS", "--insecure", "--key", key, "--pubkey", f"{key}.pub", "-u", f"{system.name}:", "-o", out,
                url])


def openssh_options(system, port, kex):
    """OpenSSH that may use only SHA-1."""
    options = {
        "KexAlgorithms": kex, "HostKeyAlgorithms": "ssh-rsa", "PubkeyAcceptedAlgorithms": "ssh-rsa",
        "MACs": "hmac-sha1", "Ciphers": "aes256-ctr", "StrictHostKeyChecking": "no", "UserKnownHostsFile": "/dev/null",
        "IdentitiesOnly": "yes", "IdentityAgent": "none", "BatchMode": "yes",
    }
    options = [part for option in options.items() for part in ("-o", "=".join(option))]
    return ["sftp", *options, "-i", str(system.ssh_key), "-P", str(port)]


def openssh_with(kex):
    def fetch(system, port, out):
        return run([*openssh_options(system, port, kex), f"{system.name}@127.0.0.1:IN/{name(system)}", out])
    return fetch


def java(client, jar, package=None):
    def fetch(system, port, out):
        if not (shutil.which("javac") and (JARS / jar).exists()):
            pytest.skip(f"{jar} or a Java that compiles is not here: ./test --nightly installs them")
        source = HERE / f"{client}.java"
        if package:
            # Trilead is Ganymed in another package.
            code = source.read_text().replace("ch.ethz.ssh2", package)
            source = out.with_name(source.name)
            source.write_text(code)
        classes = f"{JARS / jar}:{JARS / 'jzlib.jar'}"
        return run(["java", "-cp", classes, source, port, system.name, system.ssh_key, name(system), out])
    return fetch


# Each with the reason for which the ordinary listener refuses it.
NO_KEX, SHA_1 = "ssh_no_common_key_exchange", "ssh_algorithm_not_accepted"
CLIENTS = {
    "paramiko-2-4-2": (paramiko("2.4.2"), SHA_1),
    "paramiko-2-8-1": (paramiko("2.8.1"), SHA_1),
    "paramiko-2-4-2-group14-sha1": (paramiko("2.4.2", "--kex", GROUP_14), NO_KEX),
    "paramiko-2-4-2-gex-sha1": (paramiko("2.4.2", "--kex", "diffie-hellman-group-exchange-sha1"), NO_KEX),
    "sshnet-2016-1-0-lists": (paramiko("2.4.2", "--like", "ssh.net-2016.1.0"), NO_KEX),
    "curl-libssh2-1-10": (curl, SHA_1),
    "openssh-group14-sha1": (openssh_with(GROUP_14), NO_KEX),
    "openssh-gex-sha1": (openssh_with("diffie-hellman-group-exchange-sha1"), NO_KEX),
    "openssh-gex-sha256": (openssh_with("diffie-hellman-group-exchange-sha256"), NO_KEX),
    # It still calls itself 0.1.54.
    "jsch-0-1-55": (java("Jsch", "jsch.jar"), SHA_1),
    "ganymed-250": (java("Ganymed", "ganymed-ssh2.jar"), NO_KEX),
    "trilead-6401": (java("Ganymed", "trilead-ssh2.jar", package="com.trilead.ssh2"), NO_KEX),
}


@pytest.fixture(scope="module")
def platform(tmp_path_factory):
    """An existing installation that gets the legacy listener."""
    platform = Platform(tmp_path_factory.mktemp("cprabo"))
    platform.configure("sftp", legacy_listen="127.0.0.1:0")
    platform.configure("alarm", missing_extracts=0)
    platform.run("init", "--host-keys", "--rsa-host-key")
    platform.serve()
    yield platform
    platform.stop()


@pytest.fixture(scope="module")
def systems(platform):
    """One for each client, each with a file."""
    systems = {client: old_system(platform, client) for client in CLIENTS}
    platform.ingest("d260105.l534902", DAY)
    return systems


def old_system(platform, client):
    system = System(platform, client)
    # In the format that clients of that age read.
    system.ssh_key = make_ssh_key(platform.folder / f"{client}_rsa", "rsa", "-b", "2048", "-m", "PEM")
    platform.run("system", "add-key", client, "--ssh-key", f"{system.ssh_key}.pub")
    system.filter("add", "--no-filter")
    return system


def name(system):
    return system.deliveries()[0]["name"]


def of(system):
    return next(row for row in system.platform.json("system", "list") if row["name"] == system.name)


def outcomes(platform, account):
    select = f"select outcome from audit where action = 'sftp login' and subject = 'account {account}' order by id"
    return platform.rows(select)


@pytest.mark.parametrize("client", CLIENTS)
def test_old_client_is_in_by_the_legacy_listener_alone_and_where_it_is_let_in(platform, systems, client, tmp_path):
    (fetch, why), system, out = CLIENTS[client], systems[client], tmp_path / "file"

    is_in, output = fetch(system, platform.sftp_port, out)
    assert not is_in and (not out.exists() or out.stat().st_size == 0), output
    if why == SHA_1:
        wait_for(lambda: outcomes(platform, client) == ["ALGORITHM_NOT_ACCEPTED"], "the refusal to be audited")
    # A client that names no account is logged once.
    platform.wait_for_log(f'event="{why}"')

    is_in, output = fetch(system, platform.legacy_port, out)
    assert not is_in, output
    wait_for(lambda: "LEGACY_NOT_ALLOWED" in outcomes(platform, client), "the refusal to be audited")
    refused = wait_for(lambda: of(system)["refusals"], "the refusal to be shown")
    assert "ssh_legacy_not_allowed" in [refusal["kind"] for refusal in refused]
    assert any("cprabo system legacy-ssh" in (refusal["advice"] or "") for refusal in refused)
    assert system.deliveries()[0]["collected_at"] is None

    platform.run("system", "legacy-ssh", client, "on")
    is_in, output = fetch(system, platform.legacy_port, out)
    assert is_in, output
    print(output)
    assert out.read_bytes() == DAY
    wait_for(lambda: system.deliveries()[0]["collected_at"], "the receipt")
    wait_for(lambda: of(system)["legacy_ssh"]["logins"] == 1, "the login to be counted")
    wait_for(lambda: outcomes(platform, client)[-1:] == ["LEGACY_SHA1"], "the login to be audited")


def test_system_that_comes_in_there_is_named_in_health_which_stays_green(platform, systems):
    client = "openssh-group14-sha1"
    platform.run("system", "legacy-ssh", client, "on")
    fetched, output = CLIENTS[client][0](systems[client], platform.legacy_port, platform.folder / "fetched")
    assert fetched, output
    logins = wait_for(lambda: of(systems[client])["legacy_ssh"]["logins"], "the login to be counted")

    def legacy_note():
        notes = platform.json("healthcheck", exit=0)["notes"]
        return [note for note in notes if f"account {client} comes in" in note["what"]]
    [note] = wait_for(legacy_note, "the note")
    assert note["kind"] == "legacy_ssh" and "rsa-sha2-256" in note["what"] and "ed25519" in note["what"]
    assert f'cprabo system legacy-ssh "{client}" off' in note["what"]
    text = platform.run("healthcheck").stdout
    assert text.startswith("nothing needs a person\n") and note["what"] in text
    assert note["what"] in platform.run("status").stdout
    listed = next(line for line in platform.run("system", "list").stdout.splitlines() if line.startswith(f"{client}\t"))
    assert f"\ton, {logins} logins, last " in listed


def test_door_that_is_closed_again_cuts_the_session_and_refuses_the_next(platform, systems):
    client = "openssh-group14-sha1"
    system, fetch = systems[client], CLIENTS[client][0]
    platform.run("system", "legacy-ssh", client, "on")
    # It stays connected: its commands come from a pipe that stays open.
    command = [*openssh_options(system, platform.legacy_port, GROUP_14), f"{client}@127.0.0.1"]
    pipe = subprocess.PIPE
    session = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.STDOUT, text=True)
    session.stdin.write("ls IN\n")
    session.stdin.flush()
    wait_for(lambda: name(system) in session.stdout.readline(), "the listing")
    platform.run("system", "legacy-ssh", client, "off")
    platform.wait_for_log('event="sftp.cut_off"')
    # It notices with its next command.
    session.communicate("ls IN\n", timeout=60)
    assert session.returncode != 0
    assert fetch(system, platform.legacy_port, platform.folder / "late")[0] is False
    audit = platform.run("audit").stdout
    assert f"legacy SSH on of system {system.uuid}" in audit and f"legacy SSH off of system {system.uuid}" in audit


def test_group_1_and_small_groups_are_refused_by_both_listeners(platform, systems, tmp_path):
    system = systems["paramiko-2-4-2"]
    platform.run("system", "legacy-ssh", system.name, "on")
    weak = [paramiko("2.4.2", "--kex", "diffie-hellman-group1-sha1"),
            paramiko("2.4.2", "--kex", "diffie-hellman-group-exchange-sha1", "--group", "1024")]
    for port in (platform.sftp_port, platform.legacy_port):
        for fetch in weak:
            is_in, output = fetch(system, port, tmp_path / "weak")
            assert not is_in and ("SSHException" in output or "EOFError" in output), output


def test_modern_client_is_in_by_the_legacy_listener_with_the_ordinary_host_key(platform, systems):
    """A client that was updated can use the port until its configuration is changed, too."""
    system = systems["paramiko-2-8-1"]
    platform.run("system", "legacy-ssh", system.name, "on")
    options = ["-P", str(platform.legacy_port), "-o", "HostKeyAlgorithms=ssh-ed25519"]
    assert name(system) in "\n".join(openssh(system, "ls IN", options=options))
    wait_for(lambda: outcomes(platform, system.name)[-1:] == ["LEGACY"], "a login without SHA-1")


def test_host_key_is_made_when_the_listener_is_new_and_is_its_owners_alone(platform):
    key = platform.data / "ssh" / "ssh_host_legacy_rsa_key"
    assert key.stat().st_mode & 0o777 == 0o600
    bits = subprocess.run(["ssh-keygen", "-lf", f"{key}.pub"], capture_output=True, text=True, check=True).stdout
    assert bits.startswith("3072 "), bits
    platform.wait_for_log('event="legacy_ssh.host_key_made"')
    scan = ["ssh-keyscan", "-p", str(platform.legacy_port), "-t", "rsa", "127.0.0.1"]
    scanned = subprocess.run(scan, capture_output=True, text=True, timeout=60).stdout
    assert key.with_suffix(".pub").read_text().split()[1] in scanned
    scan[2] = str(platform.sftp_port)
    scanned = subprocess.run(scan, capture_output=True, text=True, timeout=60).stdout
    ordinary = (platform.data / "ssh" / "ssh_host_rsa_key.pub").read_text().split()[1]
    assert ordinary in scanned, "the ordinary listener never has the other one"
    assert key.with_suffix(".pub").read_text().split()[1] not in scanned


def test_metrics_count_the_logins(fresh):
    fresh.configure("sftp", legacy_listen="127.0.0.1:0")
    fresh.configure("monitoring", listen="127.0.0.1:0")
    client = "openssh-group14-sha1"
    system = old_system(fresh, client)
    fresh.ingest("d260105.l534902", DAY)
    fresh.run("system", "legacy-ssh", client, "on")
    fresh.serve()
    fetched, output = CLIENTS[client][0](system, fresh.legacy_port, fresh.folder / "file")
    assert fetched, output
    count = f'cprabo_legacy_ssh_logins_total{{sftp_user="{client}"}} 1'
    wait_for(lambda: count in requests.get(f"{fresh.watch}/metrics", timeout=60).text, count)
    metrics = requests.get(f"{fresh.watch}/metrics", timeout=60).text
    assert "cprabo_legacy_ssh_accounts 1" in metrics
    assert 'cprabo_connections_authenticated_total{listener="sftp_legacy"} 1' in metrics
    health = requests.get(f"{fresh.watch}/health", timeout=60)
    assert f"account {client} comes in" in health.text


def test_init_with_legacy_sftp_makes_all_of_it_and_shows_the_host_key(tmp_path):
    data = tmp_path / "data"
    command = [BINARY, "--data", data, "init", "--legacy-sftp", "127.0.0.1:8023"]
    made = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout
    assert f"{data}/ssh/ssh_host_legacy_rsa_key.pub" in made
    assert 'legacy_listen = "127.0.0.1:8023"' in (data / "cprabo.toml").read_text()
    assert (data / "ssh" / "ssh_host_legacy_rsa_key").stat().st_mode & 0o777 == 0o600
