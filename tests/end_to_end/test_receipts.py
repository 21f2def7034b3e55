"""A delivery counts as collected when all its bytes were sent, over any number of handles, ranges and connections
(delivery.md), and not before.
"""

import socket
import threading

import paramiko
import pytest

from extracts import extract, person
from platform_under_test import System, make_ssh_key, wait_for
from sftp_clients import load_key, openssh, sftp, transport

DAY = extract(5, 2, [person(number) for number in range(1, 100)])


@pytest.fixture
def system(platform, request):
    """A system of the test's own with one file to fetch."""
    number = platform.receipts = getattr(platform, "receipts", 0) + 1
    system = System(platform, f"receipts{number}")
    system.filter("add", "--no-filter")
    if number == 1:
        platform.ingest("d260105.l534902", DAY)
    else:
        platform.ingest(f"d2601{4 + number:02}.l534902", extract(4 + number, 3 + number, [person(n) for n in range(1, 100)]))
    return system


def only(system):
    [delivery] = system.deliveries()
    return delivery


def read(system, start, length, key=None):
    """Reads one range over a connection of its own."""
    with sftp(system, key=key) as client, client.open(f"IN/{only(system)['name']}") as file:
        file.seek(start)
        content = file.read(length)
    assert len(content) == length
    return content


def test_the_end_alone_is_no_receipt(system):
    size = only(system)["size"]
    read(system, size - 21, 21)
    read(system, 0, size - 22)
    assert only(system)["collected_at"] is None, "one byte has not gone out"
    read(system, size - 22, 1)
    assert wait_for(lambda: only(system)["collected_at"], "the receipt")


def test_ranges_over_connections_keys_and_a_killed_server_make_one_receipt(system, tmp_path):
    platform, size = system.platform, only(system)["size"]
    other = make_ssh_key(tmp_path / "other")
    platform.run("system", "add-key", system.name, "--ssh-key", f"{other}.pub")
    read(system, size // 3, size - size // 3)
    platform.kill()
    platform.serve()
    assert only(system)["collected_at"] is None
    read(system, 0, size // 3, key=load_key(other))
    assert wait_for(lambda: only(system)["collected_at"], "the receipt")


def test_a_get_that_openssh_takes_up_again_makes_one_receipt(system, tmp_path):
    delivery = only(system)
    half = delivery["size"] // 2
    local = tmp_path / "file"
    local.write_bytes(read(system, 0, half))
    assert only(system)["collected_at"] is None
    openssh(system, f"reget IN/{delivery['name']} {local}")
    assert wait_for(lambda: only(system)["collected_at"], "the receipt")
    assert local.stat().st_size == delivery["size"]


def test_reading_the_same_half_twice_is_no_receipt(system):
    half = only(system)["size"] // 2
    for _ in range(2):
        read(system, 0, half)
    assert only(system)["collected_at"] is None


def test_a_client_that_answers_no_questions_has_its_receipt_when_it_goes(system, monkeypatch):
    """SSH.NET before 2024, among others, does not answer global requests."""
    monkeypatch.setattr(paramiko.Transport, "_parse_global_request", lambda transport, message: None)
    read(system, 0, only(system)["size"])
    assert wait_for(lambda: only(system)["collected_at"], "the receipt")


def test_a_get_over_a_line_that_dies_is_no_receipt(system, tmp_path):
    """The server has sent everything, and a part of it has arrived."""
    delivery = only(system)
    with DyingLine(system.platform.sftp_port, after=15_000) as line, pytest.raises((OSError, EOFError, paramiko.SSHException)):
        with sftp(system, port=line.port) as client:
            client.get(f"IN/{delivery['name']}", str(tmp_path / "part"))
    openssh(system, "ls IN")
    assert only(system)["collected_at"] is None
    openssh(system, f"get IN/{delivery['name']} {tmp_path / 'whole'}")
    assert wait_for(lambda: only(system)["collected_at"], "the receipt")


class DyingLine:
    """Passes on the client's bytes, and so many of the server's; then it breaks."""

    def __init__(self, port, after):
        self.target, self.after = port, after
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]

    def __enter__(self):
        self.thread = threading.Thread(target=self.run)
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.thread.join()
        self.listener.close()

    def run(self):
        client, _ = self.listener.accept()
        server = socket.create_connection(("127.0.0.1", self.target))
        with client, server:
            up = threading.Thread(target=self.up, args=(client, server))
            up.start()
            passed = 0
            while passed < self.after and (received := server.recv(1024)):
                client.sendall(received)
                passed += len(received)
            # Further bytes of the server are read, and dropped.
            for end in (client, server):
                end.shutdown(socket.SHUT_RDWR)
            up.join()

    def up(self, client, server):
        try:
            while sent := client.recv(65536):
                server.sendall(sent)
        except OSError:
            pass


@pytest.mark.parametrize("how", ["the handle", "the channel", "the connection"])
def test_a_client_that_goes_on_where_it_left_off_has_its_receipt_however_it_went(system, how):
    delivery = only(system)
    half = delivery["size"] // 2
    with transport(system) as connection:
        client = paramiko.SFTPClient.from_transport(connection)
        file = client.open(f"IN/{delivery['name']}")
        assert len(file.read(half)) == half
        {"the handle": file, "the channel": client, "the connection": connection}[how].close()
    assert only(system)["collected_at"] is None
    read(system, half, delivery["size"] - half)
    assert wait_for(lambda: only(system)["collected_at"], "the receipt")
