"""`explain`: why a person was delivered, or not."""

import json
import re
import subprocess
import uuid

import pytest

from extracts import extract, person, pnr
from platform_under_test import PNR, Platform, System
from sftp_clients import load_key, openssh

MONDAY = extract(5, 2, [person(1, komkod=751, events=["A01"]), person(2, komkod=101, events=["A21"]),
                        person(3, komkod=461, events=["A13"])])
# The first moves to 0101; the second is replaced by the fourth.
TUESDAY = extract(6, 5, [person(1, komkod=101, events=["A01", "A05"]),
                         person(2, status="60", successor=pnr(4), events=["P03"]), person(4, komkod=101, events=["P03"])])


@pytest.fixture(scope="module")
def platforms(platform):
    """A platform with a history: different systems, two days, and filters that were changed since."""
    platform.union = System(platform, "union")
    platform.union.filter("add", "--municipality", "751", "--age", "50-60", "--pnr", pnr(2))
    platform.narrow = System(platform, "narrow", combination="events-narrow")
    platform.narrow.filter("add", "--municipality", "751", "--municipality", "101", "--event", "A21")
    platform.everything = System(platform, "everything", combination="all")
    platform.everything.filter("add", "--municipality", "101", "--pnr", pnr(9))
    platform.empty = System(platform, "empty")
    for name, day in [("d260105.l534902", MONDAY), ("d260106.l534902", TUESDAY)]:
        platform.ingest(name, day)
    platform.union.filter("remove", "--age", "50-60")
    platform.late = System(platform, "late")
    return platform


def options(system, number, day):
    return ["explain", "--agreement", system.agreement, "--pnr", pnr(number), "--day", f"2026-01-{day:02}"]


def explain(system, number, day, exit=0):
    """The explanation of the day's only run."""
    answer = system.platform.json(*options(system, number, day), exit=exit)
    assert (answer["agreement"], answer["pnr"], answer["day"]) == (system.agreement, pnr(number), f"2026-01-{day:02}")
    [run] = answer["runs"]
    return run


def text(system, number, day, exit=0):
    return system.platform.run(*options(system, number, day), exit=exit).stdout


def sql(platform, statement):
    subprocess.run(["sqlite3", platform.data / "cprabo.db", statement], check=True, stdout=subprocess.DEVNULL)


def test_delivered_person_is_explained_with_all_its_reasons(platforms):
    run = explain(platforms.union, 1, 6)
    assert (run["outcome"], run["reasons"], run["inconsistent"]) == ("delivered", ["age", "lived-here"], False)
    assert run["person"] == {"lived_in": "0751", "lives_in": "0101", "age": 56, "events": ["A01", "A05"], "protected": False}
    kinds = {kind["kind"]: kind for kind in run["kinds"]}
    assert {kind for kind in kinds if kinds[kind]["set"]} == {"pnr", "age", "municipality"}
    [match] = kinds["municipality"]["matches"]
    assert (match["value"], match["reasons"]) == ("0751", ["lived-here"])
    assert match["since"] == run["version"] and match["since"]["who"].startswith("operator ")
    assert kinds["age"]["matches"][0]["value"] == "50-60", "as it was then, though it is gone now"
    [_, delivery] = platforms.union.deliveries()
    [mentioned] = run["deliveries"]
    assert (mentioned["seq"], mentioned["name"], mentioned["replay_of"]) == (2, delivery["name"], None)
    assert mentioned["recorded"] == run["reasons"] and mentioned["collections"] == []


def test_a_number_that_followed_says_so(platforms):
    run = explain(platforms.union, 4, 6)
    assert "followed-pnr" in run["reasons"] and run["number_in_set"][0]["since"]["who"] == "platform"
    shown = text(platforms.union, 4, 6)
    assert "came with this extract, in place of a number in the set: version " in shown and "put in after" not in shown
    assert pnr(2) not in shown, "the number that was asked for, and no other"


@pytest.mark.parametrize("system, number, day, outcome, sentence", [
    ("union", 3, 5, "delivered", "delivered: age"),
    ("union", 3, 6, "not-in-extract", "the person is not in the extract"),
    ("narrow", 2, 5, "delivered", "delivered: lives-here, event"),
    ("narrow", 1, 5, "kinds-missing", "by the combination events-narrow, event must match too"),
    ("narrow", 3, 5, "nothing-matched", "none of the filters matches"),
    ("everything", 2, 5, "kinds-missing", "by the combination all, pnr must match too"),
    ("empty", 1, 5, "nothing-set", "the subscription had no filters"),
])
def test_every_way_to_get_nothing_has_its_sentence(platforms, system, number, day, outcome, sentence):
    system = getattr(platforms, system)
    assert explain(system, number, day)["outcome"] == outcome
    shown = text(system, number, day)
    assert sentence in shown and pnr(number) in shown and "\x1b" not in shown, "plain in a pipe"


