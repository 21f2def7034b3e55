"""The served WSDL and schemas, read by other tools than zeep, and answers validated by them."""

import pathlib
import shutil
import subprocess

import lxml.etree
import pytest
import requests

from platform_under_test import System
from soap_client import CONTEXT_NS, PNR_NS, SERVICE_NS, call, pnr_element
from zeep_client import ZeepClient

SCHEMAS = ["CprSubscriptionServiceMsg.xsd", "InvocationContext_20121009.xsd", "PNR_20121119.xsd"]
# Names under which they were served before the official ones.
ALIASES = ["CprSubscriptionService.xsd", "InvocationContext.xsd", "PNR.xsd"]
# The names that generated code uses (soap.md, "Schema names that generated code depends on").
KINDS = ["PNR", "AgeRange", "MunicipalityCode", "ChangeCode", "NoFilter"]
REQUESTS = [f"{verb}{kind}Subscription" for kind in KINDS for verb in ("Add", "Remove")] + [
    "RemoveAll", "GetAllFilters", "RemoveFilteredSubscription"]
SERVICE_ELEMENTS = REQUESTS + [f"{name}Response" for name in REQUESTS] + [
    "FilterGroup", "AgeRange", "StartAge", "EndAge", "MunicipalityCode", "ChangeCode"]
SERVICE_TYPES = [f"{name}Type" for name in REQUESTS] + [f"{name}ResponseType" for name in REQUESTS] + [
    "FilterGroup", "AgeRange"]
CONTEXT_ELEMENTS = [
    "InvocationContext", "ServiceAgreementUUID", "ServiceUUID", "UserSystemUUID", "UserUUID",
    "OnBehalfOfUser", "CallersServiceCallIdentifier", "AccountingInfo"]
CONTEXT_TYPES = [
    "InvocationContextType", "ServiceAgreenentUUIDtype", "ServiceUUIDtype", "UserSystemUUIDtype", "UserUUIDtype",
    "UUIDtype", "OnBehalfOfUserType", "CallersServiceCallIdentifierType", "AccountingInfoType"]


@pytest.fixture(scope="module")
def system(platform):
    return System(platform, "wsdl")


def get(platform, query, **headers):
    return requests.get(platform.url + query, verify=str(platform.ca), headers=headers, timeout=60)


@pytest.fixture(scope="module")
def schema(platform, tmp_path_factory):
    """The schemas, with their locations changed to files."""
    folder = tmp_path_factory.mktemp("schema")
    for name in SCHEMAS:
        text = get(platform, f"?xsd={name}").text.replace(platform.url + "?xsd=", "")
        (folder / name).write_text(text)
    return lxml.etree.XMLSchema(lxml.etree.parse(str(folder / SCHEMAS[0])))


def test_everyone_may_read_the_description(platform):
    response = get(platform, "?wsdl")
    assert response.status_code == 200
    assert response.headers["Content-Type"].startswith("text/xml")
    assert get(platform, "?WSDL").text == response.text
    assert get(platform, "?xsd=../../Cargo.toml").status_code == 404
    assert get(platform, "").status_code == 404


def test_queries_are_known_in_any_case(platform):
    wsdl, single = get(platform, "?wsdl").text, get(platform, "?singleWsdl").text
    assert wsdl != single
    for query in ["?WSDL", "?wsdl=1", "?Wsdl="]:
        assert get(platform, query).text == wsdl, query
    for query in ["?singlewsdl", "?SINGLEWSDL", "?singleWsdl=1"]:
        assert get(platform, query).text == single, query


def test_schemas_have_their_official_names_and_the_ones_before(platform):
    for name, alias in zip(SCHEMAS, ALIASES):
        text = get(platform, f"?xsd={name}").text
        assert text == get(platform, f"?xsd={alias}").text == get(platform, f"?XSD={name.upper()}").text
        assert "targetNamespace" in text


XSD = "{http://www.w3.org/2001/XMLSchema}"


def names(platform, name, kind):
    schema = lxml.etree.fromstring(get(platform, f"?xsd={name}").content)
    assert schema.get("elementFormDefault") == "qualified"
    return {child.get("name") for child in schema if child.tag in kind}


def test_schemas_have_the_contracts_names_and_no_others(platform):
    element, types = {XSD + "element"}, {XSD + "complexType", XSD + "simpleType"}
    for schema, elements_of_it, types_of_it in zip(
            SCHEMAS, [SERVICE_ELEMENTS, CONTEXT_ELEMENTS, ["PNR"]], [SERVICE_TYPES, CONTEXT_TYPES, ["PNRtype"]]):
        assert names(platform, schema, element) == set(elements_of_it)
        assert names(platform, schema, types) == set(types_of_it)


