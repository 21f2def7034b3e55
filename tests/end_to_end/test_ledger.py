"""The disclosure ledger against truth: what delivered files and answers say, read by this script alone, is what the report on
each person says. And each kind of tampering is found, also when the checksums were computed again.
"""

import datetime
import json
import os
import random
import shutil
import subprocess
import zoneinfo

import pytest
import requests

from extracts import extract, person, pnr
from lookup_client import system_of
from platform_under_test import BINARY, System
from test_api import Api

# A year of 20,000 persons and 30 agreements takes long: CPRABO_LEDGER="20000 30 250" asks for it.
PERSONS, AGREEMENTS, DAYS = map(int, os.environ.get("CPRABO_LEDGER", "300 4 6").split())
FILTERS = [
    ("--no-filter",),
    ("--age", "0-17"),
    ("--municipality", "0101", "--municipality", "0751"),
    ("--age", "67-120"),
    ("--event", "A01"),
]


class Truth:
    """What was given to whom, by what was read: (way, agreement, file or none, number)."""

    def __init__(self, platform, systems):
        self.platform, self.systems, self.seen, self.given = platform, systems, set(), []
        # The numbers of a person who has had several, by each of them.
        self.own = {}

    def read_files(self):
        """Reads the files that are new in the folders of systems."""
        for system in self.systems:
            for path in sorted((self.platform.data / "shelf" / system.name).glob("*")):
                if path in self.seen or path.name.endswith(".metadata"):
                    continue
                self.seen.add(path)
                way = "replay" if ".replay" in path.name else "load" if ".load" in path.name else "delivery"
                lines = path.read_bytes().decode("latin-1").splitlines()
                for line in lines:
                    if line.startswith("001") and line[13:23].strip():
                        self.unite(line[3:13], line[13:23])
                numbers = {line[3:13] for line in lines if line[:3] not in ("000", "999")}
                self.given += [(way, system.agreement, path.name, number) for number in numbers]

    def unite(self, one, other):
        both = self.own.get(one, {one}) | self.own.get(other, {other})
        self.own.update((number, both) for number in both)

    def answer(self, way, system, numbers):
        self.given += [(way, system.agreement, None, number) for number in numbers]

    def of(self, number):
        own = self.own.get(number, {number})
        return sorted((row for row in self.given if row[3] in own), key=str)


def report(platform, number, *options):
    command = ("report", "person", "--reason", "a test", *options)
    return platform.run(*command, input=f"{number}\n").stdout


def reported(platform, number):
    """What the report says of deliveries and answers."""
    disclosures = json.loads(report(platform, number, "--format", "json"))["disclosures"]
    rows = [(one["way"], one["agreement"]["agreement"], one["file"], one["pnr"])
            for one in disclosures if one["way"] != "report"]
    return sorted(rows, key=str)


def api(system, path, body):
    response = requests.post(
        f"{system.platform.soap}/api/v1/agreements/{system.agreement}/{path}", json=body,
        cert=(str(system.cert), str(system.key)), verify=str(system.platform.ca), timeout=60)
    assert response.status_code == 200, response.text
    return response.json()


def ingest(platform, day):
    """Applies a day, and releases what the volume brake holds of it: some days of a year are many times the usual."""
    if platform.run("ingest", day, exit=None).returncode == 0:
        return
    held = {delivery["agreement"] for delivery in platform.json("deliveries", "--held")}
    assert held, "the day is not delivered for another reason"
    for agreement in sorted(held):
        platform.run("delivery", "release", "--agreement", agreement)


