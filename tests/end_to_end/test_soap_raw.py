"""Posts as unusual clients send them, and answers in the form that clients need which search for prefixes."""

import concurrent.futures
import gzip
import itertools
import re
import socket
import sqlite3
import ssl
import zlib

import pytest

from extracts import pnr
from platform_under_test import System
from soap_client import PNR_NS, call, envelope, fault, pnr_element, post, result

OPEN = (
    '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>'
    '<ns3:{0}Response xmlns="http://serviceplatformen.dk/xml/schemas/InvocationContext/1/"'
    ' xmlns:ns2="http://serviceplatformen.dk/xml/schemas/cpr/PNR/1/"'
    ' xmlns:ns3="http://serviceplatformen.dk/xml/wsdl/soap11/CprSubscriptionService/1/">'
)
CLOSE = "</ns3:{0}Response></soap:Body></soap:Envelope>"


@pytest.fixture(scope="module")
def system(platform):
    return System(platform, "raw")


numbers = itertools.count(1)


@pytest.fixture
def number():
    """A number that no other test uses."""
    return pnr(next(numbers))


def add(system, number, **kwargs):
    return call(system, "AddPNRSubscription", pnr_element(number), **kwargs)


def test_answers_have_exactly_these_bytes(system, number):
    response = add(system, number)
    name = "AddPNRSubscription"
    assert response.text == OPEN.format(name) + "<ns3:Result>ADDED</ns3:Result>" + CLOSE.format(name)
    assert response.headers["Content-Type"] == "text/xml; charset=utf-8"
    other = System(system.platform, "exact")
    other.filter("add", "--municipality", "0706", "--pnr", number, "--age", "0-17", "--event", "A01")
    name = "GetAllFilters"
    assert call(other, name).text == OPEN.format(name) + (
        "<ns3:AgeRange><ns3:StartAge>0</ns3:StartAge><ns3:EndAge>17</ns3:EndAge></ns3:AgeRange>"
        "<ns3:ChangeCode>A01</ns3:ChangeCode><ns3:MunicipalityCode>706</ns3:MunicipalityCode>"
        f"<ns2:PNR>{number}</ns2:PNR><ns3:noFilter>false</ns3:noFilter>"
    ) + CLOSE.format(name)


@pytest.mark.parametrize("headers", [
    {},
    {"Content-Type": "text/xml"},
    {"Content-Type": "text/xml; charset=ISO-8859-1", "SOAPAction": '""'},
    {"Content-Type": "application/soap+xml; charset=utf-8"},
    {"Content-Type": "application/x-www-form-urlencoded", "SOAPAction": "anything"},
], ids=str)
def test_any_headers_will_do(system, number, headers):
    assert result(add(system, number, headers=headers)) == "ADDED"


def test_no_content_type_is_sent_by_default(system, number):
    """Checks the precondition of the test above."""
    response = add(system, number)
    assert "Content-Type" not in response.request.headers
    assert "SOAPAction" not in response.request.headers


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1"])
@pytest.mark.parametrize("declared", [True, False])
def test_latin_1_and_utf_8_with_and_without_saying_so(system, number, encoding, declared):
    context = system.context(OnBehalfOfUser="Søren Ærø")
    body = envelope(context, "AddPNRSubscription", pnr_element(number))
    if declared:
        body = f'<?xml version="1.0" encoding="{"UTF-8" if encoding == "utf-8" else "ISO-8859-1"}"?>' + body
    assert result(post(system, body.encode(encoding))) == "ADDED"
    assert last_user(system) == "Søren Ærø"


def last_user(system):
    """The stored `OnBehalfOfUser` of the last change of filters."""
    changes = system.platform.data / "cprabo.db"
    with sqlite3.connect(f"file:{changes}?mode=ro", uri=True) as db:
        [[actor, on_behalf_of]] = db.execute(
            "select actor, on_behalf_of from filter_change join agreement on agreement.id = agreement "
            "where uuid = ? order by version desc limit 1", [system.agreement])
    assert actor.startswith("certificate ")
    return on_behalf_of


