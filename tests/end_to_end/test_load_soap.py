"""`CprInitialLoadService`: loads over SOAP, beside the contract's own service."""

import hashlib

import lxml.etree
import pytest
import requests
import zeep

from extracts import extract, person, persons_in, pnr
from platform_under_test import System, wait_for
from sftp_clients import sftp
from soap_client import envelope, fault, post
from zeep_client import ZeepClient

NS = "urn:cprabo:CprInitialLoadService:1"


@pytest.fixture
def system(fresh):
    system = System(fresh, "system")
    system.filter("add", "--municipality", "0751")
    return system


@pytest.fixture
def idle(fresh):
    """The platform does not look for orders."""
    fresh.configure("inbox", poll_seconds=3600)
    return fresh


def client(system):
    return ZeepClient(system, system.platform.load_url)


def refused(client, operation, **arguments):
    """The error code of the fault that zeep raises."""
    with pytest.raises(zeep.exceptions.Fault) as raised:
        client(operation, **arguments)
    return raised.value.detail.findtext(".//{*}ErrorCode")


def serve(platform):
    platform.ingest("a", extract(5, 2, [person(1, komkod=751), person(2, komkod=101), person(3, komkod=751)]))
    platform.serve()


def test_a_load_is_ordered_and_fetched(fresh, system):
    serve(fresh)
    load = client(system)
    ordered = load("OrderInitialLoad", Reason="nyt system", Kinds="MunicipalityCode", WithoutEvents=True)
    assert (ordered.LoadId, ordered.File) == (1, [])

    delivered = wait_for(
        lambda: (standing := load("GetInitialLoad")).State == "DELIVERED" and standing, "the load")
    assert (delivered.LoadId, delivered.Persons, str(delivered.AsOf)) == (1, 2, "2026-01-05")
    assert delivered.OrderedAt <= delivered.FinishedAt
    [file] = delivered.File
    with sftp(system) as folder:
        content = folder.open(f"IN/{file.FileName}").read()
    assert (len(content), hashlib.sha256(content).hexdigest()) == (file.SizeInBytes, file.SHA256)
    assert persons_in(content)[0] == [pnr(1), pnr(3)] and b"\n099" not in content

    [listed] = fresh.json("load", "list")
    assert (listed["kinds"], listed["reason"]) == ("municipality", "nyt system")
    assert listed["ordered_by"].startswith("certificate ")


def test_a_load_comes_in_parts(fresh, system):
    people = [person(number, komkod=751) for number in range(1600)]
    fresh.ingest("a", extract(5, 2, people))
    fresh.serve()
    load = client(system)
    load("OrderInitialLoad", PartSizeMB=1)
    delivered = wait_for(
        lambda: (standing := load("GetInitialLoad", LoadId=1)).State == "DELIVERED" and standing, "the load")
    assert len(delivered.File) == 2 and all(file.SizeInBytes <= 1_000_000 for file in delivered.File)


def test_one_at_a_time_and_called_off(idle, system):
    serve(idle)
    load = client(system)
    assert load("OrderInitialLoad").State == "ORDERED"
    assert refused(load, "OrderInitialLoad") == "LOAD_UNDER_WAY"
    cancelled = load("CancelInitialLoad", LoadId=1)
    assert (cancelled.State, cancelled.FinishedAt is not None) == ("CANCELLED", True)
    assert refused(load, "CancelInitialLoad", LoadId=1) == "LOAD_OVER"
    assert load("OrderInitialLoad").LoadId == 2


def test_what_cannot_be_is_refused(idle, system):
    idle.serve()
    load = client(system)
    assert refused(load, "GetInitialLoad") == "UNKNOWN_LOAD"
    assert refused(load, "OrderInitialLoad") == "NOBODY_THERE"
    idle.stop()
    serve(idle)
    load = client(system)
    assert refused(load, "OrderInitialLoad", Kinds="PNR") == "NO_LOAD"
    events, nothing = System(idle, "events"), System(idle, "nothing")
    events.filter("add", "--event", "A01")
    assert refused(client(events), "OrderInitialLoad") == "NO_LOAD"
    assert refused(client(nothing), "OrderInitialLoad") == "NO_LOAD"
    assert client(events)("OrderInitialLoad", Kinds="All").State == "ORDERED"


def test_nobody_sees_or_cancels_the_load_of_another(idle, system):
    serve(idle)
    client(system)("OrderInitialLoad")
    stranger = System(idle, "stranger")
    assert refused(client(stranger), "GetInitialLoad", LoadId=1) == "UNKNOWN_LOAD"
    assert refused(client(stranger), "GetInitialLoad", LoadId=9) == "UNKNOWN_LOAD"
    assert refused(client(stranger), "CancelInitialLoad", LoadId=1) == "UNKNOWN_LOAD"
    claimed = stranger.context(ServiceAgreementUUID=system.agreement)
    body = envelope(claimed, "OrderInitialLoad").encode()
    pair = (str(stranger.cert), str(stranger.key))
    response = requests.post(idle.load_url, data=body, cert=pair, verify=str(idle.ca), timeout=60)
    assert fault(response) == "UNKNOWN_AGREEMENT"
    assert client(system)("GetInitialLoad").State == "ORDERED"


def test_each_service_has_its_own_operations(idle, system):
    serve(idle)
    assert fault(post(system, envelope(system.context(), "OrderInitialLoad"))) == "UNKNOWN_OPERATION"
    pair = (str(system.cert), str(system.key))
    body = envelope(system.context(), "GetAllFilters").encode()
    response = requests.post(idle.load_url, data=body, cert=pair, verify=str(idle.ca), timeout=60)
    assert fault(response) == "UNKNOWN_OPERATION"


def test_answers_are_valid_by_the_schema(idle, system, tmp_path):
    serve(idle)
    for name in ["CprInitialLoadService.xsd", "InvocationContext.xsd"]:
        text = requests.get(f"{idle.load_url}?xsd={name}", verify=str(idle.ca), timeout=60).text
        (tmp_path / name).write_text(text.replace(f"{idle.load_url}?xsd=", ""))
    schema = lxml.etree.XMLSchema(lxml.etree.parse(str(tmp_path / "CprInitialLoadService.xsd")))
    pair = (str(system.cert), str(system.key))
    for operation in ["OrderInitialLoad", "GetInitialLoad"]:
        body = envelope(system.context(), operation).encode()
        response = requests.post(idle.load_url, data=body, cert=pair, verify=str(idle.ca), timeout=60)
        [answer] = lxml.etree.fromstring(response.content)[0]
        assert answer.tag == f"{{{NS}}}{operation}Response"
        schema.assertValid(answer)