@pytest.fixture
def year(fresh, tmp_path):
    """Days of a synthetic Denmark with loads, replays, look-ups, comparisons and an expiry."""
    folder = tmp_path / "denmark"
    synth = [BINARY, "synth"]
    subprocess.run([*synth, "population", "--persons", str(PERSONS), "--seed", "7", "--pace", "200", "--out", folder],
                   check=True, capture_output=True)
    subprocess.run([*synth, "day", "--out", folder, "--days", str(DAYS)], check=True, capture_output=True)
    # A day of the future is held.
    today = f"d{datetime.date.today():%y%m%d}"
    days = sorted(path for path in folder.iterdir() if "d2" <= path.name[:7] <= today)
    systems = [system_of(fresh, f"s{number}") for number in range(AGREEMENTS)]
    for number, system in enumerate(systems):
        system.filter("add", *FILTERS[number % len(FILTERS)])
    truth, chance = Truth(fresh, systems), random.Random(7)
    ingest(fresh, days[0])
    truth.read_files()
    known = sorted({row[3] for row in truth.given})
    for place, day in enumerate(days[1:]):
        ingest(fresh, day)
        system = systems[place % len(systems)]
        if place % 3 == 0:
            fresh.run("load", "order", "--agreement", system.agreement, "--reason", "a test", exit=None)
        if place % 3 == 1 and (deliveries := system.deliveries()):
            last = deliveries[-1]["proddto"]
            fresh.run("replay", "--agreement", system.agreement, "--from", last, exit=None)
        truth.read_files()
        if place == len(days) // 2:
            last = f"20{day.name[1:3]}-{day.name[3:5]}-{day.name[5:7]}"
            fresh.run("agreement", "end", "--agreement", systems[-1].agreement, "--last-day", last)
    fresh.serve()
    for number in chance.sample(known, 10):
        api(systems[0], "person", {"pnr": number})
        truth.answer("look-up", systems[0], [number])
    held = chance.sample(known, 20)
    drift = api(systems[1], "drift", {"pnrs": held})
    truth.answer("api-answer", systems[1], drift["missing"])
    fresh.stop()
    return fresh, truth, known


def test_report_of_each_person_is_what_files_and_answers_say(year):
    platform, truth, known = year
    assert {row[0] for row in truth.given} >= {"delivery", "load", "replay", "look-up"}
    answered = [row[3] for row in truth.given if row[0] in ("look-up", "api-answer")]
    sample = {*random.Random(8).sample(known, min(25, len(known))), *answered[:15]}
    for number in sorted(sample):
        assert reported(platform, number) == truth.of(number)
    answer = platform.json("ledger", "verify")
    assert answer["sound"] and answer["entries"] > len(sample)


@pytest.fixture
def small(fresh):
    """A person whose number was replaced, delivered under both."""
    system = System(fresh, "system")
    system.filter("add", "--pnr", pnr(1))
    fresh.run("agreement", "describe", "--agreement", system.agreement, "--authority-name", "Vejle Kommune",
              "--purpose", "Pension & tillæg", "--law", "Pensionsloven", "--paragraph", "§ 1", exit=None)
    fresh.ingest("a", extract(5, 2, [person(1), person(2)]))
    former = f"022{pnr(1)}1970-01-01 2026-01-05 "
    fresh.ingest("b", extract(6, 5, [person(1, status="60", successor=pnr(3), events=()), person(3, more=[former])]))
    return system


def test_report_covers_a_replaced_number_and_names_nobody_else(small):
    platform = small.platform
    for number in (pnr(1), pnr(3)):
        rows = reported(platform, number)
        assert {row[3] for row in rows} >= {pnr(1)} and all(row[3] in (pnr(1), pnr(3)) for row in rows)
    page = report(platform, pnr(3), "--lang", "da", "--format", "html")
    assert "Hvem har fået oplysninger om dig fra CPR" in page and "<script" not in page and "http" not in page
    assert "Pension &amp; tillæg" in page and "Vejle Kommune" in page and pnr(2) not in page
    text = report(platform, pnr(3))
    assert "daily file of changes" in text and "not collected" in text and pnr(2) not in text
    again = json.loads(report(platform, pnr(3), "--format", "json"))
    reports = {one["entry"] for one in again["disclosures"] if one["way"] == "report"}
    assert len(reports) == 4, "each report before was entered"
    assert "report person" in platform.run("audit").stdout
    platform.log.touch()
    platform.assert_private()


