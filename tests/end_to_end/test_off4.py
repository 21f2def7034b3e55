"""CPR Direkte PNR (OFF4): accounts, tokens, answers in records, subscriptions, and who may ask."""

import concurrent.futures
import datetime
import json
import shutil
import socket
import subprocess
import zoneinfo

import pytest
import requests

from extracts import extract, person, pnr
from lookup_client import system_of
from lookup_persons import ANNA, BO, CARL, EVERYBODY, FIE, FIE_BEFORE, PROTECTED_ROAD, ROAD, UNKNOWN, full_extract
from off4_client import (
    HERE, KUNDENR, USER, Answer, add_account, ask, ask_bytes, lengths, log_on, logon_bytes, once, records, send, serve, tls,
    to_the_end)
from platform_under_test import ROOT, Platform
from soap_client import call

WITHOUT_HISTORY = [f"{kind:03}" for kind in range(1, 19)]
NOBODYS_TOKEN = "AAAAAAAA"


def off4_system(platform, name, *terms):
    """A system whose agreement covers subscriptions and OFF4."""
    system = system_of(platform, name, *terms, services=[])
    platform.run("agreement", "service", "add", "--agreement", system.agreement, "OFF4")
    return system


@pytest.fixture(scope="module")
def platform(tmp_path_factory):
    platform = Platform(tmp_path_factory.mktemp("off4"))
    platform.run("seed", platform.write("full", full_extract()))
    serve(platform)
    yield platform
    platform.stop()


@pytest.fixture(scope="module")
def system(platform):
    return off4_system(platform, "off4")


@pytest.fixture(scope="module")
def password(system):
    return add_account(system)


@pytest.fixture
def token(platform, password):
    return log_on(platform, password).token


def audited(platform, action):
    """Actor, subject and outcome of each such line of the audit trail."""
    lines = [line for line in platform.json("audit") if line["action"] == action]
    return [(line["who"], line["subject"], line["outcome"]) for line in lines]


def expected(number):
    """The answer's records, from the extract: those without history, in the order of their types, padded."""
    lines = [line.decode("latin-1").rstrip("\r\n") for line in full_extract().splitlines()]
    own = [line for line in lines if line[3:13] == number and line[:3] in WITHOUT_HISTORY]
    today = datetime.datetime.now(zoneinfo.ZoneInfo("Europe/Copenhagen")).strftime("%Y%m%d")
    length = lengths()
    found = [line.ljust(length[line[:3]]) for line in sorted(own, key=lambda line: line[:3])]
    return [f"000{'0' * 10}{KUNDENR}01{today}{'0' * 8}", *found, f"999{'9' * 10}{len(found):08}"]


# ---- answers

@pytest.mark.parametrize("read", [to_the_end, once], ids=lambda read: read.__name__)
def test_client_logs_on_and_reads_everybody(platform, password, read):
    logged_on = log_on(platform, password, read)
    assert (logged_on.head, logged_on.user, logged_on.fejlnr, logged_on.rest) == ("038490", USER, "00", "")
    assert logged_on.token.isalnum()
    for number in EVERYBODY:
        answer = ask(platform, logged_on.token, number, read)
        assert (answer.head, answer.token, answer.user, answer.fejlnr) == ("038406", logged_on.token, USER, "00")
        assert records(answer.rest) == expected(number)


