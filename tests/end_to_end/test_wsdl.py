"""The served WSDL and schemas, read by others than zeep, and answers valid by them."""

import pathlib
import shutil
import subprocess

import lxml.etree
import pytest
import requests

from platform_under_test import System
from soap_client import SERVICE_NS, call, pnr_element

SCHEMAS = ["CprSubscriptionService.xsd", "InvocationContext.xsd", "PNR.xsd"]


@pytest.fixture(scope="module")
def system(platform):
    return System(platform, "wsdl")


def get(platform, query, **headers):
    return requests.get(platform.url + query, verify=str(platform.ca), headers=headers, timeout=60)


@pytest.fixture(scope="module")
def schema(platform, tmp_path_factory):
    """The schemas, with their locations turned to files."""
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


def test_the_address_is_the_callers_and_cannot_be_made_into_something_else(platform):
    assert platform.url in get(platform, "?wsdl").text
    assert "https://cpr.example.dk/" in get(platform, "?wsdl", Host="cpr.example.dk").text
    assert "evil" not in get(platform, "?wsdl", Host='evil"/><x').text


def test_answers_are_valid_by_the_schema(system, schema):
    system.filter("add", "--pnr", "0101705001", "--age", "0-17", "--event", "A01", "--municipality", "751")
    for response in [
        call(system, "GetAllFilters"),
        call(system, "AddPNRSubscription", pnr_element("0101705002")),
        call(system, "RemoveAll", "<FilterGroup>PNR</FilterGroup>"),
    ]:
        envelope = lxml.etree.fromstring(response.content)
        [answer] = envelope[0]
        assert answer.tag.startswith(f"{{{SERVICE_NS}}}")
        schema.assertValid(answer)


def test_php_reads_it_and_calls(system):
    php = shutil.which("php")
    if not php:
        pytest.skip("php is not here")
    script = pathlib.Path(__file__).with_name("soap_client.php")
    pem = system.platform.folder / "php.pem"
    pem.write_text(system.cert.read_text() + system.key.read_text())
    result = subprocess.run(
        [php, script, system.platform.url, system.platform.ca, pem,
         system.agreement, system.uuid, system.authority],
        capture_output=True, text=True, timeout=60)
    assert result.returncode == 0, result.stderr + result.stdout
    assert result.stdout.splitlines() == [
        "12 operations", "ADDED", "ALREADY_EXISTED", "REMOVED", "INVALID_PNR"]