def test_report_of_an_agreement_has_its_entries_without_persons(small):
    options = ("--agreement", small.agreement, "--from", "2020-01-01", "--to", "2099-12-31")
    rows = small.platform.json("report", "agreement", *options)
    assert [row["way"] for row in rows] == ["delivery", "delivery"]
    assert rows[0]["persons"] == 1 and rows[0]["agreement"]["agreement"] == small.agreement


def test_metering_counts_what_was_disclosed_and_prices_it(small):
    platform = small.platform
    month = platform.rows("select strftime('%Y-%m', at / 1000, 'unixepoch') from ledger where number = 2")[0]
    (row,) = platform.json("metering", "list", "--month", month)
    deliveries = small.deliveries()
    assert (row["files"], row["calls"], row["service"]) == (2, 0, "SF6002")
    assert row["persons"] == sum(one["persons"] for one in deliveries)
    assert row["bytes"] == sum(one["size"] for one in deliveries)
    csv = platform.run("metering", "list", "--month", month, "--csv").stdout.splitlines()
    assert len(csv) == 2 and csv[1].split(",")[0] == small.agreement
    prices = platform.write("prices.toml", b"platform = 10000\nfile = 50\n")
    (bill,) = platform.json("metering", "statement", "--month", month, "--prices", prices)
    assert bill["total_ore"] == 10100 and bill["authority"] == small.authority
    assert "101.00 DKK" in platform.run("metering", "statement", "--month", month, "--prices", prices).stdout
    wrong = platform.write("wrong.toml", b"platform = 1.5\n")
    assert "list of prices" in platform.run("metering", "statement", "--month", month, "--prices", wrong, exit=1).stderr


TAMPERINGS = {
    "update ledger set at = at + 1 where number = 2": "edited",
    "delete from ledger where number = 2": "missing",
    "update disclosure set entries = x'' where delivery = (select subject from ledger where number = 2)": "persons",
    "update ledger_opening set secret = zeroblob(32) where entry = 2": "persons",
    "delete from ledger_opening where entry = 2": "persons-gone",
    "update ledger_terms set system_name = 'another'": "terms",
    "delete from ledger where number = (select max(number) from ledger)": "head",
}


@pytest.mark.parametrize("statement, kind", TAMPERINGS.items())
def test_tampering_is_found_although_the_checksums_were_computed_again(small, statement, kind):
    platform = small.platform
    kept = platform.folder / "kept"
    platform.run("ledger", "checkpoint", "--out", kept)
    subprocess.run(["sqlite3", platform.data / "cprabo.db", statement], check=True)
    platform.run("verify", "--adopt", exit=3)
    answer = platform.json("ledger", "verify", "--checkpoint", kept, exit=3)
    assert kind in [found["kind"] for found in answer["found"]], answer
    assert not answer["sound"]


def test_old_copy_is_found_by_a_checkpoint_that_was_kept_elsewhere(small):
    platform = small.platform
    old = platform.folder / "old"
    shutil.copytree(platform.data, old)
    platform.ingest("c", extract(7, 6, [person(3)]))
    kept = platform.folder / "kept"
    platform.run("ledger", "checkpoint", "--out", kept)
    platform.run("ledger", "verify", "--checkpoint", kept)
    shutil.rmtree(platform.data)
    shutil.copytree(old, platform.data)
    platform.run("ledger", "verify")
    answer = platform.json("ledger", "verify", "--checkpoint", kept, exit=3)
    assert [found["kind"] for found in answer["found"]] == ["behind"]
    other = platform.write("other", b"e30.e30.AAAA\n")
    assert "line 1 of the checkpoints" in platform.run("ledger", "verify", "--checkpoint", other, exit=1).stderr


# ---- reports over the API

LONG_AGO = "from=2020-01-01&to=2020-12-31"


def this_year():
    today = datetime.datetime.now(zoneinfo.ZoneInfo("Europe/Copenhagen")).date()
    return f"from={today - datetime.timedelta(300)}&to={today + datetime.timedelta(1)}"


