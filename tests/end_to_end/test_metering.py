"""What is counted of the calls of real clients: by agreement, service, operation, system and the account that they name."""

import csv
import datetime
import io
import zoneinfo

import pytest
import requests

from lookup_client import BASIC, PERSON_5, ask, ask_gctp, authority, call_context, invocation, lookup_fault, system_of
from lookup_persons import ANNA, BO, CARL, UNKNOWN, full_extract
from off4_client import add_account, log_on, serve
from off4_client import ask as ask_off4
from platform_under_test import PNR, Platform, System, wait_for
from soap_client import call, fault, pnr_element, result
from zeep_client import ZeepClient

BEGUN = datetime.datetime.now(zoneinfo.ZoneInfo("Europe/Copenhagen"))


def months():
    """The months in which these tests ran: they may run when one ends."""
    now = datetime.datetime.now(zoneinfo.ZoneInfo("Europe/Copenhagen"))
    return sorted({f"{BEGUN:%Y-%m}", f"{now:%Y-%m}"})


def listed(platform, *options):
    return [row for month in months() for row in platform.json("metering", "list", "--month", month, *options)]


def counted(system):
    """Answered, refused and persons, by service, operation and account."""
    found = {}
    for row in listed(system.platform, "--by", "accounting-info"):
        if row["agreement"] == system.agreement:
            key = row["service"], row["operation"], row["accounting_info"]
            before = found.get(key, (0, 0, 0))
            found[key] = tuple(map(sum, zip(before, (row["calls"], row["refused"], row["persons"]))))
    return found


def wait_for_counted(system, expected):
    """Calls that write nothing are counted some seconds later."""
    wait_for(lambda: counted(system) == expected, f"{expected} to be counted")


@pytest.fixture(scope="module")
def platform(tmp_path_factory):
    platform = Platform(tmp_path_factory.mktemp("metering"))
    platform.run("seed", platform.write("full", full_extract()))
    serve(platform)
    yield platform
    platform.stop()


def zeep_call(client, operation, account=None, **arguments):
    context = client.system.context(**({} if account is None else {"AccountingInfo": account}))
    return getattr(client.zeep.service, operation)(InvocationContext=context, **arguments)


def test_calls_of_zeep_are_counted_with_their_accounting_info(platform):
    system = System(platform, "zeep")
    client = ZeepClient(system)
    add = "AddPNRSubscription"
    assert zeep_call(client, add, "konto 7", PNR=ANNA) == "ADDED"
    assert counted(system) == {("SF6002", add, "konto 7"): (1, 0, 0)}, "with what it writes"
    assert zeep_call(client, add, "konto 7", PNR=ANNA) == "ALREADY_EXISTED"
    assert zeep_call(client, add, "sag 010170-1234,\n=1+1", PNR=BO) == "ADDED"
    assert zeep_call(client, add, PNR=CARL) == "ADDED"
    zeep_call(client, "GetAllFilters", "konto 8")
    zeep_call(client, "RemoveAll", FilterGroup="AgeRange")
    masked = "sag ******-****, =1+1"
    wait_for_counted(system, {
        ("SF6002", add, "konto 7"): (2, 0, 0),
        ("SF6002", add, masked): (1, 0, 0),
        ("SF6002", add, None): (1, 0, 0),
        ("SF6002", "GetAllFilters", "konto 8"): (1, 0, 0),
        ("SF6002", "RemoveAll", None): (1, 0, 0),
    })
    rows = [row for row in listed(platform) if row["agreement"] == system.agreement]
    assert sum(row["calls"] for row in rows) == 6 and not any(row["disclosing"] for row in rows)
    text = "".join(
        platform.run("metering", "list", "--month", month, "--by", "accounting-info", "--csv").stdout for month in months())
    assert [masked, system.uuid] in [
        [row["accounting_info"], row["system"]] for row in csv.DictReader(io.StringIO(text))]
    kept = "\n".join(platform.rows("select * from call_count")).encode()
    assert masked.encode() in kept and not PNR.search(kept)


def test_too_long_or_double_accounting_info_refuses_no_call(platform):
    system = System(platform, "long")
    context = system.context(AccountingInfo="æ" * 300)
    assert result(call(system, "AddPNRSubscription", pnr_element(ANNA), context=context)) == "ADDED"
    twice = system.context(AccountingInfo="a</AccountingInfo><AccountingInfo>b")
    assert result(call(system, "AddPNRSubscription", pnr_element(BO), context=twice)) == "ADDED"
    assert set(counted(system)) == {("SF6002", "AddPNRSubscription", account) for account in ("æ" * 255, "a")}


