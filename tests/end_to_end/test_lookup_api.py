"""Look-ups over the JSON API: one person, and many as lines."""

import json
import re
import uuid

import pytest
import requests

from extracts import pnr
from lookup_client import audited, disclosed, system_of
from lookup_persons import ANNA, BO, CARL, DAY, EVERYBODY, FIE_BEFORE, GORM, PROTECTED_ROAD, ROAD, UNKNOWN, full_extract
from platform_under_test import PNR

NUMBERS = sorted(EVERYBODY)


@pytest.fixture(scope="module")
def seeded(platform):
    platform.run("seed", platform.write("full", full_extract()))
    return platform


@pytest.fixture(scope="module")
def system(seeded):
    return system_of(seeded, "api")


@pytest.fixture(scope="module")
def narrow(seeded):
    system = system_of(seeded, "narrow", "--only-chosen", "on")
    system.filter("add", "--municipality", "0751")
    return system


def post(system, path, cert=True, agreement=None, **body):
    pair = (str(system.cert), str(system.key)) if cert is True else cert or None
    body = body if "data" in body else {"json": body}
    return requests.post(
        f"{system.platform.soap}/api/v1/agreements/{agreement or system.agreement}/{path}", cert=pair,
        verify=str(system.platform.ca), timeout=60, **body)


def problem(response, status, code):
    """A problem that names nobody and discloses nobody."""
    found = response.json()
    assert (response.status_code, found["status"], found["code"]) == (status, status, code), found
    assert response.headers["Content-Type"] == "application/problem+json"
    assert not PNR.search(response.content) and found["title"] and found["title_da"]
    return found


def person(system, number):
    response = post(system, "person", pnr=number)
    assert response.status_code == 200, response.text
    assert response.headers["Content-Type"] == "application/json"
    return response, response.json()


def lines(system, numbers):
    response = post(system, "persons", pnrs=numbers)
    assert response.status_code == 200, response.text
    assert response.headers["Content-Type"] == "application/x-ndjson" and response.text.endswith("\n")
    return response, [json.loads(line) for line in response.text.splitlines()]


# ---- one person

def test_person_has_the_registers_fields_by_name_and_history(system):
    response, anna = person(system, ANNA)
    assert (anna["pnr"], anna["as_of"], anna["address_omitted"]) == (ANNA, DAY, False)
    records = anna["records"]
    assert [record["RECORDTYPE"] for record in records] == [
        "001", "002", "006", "008", "010", "012", "014", "015", "016", "019", "023", "003"], "as in the extract"
    of = {record["RECORDTYPE"]: record for record in records}
    assert of["001"] == {
        "RECORDTYPE": "001", "PNR": ANNA, "STATUS": "01", "KOEN": "K", "FOED_DT": "1978-04-27", "STILLING": "Bager"}
    assert (of["002"]["KOMKOD"], of["002"]["HUSNR"], of["002"]["TILFLYDTO"]) == ("0751", "012B", "2010-01-31T12:00")
    assert of["003"]["VEJADRNVN"] == ROAD and of["012"]["AEGTEPNR"] == BO and of["014"]["PNR-BARN"] == CARL
    assert of["023"]["KOMKOD"] == "0101", "history"
    assert disclosed(system.platform, response) == [ANNA]
    assert audited(system.platform, response) == [
        ("POST /api/v1/agreements/{agreement}/person", f"agreement {system.agreement}, SF1520, 1 person", "done")]


def test_unknown_person_is_not_found(system):
    response = post(system, "person", pnr=UNKNOWN)
    found = problem(response, 404, "PNRNotFound")
    assert found["title"].startswith("PNR not found")
    assert disclosed(system.platform, response) == []
    assert [outcome for *_, outcome in audited(system.platform, response)] == ["PNRNotFound"]


@pytest.mark.parametrize("body", [
    {"pnr": "0101"}, {"pnr": 101705001}, {"pnr": None}, {"pnr": ["0101705001"]}, {}, {"pnrs": ["0101705001"]},
    {"pnr": "0101705001", "more": "0101705002"}, {"pnr": "x" * 4096},
], ids=lambda body: json.dumps(body)[:40])
def test_wrong_question_is_refused_and_not_repeated(system, body):
    response = post(system, "person", **body)
    code, status = ("TOO_LARGE", 413) if len(json.dumps(body)) > 4096 else ("INVALID_REQUEST", 400)
    problem(response, status, code)
    assert disclosed(system.platform, response) == []


