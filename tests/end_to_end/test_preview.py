"""`preview`: what a change of filters would deliver, and that it is delivered then."""

import json

import pytest

from extracts import extract, person, pnr
from lookup_client import system_of
from platform_under_test import PNR, System
from test_api import Api, answered


@pytest.fixture
def system(fresh):
    system = System(fresh, "system")
    system.filter("add", "--municipality", "0751")
    return system


def ingest(platform):
    """Ten in Aarhus, six of them children, one in Copenhagen, and a number that is replaced."""
    aarhus = [person(n, born="2015-01-01" if n < 6 else "1970-01-01") for n in range(10)]
    platform.ingest("a", extract(5, 2, [
        *aarhus, person(10, komkod=101), person(12, status="60", successor=pnr(10), events=())]))


def preview(system, *options):
    return system.platform.json("preview", "--agreement", system.agreement, *options)


def persons(effect):
    return [effect[part]["persons"] for part in ("before", "after", "added", "removed")]


def test_preview_is_then_delivered(fresh, system):
    ingest(fresh)
    found = preview(system, "--add", "municipality 0101", "--remove", "municipality 0751", "--show-persons")
    assert persons(found["load"]) == persons(found["all_days"]) == [10, 1, 1, 10]
    assert found["added"] == [pnr(10)] and found["removed"] == [pnr(n) for n in range(10)]
    assert [cell["name"] for cell in found["municipalities"]] == ["København", "Aarhus"]
    assert found["parts"][0]["filter"] == "municipality 0101" and found["parts"][0]["now"]["only"] == 1
    # Nothing was changed by that. The change brings what was previewed.
    assert persons(preview(system)["load"]) == [10, 10, 0, 0]
    system.filter("add", "--municipality", "0101")
    system.filter("remove", "--municipality", "0751")
    load = fresh.json("load", "order", "--agreement", system.agreement)
    fresh.ingest("b", extract(6, 5, [person(n, komkod=751 if n < 10 else 101) for n in range(11)]))
    day, = [entry for entry in system.deliveries() if entry["proddto"] == "2026-01-06" and entry["kind"] == "day"]
    now = preview(system)["days"][-1]
    assert (now["proddto"], now["after"]["persons"], now["after"]["records"]) == ("2026-01-06", day["persons"], day["records"])
    assert load["persons"] == found["load"]["after"]["persons"]


def test_text_has_danish_numbers_and_no_persons(fresh, system):
    ingest(fresh)
    text = fresh.run("preview", "--agreement", system.agreement, "--add", "age 0-17").stdout
    assert "1 filters now, 2 after" in text and "0751 Aarhus\t10\t10" in text and "MB" in text
    assert not PNR.search(text.encode())
    error = fresh.run("preview", "--agreement", system.agreement, "--add", "pnr 010170123", exit=2).stderr
    assert "is not" in error or "PNR" in error
    assert "010170123" not in error
    trail = [line for line in fresh.json("audit") if line["action"] == "preview"]
    assert [line["subject"].split(": ")[1] for line in trail] == ["1 filters more, 0 fewer"]


def test_system_that_may_not_look_up_gets_rounded_figures_and_learns_nothing_of_numbers(fresh, system):
    ingest(fresh)
    fresh.serve()
    api = Api(system)
    answer = api.post("/preview", status=200, add=["municipality 0101"])
    assert answer["is_rounded"] and persons(answer["load"]) == [10, 10, None, None]
    assert [cell["municipality"] for cell in answer["municipalities"]] == ["0751"], "one person would be seen"
    asked = [api.post("/preview", status=200, add=[f"pnr {number}"]) for number in (pnr(10), pnr(12), pnr(77))]
    assert asked[0] == asked[1] == asked[2] and asked[0]["unmatched_numbers"] == 1
    api.refused(403, "SERVICE_NOT_IN_AGREEMENT", "POST", "/preview", json={"persons": True})
    problem = api.refused(400, "INVALID_REQUEST", "POST", "/preview", json={"add": ["age 0-17", "pnr 010170123"]})
    assert problem["detail"].startswith("add[1] is no filter") and "010170123" not in json.dumps(problem)
    api.refused(400, "INVALID_REQUEST", "POST", "/preview", json={"days": 0})
    for _ in range(70):
        response = api.request("POST", "/preview", json={"days": 1})
        if response.status_code == 429:
            break
    assert response.json()["code"] == "TOO_MANY_PREVIEWS"
    fresh.assert_private()


def test_persons_in_an_answer_are_disclosed(fresh):
    system = system_of(fresh, "looks-up")
    system.filter("add", "--municipality", "0751")
    ingest(fresh)
    fresh.serve()
    response = Api(system).request("POST", "/preview", json={"add": ["municipality 0101"], "persons": True})
    answer = answered(response, 200)
    assert not answer["is_rounded"] and persons(answer["load"]) == [10, 11, 1, 0]
    assert (answer["added"], answer["removed"]) == ([pnr(10)], [])
    explained = fresh.json("explain", "--agreement", system.agreement, "--pnr", pnr(10), "--day", "2026-01-05")
    assert "preview" in json.dumps(explained), explained
