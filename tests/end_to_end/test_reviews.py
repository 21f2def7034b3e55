"""Reviews of the need for an agreement's filters."""

import datetime
import json
import zoneinfo

from extracts import pnr
from platform_under_test import System, wait_for
from test_api import Api


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


def test_system_confirms_a_review_by_name_and_sees_when_the_next_is_due(fresh):
    system = System(fresh, "omsorg")
    fresh.run("review", "set", "--agreement", system.agreement, "--every", 7, "--suspend-after", 3)
    fresh.serve()
    api = Api(system)
    before = api.get("/review")
    due = datetime.date.fromisoformat(before["due"])
    assert (before["state"], before["every_days"], before["confirmed_at"], before["overdue_since"]) == ("due", 7, None, None)
    assert before["suspended_on"] == (due + datetime.timedelta(4)).isoformat()
    after = api.post("/review", status=200, name="Anna Berg", note="Alle er borgere")
    assert (after["confirmed_by"], after["note"]) == ("Anna Berg", "Alle er borgere") and after["due"] >= before["due"]
    (row,) = reviews(fresh)
    assert (row["reviewed_by"], row["note"]) == ("Anna Berg", "Alle er borgere"), "as by the command"
    (line,) = [line for line in fresh.json("audit") if line["action"] == "confirm review"]
    assert line["who"].startswith("certificate") and "Anna" not in json.dumps(line)
    problem = api.refused(400, "INVALID_REQUEST", "POST", "/review", json={"name": "Anna", "note": f"se {pnr(1)}"})
    assert "personal number" in problem["detail"] and pnr(1) not in json.dumps(problem)
    for wrong in ({}, {"name": " "}, {"name": "x" * 501}, {"name": "Anna", "by": "x"}):
        api.refused(400, "INVALID_REQUEST", "POST", "/review", json=wrong)
    fresh.run("review", "set", "--agreement", system.agreement, "--every", 0)
    off = api.get("/review")
    assert (off["state"], off["due"], off["suspended_on"], off["confirmed_by"]) == ("off", None, None, "Anna Berg")
    fresh.assert_private()
