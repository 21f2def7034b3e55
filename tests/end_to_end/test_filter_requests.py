"""Changes of filters that add many persons wait until somebody else approves them."""

import os

import pytest

from extracts import extract, person, pnr
from platform_under_test import System
from soap_client import call, fault, pnr_element, result
from test_api import Api, answered


@pytest.fixture
def system(fresh):
    system = System(fresh, "system")
    fresh.ingest("a", extract(5, 2, [person(n) for n in range(4)]))
    return system


def approve(platform, request, *options, who="bo", exit=0):
    return platform.run("filter", "approve", str(request), *options, exit=exit, env=os.environ | {"SUDO_USER": who, "USER": who, "LOGNAME": who})


def test_change_over_the_number_waits_for_somebody_else(fresh, system):
    fresh.configure("approval", persons=3)
    error = system.filter("add", "--municipality", "0751", exit=1).stderr
    assert "request 1" in error and system.filters() == []
    system.filter("add", "--municipality", "0101")
    waiting, = fresh.json("filter", "requests")
    assert (waiting["request"], waiting["persons"], waiting["state"]) == (1, 4, "waiting")
    assert "somebody else" in fresh.run("filter", "approve", "1", exit=1).stderr
    approve(fresh, 1)
    assert system.filters() == ["municipality 0101", "municipality 0751"]
    assert fresh.json("filter", "requests") == []
    decided, = fresh.json("filter", "requests", "--all")
    assert decided["state"] == "approved"
    assert "approved already" in approve(fresh, 1, exit=1).stderr
    # Four numbers are counted, whether there is such a person or not.
    numbers = "".join(f"{pnr(n)}\n" for n in range(20, 24))
    assert "request 2" in fresh.run("filter", "add", "--agreement", system.agreement, "--pnr", "-", input=numbers, exit=1).stderr
    fresh.run("filter", "reject", "2", "--reason", "no need")
    assert fresh.json("filter", "requests") == []


AARHUS = "<MunicipalityCode>751</MunicipalityCode>"


def add(system):
    return call(system, "AddMunicipalityCodeSubscription", AARHUS)


def remove(system):
    return call(system, "RemoveMunicipalityCodeSubscription", AARHUS)


def test_system_is_told_that_its_change_waits_and_that_it_is_done_after_that(fresh, system):
    fresh.configure("approval", persons=3)
    fresh.serve()
    assert [fault(add(system)), fault(add(system))] == ["APPROVAL_REQUIRED"] * 2
    assert [request["request"] for request in fresh.json("filter", "requests")] == [1], "kept once"
    assert system.filters() == []
    fresh.run("filter", "approve", "1")
    assert result(add(system)) == "ALREADY_EXISTED"
    version, = fresh.json("filter", "history", "--agreement", system.agreement)
    assert version["who"].startswith("operator") and version["on_behalf_of"].startswith("certificate")
    fresh.assert_private()


def test_system_that_cannot_be_taught_is_answered_as_if_it_were_done(fresh, system):
    fresh.configure("approval", persons=3, soap="accept")
    fresh.serve()
    assert [result(add(system)), result(add(system))] == ["ADDED", "ADDED"]
    assert system.filters() == [] and len(fresh.json("filter", "requests")) == 1
    fresh.run("filter", "approve", "1")
    assert (result(add(system)), system.filters()) == ("ALREADY_EXISTED", ["municipality 0751"])


@pytest.mark.parametrize("soap", ["fault", "accept"])
def test_change_that_waits_is_withdrawn_when_its_client_takes_it_back(fresh, system, soap):
    fresh.configure("approval", persons=3, soap=soap)
    fresh.serve()
    add(system)
    assert result(remove(system)) == "REMOVED", "what it asked for is gone"
    assert fresh.json("filter", "requests") == []
    (decided,) = fresh.json("filter", "requests", "--all")
    assert decided["state"] == "withdrawn" and decided["decided_by"].startswith("certificate")
    assert "withdrawn already" in approve(fresh, 1, exit=1).stderr
    assert result(remove(system)) == "NON_EXISTING_MUNICIPALITY_CODE"
    add(system)
    assert result(call(system, "RemoveAll", "<FilterGroup>MunicipalityCode</FilterGroup>")) == "REMOVED"
    assert fresh.json("filter", "requests") == [] and system.filters() == []
    assert [line["action"] for line in fresh.json("audit")].count("withdraw filters") == 2


