"""`replay`: the same bytes again, over real SFTP."""

import pytest

from extracts import extract, person
from platform_under_test import System
from sftp_clients import sftp


@pytest.fixture
def system(fresh):
    system = System(fresh, "system")
    system.filter("add", "--municipality", "0751")
    fresh.ingest("a", extract(5, 2, [person(1), person(2, komkod=101)]))
    fresh.ingest("b", extract(6, 5, [person(1)]))
    return system


def replay(system, *options, exit=0):
    return system.platform.run("replay", "--agreement", system.agreement, *options, exit=exit)


def test_a_client_that_lost_its_files_fetches_them_again(fresh, system):
    fresh.serve()
    names = [delivery["name"] for delivery in system.deliveries()]
    with sftp(system) as client:
        first = {name: client.open(f"IN/{name}").read() for name in names}
        for name in client.listdir("IN"):
            client.remove(f"IN/{name}")
        output = replay(system, "--from", "2026-01-05", "--to", "2026-01-06").stdout
        assert "2 files delivered again" in output and f"{names[0]}.replay1" in output
        listed = [name for name in client.listdir("IN") if not name.endswith(".metadata")]
        assert listed == [f"{name}.replay1" for name in names]
        for name in names:
            assert client.open(f"IN/{name}.replay1").read() == first[name]
            metadata = client.open(f"IN/{name}.replay1.metadata").read().decode()
            assert f"<FileName>{name}.replay1</FileName>" in metadata
    rows = [(delivery["seq"], delivery["kind"], delivery["replay_of"]) for delivery in system.deliveries()]
    assert rows == [(1, "day", None), (2, "day", None), (3, "replay", 1), (4, "replay", 2)]
    assert "replay of 1" in fresh.run("deliveries", "--agreement", system.agreement).stdout
    assert "replay" in fresh.run("audit").stdout


def test_names_are_the_operators_and_never_taken(fresh, system):
    fresh.configure("delivery", name="d{YYMMDD}", replay_name="{name}.{number}")
    fresh.ingest("c", extract(7, 6, [person(1)]))
    # A second extract of a day gets a number of its own, which a replay of the first must not take.
    fresh.ingest("d", extract(7, 6, [person(1), person(2)]), exit=3)
    fresh.run("release", "4")
    names = [delivery["name"] for delivery in system.deliveries()][2:]
    assert names == ["d260107", "d260107.2"]
    again = [fresh.json("replay", "--agreement", system.agreement, "--from", "2026-01-07") for _ in range(2)]
    assert again == [["d260107.1", "d260107.2.1"], ["d260107.3", "d260107.2.2"]]


def test_one_day_and_json(fresh, system):
    name = system.deliveries()[1]["name"]
    assert fresh.json("replay", "--agreement", system.agreement, "--from", "2026-01-06") == [f"{name}.replay1"]


def test_days_without_deliveries_say_so(system):
    error = replay(system, "--from", "2025-01-01", "--to", "2025-12-31", exit=1).stderr
    assert "nothing was delivered for PRODDTO 2025-01-01 to 2025-12-31" in error and "cprabo deliveries" in error
    replay(system, "--from", "yesterday", exit=2)
