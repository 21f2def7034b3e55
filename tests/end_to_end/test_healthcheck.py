"""`healthcheck`: the problems that need a person, for monitoring."""

import json
import signal
import subprocess
import urllib.error
import urllib.request
from datetime import datetime, timedelta, timezone

import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families

from extracts import extract, person
from platform_under_test import PNR, System, wait_for
from sftp_clients import openssh, sftp


@pytest.fixture
def system(fresh):
    system = System(fresh, "system")
    system.filter("add", "--no-filter")
    # The days of these tests are long ago.
    fresh.configure("alarm", missing_extracts=0)
    return system


def troubles(platform):
    """The alerts, without that of the missing server."""
    exit = 3 if platform.server is None else None
    answer = json.loads(platform.run("--json", "healthcheck", exit=exit).stdout)
    assert answer["healthy"] == (answer["troubles"] == [])
    return [trouble for trouble in answer["troubles"] if trouble["kind"] != "server"]


def kinds(platform):
    return [trouble["kind"] for trouble in troubles(platform)]


def age(platform, table, column, hours):
    """As if it had happened so many hours earlier."""
    update = f"update {table} set {column} = {column} - {hours} * 3600 * 1000"
    # The server may be writing.
    command = ["sqlite3", "-cmd", ".timeout 10000", platform.data / "cprabo.db", update]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    # A change by another program is damage until somebody accepts it.
    platform.run("verify", "--adopt")


def test_nothing_needs_a_person(fresh, system):
    fresh.ingest("a", extract(5, 2, [person(1)]))
    fresh.serve()
    assert "nothing needs a person" in fresh.run("healthcheck").stdout
    health = fresh.json("healthcheck")
    assert health["healthy"] and health["troubles"] == [] and health["last_proddto"] == "2026-01-05"
    assert [worker["state"] for worker in health["workers"]] == ["running"] * 13


def test_a_held_extract_does(fresh, system):
    fresh.ingest("a", extract(5, 2, [person(1)]))
    fresh.ingest("c", extract(7, 6, [person(1)]), exit=3)
    fresh.serve()
    output = fresh.run("healthcheck", exit=3).stdout
    assert "run 2 (c) is held: gap: " in output
    assert kinds(fresh) == ["held"]


def test_files_that_are_not_collected_do(fresh, system):
    fresh.configure("alarm", uncollected_hours=24)
    fresh.ingest("a", extract(5, 2, [person(1)]))
    age(fresh, "delivery", "published_at", 23)
    assert kinds(fresh) == []
    age(fresh, "delivery", "published_at", 2)
    fresh.serve()
    output = fresh.run("healthcheck", exit=3).stdout
    assert f"1 delivery of agreement {system.agreement} not collected by system since" in output
    assert output.strip() in fresh.run("status").stdout
    openssh(system, "get IN/*")
    fresh.run("healthcheck")


def test_load_that_is_not_written_does(fresh, system):
    fresh.ingest("a", extract(5, 2, [person(1)]))
    fresh.run("load", "order", "--agreement", system.agreement, "--no-wait")
    assert kinds(fresh) == []
    age(fresh, "load_order", "ordered_at", 2)
    assert kinds(fresh) == ["undelivered"]
    assert "load 1 was ordered" in fresh.run("healthcheck", exit=3).stdout
    assert f"load           1 of agreement {system.agreement}, ordered: 0 persons, 0 %" in fresh.run("status").stdout
    (load,) = fresh.json("status")["loads"]
    assert (load["load"], load["state"], load["percent"]) == (1, "ordered", 0)


