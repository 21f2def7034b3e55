"""`CprInitialLoadService`: loads over SOAP, next to the contract's own service."""

import hashlib
import pathlib
import shutil
import subprocess

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
    """A platform that does not look for orders."""
    fresh.configure("inbox", poll_seconds=3600)
    return fresh


def client(system):
    return ZeepClient(system, system.platform.load_url)


def refused(client, operation, **arguments):
    """The error code of the fault that zeep raises."""
    return fault_texts(client, operation, **arguments)[0]


def fault_texts(client, operation, **arguments):
    """The error code, and the texts in English and Danish."""
    with pytest.raises(zeep.exceptions.Fault) as raised:
        client(operation, **arguments)
    detail = raised.value.detail
    return detail.findtext(".//{*}ErrorCode"), raised.value.message, detail.findtext(".//{*}ErrorText")


def ask(system, operation, argument=""):
    body = envelope(system.context(), operation, argument).encode()
    platform, pair = system.platform, (str(system.cert), str(system.key))
    return requests.post(platform.load_url, data=body, cert=pair, verify=str(platform.ca), timeout=60)


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
    assert refused(load, "CancelInitialLoad", LoadId=1) == "LOAD_FINISHED"
    assert load("OrderInitialLoad").LoadId == 2


def test_what_cannot_be_is_refused(idle, system):
    idle.serve()
    load = client(system)
    assert refused(load, "GetInitialLoad") == "UNKNOWN_LOAD"
    assert refused(load, "OrderInitialLoad") == "REPLICA_EMPTY"
    idle.stop()
    serve(idle)
    load = client(system)
    assert refused(load, "OrderInitialLoad", Kinds="PNR") == "LOAD_NOT_POSSIBLE"
    events, nothing = System(idle, "events"), System(idle, "nothing")
    events.filter("add", "--event", "A01")
    assert refused(client(events), "OrderInitialLoad") == "LOAD_NOT_POSSIBLE"
    assert refused(client(nothing), "OrderInitialLoad") == "LOAD_NOT_POSSIBLE"
    assert client(events)("OrderInitialLoad", Kinds="All").State == "ORDERED"


def test_load_of_another_agreement_is_unknown(idle, system):
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


def test_load_of_everybody_must_be_requested_in_the_services_terms(idle):
    events, ages = System(idle, "events"), System(idle, "ages")
    events.filter("add", "--event", "A01")
    ages.filter("add", "--age", "0-17")
    serve(idle)
    code, english, danish = fault_texts(client(events), "OrderInitialLoad")
    assert (code, "<Kinds>All</Kinds>" in english, "<Kinds>All</Kinds>" in danish) == ("LOAD_NOT_POSSIBLE", True, True)
    assert "abonnementet har kun hændelseskoder" in danish and "subscription" not in danish
    code, english, danish = fault_texts(client(ages), "OrderInitialLoad", Kinds="PNR")
    assert "(the subscription has no filter of the kind PNR)" in english
    assert "(abonnementet har intet filter af typen PNR)" in danish


@pytest.mark.parametrize("size", ["0", "1000001", "-1", "1.5", "", "mange"])
def test_a_part_has_a_size(idle, system, size):
    serve(idle)
    response = ask(system, "OrderInitialLoad", f"<PartSizeMB>{size}</PartSizeMB>")
    assert fault(response) == "INVALID_ARGUMENT"
    assert "(PartSizeMB is not a whole number from 1 to 1000000)" in response.text
    assert "(PartSizeMB er ikke et helt tal fra 1 til 1000000)" in response.content.decode()


def test_an_order_has_limits(idle, system):
    serve(idle)
    load = client(system)
    for order in [{"PartSizeMB": 1}, {"PartSizeMB": 1_000_000}, {"Reason": "æ" * 255}]:
        ordered = load("OrderInitialLoad", **order)
        assert load("CancelInitialLoad", LoadId=ordered.LoadId).State == "CANCELLED"
    code, english, danish = fault_texts(load, "OrderInitialLoad", Reason="æ" * 256)
    assert code == "INVALID_ARGUMENT"
    assert "(Reason has more than 255 characters)" in english and "(Reason har mere end 255 tegn)" in danish


@pytest.fixture
def schema(fresh, tmp_path):
    """The schemas of a running platform, with their locations changed to files."""
    def read():
        for name in ["CprInitialLoadService.xsd", "InvocationContext_20121009.xsd"]:
            text = requests.get(f"{fresh.load_url}?xsd={name}", verify=str(fresh.ca), timeout=60).text
            (tmp_path / name).write_text(text.replace(f"{fresh.load_url}?xsd=", ""))
        return lxml.etree.XMLSchema(lxml.etree.parse(str(tmp_path / "CprInitialLoadService.xsd")))
    return read


def valid(schema, system, operation, argument=""):
    """The load in an answer that is valid by the schema."""
    [answer] = lxml.etree.fromstring(ask(system, operation, argument).content)[0]
    assert answer.tag == f"{{{NS}}}{operation}Response"
    schema.assertValid(answer)
    return answer[0]


def names(load):
    return {lxml.etree.QName(element).localname for element in load}


def test_answers_on_a_load_that_is_delivered_are_valid_by_the_schema(fresh, system, schema):
    serve(fresh)
    schema = schema()
    valid(schema, system, "OrderInitialLoad", "<Reason>x</Reason>")
    [load] = wait_for(
        lambda: [load for load in [valid(schema, system, "GetInitialLoad")]
                 if load.findtext("{*}State") == "DELIVERED"], "the load")
    assert names(load) == {
        "LoadId", "State", "OrderedAt", "AsOf", "Persons", "Records", "FinishedAt", "File"}


def test_answers_on_a_load_that_is_called_off_are_valid_by_the_schema(idle, system, schema):
    serve(idle)
    schema = schema()
    before = {"LoadId", "State", "OrderedAt", "Persons", "Records"}
    assert names(valid(schema, system, "OrderInitialLoad")) == before
    assert names(valid(schema, system, "GetInitialLoad", "<LoadId>1</LoadId>")) == before
    assert names(valid(schema, system, "CancelInitialLoad", "<LoadId>1</LoadId>")) == before | {"FinishedAt"}


def test_php_reads_it_and_calls(idle, system):
    php = shutil.which("php")
    if not php:
        pytest.skip("php is not here")
    idle.ingest("a", extract(5, 2, [person(1, komkod=751)]))
    idle.run("load", "order", "--agreement", system.agreement)
    [file] = [row for row in system.deliveries() if row["kind"] == "load"]
    idle.serve()
    script = pathlib.Path(__file__).with_name("soap_load_client.php")
    pem = idle.folder / "php.pem"
    pem.write_text(system.cert.read_text() + system.key.read_text())
    result = subprocess.run(
        [php, script, idle.load_url, idle.ca, pem, system.agreement, system.uuid, system.authority],
        capture_output=True, text=True, timeout=60)
    assert result.returncode == 0, result.stderr + result.stdout
    # Numbers are numbers, and not texts.
    assert result.stdout.splitlines() == [
        "3 operations", "DELIVERED 1 4", f"{file['name']} {file['size']}", "ORDERED", "LOAD_UNDER_WAY", "CANCELLED"]
