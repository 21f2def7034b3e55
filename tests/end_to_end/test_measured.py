"""The service as it is measured by calls from outside, and what is told of it."""

import os

import feedparser
import pytest
import requests

from extracts import extract, person
from measured import calls, down_seconds, get, is_right, status
from platform_under_test import System, wait_for

PROBE = "cprabo-probe"

@pytest.fixture
def measured(fresh):
    """A platform that is measured every three seconds."""
    fresh.measure()
    fresh.configure("web", listen="127.0.0.1:0")
    fresh.configure("monitoring", listen="127.0.0.1:0")
    fresh.serve()
    wait_for(lambda: is_right(fresh), "calls that are answered rightly")
    return fresh


def test_calls_are_answered_and_leave_no_trace_of_their_own(measured):
    first = calls(measured)["soap"]["last_at"]
    wait_for(lambda: calls(measured)["soap"]["last_at"] > first, "another call")
    told = status(measured)
    assert told["status"] == "fully-available", told
    for call in told["calls"]:
        times = call["periods"]["day"]["response_time"]
        assert times["median"] and times["answers"] >= 2
        # No percentage before a day.
        assert call["periods"]["day"]["uptime"] is None
    assert [one["sftp_user"] for one in measured.json("system", "list")] == [PROBE]
    assert measured.json("agreement", "list") == []
    # One line says that the system was added, and none that it called.
    actions = [line["action"] for line in measured.json("audit")]
    assert actions == ["make first link", "add system"]
    assert measured.rows("select count(*) from call_count") == ["0"]
    assert measured.rows("select count(*) from lookup_disclosure") == ["0"]
    assert measured.rows("select count(*) from refusal") == ["0"]
    assert "request.rejected" not in measured.log.read_text()
    assert "answered at" in measured.run("status").stdout
    page = get(measured, "/service/sf6002").text
    assert "Målt siden" in page and "24 timer" in page


def test_keys_are_private_and_the_system_stays_the_same_after_a_restart(measured):
    keys = measured.data / "probe"
    modes = {path.name: path.stat().st_mode & 0o777 for path in keys.iterdir()}
    assert modes["client.key"] == modes["ssh_key"] == 0o600 and keys.stat().st_mode & 0o777 == 0o700
    before = measured.json("system", "list")
    measured.stop()
    measured.serve()
    first = calls(measured)["soap"]["last_at"]
    wait_for(lambda: calls(measured)["soap"]["last_at"] > first and is_right(measured), "right calls again")
    assert measured.json("system", "list") == before


def test_probe_that_is_not_let_in_is_down_and_an_operator_sees_it(measured):
    measured.run("system", "suspend", PROBE)
    wait_for(lambda: status(measured)["status"] == "unavailable", "calls that are refused")
    told = wait_for(
        lambda: [one for one in requests.get(measured.watch + "/health", timeout=30).json()["troubles"]
                 if one["kind"] == "probe"], "an alert")
    assert "calls were not answered rightly" in told[0]["what"]
    assert "not answered rightly" in measured.run("status", exit=None).stdout
    metrics = requests.get(measured.watch + "/metrics", timeout=30).text
    assert 'cprabo_probe_call_right{call="soap"} 0' in metrics
    measured.run("system", "resume", PROBE)
    wait_for(lambda: is_right(measured), "calls that are let in again")
    assert all(down_seconds(measured, call) >= 3 for call in ("soap", "lookup", "sftp"))


def test_time_without_measurement_is_down(measured):
    before = down_seconds(measured)
    last = status(measured)["calls"][0]["last_at"]
    measured.stop()
    # By the clock that the measurements have: two rounds are missing at least.
    ended = os.times().elapsed
    wait_for(lambda: os.times().elapsed > ended + 9, "rounds without a server")
    measured.serve()
    wait_for(lambda: status(measured)["calls"][0]["last_at"] > last and is_right(measured), "calls again")
    assert down_seconds(measured) >= before + 6


def test_held_extract_is_a_delay(measured):
    system = System(measured, "omsorg-i-vejle")
    system.filter("add", "--no-filter")
    assert not status(measured)["is_delayed"]
    wrong = extract(5, 2, [person(1)]).replace(b"99999999999990000", b"99999999999990001")
    measured.ingest("d260105.l534902", wrong, exit=3)
    told = status(measured)
    assert told["is_delayed"] and told["status"] == "delayed"
    page = get(measured, "/service/sf6002").text
    assert "Forsinket: dagens fil er ikke leveret" in page
    # It says of nobody whom it concerns.
    assert "omsorg-i-vejle" not in page and system.agreement not in page


def test_day_files_are_counted_from_the_first_extract_on(measured):
    measured.ingest("d260105.l534902", extract(5, 2, [person(1)]))
    told = status(measured)
    assert told["days_files"]["since"] == "2026-01-05" and told["last_extract"] == "2026-01-05"
    month = told["days_files"]["periods"]["month"]
    # All later working days are missing.
    assert month["in_time"] == 0 and month["of"] > 15 and told["is_delayed"]


def add(platform, title="Opdatering", **changed):
    options = {
        "kind": "planned-work", "from": "2026-01-05 20:00", "to": "2026-01-05 20:30", "title-da": title,
        "text-da": "SOAP & SFTP kan være utilgængelige i 5 minutter.", "title-en": "Update",
        "text-en": "SOAP & SFTP may not answer for 5 minutes."} | changed
    given = [part for name, value in options.items() if value for part in (f"--{name}", value)]
    return platform.run("notice", "add", *given, exit=None)


def test_notice_is_told_by_page_feed_and_command(measured):
    address = "2026-01-05-opdatering"
    assert address in add(measured).stdout
    path = f"/service/sf6002/drift/{address}"
    assert "utilgængelige i 5 minutter" in get(measured, path).text
    assert "may not answer for 5 minutes" in get(measured, f"/en{path}").text
    assert path in get(measured, "/service/sf6002/drift").text and path in get(measured, "/service/sf6002").text
    later = {"kind": "outage", "from": "2026-02-14 02:10", "to": None, "title-en": "SOAP did not answer"}
    add(measured, "SOAP svarede ikke", **later)
    feed = feedparser.parse(get(measured, "/en/service/sf6002/drift.atom").content)
    assert not feed.bozo and feed.version == "atom10", feed
    assert [entry.title for entry in feed.entries] == ["SOAP did not answer", "Update"]
    assert feed.entries[1].content[0].value == "SOAP & SFTP may not answer for 5 minutes."
    first = feed.entries[0]
    measured.run(
        "notice", "end", "2026-02-14-soap-svarede-ikke", "--at", "2026-02-14 02:22", "--text-en", "A disk was full.")
    again = feedparser.parse(get(measured, "/en/service/sf6002/drift.atom").content).entries[0]
    assert again.id == first.id and again.content[0].value == "A disk was full."
    listed = measured.json("notice", "list")
    assert [one["ends"] for one in listed] == ["2026-02-14T01:22:00Z", "2026-01-05T19:30:00Z"]
    actions = [line["action"] for line in measured.json("audit")]
    assert actions.count("add service notice") == 2 and actions.count("end service notice") == 1


def test_notice_that_cannot_be_is_refused(fresh):
    assert "give --to" in add(fresh, to=None).stderr
    assert "cannot end before it begins" in add(fresh, to="2026-01-05 19:00").stderr
    refused = add(fresh, **{"text-da": "Nummer 0101701234 fik ingen fil"})
    assert refused.returncode == 2 and "0101701234" not in refused.stderr, refused.stderr
    assert fresh.json("notice", "list") == []
