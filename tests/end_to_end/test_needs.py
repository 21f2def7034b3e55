"""Why and how long filters are needed, by command and by the JSON API."""

import datetime
import zoneinfo

import pytest

from extracts import extract, person, pnr
from platform_under_test import PNR, System
from test_api import Api

# The day may change while a test runs.
TOMORROW = str(datetime.datetime.now(zoneinfo.ZoneInfo("Europe/Copenhagen")).date() + datetime.timedelta(1))


@pytest.fixture
def system(fresh):
    return System(fresh, "system")


def needs(system):
    return system.platform.json("filter", "need", "list", "--agreement", system.agreement)


def state(system, *options, **kwargs):
    return system.platform.run("filter", "need", "set", "--agreement", system.agreement, *options, **kwargs)


def test_need_is_stated_with_a_new_filter_and_for_one_that_is_there(system):
    system.filter("add", "--pnr", pnr(1), "--until", TOMORROW, "--reason", "Sag 2026-17")
    system.filter("add", "--event", "A01")
    state(system, "--event", "A01", "--reason", "Statistik")
    first, second = needs(system)
    assert (first["kind"], first["value"], first["until"], first["reason"]) == ("pnr", pnr(1), TOMORROW, "Sag 2026-17")
    assert (second["value"], second["until"], second["reason"]) == ("A01", None, "Statistik")
    assert first["who"].startswith("operator ") and first["at"]
    text = system.platform.run("filter", "need", "list", "--agreement", system.agreement).stdout
    assert text.splitlines()[0].split("\t") == ["KIND", "VALUE", "UNTIL", "REASON", "WHO", "SINCE"]
    trail = system.platform.run("audit").stdout
    assert f"1 filters until {TOMORROW}" in trail and not PNR.search(trail.encode())
    system.filter("remove", "--pnr", pnr(1))
    system.filter("add", "--pnr", pnr(1))
    assert [need["value"] for need in needs(system)] == ["A01"]


def test_wrong_need_is_refused_and_nothing_of_it_repeated(system):
    system.filter("add", "--event", "A01")
    for reason in (f"sag om {pnr(1)}", f"sag om {pnr(1)[:6]}-{pnr(1)[6:]}"):
        refused = state(system, "--event", "A01", "--reason", reason, exit=2)
        assert pnr(1)[6:] not in refused.stderr and "personal number" in refused.stderr
    assert "is over: today is" in state(system, "--event", "A01", "--until", "2026-01-01", exit=1).stderr
    assert "not in force" in state(system, "--event", "A02", "--until", TOMORROW, exit=1).stderr
    assert "--until or --reason" in state(system, "--event", "A01", exit=2).stderr
    assert needs(system) == []


def test_system_states_needs_by_the_api(fresh, system):
    fresh.ingest("a", extract(5, 2, [person(1, komkod=751)]))
    fresh.serve()
    api = Api(system)
    system.filter("add", "--pnr", pnr(1), "--event", "A01")
    line = f"pnr {pnr(1)}"
    answer = api.post("/needs", status=200, filters=[line], until=TOMORROW, reason="Sag 17")
    (need,) = answer["needs"]
    assert (need["filter"], need["until"], need["reason"]) == (line, TOMORROW, "Sag 17")
    assert api.get("/needs") == answer
    assert needs(system)[0]["who"].startswith("certificate ")
    for wrong in ({"until": "2026-01-01"}, {"filters": ["event A02"]}, {"reason": pnr(1)}, {"filters": ["event"]}):
        body = {"filters": [line], "until": TOMORROW} | wrong
        problem = api.refused(400, "INVALID_REQUEST", "POST", "/needs", json=body)
        assert problem["detail"] and pnr(1) not in str(problem)
    assert api.get("/needs") == answer
