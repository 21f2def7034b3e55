"""A client of CPR Direkte PNR (OFF4): requests as bytes, one for each connection, and what an answer says."""

import csv
import socket
import ssl
import typing

from platform_under_test import ROOT

USER, KUNDENR = "WUDI0178", "0384"
# The addresses from which the tests come.
HERE = "127.0.0.0/8"


class Answer(typing.NamedTuple):
    """An answer by its places (`lookup.md` 6)."""

    content: bytes

    @property
    def head(self):
        """KUNDENR, ABON_TYPE, DATA_TYPE."""
        return self.content[:6].decode()

    @property
    def token(self):
        return self.content[6:14].decode()

    @property
    def user(self):
        return self.content[14:22].decode()

    @property
    def fejlnr(self):
        return self.content[22:24].decode()

    @property
    def rest(self):
        """The records, or the text of an error."""
        assert int(self.content[24:28]) == len(self.content)
        return self.content[28:].decode("latin-1")


def serve(platform):
    """Starts the server with OFF4."""
    platform.configure("off4", listen="127.0.0.1:0")
    platform.serve()


def add_account(system, user=USER, networks=(HERE,), kundenr=KUNDENR):
    """An account under the system's agreement. Returns its password."""
    options = [word for network in networks for word in ("--from", network)]
    added = system.platform.json(
        "off4-account", "add", user, "--agreement", system.agreement, "--kundenr", kundenr, *options)
    assert added["user"] == user
    return added["password"]


def tls(platform, source="127.0.0.1"):
    context = ssl.create_default_context(cafile=platform.ca)
    connection = socket.create_connection(("127.0.0.1", platform.off4_port), 60, source_address=(source, 0))
    return context.wrap_socket(connection, server_hostname="localhost")


def to_the_end(connection):
    """Reads until the server closes, as Datafordeleren's client does."""
    content = b""
    while part := connection.recv(4096):
        content += part
    return content


def once(connection):
    """Reads one time, as CPR Broker does."""
    return connection.recv(4096)


def send(platform, request, read=to_the_end, source="127.0.0.1"):
    with tls(platform, source) as connection:
        connection.sendall(request)
        return Answer(read(connection))


def logon_bytes(password, new="", user=USER, kundenr=KUNDENR):
    return f"OFF4,{kundenr}90{user:8}{password:8}{new:8}".encode("latin-1")


def ask_bytes(number, token, abon="0", data="6", user=USER, kundenr=KUNDENR):
    return f"OFF4,{kundenr}{abon}{data}{token:8}{user:8}00{number:10}".encode("latin-1")


def log_on(platform, password, read=to_the_end, source="127.0.0.1", **other):
    return send(platform, logon_bytes(password, **other), read, source)


def ask(platform, token, number, read=to_the_end, source="127.0.0.1", **other):
    return send(platform, ask_bytes(number, token, **other), read, source)


def lengths():
    """The length of each record type, from the description of U12170-P."""
    with (ROOT.parent / "shared" / "data" / "record-layouts.csv").open() as file:
        return {row["record"]: int(row["position"]) + int(row["length"]) - 1 for row in csv.DictReader(file)}


def records(text):
    """The records of an answer, one after the other without line ends."""
    length, found = lengths(), []
    while text:
        found.append(text[:length[text[:3]]])
        text = text[length[text[:3]]:]
    return found
