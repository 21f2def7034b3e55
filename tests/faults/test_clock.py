"""The machine's clock is changed while the server runs."""

import datetime
import json
import os
import signal
import struct
import zoneinfo

import pytest

from extracts import extract, person
from faults import library
from platform_under_test import System, wait_for
from sftp_clients import openssh
from soap_client import call, fault, result
from test_api import Api
from watching import green, health, put, wait_for_alert

HOUR, DAY = 3600, 24 * 3600


class Clock:
    """The clock that a server sees."""

    def __init__(self, platform, folder):
        self.platform, self.path = platform, folder / "shift"
        self.set(0)
        self.environment = os.environ | {
            "LD_PRELOAD": str(library("clock_shift")), "CLOCK_SHIFT": str(self.path)}

    def set(self, seconds):
        with open(self.path, "r+b" if self.path.exists() else "wb", buffering=0) as file:
            file.write(struct.pack("=q", int(seconds)))

    def reconcile(self):
        """Makes the server reconcile, as it does every ten minutes."""
        self.platform.server.send_signal(signal.SIGHUP)


@pytest.fixture
def clock(fresh, system, tmp_path):
    clock = Clock(fresh, tmp_path)
    fresh.configure("retention", warn_days=0)
    fresh.ingest("monday", extract(5, 2, [person(1)]))
    fresh.serve(env=clock.environment)
    openssh(system, "get IN/*")
    green(fresh)
    return clock


@pytest.mark.parametrize("shift", [100 * DAY, -400 * DAY])
def test_clock_that_jumps_empties_no_folder_and_raises_an_alert_until_confirmed(fresh, system, clock, shift):
    clock.set(shift)
    wait_for_alert(fresh, "clock", "cprabo clock confirm")
    clock.reconcile()
    wait_for(lambda: fresh.json("clock", exit=None)["jumped_to"], "the jump to be noted")
    clock.set(0)
    clock.reconcile()
    wait_for_alert(fresh, "clock", "nothing is deleted")
    assert len(openssh(system, "ls -1 IN")) == 2
    shown = fresh.run("clock", exit=3).stdout
    assert "jumped" in shown and "cprabo clock confirm" in shown
    fresh.run("clock", "confirm")
    green(fresh)
    assert "the clock has not jumped" in fresh.run("clock", "confirm", exit=1).stderr
    assert fresh.run("clock").stdout.count("\n") == 2
    assert any(line["action"] == "confirm clock" for line in fresh.json("audit"))


def test_clock_that_goes_back_an_hour_keeps_no_extract_waiting(fresh, system, clock):
    clock.set(-HOUR)
    put(fresh, "d260106.l534902", extract(6, 5, [person(2)]))
    wait_for(lambda: len(system.deliveries()) == 2, "tuesday to be delivered")


def test_day_that_comes_while_the_clock_is_in_1999_is_delivered_when_it_is_right(fresh, system, clock):
    clock.set(-27 * 365 * DAY)
    put(fresh, "d260106.l534902", extract(6, 5, [person(2)]))
    wait_for_alert(fresh, "held", "date", "by this machine's clock")
    clock.set(0)
    wait_for(lambda: len(system.deliveries()) == 2, "tuesday to be delivered")


def test_day_released_while_the_clock_is_wrong_is_delivered_to_agreements_in_force_on_it(fresh, system, clock):
    """PRODDTO decides what is in force."""
    clock.set(-27 * 365 * DAY)
    put(fresh, "d260106.l534902", extract(6, 5, [person(2)]))
    wait_for_alert(fresh, "held", "date")
    fresh.run("release", 2, env=clock.environment)
    wait_for(lambda: len(system.deliveries()) == 2, "tuesday to be delivered")


