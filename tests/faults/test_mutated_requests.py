"""Requests that are almost right: each is answered or the connection closed, nothing panics, and the server
continues.
"""

import gzip
import random
import socket
import ssl
import zlib

import requests

from extracts import pnr
from faults import times
from platform_under_test import DEADLINE, System
from sftp_clients import transport
from soap_client import call, envelope, pnr_element

SOAP = times(300, "CPRABO_MUTATED_SOAP")
SFTP = times(100, "CPRABO_MUTATED_SFTP")
SEED = times(1, "CPRABO_SEED")
INTERESTING = [b"", b"\0", b"\xff" * 4, b"<", b"&", b"]]>", b"<!DOCTYPE x>", b"&#0;", b"\r\n", b"%s" * 20, b"9" * 40]
CHARSETS = ["utf-8", "utf-8", "iso-8859-1", "utf-16"]
PACKINGS = [("", bytes), ("", bytes), ("Content-Encoding: gzip\r\n", gzip.compress),
            ("Content-Encoding: deflate\r\n", zlib.compress)]


def mutate(content, chosen):
    content = bytearray(content)
    for _ in range(chosen.randrange(1, 4)):
        at = chosen.randrange(len(content) + 1)
        match chosen.randrange(5):
            case 0 if content:
                content[at % len(content)] ^= 1 << chosen.randrange(8)
            case 1:
                del content[at:at + chosen.randrange(1, 30)]
            case 2:
                content[at:at] = chosen.choice(INTERESTING)
            case 3:
                content[at:at] = content[at:at + chosen.randrange(1, 60)]
            case _:
                content[at:at + chosen.randrange(4)] = chosen.randbytes(chosen.randrange(4))
    return bytes(content)


def panics(platform):
    metrics = requests.get(f"{platform.watch}/metrics", timeout=DEADLINE).text
    (line,) = [line for line in metrics.splitlines() if line.startswith("cprabo_panics_total ")]
    return int(line.split()[1])


def test_mutated_http_requests_are_answered_and_nothing_panics(fresh, system):
    fresh.serve()
    chosen = random.Random(SEED)
    host, port = fresh.soap.removeprefix("https://").split(":")
    context = ssl.create_default_context(cafile=fresh.ca)
    context.load_cert_chain(system.cert, system.key)
    bodies = [envelope(system.context(), operation, argument) for operation, argument in [
        ("GetAllFilters", ""), ("AddPNRSubscription", pnr_element(pnr(1))),
        ("AddMunicipalityCodeSubscription", "<MunicipalityCode>0751</MunicipalityCode>"),
        ("AddAgeRangeSubscription", "<AgeRange><StartAge>1</StartAge><EndAge>2</EndAge></AgeRange>")]]
    from platform_under_test import SERVICE
    answers = set()
    for _ in range(SOAP):
        body, charset, (coding, pack) = chosen.choice(bodies), chosen.choice(CHARSETS), chosen.choice(PACKINGS)
        body = pack(body.encode(charset))
        head = (f"POST {SERVICE} HTTP/1.1\r\nHost: {host}\r\nContent-Type: text/xml; charset={charset}\r\n"
                f"{coding}Content-Length: {len(body)}\r\nSOAPAction: \"\"\r\nConnection: close\r\n\r\n").encode()
        # Mostly the body, with a new length; sometimes the head.
        if chosen.random() < 0.8:
            body = mutate(body, chosen)
            head = head.replace(b"Content-Length: ", f"Content-Length: {len(body)}\r\nX: ".encode())
        else:
            head = mutate(head, chosen)
        answers.add(exchange(context, host, int(port), head + body))
    assert b"HTTP/1.1 200" in answers and b"HTTP/1.1 500" in answers, answers
    assert panics(fresh) == 0
    assert call(system, "GetAllFilters").status_code == 200


def exchange(context, host, port, request):
    """The beginning of the answer; empty when the server closed the connection, or waits for more."""
    with socket.create_connection((host, port), timeout=DEADLINE) as plain:
        with context.wrap_socket(plain, server_hostname="localhost") as secure:
            try:
                secure.sendall(request)
                secure.settimeout(0.5)
                return secure.recv(12)
            except (OSError, ssl.SSLError):
                return b""


# INIT, then requests that could follow it, each with its length.
def packets():
    def packet(kind, *fields):
        body = bytes([kind]) + b"".join(fields)
        return len(body).to_bytes(4, "big") + body
    def string(text):
        return len(text).to_bytes(4, "big") + text
    number = (1).to_bytes(4, "big")
    return [
        packet(1, (3).to_bytes(4, "big")), packet(16, number, string(b".")), packet(11, number, string(b"IN")),
        packet(12, number, string(b"\0\0\0\0")), packet(3, number, string(b"IN/x"), (1).to_bytes(4, "big"), bytes(4)),
        packet(5, number, string(b"\0\0\0\1"), bytes(8), (32768).to_bytes(4, "big")),
        packet(17, number, string(b"/IN/../..")), packet(13, number, string(b"IN/x")), packet(4, number, string(b"\0\0\0\0")),
        packet(200, number, string(b"limits@openssh.com")),
    ]


def test_mutated_sftp_packets_are_answered_and_nothing_panics(fresh, system):
    fresh.serve()
    chosen = random.Random(SEED)
    first, *others = packets()
    sent = 0
    while sent < SFTP:
        with transport(system) as connection:
            # A few channels per connection, until the server closes it.
            for _ in range(8):
                try:
                    channel = connection.open_session(timeout=DEADLINE)
                    channel.settimeout(0.2)
                    channel.invoke_subsystem("sftp")
                    stream = b"".join([first, *chosen.choices(others, k=6)])
                    channel.sendall(mutate(stream, chosen))
                    sent += 1
                    while channel.recv(4096):
                        pass
                except Exception:
                    sent += 1
                finally:
                    channel.close()
                if not connection.is_active():
                    break
    assert panics(fresh) == 0
    assert call(system, "GetAllFilters").status_code == 200
