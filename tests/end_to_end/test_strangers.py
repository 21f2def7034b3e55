"""Connections that never authenticate, and clients that they must not keep out."""

import re
import socket
import ssl

import paramiko
import pytest

from platform_under_test import System, make_ssh_key, wait_for
from sftp_clients import load_key, openssh, sftp
from soap_client import call
from strangers import VERSION, Strangers, allow_open_files, brute_force, client_hello, key_exchange

OTHERS = [f"127.0.0.{last}" for last in range(2, 7)]
SAME = ["127.0.0.1"]


@pytest.fixture(scope="module")
def system(platform):
    return System(platform, "good")


@pytest.fixture(scope="module")
def https(system):
    """The port, and TLS settings of a client with the system's certificate."""
    context = ssl.create_default_context(cafile=system.platform.ca)
    context.load_cert_chain(system.cert, system.key)
    return int(system.platform.soap.rsplit(":", 1)[1]), context


def log_in(system, times):
    """Logs in so often, alternating two clients; each login must succeed."""
    key = load_key(system.ssh_key)
    for number in range(times):
        if number % 4 == 0:
            assert openssh(system, "ls -1") == ["IN", "OUT"], number
        else:
            with sftp(system, key=key) as client:
                assert sorted(client.listdir()) == ["IN", "OUT"], number


def shake_hands(https, times):
    """Connects so often by TLS and sends a request; each must be answered."""
    port, context = https
    for number in range(times):
        with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
            with context.wrap_socket(connection, server_hostname="localhost") as client:
                client.sendall(b"GET /nothing HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                assert client.recv(1000).startswith(b"HTTP/1.1 404"), number


SSH = {"silent": b"", "version": VERSION, "key exchange": key_exchange()}
# Some numbers are above the server's quota, so that it ends connections all the time.
SIZES = {
    "other addresses": (OTHERS, 200),
    "many more from other addresses": (OTHERS, 400),
    "the same address": (SAME, 1200),
    "a network of its own each": ([f"127.{1 + number // 250}.{number % 250}.7" for number in range(2200)], 1),
}


@pytest.mark.parametrize("addresses, each", SIZES.values(), ids=SIZES)
@pytest.mark.parametrize("say", SSH.values(), ids=SSH)
def test_registered_key_logs_in_while_strangers_hold_connections(system, say, addresses, each):
    with Strangers(system.platform.sftp_port, addresses, each, say):
        log_in(system, 12)


def test_strangers_key_exchange_is_valid(system):
    """Their bytes are answered to the end, otherwise the test above would prove little."""
    with socket.create_connection(("127.0.0.1", system.platform.sftp_port), timeout=60) as stranger:
        stranger.sendall(key_exchange())
        received = b""
        # The server's last message before everything is encrypted: 21, after four bytes of length and one more.
        while not re.search(rb"\x00\x00\x00\x0c\x0a\x15", received):
            received += stranger.recv(65536)


def test_an_open_session_is_not_disturbed(system):
    with sftp(system) as client:
        for addresses, each in SIZES.values():
            with Strangers(system.platform.sftp_port, addresses, each):
                assert sorted(client.listdir()) == ["IN", "OUT"], each
        assert sorted(client.listdir()) == ["IN", "OUT"]


def test_registered_key_logs_in_during_a_brute_force_from_the_same_address(system, tmp_path):
    platform = system.platform
    with brute_force(system, make_ssh_key(tmp_path / "wrong"), clients=30):
        wait_for(lambda: outcomes(platform, "ADDRESS_LIMITED"), "the address to be limited")
        audited = outcomes(platform, "NOT_REGISTERED")
        log_in(system, 61)
        # Connections in progress when the address was limited may still be audited.
        assert outcomes(platform, "NOT_REGISTERED") <= audited + 30, "the audit trail is not filled"
        assert outcomes(platform, "ADDRESS_LIMITED") == 1


def test_registered_key_after_wrong_ones_logs_in_beside_strangers_at_the_same_address(system, tmp_path):
    """As with an agent that has several keys."""
    wrong = [make_ssh_key(tmp_path / f"wrong{number}") for number in range(3)]
    more = [option for key in (*wrong[1:], system.ssh_key) for option in ("-i", str(key))]
    with Strangers(system.platform.sftp_port, SAME, 1300, key_exchange()):
        for _ in range(5):
            assert openssh(system, "ls -1", key=wrong[0], options=more) == ["IN", "OUT"]


def outcomes(platform, outcome):
    [number] = platform.rows(f"select count(*) from audit where action = 'sftp login' and outcome = '{outcome}'")
    return int(number)


TLS = {"silent": b"", "ClientHello": client_hello(), "half a ClientHello": client_hello()[:50]}


@pytest.mark.parametrize("addresses, each", [(OTHERS[:4], 500), (SAME, 1200)], ids=["other addresses", "the same address"])
@pytest.mark.parametrize("say", TLS.values(), ids=TLS)
def test_registered_clients_are_answered_while_strangers_hold_tls_connections(https, system, say, addresses, each):
    port, _ = https
    with Strangers(port, addresses, each, say):
        # At the flooding addresses the wait for a turn is long.
        shake_hands(https, 230 if addresses == OTHERS[:4] else 30)
        assert call(system, "GetAllFilters").status_code == 200


def test_strangers_after_their_handshake_keep_nobody_out(https, system):
    port, context = https
    without = ssl.create_default_context(cafile=system.platform.ca)
    allow_open_files(4000)
    idle = []
    try:
        for number in range(1100):
            connection = socket.create_connection(("127.0.0.1", port), source_address=("127.0.0.2", 0), timeout=60)
            idle.append(without.wrap_socket(connection, server_hostname="localhost"))
        shake_hands(https, 30)
        assert call(system, "GetAllFilters").status_code == 200
    finally:
        for connection in idle:
            connection.close()


def test_an_open_tls_connection_is_not_disturbed(https, system):
    port, context = https
    request = b"GET /nothing HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        with context.wrap_socket(connection, server_hostname="localhost") as client:
            for say in (b"", client_hello()):
                with Strangers(port, SAME, 1200, say):
                    client.sendall(request)
                    assert client.recv(1000).startswith(b"HTTP/1.1 404")


def test_strangers_do_not_use_up_few_file_descriptors(fresh):
    system = System(fresh, "good")
    fresh.serve(open_files=512)
    with Strangers(fresh.sftp_port, OTHERS, 200), Strangers(int(fresh.soap.rsplit(":", 1)[1]), OTHERS, 200):
        log_in(system, 8)
        assert call(system, "GetAllFilters").status_code == 200


def test_strangers_do_not_fill_the_log(platform, system):
    of_systems = ("sftp.login", "request.answered", "delivery.collected")
    lines = [line for line in platform.log.read_text().splitlines() if not any(event in line for event in of_systems)]
    evicted = [line for line in lines if 'event="connections.evicted"' in line]
    assert evicted and "block it in the firewall" in evicted[0]
    # One line for an address, up to a limit; and a summary each minute.
    assert len(lines) < 100, lines[::50]
    # A brute force is logged once for each kind: with its account known, and not known.
    refused = [line for line in platform.log.read_text().splitlines() if "peer=127.0.0.1 " in line and "refused" in line]
    assert 1 <= sum("key" in line for line in refused) <= 2, refused