def test_files_that_are_about_to_leave_and_have_left_do(fresh, system):
    fresh.configure("retention", folder_days=30, warn_days=7)
    fresh.serve()
    wait_for(lambda: "retention" in fresh.rows("select 'retention' from retention"), "the settings to be noted")
    fresh.stop()
    age(fresh, "retention", "since", 7 * 24)
    fresh.configure("alarm", uncollected_hours=24 * 365)
    fresh.ingest("a", extract(5, 2, [person(1)]))
    day = 24
    age(fresh, "delivery", "published_at", 22 * day)
    assert kinds(fresh) == []
    age(fresh, "delivery", "published_at", 2 * day)
    (trouble,) = troubles(fresh)
    assert trouble["kind"] == "leaving" and "leave IN from 20" in trouble["what"]
    (delivery,) = system.deliveries()
    left = datetime.fromisoformat(delivery["leaves_at"]) - datetime.fromisoformat(delivery["published_at"])
    assert left == timedelta(days=30)

    fresh.serve()
    with sftp(system) as client:
        with client.open(f"IN/{delivery['name']}") as opened:
            first = opened.read(10)
            age(fresh, "delivery", "published_at", 7 * day)
            fresh.server.send_signal(signal.SIGHUP)
            wait_for(lambda: system.deliveries()[0]["expired_at"], "the end of its time")
            assert client.listdir("IN") == []
            wait_for(lambda: not list((fresh.data / "shelf" / "system").iterdir()), "the file to go")
            # A client that has it open reads on; but it has not read all of it.
            assert len(first + opened.read(delivery["size"] - 11)) == delivery["size"] - 1
    # A server that found the change before it was accepted reports damage until it looks again.
    fresh.stop()
    fresh.serve()
    (trouble,) = troubles(fresh)
    assert trouble["kind"] == "missed" and "`cprabo replay` brings them again" in trouble["what"]
    assert "files left IN" in fresh.run("audit").stdout
    assert "left 20" in fresh.run("deliveries", "--agreement", system.agreement).stdout
    fresh.run("replay", "--agreement", system.agreement, "--from", "2026-01-05")
    assert kinds(fresh) == ["missed"]
    openssh(system, "get IN/*")
    assert kinds(fresh) == []


def test_the_archive_drops_what_has_been_kept_long_enough(fresh, system):
    fresh.configure("retention", folder_days=10, archive_days=20, warn_days=0)
    fresh.ingest("a", extract(5, 2, [person(1)]))
    fresh.serve()
    openssh(system, "get IN/*")
    fresh.stop()
    age(fresh, "delivery", "published_at", 24 * 21)
    age(fresh, "run", "done_at", 24 * 21)
    fresh.serve()
    wait_for(lambda: "extract left the archive" in fresh.run("audit").stdout, "the end of its time")
    assert not [path for path in (fresh.data / "archive").rglob("*.zst")]
    error = fresh.run("replay", "--agreement", system.agreement, "--from", "2026-01-05", exit=1).stderr
    assert "left the archive" in error and "a load brings" in error


@pytest.fixture
def watched(fresh, system):
    """The address for monitoring."""
    fresh.configure("monitoring", listen="127.0.0.1:0")
    fresh.configure("alarm", uncollected_hours=0)
    fresh.serve()
    return fresh.watch


def look(url):
    try:
        with urllib.request.urlopen(url) as answer:
            return answer.status, answer.headers["Content-Type"], answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.headers["Content-Type"], error.read().decode()


def test_whatever_watches_finds_it_over_http(fresh, system, watched):
    status, kind, body = look(f"{watched}/health")
    assert (status, kind) == (503, "application/json") and [trouble["kind"] for trouble in json.loads(body)["troubles"]] == ["empty"]
    fresh.ingest("a", extract(5, 2, [person(1)]))
    openssh(system, "get IN/*")
    status, _, body = look(f"{watched}/health")
    assert status == 200 and json.loads(body)["healthy"]
    fresh.ingest("b", extract(6, 5, [person(1)]))
    fresh.ingest("c", extract(8, 7, [person(1)]), exit=3)
    status, _, body = look(f"{watched}/health")
    assert status == 503 and json.loads(body)["troubles"] == fresh.json("healthcheck", exit=3)["troubles"]
    assert {trouble["kind"] for trouble in json.loads(body)["troubles"]} == {"held", "uncollected"}
    assert look(f"{watched}/")[0] == 404


def test_metrics_are_read_by_prometheus_own_parser(fresh, system, watched):
    fresh.ingest("a", extract(5, 2, [person(1)]))
    fresh.ingest("c", extract(7, 6, [person(1)]), exit=3)
    _, kind, text = look(f"{watched}/metrics")
    assert kind == "application/openmetrics-text; version=1.0.0; charset=utf-8" and not PNR.search(text.encode())
    samples = [sample for family in text_string_to_metric_families(text) for sample in family.samples]
    found = {(sample.name, sample.labels.get("kind")): sample.value for sample in samples}
    assert found["cprabo_alerts", "held"] == found["cprabo_alerts", "uncollected"] == 1
    assert found["cprabo_alerts", "missed"] == 0
    assert found["cprabo_extracts_held", None] == 1 and found["cprabo_extracts_waiting", None] == 0
    assert found["cprabo_last_proddto_seconds", None] == datetime(2026, 1, 4, 23, tzinfo=timezone.utc).timestamp()
    (overdue,) = [sample for sample in samples if sample.name == "cprabo_deliveries_overdue"]
    assert overdue.labels == {"agreement": system.agreement, "sftp_user": "system"} and overdue.value == 1