def test_protected_address_is_given_or_left_out(system, seeded):
    _, given = person(system, BO)
    assert PROTECTED_ROAD in json.dumps(given, ensure_ascii=False) and given["address_omitted"] is False
    discreet = system_of(seeded, "discreet", "--protected-addresses", "omitted")
    response, omitted = person(discreet, BO)
    assert PROTECTED_ROAD not in response.text and "7777" not in response.text and omitted["address_omitted"] is True
    kinds = [record["RECORDTYPE"] for record in omitted["records"]]
    assert "004" in kinds and "002" not in kinds and "003" not in kinds
    [line] = lines(discreet, [BO])[1]
    assert line == omitted
    assert person(discreet, ANNA)[1]["address_omitted"] is False


# ---- many persons

def test_lines_come_in_rising_order_and_each_once(system):
    response, answer = lines(system, [GORM, ANNA, UNKNOWN, CARL, ANNA, f"{BO[:6]}-{BO[6:]}"])
    assert [line["pnr"] for line in answer] == sorted([ANNA, BO, CARL, GORM, UNKNOWN])
    refused = [line for line in answer if "code" in line]
    assert [(line["pnr"], line["code"]) for line in refused] == [(UNKNOWN, "PNRNotFound")]
    assert set(refused[0]) == {"pnr", "code", "title", "title_da"} and UNKNOWN not in refused[0]["title"]
    assert [line for line in answer if line["pnr"] == ANNA] == [person(system, ANNA)[1]]
    assert disclosed(system.platform, response) == sorted([ANNA, BO, CARL, GORM])
    [line] = audited(system.platform, response)
    assert line == ("POST /api/v1/agreements/{agreement}/persons", f"agreement {system.agreement}, SF1520, 4 persons", "done")


def test_everybody_is_the_same_as_one_by_one(system):
    _, answer = lines(system, EVERYBODY)
    assert answer == [person(system, number)[1] for number in NUMBERS]
    assert next(line for line in answer if line["pnr"] == FIE_BEFORE)["records"][0]["STATUS"] == "60"


def test_nobody_asked_for_is_nobody_answered(system):
    response = post(system, "persons", pnrs=[])
    assert (response.status_code, response.text) == (200, "")
    assert disclosed(system.platform, response) == []


def test_thousand_numbers_are_answered_and_one_more_is_not(system, seeded):
    # Known ones and some that nobody has, few enough for the limit of guesses.
    numbers = NUMBERS + [pnr(number) for number in range(1000, 1020)]
    many = numbers + [number for number in NUMBERS for _ in range(200)]
    _, answer = lines(system, many[:1000])
    assert [line["pnr"] for line in answer] == sorted(numbers)
    whole = system_of(seeded, "thousand")
    different = [f"{day:02}0170{serial}" for day in range(1, 26) for serial in range(8000, 8040)]
    response = post(whole, "persons", pnrs=different + ["2801708000"])
    found = problem(response, 400, "INVALID_REQUEST")
    assert "more than 1000 numbers" in found["detail"] and "1000 numre" in found["detail_da"]
    # A thousand are not refused for their number; so many unknown ones are, on the way.
    response, answer = lines(whole, different)
    *answer, last = answer
    assert [line["pnr"] for line in answer] == sorted(different)[:len(answer)] and 500 <= len(answer) < 1000
    assert last["code"] == "TOO_MANY_UNKNOWN_NUMBERS" and "pnr" not in last
    # Rejected before the first line, it is a problem and not an empty answer.
    problem(post(whole, "persons", pnrs=different[:100]), 429, "TOO_MANY_UNKNOWN_NUMBERS")


def test_entries_that_are_no_numbers_are_named_by_their_place(system):
    for odd, places in [(["0101"], "3"), ([None, 7], "3-4"), ([{}, ANNA, [BO]], "3, 5"), (["0101705001 "], "3")]:
        response = post(system, "persons", pnrs=[ANNA, BO, CARL, *odd])
        found = problem(response, 400, "INVALID_REQUEST")
        assert found["detail"].startswith(f"pnrs[{places}] is not ten digits"), found
        assert found["detail_da"].startswith(f"pnrs[{places}] er ikke ti cifre")
        assert disclosed(system.platform, response) == [], "nobody was looked up"


def test_body_has_a_limit(system):
    largest = b" " * (64 * 1024 - 12) + b'{"pnrs": []}'
    assert post(system, "persons", data=largest).status_code == 200
    problem(post(system, "persons", data=b" " + largest), 413, "TOO_LARGE")


