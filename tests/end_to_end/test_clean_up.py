"""What a subscription probably does not need any more: listed, accepted, undone, by command and by the JSON API."""

import pytest

from extracts import extract, person, pnr
from platform_under_test import PNR, System
from test_api import Api

DEAD, REPLACED, MOVED, AGED, UNKNOWN, NEEDED, NEWLY_DEAD = range(1, 8)


def replica(platform):
    """A child who lives in Aarhus, and others; each for one reason."""
    def since(number, status, day, **options):
        records, label = person(number, status=status, **options)
        # 001.STATUSHAENSTART, behind the status.
        return [records[0].replace(f"{status}000000000000", f"{status}{day}0000"), *records[1:]], label

    platform.ingest("a", extract(5, 2, [
        since(DEAD, "90", "20241231"),
        since(NEWLY_DEAD, "90", "20251231"),
        since(REPLACED, "60", "20260101", successor=pnr(NEEDED)),
        person(MOVED, komkod=101, born="2015-05-06"),
        person(AGED, born="2000-02-29"),
        person(NEEDED, born="2015-05-06"),
    ]))


@pytest.fixture
def system(fresh):
    """All kinds must match: children of Aarhus, among these numbers."""
    system = System(fresh, "system", combination="all")
    system.platform.run("agreement", "describe", "--agreement", system.agreement, "--municipality", "0751")
    numbers = [word for n in range(1, 8) for word in ("--pnr", pnr(n))]
    system.filter("add", *numbers, "--age", "0-17")
    replica(fresh)
    return system


def listed(system, *options):
    return system.platform.json("clean-up", "list", "--agreement", system.agreement, *options)


def run(system, verb, *options, **kwargs):
    return system.platform.run("clean-up", verb, "--agreement", system.agreement, *options, **kwargs)


def numbers(system):
    return {line.removeprefix("pnr ") for line in system.filters() if line.startswith("pnr")}


def test_each_reason_is_listed_with_its_day_and_numbers_are_masked(system):
    answer = listed(system, "--show-persons")
    rows = [(row["number"], row["reason"], row["pnr"], row["since"]) for row in answer["proposals"]]
    today = rows[-1][-1]
    assert rows == [
        (1, "dead", pnr(DEAD), "2024-12-31"),
        (2, "replaced", pnr(REPLACED), "2026-01-01"),
        (3, "moved-out", pnr(MOVED), None),
        (4, "aged-out", pnr(AGED), "2018-03-01"),
        (5, "unknown", pnr(UNKNOWN), today),
    ]
    assert answer["as_of"] == "2026-01-05"
    assert listed(system)["proposals"][0]["pnr"] is None
    text = run(system, "list").stdout
    assert "pnr **********" in text and answer["token"] in text and not PNR.search(text.encode())
    everything = listed(system, "--unmatched-days", 0, "--uncollected-days", 0)["proposals"]
    assert [row["reason"] for row in everything][5:] == ["never-matched", "not-collected"]
    assert everything[-1]["delivery"] == 1
    trail = system.platform.run("audit").stdout
    assert "clean-up list" in trail and not PNR.search(trail.encode())


def test_acceptance_is_one_version_and_is_undone_with_its_needs(system):
    run_need = ("filter", "need", "set", "--agreement", system.agreement, "--pnr", pnr(DEAD), "--reason", "Sag 17")
    system.platform.run(*run_need)
    before, token = numbers(system), listed(system)["token"]
    assert "no such proposal" in run(system, "accept", "--token", token, "--number", 9, exit=1).stderr
    done = run(system, "accept", "--token", token, "--number", 1, "--number", 5)
    assert "2 filters removed" in done.stdout
    assert before - numbers(system) == {pnr(DEAD), pnr(UNKNOWN)}
    refused = run(system, "accept", "--token", token, "--all", exit=1)
    assert "the list has changed" in refused.stderr
    token = listed(system)["token"]
    run(system, "accept", "--token", token, "--reason", "replaced", "--reason", "moved-out")
    history = system.platform.json("filter", "history", "--agreement", system.agreement)
    assert [row["reason"] for row in history][-2:] == ["clean-up", "clean-up"]
    assert len(numbers(system)) == 3
    run(system, "undo")
    run(system, "undo", "--version", history[-2]["version"])
    assert numbers(system) == before
    (need,) = system.platform.json("filter", "need", "list", "--agreement", system.agreement)
    assert (need["value"], need["reason"]) == (pnr(DEAD), "Sag 17")
    assert "could be undone" in run(system, "undo", exit=1).stderr
    assert "could be undone" in run(system, "undo", "--version", history[-1]["version"], exit=1).stderr


def test_files_that_nobody_collected_leave_in(system):
    (file,) = system.deliveries()
    assert not file["removed_at"]
    answer = listed(system, "--uncollected-days", 0)
    run(system, "accept", "--token", answer["token"], "--reason", "not-collected")
    (file,) = system.deliveries()
    assert file["expired_at"]
    assert "not-collected" not in [row["reason"] for row in listed(system, "--uncollected-days", 0)["proposals"]]


def test_system_cleans_up_by_the_api_and_is_told_nothing_of_whom_it_may_not_receive(fresh, system):
    other = System(fresh, "other")
    other.filter("add", "--pnr", pnr(DEAD), "--pnr", pnr(NEEDED))
    fresh.serve()
    # Where all kinds must match, the filters choose the two children alone.
    proposals = Api(system).get("/clean-up")["proposals"]
    assert [(row["filter"], row["reason"]) for row in proposals] == [(f"pnr {pnr(MOVED)}", "moved-out")]
    api = Api(other)
    answer = api.get("/clean-up")
    (proposal,) = answer["proposals"]
    assert (proposal["filter"], proposal["reason"]) == (f"pnr {pnr(DEAD)}", "dead")
    wrong = {"token": answer["token"], "all": True, "numbers": [1]}
    api.refused(400, "INVALID_REQUEST", "POST", "/clean-up", json=wrong)
    api.refused(400, "INVALID_REQUEST", "GET", "/clean-up?unmatched_days=x")
    accepted = api.post("/clean-up", status=200, token=answer["token"], all=True)
    assert (accepted["filters"], accepted["files"]) == (1, 0)
    assert numbers(other) == {pnr(NEEDED)}
    refusal = {"token": answer["token"], "all": True}
    problem = api.refused(409, "CLEAN_UP_NOT_POSSIBLE", "POST", "/clean-up", json=refusal)
    assert "changed" in problem["detail"]
    assert api.post("/clean-up/undo", status=200)["filters"] == 1
    api.refused(409, "CLEAN_UP_NOT_POSSIBLE", "POST", "/clean-up/undo", json={})
    assert numbers(other) == {pnr(DEAD), pnr(NEEDED)}
