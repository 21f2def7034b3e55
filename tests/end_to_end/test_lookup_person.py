"""`person`: somebody of the replica in words, for the operator."""

import json
import os
import pty
import re
import select
import subprocess

import pytest

from lookup_client import system_of
from lookup_persons import ANNA, BO, CARL, DAY, EVA, GORM, PROTECTED_ROAD, ROAD, UNKNOWN, full_extract
from platform_under_test import PNR


@pytest.fixture(scope="module")
def seeded(platform):
    platform.run("seed", platform.write("full", full_extract()))
    return platform


def person(platform, number, *options, exit=0, before=()):
    return platform.run(*before, "person", *options, input=f"{number}\n", exit=exit)


def last_look_up(platform):
    """Agreement, actor, action, subject and outcome of the last look-up, and the numbers that it disclosed."""
    rows = platform.rows(
        "select printf('%010d', pnr), coalesce(agreement, '-'), actor, action, subject, outcome "
        "from lookup_disclosure join audit on audit.id = audit where audit = (select max(audit) from lookup_disclosure)")
    parts = [row.split("|") for row in rows]
    return parts[0][1:], sorted(row[0] for row in parts)


def test_person_is_shown_in_words_with_family_and_history(seeded):
    shown = person(seeded, ANNA).stdout
    lines = shown.splitlines()
    assert lines[:3] == ["Anna Ærøskøbing", f"{ANNA}, woman, born 1978-04-27, 47 years", f"As of {DAY}"]
    for label, value in [
        ("status", r"Active, resident in Denmark \(01\)"), ("address", f"{ROAD} 12B"), ("municipality", "0751 Aarhus"),
        ("civil status", "married, since 2000-06-30"), ("spouse", f"{BO}, Bo Ærøskøbing, born 1978-04-27, PROTECTED"),
        ("child", f"{CARL}, Carl Ærøskøbing, born 2001-06"), ("mother", "Mor,Maren, born 1950-02-01"),
        ("former address", "0101 København, road code 4321, no. 1, 1999-01-01 – 2010-01-31"), ("note", "En note, since 2001-01-01"),
    ]:
        assert re.search(rf"^  {label} +{value}$", shown, re.M), label
    assert PROTECTED_ROAD not in shown, "of the family only names"
    assert "\x1b" not in shown


def test_person_is_shown_in_danish(seeded):
    shown = person(seeded, ANNA, "--language", "da").stdout
    for text in [f"{ANNA}, kvinde, født 1978-04-27, 47 år", f"Pr. {DAY}", "Aktiv, bopæl i dansk folkeregister (01)",
                 "gift, fra 2000-06-30", "BESKYTTET", "Historik"]:
        assert text in shown
    assert "PROTECTED" not in shown and "since" not in shown
    assert "a language is en or da" in person(seeded, ANNA, "--language", "fr", exit=2).stderr


def test_protection_is_marked_at_the_top(seeded):
    lines = person(seeded, BO).stdout.splitlines()
    assert lines[2] == "PROTECTED: name and address, since 2015-05-01"
    assert any(PROTECTED_ROAD in line for line in lines)
    assert person(seeded, BO, "--language", "da").stdout.splitlines()[2] == "BESKYTTET: navn og adresse, fra 2015-05-01"


def test_gone_persons_say_so(seeded):
    emigrated = person(seeded, EVA).stdout
    assert "Inactive, emigrated (80), since 2012-03-04" in emigrated and "Hauptstrasse 1" in emigrated
    assert "none in Denmark" in emigrated and "Family" not in emigrated
    assert "Inactive, dead (90), since 2020-12-24" in person(seeded, GORM).stdout


def test_json_has_the_records_and_the_family(seeded):
    shown = json.loads(person(seeded, ANNA, before=["--json"]).stdout)
    assert (shown["pnr"], shown["as_of"]) == (ANNA, DAY)
    kinds = [record["RECORDTYPE"] for record in shown["records"]]
    assert kinds == sorted(kinds) and shown["records"][2]["VEJADRNVN"] == ROAD
    family = [(one["role"], one["pnr"], one["held"], one["protected"]) for one in shown["family"]]
    assert family == [
        ("spouse", BO, True, True), ("child", CARL, True, False), ("mother", None, False, False), ("father", None, False, False)]