def test_system_reads_a_report_on_its_agreement_as_json_text_and_page(small):
    platform = small.platform
    platform.serve()
    api = Api(small)
    report = api.get(f"/report?{this_year()}")
    assert [(one["way"], one["persons"]) for one in report["entries"]] == [("delivery", 1), ("delivery", 2)]
    assert report["entries"][0]["agreement"]["purpose"] == "Pension & tillæg"
    page = api.request("GET", f"/report?{this_year()}&language=da", headers={"Accept": "text/html,*/*;q=0.5"})
    assert page.headers["Content-Type"] == "text/html; charset=utf-8" and "X-Correlation-Id" in page.headers
    assert "Videregivelser fra CPR efter en aftale" in page.text and "Pension &amp; tillæg" in page.text
    assert "<script" not in page.text and "http" not in page.text and pnr(1) not in page.text
    text = api.request("GET", f"/report?{this_year()}&format=text").text
    assert "daily file of changes\tSF6002\t1\t" in text
    ways = [one["way"] for one in api.get(f"/report?{this_year()}")["entries"]]
    assert ways == ["delivery", "delivery", "report", "report", "report"], "that it was read is in it"
    assert api.get(f"/report?{LONG_AGO}")["entries"] == []
    for wrong in ("", "?from=2026-01-01", "?from=2026-01-02&to=2026-01-01", "?from=2020-01-01&to=2026-01-01", f"?{LONG_AGO}&format=pdf",
                  f"?{LONG_AGO}&language=DA"):
        api.refused(400, "INVALID_REQUEST", "GET", f"/report{wrong}")
    by_command = platform.run(
        "report", "agreement", "--agreement", small.agreement, "--from", "2020-01-01", "--to", "2099-12-31", "--format", "html", "--lang", "da")
    assert "Pension &amp; tillæg" in by_command.stdout
    assert platform.json("ledger", "verify")["sound"]
    platform.assert_private()


def test_system_reads_what_it_received_on_a_person_and_nothing_else(fresh):
    owner, other = system_of(fresh, "owner"), system_of(fresh, "other")
    owner.filter("add", "--pnr", pnr(1))
    other.filter("add", "--no-filter")
    fresh.run("agreement", "describe", "--agreement", owner.agreement, "--purpose", "Pension", exit=None)
    fresh.ingest("a", extract(5, 2, [person(1), person(2)]))
    former = f"022{pnr(1)}1970-01-01 2026-01-05 "
    fresh.ingest("b", extract(6, 5, [person(1, status="60", successor=pnr(3), events=()), person(3, more=[former])]))
    fresh.serve()
    api = Api(owner)
    report = api.post("/person/report", status=200, pnr=pnr(1), reason="Indsigt 2026-117")
    assert report["numbers"] == [pnr(1), pnr(3)], "it may look the person up"
    assert {one["agreement"]["agreement"] for one in report["disclosures"]} == {owner.agreement}
    assert [(one["way"], one["pnr"]) for one in report["disclosures"]] == [
        ("delivery", pnr(1)), ("delivery", pnr(1)), ("delivery", pnr(3))]
    page = api.request("POST", "/person/report?format=html&language=da", json={"pnr": pnr(1), "reason": "x"})
    assert "efter én af en myndigheds aftaler" in page.text and "Pension" in page.text and pnr(2) not in page.text
    text = api.request("POST", "/person/report", json={"pnr": pnr(1), "reason": "x"}, headers={"Accept": "text/plain"}).text
    assert "under one agreement" in text
    nobody = api.post("/person/report", status=200, pnr=pnr(2), reason="x")
    assert nobody["disclosures"] == [], "others have received this one"
    lines = [line for line in fresh.json("audit") if line["action"] == "report person"]
    assert "Indsigt 2026-117" in lines[0]["subject"] and lines[0]["who"].startswith("certificate")
    assert len([one for one in api.get(f"/report?{this_year()}")["entries"] if one["way"] == "report"]) == 4
    seen = json.loads(report_of(fresh, pnr(1)))["disclosures"]
    readers = {one["agreement"]["system_name"] for one in seen if one["way"] == "report"}
    assert readers == {"owner"}, "to the operator, too"
    problem = api.refused(400, "INVALID_REQUEST", "POST", "/person/report", json={"pnr": pnr(1), "reason": pnr(1)})
    assert pnr(1) not in json.dumps(problem)
    api.refused(400, "INVALID_REQUEST", "POST", "/person/report", json={"pnr": pnr(1)})
    assert fresh.json("ledger", "verify")["sound"]
    fresh.assert_private()