def test_requests_refer_to_global_elements_and_result_is_local(platform):
    schema = lxml.etree.fromstring(get(platform, f"?xsd={SCHEMAS[0]}").content)
    for name in REQUESTS:
        inner = schema.findall(f"{XSD}complexType[@name='{name}Type']//{XSD}element")
        assert inner[0].get("ref") == "ctx:InvocationContext"
        assert all(element.get("ref") and not element.get("name") for element in inner), name
    local = {element.get("name") for element in schema.findall(f"{XSD}complexType//{XSD}element")} - {None}
    assert local == {"Result", "noFilter"}


@pytest.mark.parametrize("query", ["?wsdl", "?singleWsdl"])
def test_zeep_finds_every_name_that_clients_ask_for(system, query):
    zeep = ZeepClient(system, query=query).zeep
    for namespace, elements, types in [
        (SERVICE_NS, SERVICE_ELEMENTS, SERVICE_TYPES),
        (CONTEXT_NS, CONTEXT_ELEMENTS, CONTEXT_TYPES),
        (PNR_NS, ["PNR"], ["PNRtype"]),
    ]:
        for name in elements:
            assert zeep.get_element(f"{{{namespace}}}{name}").name == name
        for name in types:
            assert zeep.get_type(f"{{{namespace}}}{name}").name == name
    # The prefix that zeep assigns by the order of the schemas, and which deployed clients have in their code.
    uuid = zeep.get_type("ns1:ServiceAgreenentUUIDtype")(system.agreement)
    context = zeep.get_type("ns1:InvocationContextType")(**{
        **system.context(), "ServiceAgreementUUID": uuid})
    number = zeep.get_type(f"{{{PNR_NS}}}PNRtype")("0101705009")
    answer = zeep.service.AddPNRSubscription(InvocationContext=context, PNR=number)
    assert answer in ("ADDED", "ALREADY_EXISTED")


def test_zeep_reads_the_load_service_in_one_file(system):
    zeep = ZeepClient(system, url=system.platform.load_url, query="?singleWsdl").zeep
    [service] = zeep.wsdl.services.values()
    [port] = service.ports.values()
    assert set(port.binding._operations) == {"OrderInitialLoad", "GetInitialLoad", "CancelInitialLoad"}


def test_the_address_is_the_callers_and_cannot_be_made_into_something_else(platform):
    assert platform.url in get(platform, "?wsdl").text
    assert "https://cpr.example.dk/" in get(platform, "?wsdl", Host="cpr.example.dk").text
    assert "evil" not in get(platform, "?wsdl", Host='evil"/><x').text


ARGUMENTS = {
    "PNR": pnr_element("0101705003"),
    "AgeRange": "<AgeRange><StartAge>18</StartAge><EndAge>21</EndAge></AgeRange>",
    "MunicipalityCode": "<MunicipalityCode>0101</MunicipalityCode>",
    "ChangeCode": "<ChangeCode>A21</ChangeCode>",
    "NoFilter": "",
}


def test_answers_are_valid_by_the_schema(system, schema):
    system.filter("add", "--pnr", "0101705001", "--age", "0-17", "--event", "A01", "--municipality", "751")
    for response in [
        call(system, "GetAllFilters"),
        call(system, "AddPNRSubscription", pnr_element("0101705002")),
        call(system, "RemoveAll", "<FilterGroup>PNR</FilterGroup>"),
        *(call(system, f"{verb}{kind}Subscription", argument)
          for kind, argument in ARGUMENTS.items() for verb in ("Add", "Add", "Remove", "Remove")),
        call(system, "GetAllFilters"),
    ]:
        assert response.status_code == 200
        envelope = lxml.etree.fromstring(response.content)
        [answer] = envelope[0]
        assert answer.tag.startswith(f"{{{SERVICE_NS}}}")
        schema.assertValid(answer)


@pytest.mark.parametrize("query", ["?wsdl", "?singleWsdl"])
def test_php_reads_it_and_calls(system, query):
    php = shutil.which("php")
    if not php:
        pytest.skip("php is not here")
    script = pathlib.Path(__file__).with_name("soap_client.php")
    pem = system.platform.folder / "php.pem"
    pem.write_text(system.cert.read_text() + system.key.read_text())
    result = subprocess.run(
        [php, script, system.platform.url + query, system.platform.ca, pem,
         system.agreement, system.uuid, system.authority],
        capture_output=True, text=True, timeout=60)
    assert result.returncode == 0, result.stderr + result.stdout
    assert result.stdout.splitlines() == [
        "12 operations", "ADDED", "ALREADY_EXISTED", "REMOVED", "ADDED", "REMOVED", "INVALID_PNR"]