def test_records_are_those_that_show_prints(seeded):
    [line] = seeded.run("--json", "show", "--pnr", "-", seeded.folder / "full", input=ANNA).stdout.splitlines()
    assert json.loads(line)["records"] == json.loads(person(seeded, ANNA, before=["--json"]).stdout)["records"]


def test_look_up_is_recorded_like_any_other(seeded):
    system = system_of(seeded, "explained")
    person(seeded, ANNA)
    (agreement, actor, action, subject, outcome), numbers = last_look_up(seeded)
    assert (agreement, action, subject, outcome) == ("-", "person", "3 persons", "done") and actor.startswith("operator ")
    assert numbers == sorted([ANNA, BO, CARL]), "the names of the family are shown"
    lines = seeded.json("audit")
    assert lines[-1]["action"] == "person" and not PNR.search(json.dumps(lines).encode())
    # Who asks what was disclosed of a person sees the operator's look-up also.
    explained = seeded.run(
        "--json", "explain", "--agreement", system.agreement, "--pnr", "-", "--day", DAY, input=ANNA).stdout
    lookups = json.loads(explained)["runs"][0]["lookups"]
    assert {(lookup["action"], lookup["who"]) for lookup in lookups} == {("person", actor)}


def test_unknown_number_fails_and_is_not_repeated(seeded):
    before = len(seeded.rows("select 1 from lookup_disclosure"))
    result = person(seeded, UNKNOWN, exit=1)
    assert result.stderr.startswith("error: PNR not found") and result.stdout == "" and UNKNOWN not in result.stderr
    assert len(seeded.rows("select 1 from lookup_disclosure")) == before


@pytest.mark.parametrize("number", ["0101", "010170500x", "", f"{ANNA}\n{BO}"])
def test_what_is_no_number_fails_and_is_not_repeated(seeded, number):
    result = person(seeded, number, exit=1)
    assert not PNR.search(result.stderr.encode()) and "0101" not in result.stderr and result.stdout == ""


def test_number_as_an_argument_is_refused_with_what_to_do(seeded):
    for arguments in [["--pnr", ANNA], [f"--pnr={ANNA}"]]:
        result = seeded.run("person", *arguments, exit=2)
        assert "--pnr takes - alone" in result.stderr and "`cprabo person`" in result.stderr
        assert ANNA not in result.stderr and result.stdout == ""
    assert person(seeded, ANNA, "--pnr", "-").stdout == person(seeded, ANNA).stdout


def test_explain_warns_of_a_number_as_an_argument(seeded):
    system = system_of(seeded, "warned")
    question = ["explain", "--agreement", system.agreement, "--day", DAY]
    given = seeded.run(*question, "--pnr", ANNA)
    assert "the list of processes and the shell's history show the number" in given.stderr and ANNA not in given.stderr
    read = seeded.run(*question, "--pnr", "-", input=ANNA)
    assert read.stderr == "" and read.stdout == given.stdout


def test_number_is_asked_for_on_a_terminal(seeded):
    main, other = pty.openpty()
    command = [seeded.binary, "--data", seeded.data, "person"]
    with subprocess.Popen(command, stdin=other, stdout=other, stderr=other, env=os.environ | {"TERM": "xterm"}) as started:
        os.close(other)
        shown = b""
        while select.select([main], [], [], 60)[0]:
            try:
                more = os.read(main, 65536)
            except OSError:
                break
            shown += more
            if shown.endswith(b"PNR: "):
                os.write(main, f"{BO}\n".encode())
        assert started.wait(timeout=60) == 0
    os.close(main)
    assert b"\x1b[1m\x1b[31mPROTECTED: name and address" in shown or b"\x1b[31m\x1b[1mPROTECTED" in shown, shown


def test_empty_replica_fails(fresh):
    assert "has not received any extract yet" in person(fresh, ANNA, exit=1).stderr
