"""Refusals below the application: each is reported to the operator, with its own kind and advice."""

import asyncio
import socket
import ssl
import subprocess

import asyncssh
import paramiko
import pytest

from platform_under_test import System, make_ssh_key, wait_for
from sftp_clients import openssh
from strangers import client_hello


@pytest.fixture(scope="module")
def system(platform):
    return System(platform, "mine")


@pytest.fixture(scope="module")
def rsa(system):
    key = make_ssh_key(system.platform.folder / "rsa", "rsa", "-b", "2048")
    system.platform.run("system", "add-key", system.name, "--ssh-key", f"{key}.pub")
    return key


def logged(platform, event, *parts):
    """The one log line with that event; it contains these parts."""
    def lines():
        return [line for line in platform.log.read_text().splitlines() if f'event="{event}"' in line]
    [line] = wait_for(lines, event)
    for part in parts:
        assert part in line, line
    return line


def outcomes(platform):
    return platform.rows("select subject, outcome from audit where action = 'sftp login' order by id")


OLD = {
    "ssh_no_common_key_exchange": ["KexAlgorithms=diffie-hellman-group14-sha1"],
    "ssh_no_common_host_key": ["HostKeyAlgorithms=ssh-rsa"],
    "ssh_no_common_cipher": ["Ciphers=aes128-cbc"],
    "ssh_no_common_mac": ["MACs=hmac-sha1", "Ciphers=aes128-ctr"],
}


@pytest.mark.parametrize("event, options", OLD.items(), ids=OLD)
def test_an_ssh_client_without_a_common_algorithm(platform, system, event, options):
    openssh(system, "ls", options=[part for option in options for part in ("-o", option)], exit=255)
    offered = options[0].partition("=")[2]
    logged(platform, event, f"client offers {offered}", "; server offers ", "update the SSH library")
    outcome = event.removeprefix("ssh_").upper()
    wait_for(lambda: outcomes(platform)[-1:] == [f"no account|{outcome}"], outcome)


def test_an_ssh_client_that_signs_with_sha_1(platform, system, rsa):
    async def connect():
        arguments = dict(username=system.name, client_keys=[str(rsa)], known_hosts=None, signature_algs=["ssh-rsa"])
        async with asyncssh.connect("127.0.0.1", platform.sftp_port, **arguments):
            pass
    with pytest.raises(asyncssh.PermissionDenied):
        asyncio.run(connect())
    logged(platform, "ssh_algorithm_not_accepted", 'detail="ssh-rsa"', f"system={system.uuid}", "ed25519")
    wait_for(lambda: outcomes(platform)[-1:] == ["account mine|ALGORITHM_NOT_ACCEPTED"], "the audit trail")


def test_openssh_that_may_sign_with_sha_1_alone(platform, system, rsa):
    """It learns from the server which signatures are accepted, and does not even offer its key."""
    openssh(system, "ls", key=rsa, options=["-o", "PubkeyAcceptedAlgorithms=ssh-rsa"], exit=255)
    logged(platform, "ssh_no_key_offered", "ssh-rsa (SHA-1) are not accepted", f"system={system.uuid}")
    wait_for(lambda: outcomes(platform)[-1:] == ["account mine|NO_KEY_OFFERED"], "the audit trail")


def test_key_that_is_not_registered_is_logged_once_and_audited_each_time(platform, system, tmp_path):
    key = make_ssh_key(tmp_path / "other")
    for _ in range(2):
        openssh(system, "ls", key=key, exit=255)
    wait_for(lambda: outcomes(platform)[-2:] == ["account mine|NOT_REGISTERED"] * 2, "the audit trail")
    logged(platform, "ssh_key_unknown", f"system={system.uuid}", "cprabo system add-key")


def test_system_list_shows_the_refusals_of_each_system(platform, system, tmp_path):
    other = System(platform, "other")
    openssh(other, "ls", key=make_ssh_key(tmp_path / "other"), exit=255)
    wait_for(lambda: platform.json("system", "list")[1]["refusals"], "the refusal to be written")
    mine, theirs = platform.json("system", "list")
    assert mine["refusals"], "those of the tests before"
    [refusal] = theirs["refusals"]
    assert refusal.pop("last_at") and "cprabo system add-key" in refusal.pop("advice")
    assert refusal.pop("detail").startswith("SHA256:"), "by which its owner finds the key"
    assert refusal == {"kind": "ssh_key_unknown", "count": 1, "address": "127.0.0.1", "known_by": "account_name"}
    line = platform.run("system", "list").stdout.splitlines()[2]
    assert line.startswith("other\t") and line.endswith(" ssh_key_unknown")