def test_look_ups_are_counted_with_the_persons_that_they_disclose(platform):
    system = system_of(platform, "lookups")
    context = invocation(system, PERSON_5, AccountingInfo="konto 7")
    assert ask(system, PERSON_5, ANNA, context).status_code == 200
    assert ask(system, PERSON_5, BO, call_context(AccountingInfo="konto 8") + authority()).status_code == 200
    # Nobody has the number: that is an answer, as a fault or as a receipt.
    assert lookup_fault(ask(system, PERSON_5, UNKNOWN, context))[0] == "PNRNotFound"
    assert ask_gctp(system, "STAM+", PNR=UNKNOWN).status_code == 200
    assert ask_gctp(system, "FAMILIE+", PNR=ANNA).status_code == 200
    persons = len(platform.rows(
        "select pnr from lookup_disclosure join agreement on agreement.id = lookup_disclosure.agreement "
        f"where uuid = '{system.agreement}'"))
    family = persons - 2
    assert family >= 3
    wait_for(lambda: sum(calls for calls, *_ in counted(system).values()) == 5, "five calls")
    found = counted(system)
    assert found["SF1520", "PersonLookup", "konto 7"] == (2, 0, 1)
    assert found["SF1520", "PersonLookup", "konto 8"] == (1, 0, 1)
    assert {(service, *rest) for (service, _, account), rest in found.items() if account is None} == {
        ("STAM+", 1, 0, 0), ("FAMILIE+", 1, 0, family)}
    rows = {row["service"]: row for row in listed(platform) if row["agreement"] == system.agreement}
    assert rows["SF1520"]["calls"] == 3 and rows["SF1520"]["disclosing"] == 2
    assert rows["STAM+"]["calls"] == 1 and rows["STAM+"]["disclosing"] == 0
    assert sum(row["persons"] for row in rows.values()) == persons, "as the ledger has them"


def api(system, method, path, agreement=None, **how):
    url = f"{system.platform.soap}/api/v1/agreements/{agreement or system.agreement}/{path}"
    return requests.request(
        method, url, cert=(str(system.cert), str(system.key)), verify=str(system.platform.ca), timeout=60, **how)


def test_calls_of_the_api_are_counted_and_told_to_their_system_alone(platform):
    system, other = system_of(platform, "api", services=[BASIC, PERSON_5]), System(platform, "other")
    assert api(system, "POST", "persons", json={"pnrs": [ANNA, BO, UNKNOWN]}).status_code == 200
    assert api(system, "GET", "deliveries").status_code == 200
    assert api(system, "POST", "person", json={"pnr": 7}).status_code == 400
    prefix = "/api/v1/agreements/{agreement}"
    expected = {
        ("SF1520", f"POST {prefix}/persons", None): (1, 0, 2),
        ("SF6002", f"GET {prefix}/deliveries", None): (1, 0, 0),
        ("SF1520", f"POST {prefix}/person", None): (0, 1, 0),
    }
    wait_for_counted(system, expected)
    first, last = months()[0], months()[-1]
    told = api(system, "GET", "metering", params={"from": first, "to": last})
    assert told.status_code == 200 and [month["month"] for month in told.json()["months"]] == months()
    rows = [row for month in told.json()["months"] for row in month["calls"]]
    assert {(row["service"], row["operation"], row["accounting_info"]): (row["calls"], row["refused"], row["persons"])
            for row in rows} == expected
    assert {row["system"] for row in rows} == {system.uuid}
    services = [row for month in told.json()["months"] for row in month["services"]]
    assert sum(row["persons"] for row in services) == 2 and sum(row["disclosing"] for row in services) == 1
    assert api(other, "GET", "metering", system.agreement, params={"from": first}).json()["code"] == "UNKNOWN_AGREEMENT"
    for wrong in ({}, {"from": "2026"}, {"from": "2026-13"}, {"from": "2026-02", "to": "2026-01"}, {"from": first, "x": "1"},
                  {"from": "2024-01", "to": "2026-01"}):
        answer = api(system, "GET", "metering", params=wrong)
        assert (answer.status_code, answer.json()["code"]) == (400, "INVALID_REQUEST"), wrong
    assert api(system, "GET", "metering", params={"from": "2024-01", "to": "2025-12"}).status_code == 200


