"""The history of filters: every change is a version, and every version can be read again."""

import datetime
import os
import sqlite3
import uuid

import pytest

from extracts import extract, person, pnr
from platform_under_test import Platform, System
from soap_client import call, pnr_element, result


@pytest.fixture(scope="module")
def idle(tmp_path_factory):
    """A platform that does not serve."""
    return Platform(tmp_path_factory.mktemp("idle"))


@pytest.fixture
def system(idle):
    """A system with a history of four versions, the first from an earlier year."""
    system = System(idle, f"s{uuid.uuid4().hex[:8]}")
    system.filter("add", "--pnr", pnr(1), "--event", "A01", "--age", "0-17")
    other = System(idle, f"s{uuid.uuid4().hex[:8]}")
    other.filter("add", "--no-filter")
    system.filter("add", "--event", "A01")
    system.filter("import", "-", input=f"pnr {pnr(1)}\npnr {pnr(2)}\nmunicipality 751\n")
    system.filter("remove", "--pnr", pnr(1))
    system.filter("add", "--age", "0-17")
    # The first is in the last second of a Danish day, the next in the first second after it.
    moments = ["2025-07-04T21:59:59Z", "2025-07-04T22:00:00Z"]
    system.versions = [version["version"] for version in history(system)]
    with sqlite3.connect(idle.data / "cprabo.db") as db:
        for version, moment in zip(system.versions, moments):
            at = datetime.datetime.fromisoformat(moment).timestamp() * 1000
            db.execute("update filter_change set at = ? where version = ? and agreement = "
                       "(select id from agreement where uuid = ?)", (int(at), version, system.agreement))
    return system


def history(system):
    return system.platform.json("filter", "history", "--agreement", system.agreement)


def at(system, point):
    """The lines at a point, sorted, and the comment above them."""
    first, *lines = system.filter("at", point).stdout.splitlines()
    assert first.startswith("# ")
    return sorted(lines), first


def test_every_change_is_listed_the_newest_last(system):
    rows = history(system)
    assert [(row["added"], row["removed"]) for row in rows] == [(3, 0), (2, 2), (0, 1), (1, 0)]
    assert all(row["who"].startswith(f"operator {os.getuid()} ") and row["correlation"] for row in rows)
    versions = [row["version"] for row in rows]
    assert versions == sorted(set(versions)) and rows[0]["at"] == "2025-07-04T21:59:59Z"
    header, first, *rest = system.filter("history").stdout.splitlines()
    assert header.split("\t") == ["VERSION", "AT", "WHO", "ON BEHALF OF", "ADDED", "REMOVED", "REASON"]
    assert first.split("\t")[:2] == [str(versions[0]), "2025-07-04 23:59:59"] and first.endswith("\t+3\t-0\t-")
    assert len(rest) == 3


def test_a_version_is_the_list_as_that_change_left_it(system):
    one, two, three, four = system.versions
    assert at(system, one)[0] == ["age 0-17", "event A01", f"pnr {pnr(1)}"]
    assert at(system, two)[0] == ["municipality 0751", f"pnr {pnr(1)}", f"pnr {pnr(2)}"]
    assert at(system, three)[0] == ["municipality 0751", f"pnr {pnr(2)}"]
    assert at(system, four)[0] == system.filters()
    assert at(system, three)[1] == f"# 2 filters of agreement {system.agreement} in version {three}"
    rows = system.platform.json("filter", "at", "--agreement", system.agreement, three)
    assert rows == [{"kind": "pnr", "value": pnr(2)}, {"kind": "municipality", "value": "0751"}]


def test_a_day_is_meant_to_its_end_in_denmark(system):
    one, two, *_ = system.versions
    assert at(system, "2025-07-03") == ([], f"# 0 filters of agreement {system.agreement} at the end of 2025-07-03")
    assert at(system, "2025-07-04")[0] == at(system, one)[0]
    assert at(system, "2025-07-05")[0] == at(system, two)[0]


