"""A disk that does not answer: calls on files of one account do not return."""

import contextlib
import os
import signal
import threading

import paramiko
import pytest

from extracts import extract, person
from faults import fault
from platform_under_test import System
from sftp_clients import load_key, openssh
from soap_client import call
from watching import wait_for_alert

# More than all reads that may run at once.
CONNECTIONS, CHANNELS = 8, 9
# How long a supervisor waits before it kills the server, as Kubernetes does.
GRACE = 30


@pytest.fixture
def hung(fresh, system):
    """A server with two accounts; reads of one account's files never return."""
    fresh.other = System(fresh, "other")
    fresh.other.filter("add", "--no-filter")
    fresh.ingest("monday", extract(5, 2, [person(1)]))
    fresh.serve(env=fault(fresh, path="shelf/system/", call="read", at=1, times=1_000_000, hang=1))
    yield fresh
    if fresh.server:
        fresh.kill()


def read(system, connections, channels):
    """Reads a file in so many sessions at once; returns the connections."""
    name = system.deliveries()[0]["name"]
    opened = []
    for _ in range(connections):
        transport = paramiko.Transport(("127.0.0.1", system.platform.sftp_port))
        transport.connect(username=system.name, pkey=load_key(system.ssh_key))
        opened.append(transport)
        for _ in range(channels):
            client = paramiko.SFTPClient.from_transport(transport)

            def open_file(client=client):
                with contextlib.suppress(Exception):
                    client.open(f"IN/{name}").read()

            threading.Thread(target=open_file, daemon=True).start()
    return opened


def test_hanging_calls_of_one_account_do_not_affect_others_and_raise_an_alert(hung, system):
    opened = read(system, CONNECTIONS, CHANNELS)
    assert len(openssh(hung.other, "ls -1 IN", "get IN/*")) >= 2
    assert len(os.listdir(f"/proc/{hung.server.pid}/task")) < CONNECTIONS * CHANNELS
    assert call(hung.other, "GetAllFilters").status_code == 200
    wait_for_alert(hung, "worker", "calls of the SFTP account system have been under way")
    openssh(hung.other, "rm IN/*")
    for transport in opened:
        transport.close()


def test_server_with_a_call_that_hangs_ends_before_it_would_be_killed(hung, system):
    opened = read(system, 1, 2)
    openssh(hung.other, "ls IN")
    server, hung.server = hung.server, None
    server.send_signal(signal.SIGTERM)
    try:
        assert server.wait(GRACE) == 0
    finally:
        server.kill()
    for transport in opened:
        transport.close()
