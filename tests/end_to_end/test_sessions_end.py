"""Open sessions end with their rights: keys, certificates, systems, agreements, in both protocols."""

import socket
import ssl

import paramiko
import pytest

from extracts import extract, person
from platform_under_test import DEADLINE, System, make_ssh_key, wait_for
from sftp_clients import load_key, openssh, transport
from soap_client import call, envelope, fault


@pytest.fixture
def system(fresh):
    system = System(fresh, "system")
    system.filter("add", "--no-filter")
    fresh.ingest("a", extract(5, 2, [person(n) for n in range(1000)]))
    fresh.serve()
    return system


class KeepAlive:
    """A TLS connection with several calls, one after the other."""

    def __init__(self, system):
        host, port = system.platform.soap.removeprefix("https://").split(":")
        context = ssl.create_default_context(cafile=system.platform.ca)
        context.load_cert_chain(system.cert, system.key)
        plain = socket.create_connection((host, int(port)), timeout=DEADLINE)
        self.socket, self.system = context.wrap_socket(plain, server_hostname="localhost"), system
        assert b" 200 " in self.call()

    def call(self):
        from platform_under_test import SERVICE
        body = envelope(self.system.context(), "GetAllFilters").encode()
        head = f"POST {SERVICE} HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/xml\r\nContent-Length: {len(body)}\r\n\r\n"
        self.socket.sendall(head.encode() + body)
        return self.socket.recv(65536)

    def wait_for_end(self):
        """The server closes it, without a call."""
        while self.socket.recv(65536):
            pass


def test_revoked_key_ends_what_it_opened_and_no_other(system):
    platform = system.platform
    other = make_ssh_key(platform.folder / "clients" / "other_ssh")
    platform.run("system", "add-key", "system", "--ssh-key", f"{other}.pub")
    with transport(system) as connection, transport(system, key=load_key(other)) as kept:
        client, going_on = (paramiko.SFTPClient.from_transport(one) for one in (connection, kept))
        opened = client.open("IN/" + system.deliveries()[0]["name"])
        assert opened.read(10)
        platform.run("system", "revoke-key", "system", "--ssh-key", f"{system.ssh_key}.pub")
        wait_for(lambda: not connection.is_active(), "the connection to be cut")
        with pytest.raises((OSError, EOFError)):
            opened.read(10)
        assert len(going_on.listdir("IN")) == 2 and kept.is_active()
    openssh(system, "ls", exit=255)


def test_revoked_certificate_ends_its_connections(system):
    alive = KeepAlive(system)
    system.platform.run("system", "revoke-cert", "system", "--cert", system.cert)
    alive.wait_for_end()
    assert fault(call(system, "GetAllFilters")) == "CERTIFICATE_REVOKED"


def test_suspended_system_is_cut_and_refused_until_it_is_resumed(system):
    platform = system.platform
    other = System(platform, "other")
    alive, others = KeepAlive(system), KeepAlive(other)
    with transport(system) as connection, transport(other) as kept:
        platform.run("system", "suspend", "system")
        wait_for(lambda: not connection.is_active(), "the SFTP connection to be cut")
        alive.wait_for_end()
        assert kept.is_active() and b" 200 " in others.call()
    assert fault(call(system, "GetAllFilters")) == "SYSTEM_SUSPENDED"
    openssh(system, "ls", exit=255)
    assert [row["suspended_at"] is not None for row in platform.json("system", "list")] == [False, True]
    platform.ingest("b", extract(6, 5, [person(1)]))
    platform.run("system", "resume", "system")
    assert call(system, "GetAllFilters").status_code == 200
    assert len(openssh(system, "ls -1 IN")) == 4, "what came meanwhile has waited"
    output = platform.run("audit").stdout
    assert "suspend system" in output and "resume system" in output and "SYSTEM_SUSPENDED" in output


def test_files_of_an_agreement_that_has_ended_are_read_no_further(system):
    platform = system.platform
    ended, first = system.agreement, system.deliveries()[0]["name"]
    # Another agreement of the same system, which stays in force.
    kept = System.__new__(System)
    kept.__dict__ |= system.__dict__ | {"agreement": "11111111-2222-4333-8444-555555555555"}
    platform.run("agreement", "add", "--agreement", kept.agreement, "--system", system.uuid, "--authority", system.authority)
    kept.filter("add", "--no-filter")
    platform.ingest("b", extract(6, 5, [person(1)]))
    with transport(system) as connection:
        client = paramiko.SFTPClient.from_transport(connection)
        assert len(client.listdir("IN")) == 6
        opened = client.open(f"IN/{first}")
        assert opened.read(10)
        platform.run("agreement", "end", "--agreement", ended)

        def is_refused():
            try:
                return not opened.read(10)
            except OSError:
                return True
        wait_for(is_refused, "the open file to be refused")
        assert [name for name in client.listdir("IN") if ended in name] == []
        with pytest.raises(OSError):
            client.open(f"IN/{first}")
        name = kept.deliveries()[0]["name"]
        assert client.open(f"IN/{name}").read() and connection.is_active()
    assert fault(call(system, "GetAllFilters")) == "AGREEMENT_EXPIRED"
    assert "end agreement" in platform.run("audit").stdout