def test_php_reads_a_person(platform, password):
    php = shutil.which("php")
    if not php:
        pytest.skip("php is not here")
    script = ROOT / "tests" / "end_to_end" / "off4_client.php"
    done = subprocess.run(
        [php, script, str(platform.off4_port), platform.ca, KUNDENR, USER, password, ANNA], capture_output=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert records(Answer(done.stdout).rest) == expected(ANNA)


def test_answer_is_read_by_check_and_show(platform, token):
    answer = platform.write("answer", ask(platform, token, ANNA).content)
    [checked] = platform.json("check", answer)["files"]
    found = (checked["format"], checked["opgavenr"], checked["persons"], checked["errors"], checked["warnings"])
    assert found == ("off4", "038401", 1, 0, 0), checked
    assert "Bager" in platform.run("show", answer).stdout


def test_answer_without_data_is_the_head_alone(platform, token):
    answer = ask(platform, token, ANNA, data="0")
    assert answer.content == f"038400{token}{USER}000028".encode()


def test_bytes_behind_a_request_do_not_cost_the_answer(platform, token):
    answer = send(platform, ask_bytes(ANNA, token) + b"\r\n" * 1000)
    assert records(answer.rest) == expected(ANNA)


def test_person_with_more_records_than_an_answer_has_is_refused_with_what_to_do(fresh):
    own, label = person(1)
    children = [f"014{pnr(1)}{pnr(number)}" for number in range(100, 230)]
    fresh.run("seed", fresh.write("full", extract(5, 2, [(own + children, label)])))
    serve(fresh)
    token = log_on(fresh, add_account(off4_system(fresh, "long"))).token
    answer = ask(fresh, token, pnr(1))
    assert answer.fejlnr == "11" and "2.880 tegn" in answer.rest
    # Nothing is recorded, and no subscription changed.
    assert ask(fresh, token, pnr(1), abon="1").fejlnr == "11"
    assert fresh.rows("select count(*) from lookup_disclosure") == ["0"]
    [system] = fresh.json("agreement", "list")
    assert system["filters"] == 0


# ---- who may ask

def refused(answer, fejlnr, text):
    """An answer that discloses nothing."""
    assert (answer.fejlnr, text in answer.rest) == (fejlnr, True), answer
    assert ROAD not in answer.rest and "Anna" not in answer.rest and not answer.rest.startswith("000")


def test_logon_with_a_wrong_password_or_user_is_refused_alike(platform, system, password):
    wrong = log_on(platform, "Passw0rd")
    refused(wrong, "01", "forkert")
    assert wrong.token.strip() == ""
    nobody = log_on(platform, "Passw0rd", user="NOBODY12")
    assert nobody.content.replace(b"NOBODY12", USER.encode()) == wrong.content
    refused(log_on(platform, "Passw0rd", user="nobody"), "01", "forkert")
    refused(log_on(platform, "Passw0rd", kundenr="0385"), "01", "forkert")
    refused(log_on(platform, password, kundenr="0385"), "06", "Kundenummeret")
    rejected, named = audited(platform, "OFF4 logon"), audited(platform, f"OFF4 logon, account {USER}")
    subject = f"agreement {system.agreement}"
    assert ("address 127.0.0.1", subject, "LOGON_FAILED") in named
    assert ("address 127.0.0.1", "", "LOGON_FAILED") in rejected
    assert ("address 127.0.0.1", subject, "UNKNOWN_CUSTOMER") in named


def test_logon_and_look_up_are_audited_by_the_account(platform, system, password, token):
    ask(platform, token, ANNA)
    subject = f"agreement {system.agreement}"
    assert (f"off4-account {USER}", subject, "done") in audited(platform, "OFF4 logon")
    assert (f"off4-account {USER}", f"{subject}, OFF4, 1 person", "done") in audited(platform, "OFF4 look-up")


def test_account_is_used_from_its_networks_alone(platform, password):
    system = off4_system(platform, "elsewhere")
    theirs = add_account(system, "ELSEWH01", networks=["192.0.2.0/24", "2001:db8::/32"])
    # Nobody learns from another account's network that there is such an account, or its password.
    right = log_on(platform, theirs, user="ELSEWH01")
    refused(right, "01", "forkert")
    assert log_on(platform, "Passw0rd", user="ELSEWH01").content == right.content


def test_address_that_is_in_no_accounts_networks_is_refused_whoever_asks(fresh):
    fresh.run("seed", fresh.write("full", full_extract()))
    password = add_account(off4_system(fresh, "home"), networks=["127.0.0.1"])
    serve(fresh)
    token = log_on(fresh, password).token
    for user in (USER, "NOBODY12"):
        refused(log_on(fresh, password, user=user, source="127.0.0.9"), "16", "adresse")
        refused(ask(fresh, token, ANNA, user=user, source="127.0.0.9"), "16", "adresse")
    assert ask(fresh, token, ANNA).fejlnr == "00"


# ---- who fails too often

def test_guesses_from_elsewhere_do_not_lock_an_account(platform, password):
    """They come from another account's network."""
    system = off4_system(platform, "home-alone")
    own = add_account(system, "HOMEALON", networks=["127.0.0.1/32"])
    for _ in range(30):
        refused(log_on(platform, "Passw0rd", user="HOMEALON", source="127.0.0.9"), "01", "forkert")
    assert log_on(platform, own, user="HOMEALON").fejlnr == "00"


def test_address_that_fails_too_often_fills_neither_log_nor_audit_and_lets_others_in(fresh):
    fresh.run("seed", fresh.write("full", full_extract()))
    system = off4_system(fresh, "flooded")
    password = add_account(system)
    serve(fresh)
    token = log_on(fresh, password).token
    with concurrent.futures.ThreadPoolExecutor(20) as pool:
        guesses = [pool.submit(log_on, fresh, "Passw0rd", user="NOBODY12") for _ in range(300)]
        answers = [guess.result().fejlnr for guess in guesses]
    assert answers[:20] == ["01"] * 20 and answers[-20:] == ["04"] * 20, answers
    assert len(fresh.json("audit")) < 150
    assert fresh.log.read_text().count("request.rejected") < 150
    fresh.wait_for_log("address_limited")
    # From the same address: a token, a password, and another protocol.
    assert ask(fresh, token, ANNA).fejlnr == "00"
    assert log_on(fresh, password).fejlnr == "00"
    assert call(system, "GetAllFilters").status_code == 200
    # Passwords are hashed in 19 MiB each, which is not given back to the system.
    assert fresh.memory() < 250_000_000, fresh.memory()


def test_calls_over_https_that_are_refused_do_not_stop_off4(fresh):
    fresh.run("seed", fresh.write("full", full_extract()))
    password = add_account(off4_system(fresh, "beside"))
    serve(fresh)
    for _ in range(150):
        requests.get(fresh.soap + "/api/v1/agreements", verify=str(fresh.ca), timeout=60)
    assert ask(fresh, log_on(fresh, password).token, ANNA).fejlnr == "00"


def test_logon_that_is_refused_leaves_the_password_as_it_was(platform):
    system = off4_system(platform, "unchanged")
    password = add_account(system, "UNCHANGE")
    platform.run("system", "suspend", "unchanged")
    refused(log_on(platform, password, new="N3w-Word", user="UNCHANGE"), "99", "spærret")
    platform.run("system", "resume", "unchanged")
    refused(log_on(platform, "N3w-Word", user="UNCHANGE"), "01", "forkert")
    assert log_on(platform, password, user="UNCHANGE").fejlnr == "00"


def test_many_clients_log_on_at_the_same_time(platform, password):
    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        logons = list(pool.map(lambda _: log_on(platform, password).fejlnr, range(16)))
    assert logons == ["00"] * 16


def test_token_that_was_not_issued_or_is_anothers_is_refused(platform, system, token):
    refused(ask(platform, NOBODYS_TOKEN, ANNA), "07", "log på igen")
    refused(ask(platform, "", ANNA), "07", "log på igen")
    other = off4_system(platform, "another")
    add_account(other, "ANOTHER1")
    refused(ask(platform, token, ANNA, user="ANOTHER1"), "07", "log på igen")
    refused(ask(platform, token, ANNA, user="NOBODY12"), "07", "log på igen")
    refused(ask(platform, token, ANNA, kundenr="0385"), "06", "Kundenummeret")


def test_agreement_must_cover_off4_and_be_in_force(platform):
    system = system_of(platform, "uncovered", services=[])
    password = add_account(system, "UNCOVER1")
    refused(log_on(platform, password, user="UNCOVER1"), "99", "aftale")
    platform.run("agreement", "service", "add", "--agreement", system.agreement, "OFF4")
    token = log_on(platform, password, user="UNCOVER1").token
    assert ask(platform, token, ANNA, user="UNCOVER1").fejlnr == "00"
    platform.run("system", "suspend", "uncovered")
    refused(ask(platform, token, ANNA, user="UNCOVER1"), "99", "spærret")
    refused(log_on(platform, password, user="UNCOVER1"), "99", "spærret")
    platform.run("system", "resume", "uncovered")
    platform.run("agreement", "end", "--agreement", system.agreement, "--last-day", "2020-01-01")
    refused(ask(platform, token, ANNA, user="UNCOVER1"), "99", "aftale")


def test_account_that_is_removed_or_has_a_new_password_is_logged_off(platform):
    system = off4_system(platform, "leaving")
    password = add_account(system, "LEAVING1")
    token = log_on(platform, password, user="LEAVING1").token
    new = platform.json("off4-account", "password", "LEAVING1")["password"]
    refused(ask(platform, token, ANNA, user="LEAVING1"), "07", "log på igen")
    refused(log_on(platform, password, user="LEAVING1"), "01", "forkert")
    token = log_on(platform, new, user="LEAVING1").token
    assert ask(platform, token, ANNA, user="LEAVING1").fejlnr == "00"
    platform.run("off4-account", "remove", "LEAVING1")
    refused(ask(platform, token, ANNA, user="LEAVING1"), "07", "log på igen")
    refused(log_on(platform, new, user="LEAVING1"), "01", "forkert")


def test_client_changes_its_password(platform):
    system = off4_system(platform, "changing")
    password = add_account(system, "CHANGE01")
    for wrong in ("password", password, "æøåÆØÅ12"):
        refused(log_on(platform, password, new=wrong, user="CHANGE01"), "03", "otte tegn")
    assert log_on(platform, password, new="N3w,W}rd", user="CHANGE01").fejlnr == "00"
    refused(log_on(platform, password, user="CHANGE01"), "01", "forkert")
    assert log_on(platform, "N3w,W}rd", user="CHANGE01").fejlnr == "00"
    for secret in (password, "N3w,W}rd"):
        assert secret not in platform.log.read_text()
        assert platform.rows(f"select count(*) from off4_account where password like '%{secret}%'") == ["0"]


def test_account_with_too_many_wrong_passwords_waits(platform):
    system = off4_system(platform, "guessed")
    password = add_account(system, "GUESSED1")
    answers = {log_on(platform, "Passw0rd", user="GUESSED1").fejlnr for _ in range(20)}
    assert answers == {"01"}
    refused(log_on(platform, password, user="GUESSED1"), "04", "vent")


def test_tokens_are_over_after_a_restart_and_clients_log_on_again(fresh):
    fresh.run("seed", fresh.write("full", full_extract()))
    password = add_account(off4_system(fresh, "restarted"))
    serve(fresh)
    token = log_on(fresh, password).token
    fresh.stop()
    fresh.serve()
    refused(ask(fresh, token, ANNA), "07", "log på igen")
    assert ask(fresh, log_on(fresh, password).token, ANNA).fejlnr == "00"


# ---- whom

def test_number_that_nobody_has_or_that_is_none_is_refused(platform, token):
    refused(ask(platform, token, UNKNOWN), "05", "")
    for number in ("", "0000000000", "270478"):
        refused(ask(platform, token, number), "17", "")
    assert UNKNOWN not in platform.log.read_text()


def test_protected_address_is_given_or_left_out_as_the_agreement_says(platform, token):
    assert PROTECTED_ROAD in ask(platform, token, BO).rest
    discreet = off4_system(platform, "discreet", "--protected-addresses", "omitted")
    token = log_on(platform, add_account(discreet, "DISCREET"), user="DISCREET").token
    answer = ask(platform, token, BO, user="DISCREET")
    assert [record[:3] for record in records(answer.rest)] == ["000", "001", "004", "008", "012", "999"]
    assert PROTECTED_ROAD not in answer.rest
    assert ROAD in ask(platform, token, ANNA, user="DISCREET").rest


def test_agreement_that_restricts_look_ups_answers_about_chosen_persons_alone(platform):
    narrow = off4_system(platform, "narrow", "--only-chosen", "on")
    narrow.filter("add", "--municipality", "0751")
    token = log_on(platform, add_account(narrow, "NARROW01"), user="NARROW01").token
    assert records(ask(platform, token, ANNA, user="NARROW01").rest) == expected(ANNA)
    not_chosen = ask(platform, token, CARL, user="NARROW01")
    refused(not_chosen, "05", "")
    assert ask(platform, token, UNKNOWN, user="NARROW01").content == not_chosen.content


def test_look_up_is_a_disclosure_that_explain_shows(platform, system, token):
    before = platform.rows("select count(*) from lookup_disclosure")
    ask(platform, token, ANNA, data="0")
    assert platform.rows("select count(*) from lookup_disclosure") == before
    ask(platform, token, ANNA)
    shown = platform.run("--json", "explain", "--agreement", system.agreement, "--pnr", "-", "--day", "2026-01-05", input=ANNA)
    last = json.loads(shown.stdout)["runs"][0]["lookups"][-1]
    assert (last["action"], last["who"]) == ("OFF4 look-up", f"off4-account {USER}")


# ---- subscriptions

def test_subscription_is_made_and_ended_by_the_account(fresh):
    fresh.run("seed", fresh.write("full", full_extract()))
    system = off4_system(fresh, "subscriber")
    password = add_account(system)
    serve(fresh)
    token = log_on(fresh, password).token
    answer = ask(fresh, token, ANNA, abon="1")
    assert (answer.head, answer.fejlnr) == ("038416", "00") and records(answer.rest) == expected(ANNA)
    assert ask(fresh, token, FIE, abon="1", data="0").rest == ""
    assert ask(fresh, token, FIE, abon="1", data="0").fejlnr == "00", "it is there already"
    assert system.filters() == sorted([f"pnr {ANNA}", f"pnr {FIE}"])
    history = fresh.json("filter", "history", "--agreement", system.agreement)
    assert {change["who"] for change in history} == {f"off4-account {USER}"}
    assert ask(fresh, token, FIE, abon="3", data="0").fejlnr == "00"
    assert ask(fresh, token, FIE, abon="3", data="0").fejlnr == "00", "it is ended already"
    assert system.filters() == [f"pnr {ANNA}"]
    fresh.ingest("tuesday", extract(6, 5, [person(1), person(5)]))
    [delivery] = system.deliveries()
    assert delivery["persons"] == 1


def test_subscription_to_a_replaced_number_is_to_the_valid_one(platform):
    system = off4_system(platform, "replaced")
    token = log_on(platform, add_account(system, "REPLACED"), user="REPLACED").token
    assert ask(platform, token, FIE_BEFORE, abon="1", data="0", user="REPLACED").fejlnr == "00"
    assert f"pnr {FIE}" in system.filters()


def test_subscription_to_nobody_is_not_made_and_one_that_is_there_is_ended(platform):
    system = off4_system(platform, "nobodys")
    token = log_on(platform, add_account(system, "NOBODYS1"), user="NOBODYS1").token
    refused(ask(platform, token, UNKNOWN, abon="1", user="NOBODYS1"), "05", "")
    assert system.filters() == []
    system.filter("add", "--pnr", UNKNOWN)
    refused(ask(platform, token, UNKNOWN, abon="3", user="NOBODYS1"), "05", "")
    assert system.filters() == []


def test_subscription_needs_an_agreement_that_covers_sf6002(platform):
    system = off4_system(platform, "look-ups-alone")
    platform.run("agreement", "service", "remove", "--agreement", system.agreement, "SF6002")
    token = log_on(platform, add_account(system, "LOOKUPS1"), user="LOOKUPS1").token
    assert ask(platform, token, ANNA, user="LOOKUPS1").fejlnr == "00"
    before = platform.rows("select count(*) from lookup_disclosure")
    for abon in "13":
        for number in (ANNA, UNKNOWN):
            refused(ask(platform, token, number, abon=abon, user="LOOKUPS1"), "99", "aftale")
    assert platform.rows("select count(*) from lookup_disclosure") == before
    platform.run("agreement", "service", "add", "--agreement", system.agreement, "SF6002")
    assert system.filters() == []


def test_subscription_under_an_agreement_that_restricts_look_ups_comes_first(platform):
    system = off4_system(platform, "narrow-subscriber", "--only-chosen", "on")
    token = log_on(platform, add_account(system, "NARROW02"), user="NARROW02").token
    not_chosen = ask(platform, token, CARL, user="NARROW02")
    refused(not_chosen, "05", "")
    assert ask(platform, token, UNKNOWN, abon="1", user="NARROW02").rest == not_chosen.rest
    assert records(ask(platform, token, CARL, abon="1", user="NARROW02").rest) == expected(CARL)
    assert records(ask(platform, token, CARL, abon="3", user="NARROW02").rest) == expected(CARL)
    refused(ask(platform, token, CARL, user="NARROW02"), "05", "")


# ---- what is no request

def test_request_that_is_none_is_answered_with_what_is_wrong(platform, token):
    refused(send(platform, b"PRIV,038406" + token.encode() + USER.encode() + b"00" + ANNA.encode()), "99", "OFF4")
    refused(ask(platform, token, ANNA, abon="2"), "10", "ABON_TYPE")
    refused(ask(platform, token, ANNA, data="5"), "11", "DATA_TYPE")
    refused(send(platform, b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"), "99", "OFF4")


def test_client_without_tls_is_told_to_use_it(platform, password):
    with socket.create_connection(("127.0.0.1", platform.off4_port), 60) as connection:
        connection.sendall(logon_bytes(password))
        answer = Answer(to_the_end(connection))
    refused(answer, "99", "brug TLS")
    platform.wait_for_log("tls_plain_off4")
    assert password not in platform.log.read_text()


def test_scan_that_is_no_off4_raises_no_alarm_about_passwords(fresh):
    serve(fresh)
    with socket.create_connection(("127.0.0.1", fresh.off4_port), 60) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        to_the_end(connection)
    fresh.stop()
    assert "tls_plain_off4" not in fresh.log.read_text()


def test_client_that_does_not_finish_its_request_is_cut(platform):
    with tls(platform) as connection:
        connection.sendall(b"OFF4,0384")
        assert connection.recv(100) == b""
    platform.wait_for_log("off4_protocol_error")


# ---- the operator

def test_off4_is_off_by_default(fresh):
    fresh.serve()
    assert fresh.off4_port is None


def test_accounts_are_listed_without_their_passwords(platform, system, password):
    [account] = [row for row in platform.json("off4-account", "list") if row["user"] == USER]
    assert account["agreement"] == system.agreement and account["from"] == [HERE]
    assert (account["kundenr"], account["password_expires_at"]) == (KUNDENR, None)
    for options in ([], ["--json"]):
        shown = platform.run(*options, "off4-account", "list").stdout
        assert USER in shown and password not in shown and "argon2" not in shown


def test_account_that_cannot_be_is_refused_with_what_to_do(platform, system, password):
    add = ["off4-account", "add"]
    of = ["--agreement", system.agreement, "--kundenr", KUNDENR, "--from", HERE]
    assert "eight upper-case letters" in platform.run(*add, "wudi", *of, exit=2).stderr
    assert "--from" in platform.run(*add, "WUDI0179", *of[:4], exit=2).stderr
    assert "192.0.2.0/24" in platform.run(*add, "WUDI0179", *of[:5], "127.0.0.1/99", exit=2).stderr
    assert f"OFF4 account {USER}" in platform.run(*add, USER, *of, exit=1).stderr
    assert "OFF4 account NOBODY12" in platform.run("off4-account", "remove", "NOBODY12", exit=1).stderr


def test_closed_agreement_has_no_accounts(platform):
    system = off4_system(platform, "closing")
    add_account(system, "CLOSING1")
    platform.run("agreement", "close", "--agreement", system.agreement)
    assert "CLOSING1" not in platform.run("off4-account", "list").stdout
