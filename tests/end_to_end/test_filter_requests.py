"""Changes of filters that add many persons wait until somebody else approves them."""

import os

import pytest

from extracts import extract, person, pnr
from platform_under_test import System
from soap_client import call, fault, result


@pytest.fixture
def system(fresh):
    system = System(fresh, "system")
    fresh.ingest("a", extract(5, 2, [person(n) for n in range(4)]))
    return system


def approve(platform, request, who="bo", exit=0):
    return platform.run("filter", "approve", str(request), exit=exit, env=os.environ | {"SUDO_USER": who, "USER": who, "LOGNAME": who})


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


def add(system):
    return call(system, "AddMunicipalityCodeSubscription", "<MunicipalityCode>751</MunicipalityCode>")


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