def test_rest_of_a_change_waits_when_a_part_of_it_is_taken_back(fresh, system):
    fresh.configure("approval", persons=3)
    numbers = "".join(f"{pnr(n)}\n" for n in range(20, 25))
    fresh.run("filter", "add", "--agreement", system.agreement, "--pnr", "-", input=numbers, exit=1)
    fresh.serve()
    assert result(call(system, "RemovePNRSubscription", pnr_element(pnr(20)))) == "REMOVED"
    (waiting,) = fresh.json("filter", "requests")
    assert (waiting["filters"], waiting["state"]) == (4, "waiting")
    taken = fresh.run("filter", "remove", "--agreement", system.agreement, "--pnr", pnr(21))
    assert "taken back of 1 change" in taken.stderr
    approved = fresh.run("--json", "filter", "approve", "1", env=as_bo())
    assert '"persons": 3' in approved.stdout and '"persons_when_requested": 5' in approved.stdout
    assert system.filters() == [f"pnr {pnr(n)}" for n in range(22, 25)]


def as_bo():
    return os.environ | {"SUDO_USER": "bo", "USER": "bo", "LOGNAME": "bo"}


def test_approval_counts_again_and_is_refused_when_it_is_many_more(fresh, system):
    fresh.configure("approval", persons=3)
    assert "request 1" in system.filter("add", "--municipality", "0751", exit=1).stderr
    # Nobody has added a filter: so many have moved in.
    fresh.ingest("b", extract(6, 5, [person(n) for n in range(9)]))
    refused = approve(fresh, 1, exit=1).stderr
    assert "would add 9 persons now, and 4 when it was requested" in refused and "--persons 9" in refused
    assert system.filters() == [] and fresh.json("filter", "requests"), "it still waits"
    assert "would add 9 persons now, and 8" in approve(fresh, 1, "--persons", 8, exit=1).stderr
    said = approve(fresh, 1, "--persons", 9).stdout
    assert "9 persons more now, and 4 when it was requested" in said and system.filters() == ["municipality 0751"]
    (line,) = [line for line in fresh.json("audit") if line["action"] == "approve filters"]
    assert "request 1, 9 persons more now, 4 when it was requested" in line["subject"]


def test_system_sees_its_changes_that_wait_and_withdraws_them(fresh, system):
    fresh.configure("approval", persons=1)
    other = System(fresh, "other")
    numbers = "".join(f"{pnr(n)}\n" for n in range(20, 24))
    fresh.run("filter", "add", "--agreement", system.agreement, "--pnr", "-", input=numbers, exit=1)
    fresh.serve()
    assert fault(add(system)) == "APPROVAL_REQUIRED"
    api = Api(system)
    operators, own = api.get("/filter-requests")["requests"]
    assert (operators["is_own"], operators["filters"], operators["numbers"]) == (False, [], 4), "and not which"
    assert (own["request"], own["state"], own["change"], own["filters"]) == (2, "waiting", "add", ["municipality 0751"])
    assert own["is_own"] and own["persons"] is None, "four persons are hidden"
    assert Api(other).get("/filter-requests")["requests"] == []
    Api(other).refused(404, "UNKNOWN_FILTER_REQUEST", "DELETE", "/filter-requests/2")
    api.refused(404, "UNKNOWN_FILTER_REQUEST", "DELETE", "/filter-requests/x")
    api.refused(403, "FILTER_REQUEST_OF_ANOTHER", "DELETE", "/filter-requests/1")
    withdrawn = answered(api.request("DELETE", "/filter-requests/2"), 200)
    assert (withdrawn["state"], withdrawn["filters"]) == ("withdrawn", [])
    api.refused(409, "FILTER_REQUEST_DECIDED", "DELETE", "/filter-requests/2")
    assert [one["request"] for one in api.get("/filter-requests")["requests"]] == [1]
    fresh.run("filter", "reject", "1", "--reason", "no need")
    rejected, _ = api.get("/filter-requests?all=true")["requests"]
    assert (rejected["state"], rejected["reason"], rejected["persons"]) == ("rejected", "no need", None)
    api.refused(400, "INVALID_REQUEST", "GET", "/filter-requests?all=1")
    fresh.assert_private()


def test_system_that_may_look_up_sees_its_own_numbers_and_how_many_persons(fresh):
    system = System(fresh, "looks-up", combination="events-narrow")
    fresh.run("agreement", "service", "add", "--agreement", system.agreement, "SF1520")
    system.filter("add", "--pnr", pnr(3), "--event", "A01")
    fresh.ingest("a", extract(5, 2, [person(n) for n in range(4)]))
    fresh.configure("approval", persons=1)
    fresh.serve()
    # The event alone would choose everybody.
    assert fault(call(system, "RemovePNRSubscription", pnr_element(pnr(3)))) == "APPROVAL_REQUIRED"
    (own,) = Api(system).get("/filter-requests")["requests"]
    assert (own["change"], own["filters"], own["numbers"], own["persons"]) == ("remove", [f"pnr {pnr(3)}"], 1, 4)
    # To add it again takes the removal back.
    assert result(call(system, "AddPNRSubscription", pnr_element(pnr(3)))) == "ADDED"
    assert Api(system).get("/filter-requests")["requests"] == []
    assert len(system.filters()) == 2
