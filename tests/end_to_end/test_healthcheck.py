"""`healthcheck`: what needs a person, for whatever watches."""

import subprocess

import pytest

from extracts import extract, person
from platform_under_test import System
from sftp_clients import openssh


@pytest.fixture
def system(fresh):
    system = System(fresh, "system")
    system.filter("add", "--no-filter")
    return system


def age(platform, table, column, hours):
    """As if it had happened so many hours earlier."""
    update = f"update {table} set {column} = {column} - {hours} * 3600 * 1000"
    subprocess.run(["sqlite3", platform.data / "cprabo.db", update], check=True)


def test_nothing_needs_a_person(fresh, system):
    fresh.ingest("a", extract(5, 2, [person(1)]))
    assert "nothing needs a person" in fresh.run("healthcheck").stdout
    assert fresh.json("healthcheck") == {"healthy": True, "troubles": []}


def test_a_held_extract_does(fresh, system):
    fresh.ingest("a", extract(5, 2, [person(1)]))
    fresh.ingest("c", extract(7, 6, [person(1)]), exit=3)
    told = fresh.run("healthcheck", exit=3).stdout
    assert "run 2 (c) is held: gap: " in told
    assert [trouble["kind"] for trouble in fresh.json("healthcheck", exit=3)["troubles"]] == ["held"]


def test_files_that_nobody_collects_do(fresh, system):
    fresh.configure("alarm", uncollected_hours=24)
    fresh.ingest("a", extract(5, 2, [person(1)]))
    age(fresh, "delivery", "published_at", 23)
    fresh.run("healthcheck")
    age(fresh, "delivery", "published_at", 2)
    told = fresh.run("healthcheck", exit=3).stdout
    assert f"1 delivery of agreement {system.agreement} not collected by system since" in told
    assert told.strip() in fresh.run("status").stdout
    fresh.serve()
    openssh(system, "get IN/*")
    fresh.run("healthcheck")


def test_a_load_that_nobody_writes_does(fresh, system):
    fresh.ingest("a", extract(5, 2, [person(1)]))
    fresh.run("load", "order", "--agreement", system.agreement, "--no-wait")
    fresh.run("healthcheck")
    age(fresh, "load_order", "ordered_at", 2)
    assert "load 1 was ordered" in fresh.run("healthcheck", exit=3).stdout
    assert "1 load" in fresh.run("status").stdout