def test_a_password(platform, system):
    with pytest.raises(paramiko.SSHException):
        connection = paramiko.Transport(("127.0.0.1", platform.sftp_port))
        try:
            connection.connect(username=system.name, password="secret")
        finally:
            connection.close()
    assert "secret" not in logged(platform, "ssh_method_not_accepted", 'detail="password"')


def test_something_else_than_ssh(platform, system):
    with socket.create_connection(("127.0.0.1", platform.sftp_port), timeout=60) as client:
        client.sendall(b"GET / HTTP/1.1\r\n\r\n")
        while client.recv(1000):
            pass
    logged(platform, "ssh_protocol_error", "check host and port")


def openssl(*command, stdin=""):
    return subprocess.run(["openssl", *map(str, command)], input=stdin, capture_output=True, text=True, timeout=120)


def s_client(platform, *options, address):
    """A handshake from an address of its own, because each kind is logged once for each address."""
    port = platform.soap.rsplit(":", 1)[1]
    return openssl("s_client", "-connect", f"127.0.0.1:{port}", "-bind", f"{address}:0", "-cipher", "ALL@SECLEVEL=0",
                   *options, stdin="GET /\r\n")


def certificate(folder, name, *new_key, version_1=False):
    """A self-signed certificate, and its key."""
    key, request, cert = (folder / f"{name}.{kind}" for kind in ("key", "csr", "crt"))
    assert openssl(*new_key, "-out", key).returncode == 0
    if version_1:
        assert openssl("req", "-new", "-key", key, "-subj", f"/CN={name}", "-out", request).returncode == 0
        made = openssl("x509", "-req", "-in", request, "-signkey", key, "-days", 10, "-out", cert)
    else:
        made = openssl("req", "-x509", "-new", "-key", key, "-subj", f"/CN={name}", "-days", 10, "-out", cert)
    assert made.returncode == 0, made.stderr
    return ["-cert", cert, "-key", key]


RSA = ["genpkey", "-algorithm", "RSA", "-pkeyopt"]
UNSUPPORTED = {
    "X.509 v1": ([*RSA, "rsa_keygen_bits:2048"], True, "UnsupportedCertVersion"),
    "RSA 1024": ([*RSA, "rsa_keygen_bits:1024"], False, "an RSA key of 1024 bits"),
    "secp256k1": (["ecparam", "-name", "secp256k1", "-genkey", "-noout"], False, ""),
}


@pytest.mark.parametrize("kind", UNSUPPORTED)
def test_a_tls_client_whose_certificate_is_not_supported(platform, system, tmp_path, kind):
    new_key, version_1, detail = UNSUPPORTED[kind]
    pair = certificate(tmp_path, "odd", *new_key, version_1=version_1)
    # It is not registered, so its owner is known only from the operator's data.
    refused = system.platform.run("system", "add-cert", system.name, "--cert", pair[1], exit=1).stderr
    assert "no client can connect with this certificate" in refused
    address = f"127.0.0.{2 + list(UNSUPPORTED).index(kind)}"
    s_client(platform, "-tls1_2", *pair, address=address)

    def lines():
        log = platform.log.read_text().splitlines()
        return [line for line in log if f"peer={address} " in line and "tls_certificate_unsupported" in line]
    [line] = wait_for(lines, "the refusal")
    for part in (detail, "X.509 v3"):
        assert part in line, line


def test_a_tls_client_that_is_too_old(platform, system):
    s_client(platform, "-tls1_1", address="127.0.0.1")
    logged(platform, "tls_no_common_version", "TLS 1.2")


def test_a_tls_client_without_a_common_cipher(platform, system):
    s_client(platform, "-tls1_2", "-cipher", "AES128-SHA", address="127.0.0.1")
    logged(platform, "tls_no_common_cipher", "update the TLS library")


def test_a_tls_client_that_does_not_trust_the_server(platform, system):
    port = int(platform.soap.rsplit(":", 1)[1])
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        with pytest.raises(ssl.SSLCertVerificationError):
            ssl.create_default_context().wrap_socket(connection, server_hostname="localhost")
    logged(platform, "tls_refused_by_client", "UnknownCA", "give its owner the CA certificate")


def test_plain_http_on_the_tls_port_is_answered_and_logged(platform, system):
    port = int(platform.soap.rsplit(":", 1)[1])
    with socket.create_connection(("127.0.0.1", port), timeout=60) as client:
        client.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert b"use https://" in client.makefile("rb").read()
    logged(platform, "tls_plain_http", "call https://")


def test_a_tls_client_that_goes_away_in_the_middle(platform, system):
    port = int(platform.soap.rsplit(":", 1)[1])
    # A connection without a byte, as from monitoring, is not reported.
    socket.create_connection(("127.0.0.1", port), timeout=60).close()
    with socket.create_connection(("127.0.0.1", port), timeout=60) as client:
        client.sendall(client_hello()[:50])
    assert "count=1" in logged(platform, "tls_cut_off")
