"""The volume brake: a day of many times the usual is held for its subscription alone."""

import pytest

from extracts import extract, person
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