def test_calls_of_off4_are_counted(platform):
    system = system_of(platform, "off4", services=[])
    platform.run("agreement", "service", "add", "--agreement", system.agreement, "OFF4")
    password = add_account(system)
    token = log_on(platform, password).token
    assert ask_off4(platform, token, ANNA).fejlnr == "00"
    assert ask_off4(platform, token, UNKNOWN).fejlnr != "00"
    assert ask_off4(platform, token, BO, abon="1").fejlnr == "00"
    wait_for_counted(system, {
        ("OFF4", "OFF4 logon", None): (1, 0, 0),
        ("OFF4", "OFF4 look-up", None): (2, 0, 1),
        ("OFF4", "OFF4 subscribe", None): (1, 0, 1),
    })
    assert {row["system"] for row in listed(platform, "--by", "accounting-info")
            if row["agreement"] == system.agreement} == {system.uuid}


def test_refused_calls_are_counted_apart_and_cost_nothing(platform):
    system, stranger = System(platform, "refused"), System(platform, "stranger")
    context = system.context(AccountingInfo="konto 7")
    code = fault(call(stranger, "GetAllFilters", context=context))
    assert code == "CERTIFICATE_NOT_REGISTERED"
    platform.run("agreement", "suspend", "--agreement", system.agreement, "--reason", "a test")
    assert fault(call(system, "AddPNRSubscription", pnr_element(ANNA), context=context)) == "AGREEMENT_SUSPENDED"
    unknown = system.context(ServiceAgreementUUID="00000000-0000-4000-8000-000000000077")
    assert fault(call(system, "GetAllFilters", context=unknown)) == "UNKNOWN_AGREEMENT"
    assert counted(system) == {
        ("SF6002", "GetAllFilters", None): (0, 1, 0),
        ("SF6002", "AddPNRSubscription", None): (0, 1, 0),
    }
    prices = platform.write("calls.toml", b'call = 100\ncalls = "all"\n')
    for month in months():
        for bill in platform.json("metering", "statement", "--month", month, "--prices", prices):
            if bill["authority"] == system.authority:
                assert bill["total_ore"] == 0


def bills(platform, month, prices):
    found = platform.json("metering", "statement", "--month", month, "--prices", prices)
    return {bill["authority"]: {line["what"]: (line["count"], line["amount_ore"]) for line in bill["lines"]} for bill in found}


def test_statement_has_the_platform_for_each_agreement_in_force_and_calls_as_priced(fresh):
    month = months()[-1]
    used, unused, draft = (System(fresh, name) for name in ("used", "unused", "draft"))
    fresh.run("agreement", "end", "--agreement", draft.agreement, "--last-day", "2020-01-01")
    fresh.run("agreement", "add", "--agreement", draft.agreement.replace(draft.agreement[:8], "00000000"),
              "--system", draft.uuid, "--authority", draft.authority, "--draft")
    fresh.serve()
    assert result(call(used, "AddPNRSubscription", pnr_element(ANNA))) == "ADDED"
    fresh.stop()
    text = b"platform = 150000\ncall = 5\n"
    disclosing, every = fresh.write("disclosing.toml", text), fresh.write("all.toml", text + b'calls = "all"\n')
    nothing = {"persons": (0, 0), "files": (0, 0)}
    platform = {"platform": (1, 150000)}
    if months() == [month]:
        assert bills(fresh, month, disclosing) == {
            system.authority: platform | nothing | {"calls": (0, 0)} for system in (used, unused)}
        assert bills(fresh, month, every) == {
            used.authority: platform | nothing | {"calls": (1, 5)},
            unused.authority: platform | nothing | {"calls": (0, 0)}}
    assert bills(fresh, "2020-01", disclosing) == {}, "before there was an installation"
    assert bills(fresh, "2099-01", disclosing) == {}, "it has not come"
    wrong = fresh.write("wrong.toml", b'calls = "some"\n')
    assert "list of prices" in fresh.run("metering", "statement", "--month", month, "--prices", wrong, exit=1).stderr


def test_last_calls_before_the_end_are_counted(fresh):
    system = System(fresh, "last")
    fresh.serve()
    for _ in range(3):
        assert call(system, "GetAllFilters").status_code == 200
    fresh.stop()
    assert counted(system) == {("SF6002", "GetAllFilters", None): (3, 0, 0)}


def test_call_that_was_answered_with_a_write_is_counted_after_a_crash(fresh):
    system = System(fresh, "crash")
    fresh.serve()
    assert result(call(system, "AddPNRSubscription", pnr_element(ANNA))) == "ADDED"
    fresh.kill()
    assert counted(system) == {("SF6002", "AddPNRSubscription", None): (1, 0, 0)}
    fresh.run("verify")
