"""The volume brake: a day of many times the usual is held for its subscription alone."""

import pytest
import requests

from extracts import extract, person, pnr
from platform_under_test import System

USUAL = 10


def day(number, persons):
    """One person in 0101, and so many in 0751."""
    return extract(number, number - 1, [person(0, komkod=101), *(person(n + 1) for n in range(persons))])


@pytest.fixture
def systems(fresh):
    """Two systems, for 0751 and for 0101, with six usual days."""
    fresh.configure("brake", least=5)
    systems = [System(fresh, name) for name in ("vejle", "kobenhavn")]
    for system, komkod in zip(systems, ("0751", "0101")):
        system.filter("add", "--municipality", komkod)
    for number in range(5, USUAL + 1):
        fresh.ingest(f"day{number}", day(number, 1))
    return systems


def published(system):
    return [delivery["published_at"] is not None for delivery in system.deliveries()]


def release(system, exit=0):
    return system.platform.run("delivery", "release", "--agreement", system.agreement, exit=exit)


def test_a_large_day_is_held_until_it_is_released(fresh, systems):
    vejle, other = systems
    assert fresh.json("deliveries", "--held") == []
    said = fresh.run("ingest", fresh.write("large", day(11, 11)), exit=3).stdout
    assert "held, 11 persons, usual are 1" in said and f"delivery release --agreement {vejle.agreement}" in said
    fresh.run("ingest", fresh.write("next", day(12, 1)), exit=3)
    assert (published(vejle), published(other)) == ([True] * 6 + [False] * 2, [True] * 8)
    [held] = fresh.json("deliveries", "--held")
    assert (held["agreement"], held["sftp_user"], held["persons"], held["usual"]) == (vejle.agreement, "vejle", 11, 1)
    assert fresh.json("deliveries", "--held", "--agreement", other.agreement) == []
    health = fresh.run("healthcheck", exit=None).stdout
    assert "it has 11 persons, and usual are 1" in health and "is the server running" not in health

    assert "released: delivery 7" in release(vejle).stdout
    assert published(vejle) == [True] * 8
    assert [run["state"] for run in fresh.json("runs")][-2:] == ["done", "done"]
    assert "no delivery of the agreement is held" in release(vejle, exit=1).stderr
    assert any(entry["action"] == "release delivery" for entry in fresh.json("audit"))


def test_an_agreement_may_have_a_brake_of_its_own(fresh, systems):
    vejle, _ = systems
    fresh.run("agreement", "brake", "--agreement", vejle.agreement, "--times", "0")
    fresh.ingest("large", day(11, 11))
    fresh.run("agreement", "brake", "--agreement", vejle.agreement, "--as-configured")
    fresh.run("ingest", fresh.write("larger", day(12, 11)), exit=3)
    release(vejle)
    assert all(published(vejle))
    fresh.run("agreement", "brake", "--agreement", vejle.agreement, exit=2)


def test_a_server_leaves_what_is_held_and_a_release_beside_it_delivers(fresh, systems):
    fresh.run("ingest", fresh.write("large", day(11, 11)), exit=3)
    assert fresh.json("deliveries", "--held")
    fresh.serve()
    assert published(systems[0]) == [True] * 6 + [False]
    release(systems[0])
    assert published(systems[0]) == [True] * 7


def test_what_is_held_is_said_by_explain_status_metrics_and_show(fresh, systems):
    vejle, _ = systems
    shown = fresh.json("agreement", "show", "--agreement", vejle.agreement)
    assert (shown["brake"], shown["terms"], shown["ages_in"]) == (
        {"times": 10, "least": 5, "own_times": None, "own_least": None}, "", False)
    fresh.run("agreement", "brake", "--agreement", vejle.agreement, "--least", "6")
    fresh.run("agreement", "set", "--agreement", vejle.agreement, "--ages-in", "on")
    fresh.run("agreement", "terms", "set", "--agreement", vejle.agreement, "--omit", "019")
    text = fresh.run("agreement", "show", "--agreement", vejle.agreement).stdout
    assert "more than 10 times the usual persons and 6, of its own" in text
    assert "left out      omit=019" in text and "ages in       on" in text
    assert fresh.json("status", exit=None)["held_deliveries"] == 0
    fresh.run("ingest", fresh.write("large", day(11, 11)), exit=3)
    assert fresh.json("status", exit=3)["held_deliveries"] == 1
    status = fresh.run("status", exit=3).stdout
    assert "1 delivery: `cprabo deliveries --held`" in status and "nothing is held" not in status
    asked = ("explain", "--agreement", vejle.agreement, "--pnr", pnr(3), "--day", "2026-01-11")
    said = fresh.run(*asked).stdout
    assert "the delivery is held since" in said and "has 11 persons and usual are 1" in said
    (run,) = fresh.json(*asked)["runs"]
    held = run["deliveries"][0]["held"]
    assert (held["persons"], held["usual"]) == (11, 1) and held["since"] < held["until"]
    fresh.configure("monitoring", listen="127.0.0.1:0")
    fresh.serve()
    assert "cprabo_deliveries_held 1" in requests.get(f"{fresh.watch}/metrics", timeout=60).text
    release(vejle)
    assert "cprabo_deliveries_held 0" in requests.get(f"{fresh.watch}/metrics", timeout=60).text
    assert "delivered:" in fresh.run(*asked).stdout and "held" not in fresh.json(*asked)["runs"][0]["deliveries"][0]