def test_a_day_to_come_is_refused_and_today_is_not(system):
    result = system.filter("at", "2999-01-01", exit=1)
    assert "2999-01-01 has not come yet: today is " in result.stderr
    today = result.stderr.split()[-1]
    assert at(system, today)[0] == system.filters()


def test_what_is_written_can_be_imported_again(system):
    one, *_ = system.versions
    listing = system.filter("at", one).stdout
    system.filter("import", "-", input=listing)
    assert system.filters() == at(system, one)[0]
    assert "0 added, 0 removed" in system.filter("diff", one, history(system)[-1]["version"]).stdout


def test_versions_and_days_are_compared(system):
    one, two, three, four = system.versions
    lines = system.filter("diff", one, three).stdout.splitlines()
    assert lines == [f"- pnr {pnr(1)}", "- age 0-17", "- event A01", f"+ pnr {pnr(2)}", "+ municipality 0751",
                     "2 added, 3 removed"]
    assert system.filter("diff", "2025-07-04", "2025-07-05").stdout == system.filter("diff", one, two).stdout
    assert "+ age 0-17" in system.filter("diff", three, four).stdout
    answer = system.platform.json("filter", "diff", "--agreement", system.agreement, "2025-07-01", one)
    assert len(answer["added"]) == 3 and answer["removed"] == []


def test_with_one_argument_diff_still_reads_a_file(system):
    [one, *_] = system.versions
    same = system.filter("export").stdout
    assert "0 added, 0 removed" in system.filter("diff", "-", input=same).stdout
    # A file may be named like a version or a day.
    for name in [str(one), "2025-07-04"]:
        path = system.platform.write(name, b"event A09\n")
        assert "+ event A09" in system.filter("diff", path.name, cwd=path.parent).stdout
    assert "cannot read 99" in system.filter("diff", "99", exit=1, cwd=system.platform.folder).stderr


@pytest.mark.parametrize("arguments, status, expected", [
    (["at", "99999"], 1, "has no such version; `cprabo filter history --agreement"),
    (["diff", "99999", "99998"], 1, "has no such version"),
    (["at", "yesterday"], 2, "neither a version, as `cprabo filter history` lists it, nor a day (YYYY-MM-DD)"),
    (["at", "0"], 2, "neither a version"),
    (["at"], 2, "<DATE|VERSION>"),
    (["diff", "listing.txt", "1"], 2, "both are points in the history, and A is neither a version"),
    (["diff", "1", "listing.txt"], 2, "neither a version"),
    (["diff"], 2, "<A> <B>"),
], ids=lambda value: " ".join(value) if isinstance(value, list) else "")
def test_points_that_are_none_say_what_they_should_be(system, arguments, status, expected):
    assert expected in system.filter(*arguments, exit=status).stderr


def test_another_subscriptions_version_is_none(idle, system):
    other = System(idle, f"s{uuid.uuid4().hex[:8]}")
    assert "has no such version" in other.filter("at", system.versions[0], exit=1).stderr
    assert history(other) == [] and at(other, "2025-07-04")[0] == []


def test_a_number_in_the_wrong_place_is_not_repeated(system):
    for arguments in [["at", pnr(1)], ["diff", pnr(1), pnr(2)]]:
        result = system.filter(*arguments, exit=1)
        assert pnr(1) not in result.stderr + result.stdout


def test_callers_and_the_platform_stand_in_the_history_too(platform):
    system = System(platform, "caller")
    context = system.context(OnBehalfOfUser="Søren Ærø")
    assert result(call(system, "AddPNRSubscription", pnr_element(pnr(1)), context=context)) == "ADDED"
    platform.ingest("monday", extract(5, 2, [person(1, status="60", successor=pnr(2)), person(2)]))
    called, followed = history(system)
    assert called["who"].startswith("certificate ") and called["on_behalf_of"] == "Søren Ærø"
    assert (followed["who"], followed["on_behalf_of"], followed["added"]) == ("platform", None, 1)
    assert "\tSøren Ærø\t+1\t-0" in system.filter("history").stdout
