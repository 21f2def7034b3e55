"""`seed`: a new installation begins with a full extract."""

import json
import subprocess

import pytest

from extracts import extract, person
from platform_under_test import BINARY, System


@pytest.fixture
def denmark(tmp_path):
    """A population of Friday 2 January 2026 and the day after it."""
    for verb in (["population", "--persons", "3000", "--pace", "1000"], ["day"]):
        subprocess.run([BINARY, "synth", *verb, "--out", tmp_path / "denmark"], check=True, capture_output=True)
    return sorted(path for path in (tmp_path / "denmark").iterdir() if path.name.startswith("d2"))


def test_a_day_follows_and_movers_are_known_from_the_seed(fresh, denmark):
    full, day = denmark
    result = fresh.run("seed", full)
    assert "run 1 seeded, 3,000 persons" in result.stdout and "follows PRODDTO 2026-01-02" in result.stdout
    system = System(fresh, "system")
    system.filter("add", "--municipality", "0101")
    fresh.run("ingest", day)
    assert [delivery["seq"] for delivery in system.deliveries()] == [1]
    assert "3000 persons" in fresh.run("status").stdout or fresh.json("status")["persons"] >= 3000
    runs = fresh.json("runs")
    assert [(run["kind"], run["state"]) for run in runs] == [("seed", "done"), ("day", "done")]


def test_json_is_the_run(fresh, denmark):
    run = json.loads(fresh.run("seed", "--json", denmark[0]).stdout)
    assert (run["run"], run["kind"], run["persons"], run["proddto"]) == (1, "seed", 3000, "2026-01-02")


def test_a_replica_in_use_is_left_alone(fresh, denmark):
    fresh.run("ingest", fresh.write("d260105", extract(5, 2, [person(1)])))
    result = fresh.run("seed", denmark[0], exit=1)
    assert "the replica is in use: a seed is for a new installation" in result.stderr


def test_a_torn_file_changes_nothing_and_says_what_to_do(fresh, denmark):
    whole = denmark[0].read_bytes()
    torn = fresh.write("torn", whole[: len(whole) // 2])
    result = fresh.run("seed", torn, exit=1)
    assert "cannot be a seed" in result.stderr and "`cprabo check` lists them" in result.stderr
    assert fresh.json("runs") == [] and fresh.json("status")["persons"] == 0
    fresh.run("seed", denmark[0])


def test_path_that_is_no_file_is_reported(fresh, tmp_path):
    assert "is not a file" in fresh.run("seed", tmp_path, exit=1).stderr
    assert "cannot read" in fresh.run("seed", tmp_path / "missing", exit=1).stderr


def test_seed_accepts_what_an_operator_names_and_nothing_else(fresh):
    good = extract(5, 2, [person(1), person(2)])
    odd = good.replace(b"bing", b"bi\x92g", 1)
    refused = fresh.run("seed", fresh.write("full", odd), exit=1).stderr
    assert "code-page (1)" in refused and "--accept code-page" in refused
    unknown = fresh.run("seed", "--accept", "everything", fresh.write("full", odd), exit=2).stderr
    assert "not a finding that can be accepted" in unknown
    assert fresh.run("seed", "--accept", "bad-counter", fresh.write("full", odd), exit=1)
    assert "seeded" in fresh.run("seed", "--accept", "code-page", fresh.write("full", odd)).stdout
    [line] = [line for line in fresh.json("audit") if line["action"] == "seed"]
    assert line["subject"] == "run 1, in spite of code-page (1)"
    torn = type(fresh)(fresh.data.parent / "torn")
    assert "--accept" not in torn.run("seed", torn.write("full", good[:-30]), exit=1).stderr