@pytest.mark.parametrize("content_type, declared, encoding", [
    # The HTTP header has precedence over the declaration.
    ("text/xml; charset=utf-8", "ISO-8859-1", "utf-8"),
    ("text/xml;charset=\"UTF-8\"", "ISO-8859-1", "utf-8"),
    ("application/soap+xml; charset=Utf-8; action=\"\"", "ISO-8859-1", "utf-8"),
    ("text/xml; charset=ISO-8859-1", "utf-8", "latin-1"),
    ("text/xml; charset=windows-1252", None, "cp1252"),
    ("text/xml; charset=utf-8", "utf-16", "utf-8"),
    ("text/xml; charset=utf-8", None, "utf-8-sig"),
    (None, "utf-8", "utf-8-sig"),
    # UTF-16, by a byte order mark, the HTTP header, or the first character.
    ("text/xml; charset=utf-16", "utf-16", "utf-16"),
    ("text/xml; charset=utf-16", None, "utf-16-be"),
    ("text/xml; charset=UTF-16LE", "utf-16", "utf-16-le"),
    ("text/xml", "utf-16", "utf-16"),
    (None, "utf-16", "utf-16-le"),
    (None, None, "utf-16-be"),
])
def test_charset_is_the_declared_one(system, number, content_type, declared, encoding):
    body = envelope(system.context(OnBehalfOfUser="Søren Ærø"), "AddPNRSubscription", pnr_element(number))
    if declared:
        body = f'<?xml version="1.0" encoding="{declared}"?>' + body
    headers = {"Content-Type": content_type} if content_type else {}
    assert result(post(system, body.encode(encoding), headers=headers)) == "ADDED"
    assert last_user(system) == "Søren Ærø"


@pytest.mark.parametrize("content_type, declared, encoding, why", [
    ("text/xml; charset=utf-8", None, "latin-1", "the Content-Type tells"),
    ("text/xml; charset=utf-8", None, "utf-16", "the Content-Type tells"),
    ("text/xml; charset=utf-16", None, "utf-8", "the Content-Type tells"),
    ("text/xml; charset=us-ascii", None, "utf-8", "the Content-Type tells"),
    ("text/xml", "utf-8", "latin-1", "the XML declaration tells"),
    ("text/xml; charset=klingon", None, "utf-8", "UTF-8, UTF-16, ISO-8859-1, Windows-1252 and US-ASCII are"),
    ("text/xml", "klingon", "utf-8", "UTF-8, UTF-16, ISO-8859-1, Windows-1252 and US-ASCII are"),
])
def test_bytes_of_another_charset_are_refused_and_not_replaced(system, number, content_type, declared, encoding, why):
    body = envelope(system.context(OnBehalfOfUser="Søren Ærø"), "AddPNRSubscription", pnr_element(number))
    if declared:
        body = f'<?xml version="1.0" encoding="{declared}"?>' + body
    response = post(system, body.encode(encoding), headers={"Content-Type": content_type})
    assert fault(response) == "MALFORMED_XML"
    assert why in response.text
    assert number not in call(system, "GetAllFilters").text