def report_of(platform, number):
    return report(platform, number, "--format", "json")


def test_report_on_a_person_is_for_agreements_that_may_look_up_and_links_no_numbers_of_others(fresh):
    plain, chosen = System(fresh, "plain"), system_of(fresh, "chosen", "--only-chosen", "on")
    for system in (plain, chosen):
        system.filter("add", "--pnr", pnr(1))
    fresh.ingest("a", extract(5, 2, [person(1), person(2)]))
    former = f"022{pnr(1)}1970-01-01 2026-01-05 "
    fresh.ingest("b", extract(6, 5, [person(1, status="60", successor=pnr(3), events=()), person(3, more=[former])]))
    for number in (1, 3):
        chosen.filter("remove", "--pnr", pnr(number))
    fresh.serve()
    Api(plain).refused(403, "SERVICE_NOT_IN_AGREEMENT", "POST", "/person/report", json={"pnr": pnr(1), "reason": "x"})
    found = Api(chosen).post("/person/report", status=200, pnr=pnr(1), reason="x")
    assert found["numbers"] == [pnr(1)] and {one["pnr"] for one in found["disclosures"]} == {pnr(1)}
    for n in range(520):
        answer = Api(chosen).request("POST", "/person/report", json={"pnr": pnr(n % 90 + 5), "reason": "x"})
        if answer.status_code == 429:
            break
    assert answer.json()["code"] == "TOO_MANY_UNKNOWN_NUMBERS", "who guesses numbers is slowed down"


# ---- one person before the time

def test_person_is_reduced_to_counts_and_the_ledger_is_as_it_was(fresh):
    system = system_of(fresh, "system")
    system.filter("add", "--municipality", "0751")
    fresh.ingest("a", extract(5, 2, [person(1), person(2)]))
    fresh.serve()
    for number in (1, 2):
        api(system, "person", {"pnr": pnr(number)})
    fresh.stop()
    reduce = ("ledger", "reduce", "--pnr-file", "-", "--reason", "Kendelse 2026-7")
    refused = fresh.run("ledger", "reduce", "--pnr-file", "-", "--reason", f"se {pnr(1)}", input=f"{pnr(1)}\n", exit=2)
    assert pnr(1) not in refused.stderr
    assert "one number" in fresh.run(*reduce, input=f"{pnr(1)}\n{pnr(2)}\n", exit=1).stderr
    said = fresh.run(*reduce, input=f"{pnr(1)}\n").stdout
    assert "the person in 1 entry to a count" in said and "1 delivery can still be made again" in said
    assert [row[0] for row in reported(fresh, pnr(1))] == ["delivery"]
    assert [row[0] for row in reported(fresh, pnr(2))] == ["delivery", "look-up"], "others are as they were"
    answer = fresh.json("ledger", "verify")
    assert answer["sound"] and answer["removals"]["persons_taken_out"] == 1
    fresh.run("verify")
    (line,) = [line for line in fresh.json("audit") if line["action"] == "reduce a person"]
    assert "Kendelse 2026-7" in line["subject"]
    again = fresh.write("number.txt", f"# the person\n{pnr(1)}\n".encode())
    row = json.loads(fresh.run("--json", "ledger", "reduce", "--pnr-file", again, "--reason", "x").stdout)
    # The two reports of above.
    assert row["kept"] == 1 and row["entries"] >= 1
    assert fresh.json("ledger", "verify")["sound"]
    fresh.assert_private()
