"""Reviews of the need for an agreement's filters."""

import datetime
import json
import zoneinfo

from extracts import pnr
from platform_under_test import System, wait_for


def today():
    return datetime.datetime.now(zoneinfo.ZoneInfo("Europe/Copenhagen")).date()


def reviews(platform):
    return platform.json("review", "list", exit=None)


def test_review_is_asked_for_confirmed_by_name_and_told_to_the_operators_program(fresh):
    told = fresh.folder / "told"
    script = fresh.folder / "tell"
    script.write_text(f"#!/bin/sh\ncat >> {told}\n")
    script.chmod(0o755)
    system = System(fresh, "omsorg")
    fresh.configure("review", every_days=365)
    fresh.configure("notify", command=[str(script)])
    fresh.run("review", "set", "--agreement", system.agreement, "--every", 7)
    (row,) = reviews(fresh)
    before = (row["state"], datetime.date.fromisoformat(row["by"]))
    assert before in [("due", today() + datetime.timedelta(days)) for days in (6, 7)]
    fresh.serve()
    found = json.loads(wait_for(lambda: told.exists() and told.read_text().endswith("\n") and told.read_text(), "the notice"))
    assert (found["kind"], found["subject"], found["system"]) == ("review", system.agreement, "omsorg")
    assert found["last_day"] == row["by"] and found["days_left"] in (6, 7)
    fresh.run("review", "confirm", "--agreement", system.agreement, "--by", "Anna Berg", "--note", "Alle er borgere")
    (row,) = reviews(fresh)
    assert (row["reviewed_by"], row["note"], row["every_days"]) == ("Anna Berg", "Alle er borgere", 7)
    refused = fresh.run("review", "confirm", "--agreement", system.agreement, "--by", "Anna", "--note", pnr(1), exit=2)
    assert "personal number" in refused.stderr and pnr(1) not in refused.stderr
    assert "Anna" not in fresh.run("audit").stdout
    fresh.run("review", "set", "--agreement", system.agreement, "--every", "default", "--suspend-after", 30)
    (row,) = reviews(fresh)
    assert (row["every_days"], row["suspend_after_days"], row["state"]) == (365, 30, "current")