def test_files_left_for_a_week_are_proposed_to_their_receiver_alone(fresh, system, tmp_path):
    user = System(fresh, "user")
    fresh.run("agreement", "system", "add", "--agreement", system.agreement, user.uuid)
    fresh.ingest("monday", extract(5, 2, [person(1)]))
    clock = Clock(fresh, tmp_path)
    clock.set(8 * DAY)
    fresh.serve(env=clock.environment)
    as_user = Api(user, agreement=system.agreement)
    path = "/clean-up?uncollected_days=7"
    answer = Api(system).get(path)
    assert [row["reason"] for row in answer["proposals"]] == ["not-collected"]
    assert as_user.get(path)["proposals"] == []
    acceptance = {"token": answer["token"], "all": True}
    as_user.refused(409, "CLEAN_UP_NOT_POSSIBLE", "POST", "/clean-up", json=acceptance)
    assert Api(system).post("/clean-up", status=200, **acceptance)["files"] == 1


def test_call_belongs_to_the_month_that_it_is_in_denmark(fresh, system, clock):
    zone = zoneinfo.ZoneInfo("Europe/Copenhagen")
    now = datetime.datetime.now(zone)
    border = (now.replace(day=1, hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
              + datetime.timedelta(days=32)).replace(day=1, tzinfo=zone)
    months = []
    for minutes in (-10, 10):
        moment = border + datetime.timedelta(minutes=minutes)
        clock.set(int(moment.timestamp() - now.timestamp()))
        assert call(system, "RemoveAll", "<FilterGroup>PNR</FilterGroup>").status_code == 200
        months.append(f"{moment:%Y-%m}")
    assert months[0] != months[1]
    for month in months:
        def calls():
            rows = fresh.json("metering", "list", "--month", month, "--by", "accounting-info")
            return sum(row["calls"] for row in rows if row["operation"] == "RemoveAll")
        wait_for(lambda: calls() == 1, f"a call in {month}")


AARHUS = "<MunicipalityCode>751</MunicipalityCode>"


def test_review_that_is_overdue_for_too_long_suspends_the_agreement_and_is_told_before(fresh, system, clock):
    told, script = fresh.folder / "told", fresh.folder / "tell"
    script.write_text(f"#!/bin/sh\ncat >> {told}\n")
    script.chmod(0o755)
    fresh.configure("notify", command=[str(script)])
    fresh.run("review", "set", "--agreement", system.agreement, "--every", 1, "--suspend-after", 1)

    def notices():
        lines = told.read_text().splitlines() if told.exists() else []
        return [found for found in map(json.loads, lines) if found["kind"] == "review"]

    def on_day(number):
        """The server on a later day: workers look when they begin, and then once an hour."""
        fresh.stop()
        clock.set(number * DAY)
        fresh.serve(env=clock.environment)

    on_day(0)
    due = wait_for(notices, "the notice that it is due")[0]
    assert (due["subject"], due["days_left"]) == (system.agreement, 1)
    # It is overdue, and not for too long yet.
    on_day(2)
    wait_for(lambda: len(notices()) == 2, "the notice that it is overdue")
    assert notices()[1]["last_day"] == due["last_day"] and notices()[1]["days_left"] == 0
    alert = wait_for(lambda: [one["what"] for one in health(fresh)["troubles"] if one["kind"] == "review"], "the alert")[0]
    assert f"by {due['last_day']}" in alert and "1 days after that day the agreement is suspended" in alert
    assert result(call(system, "AddMunicipalityCodeSubscription", AARHUS)) == "ADDED"
    on_day(3)
    fresh.wait_for_log("review.suspended", system.agreement)
    assert fault(call(system, "RemoveMunicipalityCodeSubscription", AARHUS)) == "AGREEMENT_SUSPENDED"
    (line,) = [line for line in fresh.json("audit") if line["action"] == "suspend agreement"]
    assert line["who"] == "platform" and f"the review of the need for its filters was due by {due['last_day']}" in line["subject"]
    assert fresh.json("agreement", "list")[0]["status"] == "suspended"
    assert openssh(system, "ls -1 IN") == []
    fresh.run("review", "confirm", "--agreement", system.agreement, "--by", "Anna Berg", env=clock.environment)
    fresh.run("agreement", "resume", "--agreement", system.agreement, env=clock.environment)
    on_day(3.1)
    assert result(call(system, "RemoveMunicipalityCodeSubscription", AARHUS)) == "REMOVED", "it goes on"