@pytest.mark.parametrize("coding, pack", [
    ("gzip", gzip.compress),
    ("X-GZip", gzip.compress),
    ("gzip", lambda body: gzip.compress(body[:100]) + gzip.compress(b"") + gzip.compress(body[100:])),
    ("deflate", zlib.compress),
    ("identity", bytes),
], ids=["gzip", "X-GZip", "members", "deflate", "identity"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_packed_body_is_unpacked(system, number, coding, pack, encoding):
    body = envelope(system.context(OnBehalfOfUser="Søren Ærø"), "AddPNRSubscription", pnr_element(number))
    headers = {"Content-Encoding": coding, "Content-Type": f"text/xml; charset={encoding}"}
    assert result(post(system, pack(body.encode(encoding)), headers=headers)) == "ADDED"
    assert last_user(system) == "Søren Ærø"


@pytest.mark.parametrize("spoil", [
    lambda packed: packed[:-1],
    lambda packed: packed[: len(packed) // 2],
    lambda packed: packed[:20] + bytes([packed[20] ^ 255]) + packed[21:],
    lambda packed: packed + b"x",
    lambda packed: b"<Envelope/>",
], ids=["cut by a byte", "cut in half", "flipped", "followed", "not packed"])
def test_a_packed_body_that_is_broken_is_a_fault(system, number, spoil):
    body = envelope(system.context(), "AddPNRSubscription", pnr_element(number))
    packed = spoil(gzip.compress(body.encode()))
    assert fault(post(system, packed, headers={"Content-Encoding": "gzip"})) == "MALFORMED_XML"
    assert number not in call(system, "GetAllFilters").text


@pytest.mark.parametrize("coding", ["br", "zstd", "compress", "gzip, gzip"])
def test_unsupported_coding_is_answered_with_the_supported_ones(system, coding):
    body = envelope(system.context(), "GetAllFilters")
    response = post(system, gzip.compress(body.encode()), headers={"Content-Encoding": coding})
    assert fault(response, status=415) == "UNSUPPORTED_CONTENT_ENCODING"
    assert response.headers["Accept-Encoding"] == "gzip, deflate"
    assert "gzip, deflate" in response.text


def test_a_bomb_is_a_fault_and_costs_no_memory(system, number):
    """A gigabyte in a megabyte, in one member and in many."""
    bombs = [gzip.compress(b" " * 2**30, 9), gzip.compress(b" " * 2**20, 9) * 900, zlib.compress(b" " * 2**29, 9)]
    before = system.platform.memory()
    for bomb, coding in zip(bombs, ["gzip", "gzip", "deflate"]):
        assert len(bomb) <= 1024 * 1024
        assert fault(post(system, bomb, headers={"Content-Encoding": coding})) == "TOO_LARGE"
    assert system.platform.memory() - before < 100 * 1024 * 1024
    assert result(add(system, number)) == "ADDED", "the service stays up"


def test_the_contexts_children_may_be_in_the_wrong_namespace(system, number):
    body = envelope(system.context(), "AddPNRSubscription", pnr_element(number), context_ns=PNR_NS)
    assert result(post(system, body)) == "ADDED"
    backwards = dict(reversed(system.context().items()))
    assert result(post(system, envelope(backwards, "AddPNRSubscription", pnr_element(number)))) == "ALREADY_EXISTED"


@pytest.mark.parametrize("path", ["", "x"])
def test_the_path_is_right_with_and_without_its_slash(system, number, path):
    import requests
    url = system.platform.url.rstrip("/") if path == "" else system.platform.url + path
    response = requests.post(
        url, data=envelope(system.context(), "AddPNRSubscription", pnr_element(number)),
        cert=(str(system.cert), str(system.key)), verify=str(system.platform.ca))
    assert response.status_code == (200 if path == "" else 404)


def test_municipality_codes_come_with_and_without_zero(system):
    def municipality(code):
        return call(system, "AddMunicipalityCodeSubscription", f"<MunicipalityCode>{code}</MunicipalityCode>")
    assert result(municipality("0751")) == "ADDED"
    assert result(municipality("751")) == "ALREADY_EXISTED"


def test_answers_to_concurrent_calls_are_stored(system):
    """18 calls in parallel, not awaited one by one, and GetAllFilters right after."""
    mine = [pnr(20_000 + n) for n in range(18)]
    with concurrent.futures.ThreadPoolExecutor(18) as pool:
        assert set(pool.map(lambda number: result(add(system, number)), mine)) == {"ADDED"}
    found = re.findall("<ns2:PNR>(.*?)</ns2:PNR>", call(system, "GetAllFilters").text)
    assert set(mine) <= set(found)


def test_the_same_filter_added_at_once_is_added_once(system, number):
    with concurrent.futures.ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda _: result(add(system, number)), range(10)))
    assert sorted(answers) == ["ADDED"] + ["ALREADY_EXISTED"] * 9


def test_a_long_list_is_streamed(platform):
    system = System(platform, "long")
    lines = "".join(f"pnr {pnr(n)}\n" for n in range(100_000))
    system.filter("import", platform.write("long.txt", lines.encode()))
    response = call(system, "GetAllFilters")
    assert response.headers.get("Transfer-Encoding") == "chunked"
    found = re.findall("<ns2:PNR>([0-9]{10})</ns2:PNR>", response.text)
    assert len(found) == 100_000 and set(found) == {pnr(n) for n in range(100_000)}


@pytest.mark.parametrize("body, code", [
    (b"", "MALFORMED_XML"),
    (b"hello", "MALFORMED_XML"),
    (b"\xff\xfe<\x00a\x00/\x00>\x00", "MALFORMED_XML"),
    (b"<a/>", "MALFORMED_XML"),
    (b"<!DOCTYPE x [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;'>]><x>&b;</x>", "MALFORMED_XML"),
    (b"<!DOCTYPE x SYSTEM 'file:///etc/passwd'><x/>", "MALFORMED_XML"),
    (b"<Envelope><Body><Ping/></Body></Envelope>", "UNKNOWN_OPERATION"),
    (b"<x>" * 100_000, "TOO_LARGE"),
    (b"<x " + b" ".join(b"a%d='1'" % n for n in range(1000)) + b"/>", "TOO_LARGE"),
    (b" " * (1024 * 1024 + 1), "TOO_LARGE"),
], ids=lambda value: value[:20].decode("latin-1") if isinstance(value, bytes) else value)
def test_bad_xml_is_a_fault(system, body, code):
    assert fault(post(system, body)) == code


@pytest.mark.parametrize("attributes", ["a='1' a='2'", "a=1", "a", "a='&lol;'"])
def test_attributes_must_be_well_formed(system, number, attributes):
    body = envelope(system.context(), "AddPNRSubscription", pnr_element(number))
    well_formed = body.replace("<soapenv:Body>", "<soapenv:Body a='1'>")
    assert result(post(system, well_formed)) == "ADDED"
    torn = body.replace("<soapenv:Body>", f"<soapenv:Body {attributes}>")
    assert fault(post(system, torn)) == "MALFORMED_XML"


def test_a_body_of_a_gigabyte_is_a_fault_and_costs_no_memory(system, number):
    def gigabyte():
        for _ in range(1024):
            yield b" " * (1024 * 1024)
    before = system.platform.memory()
    assert fault(post(system, gigabyte())) == "TOO_LARGE"
    assert system.platform.memory() - before < 100 * 1024 * 1024
    assert result(add(system, number)) == "ADDED", "the service stays up"


@pytest.mark.parametrize("operation, argument, code", [
    ("AddPNRSubscription", pnr_element("99"), "INVALID_PNR"),
    ("AddPNRSubscription", pnr_element("3201701234"), "INVALID_PNR"),
    ("AddPNRSubscription", "", "INVALID_REQUEST"),
    ("AddAgeRangeSubscription", "<AgeRange><StartAge>18</StartAge><EndAge>17</EndAge></AgeRange>", "INVALID_AGE_RANGE"),
    ("AddMunicipalityCodeSubscription", "<MunicipalityCode>-1</MunicipalityCode>", "INVALID_MUNICIPALITY_CODE"),
    ("AddChangeCodeSubscription", "<ChangeCode>A1</ChangeCode>", "INVALID_CHANGE_CODE"),
    ("RemoveAll", "<FilterGroup>All</FilterGroup>", "INVALID_FILTER_GROUP"),
    ("RemoveFilteredSubscription", "", "UNKNOWN_OPERATION"),
])
def test_bad_arguments_are_faults_with_codes(system, operation, argument, code):
    response = call(system, operation, argument)
    assert fault(response) == code
    assert "3201701234" not in response.text, "a fault repeats nothing"


def test_a_number_without_modulus_11_and_without_a_person_is_taken(system):
    assert result(add(system, "0101650000")) == "ADDED"


def test_http_1_0_and_a_client_that_goes_away(system, number):
    """A client that disconnects in the middle of a request, and then a very old one."""
    context = ssl.create_default_context(cafile=system.platform.ca)
    context.load_cert_chain(system.cert, system.key)
    port = int(system.platform.soap.rsplit(":", 1)[1])
    body = envelope(system.context(), "AddPNRSubscription", pnr_element(number)).encode()
    head = f"POST /service/CPRSubscription/CPRSubscription/1 HTTP/1.0\r\nContent-Length: {len(body)}\r\n\r\n"

    def connect():
        return context.wrap_socket(socket.create_connection(("127.0.0.1", port)), server_hostname="localhost")
    with connect() as gone:
        gone.sendall(head.encode() + body[:100])
    with connect() as old:
        old.sendall(head.encode() + body)
        answer = b"".join(iter(lambda: old.recv(65536), b""))
    assert b"200 OK" in answer.splitlines()[0] and b"<ns3:Result>ADDED</ns3:Result>" in answer