# ---- rights

@pytest.mark.parametrize("path, body", [("person", {"pnr": ANNA}), ("persons", {"pnrs": [ANNA]})])
class TestRights:
    def refused(self, response, status, code):
        problem(response, status, code)
        assert "Ærøskøbing" not in response.text

    def test_service_must_be_covered(self, seeded, path, body):
        system = system_of(seeded, f"none-{path}", services=[])
        response = post(system, path, **body)
        self.refused(response, 403, "SERVICE_NOT_IN_AGREEMENT")
        assert disclosed(seeded, response) == []
        seeded.run("agreement", "service", "add", "--agreement", system.agreement, "SF6008", "STAM+")
        self.refused(post(system, path, **body), 403, "SERVICE_NOT_IN_AGREEMENT")
        seeded.run("agreement", "service", "add", "--agreement", system.agreement, "SF1520")
        assert post(system, path, **body).status_code == 200

    def test_certificate_must_be_the_systems_own(self, seeded, system, narrow, path, body):
        self.refused(post(system, path, cert=False, **body), 401, "CERTIFICATE_MISSING")
        theirs = (str(narrow.cert), str(narrow.key))
        self.refused(post(system, path, cert=theirs, **body), 404, "UNKNOWN_AGREEMENT")
        self.refused(post(system, path, agreement=str(uuid.uuid4()), **body), 404, "UNKNOWN_AGREEMENT")
        revoked = system_of(seeded, f"revoked-{path}")
        assert post(revoked, path, **body).status_code == 200
        seeded.run("system", "revoke-cert", f"revoked-{path}", "--cert", revoked.cert)
        self.refused(post(revoked, path, **body), 403, "CERTIFICATE_REVOKED")


def test_only_chosen_persons_are_answered_and_unknown_ones_are_refused_alike(narrow):
    assert person(narrow, ANNA)[1]["pnr"] == ANNA
    answers = [post(narrow, "person", pnr=number) for number in [CARL, UNKNOWN]]
    found = [problem(answer, 403, "PERSON_NOT_CHOSEN") for answer in answers]
    assert {**found[0], "correlation": ""} == {**found[1], "correlation": ""}
    response, answer = lines(narrow, [CARL, UNKNOWN, ANNA])
    refused = [line for line in answer if "code" in line]
    assert [line.pop("pnr") for line in refused] == [CARL, UNKNOWN] and refused[0] == refused[1]
    assert disclosed(narrow.platform, response) == [ANNA]


def test_empty_replica_is_a_problem(fresh):
    fresh.serve()
    system = system_of(fresh, "early")
    for path, body in [("person", {"pnr": ANNA}), ("persons", {"pnrs": [ANNA]})]:
        problem(post(system, path, **body), 409, "REPLICA_EMPTY")


def test_person_is_read_without_the_number_in_a_path(system):
    for method in ["GET", "PUT"]:
        response = requests.request(
            method, f"{system.platform.soap}/api/v1/agreements/{system.agreement}/person/{ANNA}",
            cert=(str(system.cert), str(system.key)), verify=str(system.platform.ca), timeout=60)
        problem(response, 404, "UNKNOWN_PATH")
    assert not PNR.search(system.platform.log.read_bytes())


# ---- what is recorded

def explain(system, number, *options):
    return system.platform.run(
        *options, "explain", "--agreement", system.agreement, "--pnr", "-", "--day", DAY, input=number)


def test_look_ups_are_explained_as_disclosures(seeded):
    system = system_of(seeded, "explained")
    [run] = json.loads(explain(system, ANNA, "--json").stdout)["runs"]
    assert run["lookups"] == []
    person(system, ANNA)
    lines(system, [ANNA, BO])
    [run] = json.loads(explain(system, ANNA, "--json").stdout)["runs"]
    assert [look_up["action"] for look_up in run["lookups"]] == [
        "POST /api/v1/agreements/{agreement}/person", "POST /api/v1/agreements/{agreement}/persons"]
    assert all(look_up["who"].startswith("certificate ") for look_up in run["lookups"])
    shown = explain(system, ANNA).stdout
    assert len(re.findall(r"^  looked up +20.* by POST /api/v1/agreements/\{agreement\}/persons?, certificate ", shown, re.M)) == 2
    [run] = json.loads(explain(system, CARL, "--json").stdout)["runs"]
    assert run["lookups"] == [], "only the person's own"