def test_an_agreement_that_was_not_in_force_had_no_delivery(platforms):
    assert explain(platforms.late, 1, 5)["outcome"] == "not-in-force"
    assert "the agreement was added after the extract was taken in" in text(platforms.late, 1, 5)
    agreement = str(uuid.uuid4())
    platforms.run("agreement", "add", "--agreement", agreement, "--system", platforms.late.uuid, "--authority",
             platforms.late.authority, "--valid-from", "2099-01-01", "--valid-until", "2099-12-31")
    shown = platforms.run("explain", "--agreement", agreement, "--pnr", pnr(1), "--day", "2026-01-05").stdout
    assert "the agreement is in force from 2099-01-01 until 2099-12-31, and was not on" in shown


def test_number_that_was_added_too_late_is_explained_with_the_time(platforms):
    platforms.narrow.filter("add", "--pnr", pnr(3))
    run = explain(platforms.narrow, 3, 5)
    [stay] = run["number_in_set"]
    assert run["outcome"] == "nothing-matched" and not stay["in_force"] and stay["until"] is None
    assert stay["since"]["version"] > run["version"]["version"]
    assert f"put in after this extract: version {stay['since']['version']}, " in text(platforms.narrow, 3, 5)
    platforms.narrow.filter("remove", "--pnr", pnr(3))
    [stay] = explain(platforms.narrow, 3, 5)["number_in_set"]
    assert f"; taken out: version {stay['until']['version']}, " in text(platforms.narrow, 3, 5)


def test_collection_and_removal_are_shown(platforms, tmp_path):
    name = explain(platforms.narrow, 2, 5)["deliveries"][0]["name"]
    assert "collected     not yet" in text(platforms.narrow, 2, 5)
    openssh(platforms.narrow, f"get IN/{name} {tmp_path}/got", f"rm IN/{name}")
    [delivery] = explain(platforms.narrow, 2, 5)["deliveries"]
    key = load_key(platforms.narrow.ssh_key).fingerprint
    assert [collection["ssh_key"] for collection in delivery["collections"]] == [key]
    assert delivery["removed_at"] is not None
    shown = text(platforms.narrow, 2, 5)
    assert re.search(rf"^  collected     20.* with key {re.escape(key)}$", shown, re.M) and "removed  " in shown


def test_a_day_without_an_extract_names_its_neighbours(platforms):
    shown = platforms.run(*options(platforms.union, 1, 4), exit=1).stderr
    assert "no extract with PRODDTO 2026-01-04 has come; the first after it is that of 2026-01-05" in shown
    assert "the last before it is that of 2026-01-06" in platforms.run(*options(platforms.union, 1, 9), exit=1).stderr


def test_explain_is_audited_without_the_person(platforms):
    before = len(platforms.json("audit"))
    text(platforms.union, 1, 5)
    platforms.run(*options(platforms.union, 1, 4), exit=1)
    [line] = platforms.json("audit")[before:]
    assert (line["action"], line["outcome"]) == ("explain", "done") and line["who"].startswith("operator ")
    assert line["subject"] == f"agreement {platforms.union.agreement}, a person on 2026-01-05"
    assert not PNR.search(json.dumps(line).encode())


@pytest.mark.parametrize("changed, status", [({"--pnr": "321370123x"}, 2), ({"--pnr": "0101"}, 2), ({"--day": "monday"}, 2),
                                             ({"--agreement": str(uuid.UUID(int=1))}, 1)])
def test_wrong_question_is_refused_without_the_number(platforms, changed, status):
    asked = {"--agreement": platforms.union.agreement, "--pnr": pnr(1), "--day": "2026-01-05"} | changed
    refused = platforms.run("explain", *[word for option in asked.items() for word in option], exit=status)
    assert asked["--pnr"] not in refused.stdout + refused.stderr and refused.stderr


def test_colours_on_a_terminal(platforms):
    command = " ".join(map(str, [platforms.binary, "--data", platforms.data, *options(platforms.union, 1, 6)]))
    shown = subprocess.run(["script", "-qec", command, "/dev/null"], capture_output=True, text=True, timeout=60).stdout
    assert re.search(r"\x1b\[32mdelivered: age, lived-here\x1b", shown)


