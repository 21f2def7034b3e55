"""zeep against the served WSDL: all 12 operations."""

import pytest
import zeep

from platform_under_test import System
from soap_client import CONTEXT_NS
from zeep_client import ZeepClient

RANGE = {"StartAge": 0, "EndAge": 17}
KINDS = [
    ("PNR", {"PNR": "0101705001"}, "NON_EXISTING_PNR"),
    ("AgeRange", {"AgeRange": RANGE}, "NON_EXISTING_AGE_RANGE"),
    ("MunicipalityCode", {"MunicipalityCode": 751}, "NON_EXISTING_MUNICIPALITY_CODE"),
    ("ChangeCode", {"ChangeCode": "A01"}, "NON_EXISTING_CHANGE_CODE"),
    ("NoFilter", {}, "NON_EXISTING_NO_FILTER"),
]
GROUPS = ["PNR", "AgeRange", "MunicipalityCode", "EventChangeCode", "NoFilter"]


@pytest.fixture(scope="module")
def client(platform):
    return ZeepClient(System(platform, "zeep"))


def test_the_wsdl_has_the_contracts_names(client):
    [service] = client.zeep.wsdl.services.values()
    [port] = service.ports.values()
    assert (service.name, port.name) == ("CprSubscriptionWebService", "CprSubscriptionWebServicePort")
    assert port.binding.name.localname == "CprSubscriptionWebServiceBinding"
    operations = set(port.binding._operations)
    add_remove = {f"{verb}{kind}Subscription" for verb in ("Add", "Remove") for kind, *_ in KINDS}
    assert operations == add_remove | {"RemoveAll", "GetAllFilters"}
    context = client.zeep.get_element(f"{{{CONTEXT_NS}}}InvocationContext")
    assert {name for name, _ in context.type.elements} == {
        "ServiceAgreementUUID", "UserSystemUUID", "UserUUID", "ServiceUUID",
        "OnBehalfOfUser", "CallersServiceCallIdentifier", "AccountingInfo",
    }


@pytest.mark.parametrize("kind, argument, missing", KINDS, ids=[kind for kind, *_ in KINDS])
def test_add_and_remove(client, kind, argument, missing):
    add, remove = f"Add{kind}Subscription", f"Remove{kind}Subscription"
    assert client(add, **argument) == "ADDED"
    assert client(add, **argument) == "ALREADY_EXISTED"
    assert client(remove, **argument) == "REMOVED"
    assert client(remove, **argument) == missing


def test_get_all_filters_and_remove_all(client):
    for kind, argument, _ in KINDS:
        assert client(f"Add{kind}Subscription", **argument) == "ADDED"
    filters = client.filters()
    assert [(r.StartAge, r.EndAge) for r in filters.AgeRange] == [(0, 17)]
    assert (filters.ChangeCode, filters.MunicipalityCode) == (["A01"], [751])
    assert (filters.PNR, filters.noFilter) == (["0101705001"], True)
    for group in GROUPS:
        assert client("RemoveAll", FilterGroup=group) == "REMOVED"
        assert client("RemoveAll", FilterGroup=group) == "REMOVED", "also when it is empty"
    filters = client.filters()
    assert not (filters.AgeRange or filters.ChangeCode or filters.MunicipalityCode or filters.PNR)
    assert filters.noFilter is False


def test_a_fault_reaches_the_user(client):
    with pytest.raises(zeep.exceptions.Fault) as fault:
        client("AddPNRSubscription", PNR="99")
    assert fault.value.code == "soap:Client"
    assert "ten digits" in fault.value.message
    assert fault.value.detail[0][0][0][0].text == "INVALID_PNR"