def test_a_second_extract_of_a_day_is_explained_beside_the_first(fresh):
    system = System(fresh, "system")
    system.filter("add", "--municipality", "751")
    fresh.ingest("first", extract(5, 2, [person(1, komkod=751)]))
    fresh.ingest("second", extract(5, 2, [person(2, komkod=751)]), exit=3)
    [first, second] = fresh.json(*options(system, 1, 5))["runs"]
    assert (first["outcome"], second["outcome"], second["held"]) == ("delivered", "not-applied", "duplicate")
    assert "applied_at" not in second
    shown = text(system, 1, 5)
    assert "2 extracts of this day came" in shown and "held for duplicate; see `cprabo runs 2`" in shown
    fresh.run("release", 2)
    outcomes = [run["outcome"] for run in fresh.json(*options(system, 1, 5))["runs"]]
    assert outcomes == ["delivered", "not-in-extract"]


def test_a_replay_and_a_load_are_no_second_day(fresh):
    system = System(fresh, "system")
    system.filter("add", "--municipality", "751")
    fresh.ingest("monday", extract(5, 2, [person(1, komkod=751)]))
    fresh.run("replay", "--agreement", system.agreement, "--from", "2026-01-05", "--to", "2026-01-05")
    fresh.run("load", "order", "--agreement", system.agreement)
    fresh.run("ingest", fresh.write("tuesday", extract(6, 5, [person(2)])))
    run = explain(system, 1, 5)
    assert [(one["seq"], one["replay_of"]) for one in run["deliveries"]] == [(1, None), (2, 1)]
    assert all(one["recorded"] == ["lives-here"] for one in run["deliveries"]) and not run["inconsistent"]
    assert re.search(r"^  replay        2 d260105", text(system, 1, 5), re.M)
    assert [(one["seq"], one["recorded"]) for one in run["loads"]] == [(3, ["lives-here"])] and run["told"] == []


def test_person_of_a_load_alone_is_explained(fresh):
    system = System(fresh, "system")
    system.filter("add", "--municipality", "751")
    fresh.ingest("monday", extract(5, 2, [person(1, komkod=751), person(2, komkod=101)]))
    fresh.ingest("tuesday", extract(6, 5, [person(3, komkod=751)]))
    fresh.run("load", "order", "--agreement", system.agreement)
    fresh.run("replay", "--agreement", system.agreement, "--from", "2026-01-06")
    run = explain(system, 1, 6)
    assert run["outcome"] == "not-in-extract" and not run["inconsistent"]
    assert [(one["seq"], one["replay_of"], one["recorded"]) for one in run["loads"]] == [
        (3, None, ["lives-here"]), (5, 3, ["lives-here"])]
    shown = text(system, 1, 6)
    assert re.search(r"^  load          3 d260106.*\n  log           disclosed for ", shown, re.M)
    assert [one["recorded"] for one in explain(system, 2, 6)["loads"]] == [None, None]
    assert explain(system, 1, 5)["loads"] == [], "as of Tuesday"


def test_a_load_of_a_seed_is_found(fresh):
    system = System(fresh, "system")
    system.filter("add", "--no-filter")
    fresh.run("seed", fresh.write("full", extract(5, 2, [person(1)])))
    fresh.run("load", "order", "--agreement", system.agreement)
    run = explain(system, 1, 5)
    assert run["outcome"] == "seed" and [one["recorded"] for one in run["loads"]] == [["no-filter"]]


def test_seed_is_not_delivered(fresh):
    system = System(fresh, "system")
    system.filter("add", "--no-filter")
    fresh.run("seed", fresh.write("full", extract(5, 2, [person(1)])))
    assert explain(system, 1, 5)["outcome"] == "seed"
    assert "which goes to nobody; `cprabo load order` delivers what it holds" in text(system, 1, 5)


@pytest.mark.parametrize("damage, log, verdict", [
    ("update disclosure set entries = x''", "by the log of disclosures not delivered", "delivered for lives-here"),
    ("update filter set value = 461", "by the log of disclosures delivered for lives-here", "not delivered"),
    ("delete from change", "by the log of disclosures delivered for lives-here", "not delivered"),
], ids=["log", "filter", "change"])
def test_log_that_contradicts_the_verdict_is_reported(fresh, damage, log, verdict):
    system = System(fresh, "system")
    system.filter("add", "--municipality", "751")
    fresh.ingest("monday", extract(5, 2, [person(1, komkod=751)]))
    assert explain(system, 1, 5)["inconsistent"] is False
    sql(fresh, damage)
    shown = text(system, 1, 5, exit=1)
    assert all(part in shown for part in ["INCONSISTENT", log, verdict]) and "keep a copy" in shown
    assert explain(system, 1, 5, exit=1)["inconsistent"] is True
