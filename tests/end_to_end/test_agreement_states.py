"""Nothing is delivered or answered under an agreement that is not active: each state with each way in."""

import contextlib
import datetime
import http.client
import json
import os
import re
import socket
import ssl
import subprocess
import uuid
import zoneinfo

import lxml.etree
import pytest
import requests

from extracts import extract, person, pnr
from lookup_client import CVR, SERVICES, ask, authority, invocation, lookup_fault, service_id
from off4_client import add_account, log_on, serve
from off4_client import ask as ask_off4
from platform_under_test import ROOT, Platform, System, wait_for
from sftp_clients import sftp
from soap_client import call, envelope, fault, pnr_element

OPENAPI = json.loads((ROOT / "docs" / "openapi.json").read_text())

# What each operation of the SOAP services is called with.
ARGUMENTS = {
    "PNR": pnr_element(pnr(1)),
    "AgeRange": "<AgeRange><StartAge>18</StartAge><EndAge>21</EndAge></AgeRange>",
    "MunicipalityCode": "<MunicipalityCode>0101</MunicipalityCode>",
    "ChangeCode": "<ChangeCode>A21</ChangeCode>",
    "NoFilter": "",
}
SOAP = {f"{verb}{kind}Subscription": argument for kind, argument in ARGUMENTS.items() for verb in ("Add", "Remove")}
SOAP |= {"RemoveAll": "<FilterGroup>PNR</FilterGroup>", "GetAllFilters": ""}
LOADS = {"OrderInitialLoad": "", "GetInitialLoad": "", "CancelInitialLoad": "<LoadId>1</LoadId>"}
# What each request of the API to an agreement has in its body.
API = {
    ("GET", "/clean-up"): None,
    ("POST", "/clean-up"): {"token": "365-30-0123456789abcdef", "all": True},
    ("POST", "/clean-up/undo"): {},
    ("GET", "/deliveries"): None,
    ("POST", "/drift"): {"pnrs": [pnr(1)]},
    ("GET", "/filter-requests"): None,
    ("DELETE", "/filter-requests/{request}"): None,
    ("GET", "/loads"): None,
    ("POST", "/loads"): {},
    ("GET", "/loads/{load}"): None,
    ("DELETE", "/loads/{load}"): None,
    ("GET", "/manifest"): None,
    ("GET", "/metering"): None,
    ("GET", "/needs"): None,
    ("POST", "/needs"): {"filters": [f"pnr {pnr(1)}"], "reason": "x"},
    ("POST", "/person"): {"pnr": pnr(1)},
    ("POST", "/person/report"): {"pnr": pnr(1), "reason": "x"},
    ("POST", "/persons"): {"pnrs": [pnr(1)]},
    ("POST", "/preview"): {"add": ["municipality 0751"]},
    ("GET", "/report?from=2026-01-01&to=2026-01-31"): None,
    ("GET", "/review"): None,
    ("POST", "/review"): {"name": "Anna Berg"},
    ("GET", "/terms"): None,
    ("POST", "/replays"): {"from": "2026-01-05", "to": "2026-01-05"},
}


# What a client that has just logged in may do with a file of `IN`, and what one may do with a file that it opened before.
SFTP = {
    "Opendir": lambda client, name: client.listdir("IN"),
    "Readdir": lambda client, name: client.listdir("IN"),
    "Stat": lambda client, name: client.stat(f"IN/{name}"),
    "Open": lambda client, name: client.open(f"IN/{name}", bufsize=0),
    "Remove": lambda client, name: client.remove(f"IN/{name}"),
    "Rename": lambda client, name: client.rename(f"IN/{name}", "IN/other"),
    "Setstat": lambda client, name: client.utime(f"IN/{name}", None),
}
OPENED = {"Read": lambda file: (file.seek(0), file.read(10))[1]}
# Requests that give nothing of a file: about the session, what a client has written, and what it knows already.
OTHER_SFTP = {"Init", "Close", "Write", "Fstat", "Fsetstat", "Realpath", "Limits", "Forbidden", "Unsupported"}
# What the operator can have delivered.
OPERATOR = {"load order": (), "replay": ("--from", "2026-01-05")}
# What OFF4 has: a logon, and a request with the token of one.
OFF4 = {
    "Logon": lambda system: log_on(system.platform, system.password, user=system.off4),
    "Ask": lambda system: ask_off4(system.platform, system.token, pnr(1), user=system.off4),
}


def suspend(system):
    step(system, "suspend", "--reason", "Mistanke om misbrug")


def step(system, verb, *options, exit=0):
    return system.platform.run("agreement", verb, "--agreement", system.agreement, *options, exit=exit)


def end(system):
    step(system, "end", "--last-day", "2026-01-01")


def close(system):
    end(system)
    step(system, "close")


class Status:
    """What an agreement can be, how it comes to that, and what callers are told."""

    def __init__(self, code, arrive=lambda system: None, options=(), was_active=False, text=None):
        self.code, self.arrive, self.options = code, arrive, options
        # Whether something was delivered under it; and what SFTP says of what was.
        self.was_active, self.text = was_active, text


STATUSES = {
    "draft": Status("AGREEMENT_NOT_ACTIVE", options=["--draft"]),
    "awaiting-approval": Status("AGREEMENT_NOT_ACTIVE", lambda system: step(system, "submit"), options=["--draft"]),
    "not-yet-in-force": Status("AGREEMENT_NOT_YET_IN_FORCE", options=["--valid-from", "2099-01-01"]),
    "active": Status(None, was_active=True),
    "suspended": Status("AGREEMENT_SUSPENDED", suspend, was_active=True, text="is suspended"),
    "expired": Status("AGREEMENT_EXPIRED", end, was_active=True, text="has expired"),
    # What was delivered has left its folder.
    "closed": Status("AGREEMENT_CLOSED", close, was_active=True),
}


def in_status(platform, status):
    """A system whose agreement covers everything and is on the way to that status; it is active, if it comes to it from there."""
    name = status.replace("-", "")
    system = System(platform, name)
    # The one that it came with.
    platform.run("agreement", "close", "--agreement", system.agreement)
    covered = sorted({service.name for service in SERVICES} | {"SF6002", "OFF4"})
    system.agreement = system.agreement.replace(system.agreement[:8], f"{len(name):08x}")
    services = [word for service in covered for word in ("--service", service)]
    platform.run(
        "agreement", "add", "--agreement", system.agreement, "--system", system.uuid, "--authority", system.authority,
        "--cvr", CVR, *services, *STATUSES[status].options)
    system.filter("add", "--municipality", "0751")
    return system


@pytest.fixture(scope="module")
def platform(tmp_path_factory):
    platform = Platform(tmp_path_factory.mktemp("states"))
    serve(platform)
    yield platform
    platform.stop()


@pytest.fixture(scope="module")
def systems(platform):
    """The systems by status; those that were active have a delivery, a token of OFF4, and a session that has it open."""
    systems = {status: in_status(platform, status) for status in STATUSES}
    for number, system in enumerate(systems.values()):
        system.off4 = f"STATES0{number}"
        system.password = add_account(system, system.off4)
    platform.ingest("monday", extract(5, 2, [person(1), person(2)]))
    with contextlib.ExitStack() as sessions:
        for status, system in systems.items():
            system.token = log_on(platform, system.password, user=system.off4).token
            system.file = next((delivery["name"] for delivery in system.deliveries()), "none")
            system.session = sessions.enter_context(sftp(system))
            system.opened = None
            if STATUSES[status].was_active:
                system.opened = system.session.open(f"IN/{system.file}", bufsize=0)
            STATUSES[status].arrive(system)
        yield systems


def words(path, pattern):
    return set(re.findall(pattern, (ROOT / "crates" / path).read_text()))


def test_list_of_ways_in_is_complete(platform):
    wsdl = [requests.get(f"{url}?wsdl", verify=str(platform.ca), timeout=60).content for url in (platform.url, platform.load_url)]
    names = [set(lxml.etree.fromstring(text).xpath("//*[local-name()='portType']/*[local-name()='operation']/@name")) for text in wsdl]
    assert names == [set(SOAP), set(LOADS)]
    prefix = "/agreements/{agreement}"
    paths = {
        (method.upper(), path.removeprefix(prefix)) for path, methods in OPENAPI["paths"].items() if path.startswith(prefix)
        for method in methods}
    assert paths == {(method, path.split("?")[0]) for method, path in API}
    assert words("store/src/model/agreement_status.rs", r'Self::\w+ => "([a-z-]+)"') == set(STATUSES)
    services = words("civil/src/service_name.rs", r'Self::\w+ => "([A-Z0-9+]+)"')
    assert services == {service.name for service in SERVICES} | {"SF6002", "OFF4"}
    assert words("sftp-proto/src/request.rs", r"(?m)^    (\w+) \{$") == {*SFTP, *OPENED, *OTHER_SFTP}
    assert words("off4-proto/src/request.rs", r"(?m)^    (\w+)\(\w+\),$") == set(OFF4)


# What speaks against a caller whose agreement is not active.
REFUSALS = {status.code for status in STATUSES.values() if status.code}


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("operation", SOAP)
def test_soap_is_for_active_agreements(systems, status, operation):
    system, code = systems[status], STATUSES[status].code
    before = system.filters()
    answer = call(system, operation, SOAP[operation])
    if code is None:
        assert answer.status_code == 200
        return
    assert fault(answer) == code
    assert system.filters() == before


def call_load(system, operation):
    body = envelope(system.context(), operation, LOADS[operation]).encode()
    pair = (str(system.cert), str(system.key))
    return requests.post(system.platform.load_url, data=body, cert=pair, verify=str(system.platform.ca), timeout=60)


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("operation", LOADS)
def test_load_service_is_for_active_agreements(systems, status, operation):
    answer, code = call_load(systems[status], operation), STATUSES[status].code
    if code is None:
        assert answer.status_code == 200 or fault(answer) not in REFUSALS
    else:
        assert fault(answer) == code


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("service", SERVICES, ids=service_id)
def test_look_up_is_for_active_agreements(systems, status, service):
    check_look_up(systems[status], status, service, invocation(systems[status], service))


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("service", [service for service in SERVICES if service.name == "SF1520"], ids=service_id)
def test_look_up_by_authority_is_for_active_agreements(systems, status, service):
    check_look_up(systems[status], status, service, authority())


def check_look_up(system, status, service, context):
    answer, code = ask(system, service, pnr(1), context), STATUSES[status].code
    if code is None:
        assert answer.status_code == 200
    else:
        assert lookup_fault(answer)[0] == code


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("method, path", API)
def test_api_is_for_active_agreements(systems, status, method, path):
    system, code = systems[status], STATUSES[status].code
    url = f"{system.platform.soap}/api/v1/agreements/{system.agreement}{path.replace('{load}', '1').replace('{request}', '1')}"
    answer = requests.request(
        method, url, json=API[method, path], cert=(str(system.cert), str(system.key)), verify=str(system.platform.ca), timeout=60)
    if code is None:
        assert answer.status_code < 300 or answer.json()["code"] not in REFUSALS
    else:
        assert (answer.status_code, answer.json()["code"]) == (403, code)
        assert all(answer.json()[language] for language in ("title", "title_da")), "in both languages"


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("request_", OFF4)
def test_off4_is_for_active_agreements(systems, status, request_):
    answer = OFF4[request_](systems[status])
    # Closing has deleted the account; and whoever could not log on has no token.
    unknown = status == "closed" or request_ == "Ask" and not STATUSES[status].was_active
    assert answer.fejlnr == ("00" if STATUSES[status].code is None else answer.fejlnr if unknown else "99"), answer.rest
    assert (answer.fejlnr == "00") == (status == "active")


def fetch_lines(system):
    """The lines in the audit trail on what its clients could not fetch."""
    lines = [line for line in system.platform.json("audit") if line["action"] == "sftp fetch"]
    return [line["outcome"] for line in lines if system.agreement in line["subject"]]


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("way", ["new", "open"])
def test_files_are_for_active_agreements(systems, status, way):
    system, expected = systems[status], STATUSES[status]
    before = len(fetch_lines(system))
    with contextlib.ExitStack() as stack:
        client = system.session if way == "open" else stack.enter_context(sftp(system))
        for request, make in SFTP.items():
            if status == "active":
                # Removing is the right of its owner, and the others need the file.
                if request not in ("Remove", "Rename", "Setstat"):
                    assert make(client, system.file)
            elif request in ("Opendir", "Readdir"):
                assert make(client, system.file) == []
            else:
                with pytest.raises(OSError) as error:
                    make(client, system.file)
                if expected.text and request not in ("Rename", "Setstat"):
                    assert expected.text in str(error.value), request
    lines = fetch_lines(system)[before:]
    if way == "new":
        assert lines == ([expected.code] if expected.text else []), "once for each session"


@pytest.mark.parametrize("status", [status for status in STATUSES if STATUSES[status].was_active])
@pytest.mark.parametrize("request_", OPENED)
def test_open_file_is_for_active_agreements(systems, status, request_):
    system, expected = systems[status], STATUSES[status]
    if status == "active":
        assert OPENED[request_](system.opened)
        return
    errors = []

    def is_refused():
        try:
            return not OPENED[request_](system.opened)
        except OSError as error:
            errors.append(str(error))
            return True
    wait_for(is_refused, "the open file to be refused")
    assert "service agreement" in errors[0], errors
    assert fetch_lines(system).count(expected.code) >= 1


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("command", OPERATOR)
def test_operator_has_nothing_delivered_either(systems, status, command):
    system = systems[status]
    before = len(system.deliveries())
    done = system.platform.run(*command.split(), "--agreement", system.agreement, *OPERATOR[command], exit=None)
    if status == "active":
        assert done.returncode == 0 or "under way" in done.stderr, done
        return
    assert done.returncode == 1, done
    if STATUSES[status].was_active or command == "load order":
        assert "nothing is delivered today" in done.stderr, done
    assert len(system.deliveries()) == before


@pytest.mark.parametrize("status", STATUSES)
def test_day_was_for_active_agreements(systems, status):
    days = [delivery for delivery in systems[status].deliveries() if delivery["kind"] == "day"]
    assert len(days) == (1 if STATUSES[status].was_active else 0)


class NarrowConnection(http.client.HTTPSConnection):
    """A connection on whose way hardly anything fits, so that the server can be no more than a little ahead of its reader."""

    def connect(self):
        plain = socket.socket()
        plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, 536)
        plain.settimeout(self.timeout)
        plain.connect((self.host, self.port))
        self.sock = self._context.wrap_socket(plain, server_hostname="localhost")


def test_stream_of_look_ups_ends_when_the_agreement_is_suspended(fresh):
    system = in_status(fresh, "suspended")
    fresh.ingest("monday", extract(5, 2, [person(number) for number in range(1000)]))
    fresh.serve()
    context = ssl.create_default_context(cafile=fresh.ca)
    context.load_cert_chain(system.cert, system.key)
    host, port = fresh.soap.removeprefix("https://").split(":")
    connection = NarrowConnection(host, int(port), context=context, timeout=60)
    body = json.dumps({"pnrs": [pnr(number) for number in range(1000)]})
    connection.request("POST", f"/api/v1/agreements/{system.agreement}/persons", body, {"Content-Type": "application/json"})
    answer = connection.getresponse()
    assert answer.status == 200
    lines = [json.loads(answer.readline())]
    suspend(system)
    lines += map(json.loads, answer.read().splitlines())
    assert lines[-1]["code"] == "AGREEMENT_SUSPENDED" and lines[-1].get("pnr") is None
    assert all(line["pnr"] for line in lines[:-1]) and len(lines) < 1000
    disclosed = fresh.rows("select count(*) from lookup_disclosure")
    assert int(disclosed[0]) >= len(lines) - 1, "what was sent was recorded"
    assert [line for line in fresh.json("audit") if line["outcome"] == "AGREEMENT_SUSPENDED"]


def test_day_is_delivered_to_active_agreements_alone(fresh):
    active, draft = System(fresh, "active"), in_status(fresh, "draft")
    suspended = in_status(fresh, "suspended")
    suspend(suspended)
    fresh.ingest("monday", extract(5, 2, [person(1)]))
    assert [len(system.deliveries()) for system in (active, draft, suspended)] == [1, 0, 0]
    shown = fresh.run(
        "explain", "--agreement", suspended.agreement, "--pnr", "-", "--day", "2026-01-05", input=pnr(1)).stdout
    assert "not delivered: the agreement was suspended when the extract was applied" in shown
    step(suspended, "resume")
    step(draft, "approve")
    shown = fresh.run(
        "explain", "--agreement", suspended.agreement, "--pnr", "-", "--day", "2026-01-05", input=pnr(1)).stdout
    assert "was suspended when the extract was applied" in shown
    fresh.ingest("tuesday", extract(6, 5, [person(1)]))
    assert [len(system.deliveries()) for system in (active, draft, suspended)] == [2, 1, 1]


def test_suspension_acts_on_open_sessions_and_loads_under_way(fresh):
    fresh.configure("inbox", poll_seconds=3600)
    system = in_status(fresh, "suspended")
    fresh.ingest("monday", extract(5, 2, [person(1)]))
    fresh.serve()
    assert call_load(system, "OrderInitialLoad").status_code == 200
    with sftp(system) as client:
        [data, metadata] = sorted(client.listdir("IN"))
        suspend(system)
        wait_for(lambda: client.listdir("IN") == [], "the files to be gone")
        with pytest.raises(OSError):
            client.open(f"IN/{data}").read()
    [load] = fresh.json("load", "list")
    assert load["state"] == "cancelled"
    [cancelled] = [line["subject"] for line in fresh.json("audit") if line["action"] == "cancel load"]
    assert cancelled == "load 1: its agreement is suspended"
    with sftp(system) as client:
        step(system, "resume")
        wait_for(lambda: sorted(client.listdir("IN")) == [data, metadata], "the files to be there again")


def test_load_of_an_agreement_that_ended_meanwhile_is_not_delivered(fresh):
    fresh.configure("inbox", poll_seconds=3600)
    system = in_status(fresh, "expired")
    fresh.ingest("monday", extract(5, 2, [person(1)]))
    fresh.serve()
    assert call_load(system, "OrderInitialLoad").status_code == 200
    end(system)
    fresh.stop()
    config = fresh.data / "cprabo.toml"
    config.write_text(config.read_text().replace("poll_seconds = 3600\n", ""))
    fresh.serve()
    wait_for(lambda: [load["state"] for load in fresh.json("load", "list")] == ["cancelled"], "the load to be cancelled")
    assert [delivery["kind"] for delivery in system.deliveries()] == ["day"]


def test_steps_are_recorded_with_who_when_and_why(fresh):
    system = in_status(fresh, "draft")
    assert "an agreement that is draft cannot take the step: suspend" in step(
        system, "suspend", "--reason", "x", exit=1).stderr
    assert "--reason" in step(system, "suspend", exit=2).stderr
    step(system, "submit")
    step(system, "return", "--reason", "Hjemmel mangler")
    step(system, "submit")
    step(system, "approve", "--reason", "Godkendt af Anna")
    suspend(system)
    step(system, "resume")
    shown = fresh.json("agreement", "show", "--agreement", system.agreement)
    assert [change["state"] for change in shown["states"]] == [
        "draft", "awaiting-approval", "draft", "awaiting-approval", "active", "suspended", "active"]
    assert [change["reason"] for change in shown["states"]][2:5] == ["Hjemmel mangler", None, "Godkendt af Anna"]
    assert all(re.fullmatch(r"operator \d+( .*)?", change["who"]) and change["at"] for change in shown["states"])
    actions = [line["action"] for line in fresh.json("audit")]
    assert [action for action in actions if action.endswith(" agreement")] == [
        "add agreement", "close agreement", "add agreement", "submit agreement", "return agreement", "submit agreement", "approve agreement",
        "suspend agreement", "resume agreement"]


def test_agreement_says_what_it_is_for_and_what_it_does_not_state(fresh):
    system = System(fresh, "described")
    [row] = fresh.json("agreement", "list", "--incomplete")
    assert row["not_stated"] == ["authority-name", "supplier", "purpose", "law", "paragraph", "contact"]
    assert "not stated" in fresh.run("agreement", "show", "--agreement", system.agreement).stdout
    fresh.run(
        "agreement", "describe", "--agreement", system.agreement, "--authority-name", "Vejle Kommune", "--municipality", "0630",
        "--supplier", "Leverandør A/S", "--purpose", "Hjemmepleje", "--law", "Serviceloven", "--paragraph", "§ 83")
    fresh.run("agreement", "describe", "--agreement", system.agreement, "--contact", "cpr@example.dk", "--purpose", "Pleje")
    assert fresh.json("agreement", "list", "--incomplete") == []
    shown = fresh.json("agreement", "show", "--agreement", system.agreement)
    assert (shown["authority_name"], shown["municipality"], shown["purpose"]) == ("Vejle Kommune", "0630", "Pleje")
    assert (shown["law"], shown["paragraph"], shown["legal_text"]) == ("Serviceloven", "§ 83", None)
    assert "500 characters" in fresh.run(
        "agreement", "describe", "--agreement", system.agreement, "--purpose", "x" * 501, exit=2).stderr
    assert "--purpose" in fresh.run("agreement", "describe", exit=2).stderr


# ---- user systems

def test_user_system_calls_under_an_agreement_and_receives_nothing(fresh):
    owner, user = in_status(fresh, "suspended"), System(fresh, "user")
    fresh.serve()
    fresh.ingest("monday", extract(5, 2, [person(1)]))
    as_owner = user.context(ServiceAgreementUUID=owner.agreement, UserUUID=owner.authority)
    [service] = [service for service in SERVICES if service_id(service) == "SF1520 5"]
    under = invocation(user, service, ServiceAgreementUUID=owner.agreement, UserUUID=owner.authority)
    url = f"{fresh.soap}/api/v1/agreements/{owner.agreement}/person"

    def answers():
        """What the user system is answered, by each way in."""
        soap = call(user, "GetAllFilters", context=as_owner)
        looked_up = ask(user, service, pnr(1), under)
        by_cvr = ask(user, service, pnr(1), authority())
        pair = (str(user.cert), str(user.key))
        api = requests.post(url, json={"pnr": pnr(1)}, cert=pair, verify=str(fresh.ca), timeout=60)
        return [
            soap.status_code == 200 or fault(soap), looked_up.status_code == 200 or lookup_fault(looked_up)[0],
            by_cvr.status_code == 200 or lookup_fault(by_cvr)[0], api.status_code == 200 or api.json()["code"]]

    refused = ["SYSTEM_NOT_IN_AGREEMENT", "SYSTEM_NOT_IN_AGREEMENT", "AUTHORITY_NOT_IN_AGREEMENT", "UNKNOWN_AGREEMENT"]
    assert answers() == refused
    assert user.uuid in fresh.run("agreement", "system", "add", "--agreement", owner.agreement, user.uuid).stdout
    assert answers() == [True] * 4
    assert fresh.json("agreement", "show", "--agreement", owner.agreement)["user_systems"] == [user.uuid]
    with sftp(user) as client:
        names = client.listdir("IN")
    assert not [name for name in names if owner.agreement in name], "files go to one system alone"
    suspend(owner)
    assert answers() == ["AGREEMENT_SUSPENDED"] * 4
    step(owner, "resume")
    fresh.run("agreement", "system", "remove", "--agreement", owner.agreement, user.uuid)
    assert answers() == refused
    assert [line["subject"] for line in fresh.json("audit") if line["action"] == "set user systems"] == [
        f"agreement {owner.agreement}: {user.uuid}", f"agreement {owner.agreement}: none"]


def test_user_systems_come_with_an_agreement_and_from_lists(fresh):
    owner, user, other = (System(fresh, name) for name in ("owner", "user", "other"))
    new = str(uuid.uuid4())
    parties = ("--agreement", new, "--system", owner.uuid, "--authority", owner.authority)
    assert "no system" in fresh.run("agreement", "add", *parties, "--user-system", str(uuid.uuid4()), exit=1).stderr
    assert "anyway" in fresh.run("agreement", "add", *parties, "--user-system", owner.uuid, exit=1).stderr
    fresh.run("agreement", "add", *parties, "--user-system", user.uuid)

    def users():
        return fresh.json("agreement", "show", "--agreement", new)["user_systems"]
    assert users() == [user.uuid]
    for value, expected in [([other.uuid], [other.uuid]), (f"{user.uuid} {other.uuid}", sorted([user.uuid, other.uuid])), ("-", [])]:
        text = row(owner, new, user_systems=value)
        changed = [f"user_systems {' '.join(expected) or 'none'}"]
        assert json.loads(imported(fresh, text, "--dry-run").stdout)[0]["changed"] == changed
        assert json.loads(imported(fresh, text).stdout)[0]["changed"] == changed
        assert users() == expected
        assert json.loads(imported(fresh, text).stdout)[0]["effect"] == "unchanged"
    for value, problem in [(str(uuid.uuid4()), "no user system"), (owner.uuid, "anyway")]:
        refused = json.loads(imported(fresh, row(owner, new, user_systems=value), exit=1).stdout)
        assert problem in refused[0]["problem"]
    fresh.run("agreement", "system", "add", "--agreement", new, other.uuid)
    fresh.run("agreement", "close", "--agreement", other.agreement)
    fresh.run("system", "remove", "other")
    assert users() == [], "a system that is removed leaves"


# ---- a second person

def as_person(system, name, verb, *options, exit=0):
    """Runs a command under the name of a person, as the audit trail has it."""
    environment = {name: value for name, value in os.environ.items() if name not in ("SUDO_USER", "USER", "LOGNAME")}
    return system.platform.run(
        "agreement", verb, "--agreement", system.agreement, *options, exit=exit, env=environment | {"USER": name})


def test_agreement_is_approved_by_a_second_person_where_that_is_set(fresh):
    system = in_status(fresh, "draft")
    fresh.configure("agreements", second_person=True)
    as_person(system, "anna", "describe", "--purpose", "Hjemmepleje")
    as_person(system, "bo", "submit")
    for name in ("anna", "bo"):
        assert "somebody else has to approve it" in as_person(system, name, "approve", exit=1).stderr
    refused = [line for line in fresh.json("audit") if line["outcome"] == "SECOND_PERSON_REQUIRED"]
    assert [line["who"].split()[-1] for line in refused] == ["anna", "bo"]
    as_person(system, "carl", "return", "--reason", "Hjemmel mangler")
    as_person(system, "bo", "describe", "--law", "Serviceloven")
    as_person(system, "anna", "submit")
    as_person(system, "bo", "approve", exit=1)
    assert fresh.json("agreement", "list")[0]["status"] == "awaiting-approval", "nothing of it was done"
    as_person(system, "carl", "approve")
    assert fresh.json("agreement", "list")[0]["status"] == "active"


def test_agreement_is_added_as_a_draft_alone_where_a_second_person_approves(fresh):
    system = System(fresh, "system")
    fresh.configure("agreements", second_person=True)
    other = str(uuid.uuid4())
    parties = ("--agreement", other, "--system", system.uuid, "--authority", system.authority)
    assert "--draft" in fresh.run("agreement", "add", *parties, exit=1).stderr
    for options in ([], ["--dry-run"]):
        refused = imported(fresh, row(system, other), *options, exit=1)
        assert "a second person has to approve it" in json.loads(refused.stdout)[0]["problem"]
    imported(fresh, row(system, other, state="draft"))
    assert {one["status"] for one in fresh.json("agreement", "list")} == {"active", "draft"}


# ---- lists

def row(owner, agreement, **more):
    fields = {"agreement": agreement, "system": owner.uuid, "authority": owner.authority} | more
    return "[[agreement]]\n" + "".join(f"{name} = {json.dumps(value)}\n" for name, value in fields.items())


def imported(platform, text, *options, name="agreements.toml", exit=0):
    return platform.run("--json", "agreement", "import", platform.write(name, text.encode()), *options, exit=exit)


def test_list_of_agreements_is_added_and_changed_at_once(fresh):
    system = System(fresh, "listed")
    new = str(uuid.uuid4())
    text = row(system, new, services="SF6002 SF1520", state="draft", purpose="Hjemmepleje", municipality="0630")
    text += row(system, system.agreement, purpose="Omsorg", only_chosen="on", cvr=CVR)
    expected = [
        {"agreement": new, "effect": "added", "changed": [], "problem": None},
        {"agreement": system.agreement, "effect": "changed", "changed": [f"cvr {CVR}", "only_chosen true", "details"], "problem": None}]
    dry = imported(fresh, text, "--dry-run")
    assert json.loads(dry.stdout) == expected and "nothing was changed" in dry.stderr
    assert len(fresh.json("agreement", "list")) == 1
    assert json.loads(imported(fresh, text).stdout) == expected
    rows = {agreement["agreement"]: agreement for agreement in fresh.json("agreement", "list")}
    assert (rows[new]["status"], rows[new]["services"]) == ("draft", ["SF6002", "SF1520"])
    assert (rows[system.agreement]["only_chosen"], rows[system.agreement]["services"]) == (True, ["SF6002"])
    assert fresh.json("agreement", "show", "--agreement", new)["purpose"] == "Hjemmepleje"
    effects = [agreement["effect"] for agreement in json.loads(imported(fresh, text).stdout)]
    assert effects == ["unchanged", "unchanged"], "a list can be imported again"
    # Also when one of its agreements is closed.
    fresh.run("agreement", "close", "--agreement", new)
    effects = [agreement["effect"] for agreement in json.loads(imported(fresh, text).stdout)]
    assert effects == ["unchanged", "unchanged"]
    [changed] = [line["subject"] for line in fresh.json("audit") if line["action"] == "change agreement"]
    assert changed == f"agreement {system.agreement}: cvr {CVR}, only_chosen true, details"


def test_list_of_agreements_takes_values_back(fresh):
    system = System(fresh, "listed")
    imported(fresh, row(
        system, system.agreement, purpose="Omsorg", law="Serviceloven", contact="cpr@example.dk", cvr=CVR, valid_until="2099-12-31"))
    text = row(system, system.agreement, purpose="", contact="-", cvr="-", valid_until="", supplier="-", law="Sundhedsloven")
    dry = imported(fresh, text, "--dry-run")
    changed = ["valid_until emptied", "cvr emptied", "purpose emptied", "contact emptied", "details"]
    assert json.loads(dry.stdout)[0]["changed"] == changed, "and not the supplier, which was not stated"
    assert fresh.json("agreement", "show", "--agreement", system.agreement)["purpose"] == "Omsorg"
    assert json.loads(imported(fresh, text).stdout)[0]["changed"] == changed
    shown = fresh.json("agreement", "show", "--agreement", system.agreement)
    assert [shown[name] for name in ("valid_until", "cvr", "purpose", "contact", "law")] == [None] * 4 + ["Sundhedsloven"]
    assert json.loads(imported(fresh, text).stdout)[0]["effect"] == "unchanged"
    sheet = f"agreement;system;authority;law;purpose\n{system.agreement};{system.uuid};{system.authority};-;\n"
    assert json.loads(imported(fresh, sheet, name="agreements.csv").stdout)[0]["changed"] == ["law emptied"]
    assert "services: cannot be emptied" in imported(fresh, row(system, system.agreement, services=""), exit=1).stderr


def test_list_of_agreements_comes_from_a_spreadsheet(fresh):
    system = System(fresh, "sheet")
    text = "agreement;system;authority;supplier;law\r\n" + "".join(
        f"{uuid.uuid4()};{system.uuid};{system.authority};Leverandør A/S;Serviceloven\r\n" for _ in range(300))
    assert len(json.loads(imported(fresh, "\ufeff" + text, name="agreements.csv").stdout)) == 300
    assert len(fresh.json("agreement", "list")) == 301


def test_list_with_a_row_that_cannot_be_taken_changes_nothing(fresh):
    system = System(fresh, "wrong")
    good, other = row(system, str(uuid.uuid4())), str(uuid.uuid4())
    for bad, problem in [
        (row(system, other, system=str(uuid.uuid4())), "no such system"),
        (row(system, other) + row(system, other), "twice"),
        (row(system, system.agreement, authority=str(uuid.uuid4())), "another authority"),
        (row(system, system.agreement, combination="all"), "another combination"),
        (row(system, system.agreement, state="draft"), "another state"),
        (row(system, other, valid_from="2026-02-01", valid_until="2026-01-01"), "before it begins"),
    ]:
        for options in ([], ["--dry-run"]):
            refused = imported(fresh, good + bad, *options, exit=1)
            problems = [agreement["problem"] for agreement in json.loads(refused.stdout)]
            assert problem in problems[-1] and "nothing was changed" in refused.stderr, refused
    for bad, problem in [
        (row(system, "x", cvr="1"), "agreement 2: agreement: "), (row(system, other, services="SF1"), "agreement 2: services: "),
        ("[[agreement]]\npurpos = 'x'\n", "purpos"),
    ]:
        assert problem in imported(fresh, good + bad, exit=1).stderr
    assert len(fresh.json("agreement", "list")) == 1


# ---- notices

def danish_day(days):
    return (datetime.datetime.now(zoneinfo.ZoneInfo("Europe/Copenhagen")) + datetime.timedelta(days)).date().isoformat()


def test_end_of_an_agreement_is_noted_and_told_once_for_each_notice(fresh, tmp_path):
    system = System(fresh, "ending")
    told = tmp_path / "told"
    script = tmp_path / "tell"
    script.write_text(f"#!/bin/sh\ncat >> {told}\n")
    script.chmod(0o755)
    fresh.configure("notify", command=[str(script)])
    fresh.run("agreement", "describe", "--agreement", system.agreement, "--contact", "cpr@example.dk")
    fresh.serve()
    assert "ends on" not in fresh.run("healthcheck", exit=None).stdout
    for days, notice in [(31, None), (30, 30), (8, 30), (7, 7), (1, 1), (0, 1)]:
        # A server that runs may look between the two.
        fresh.stop()
        step(system, "end", "--last-day", danish_day(days))
        told.write_text("")
        fresh.serve()
        if notice is None:
            continue
        [line] = wait_for(lambda: told.read_text().splitlines(), f"a notice {days} days before")
        found = json.loads(line)
        assert (found["kind"], found["subject"], found["system"]) == ("agreement", system.agreement, "ending")
        assert found["last_day"] == danish_day(days)
        assert (found["days_left"], found["contact"]) == (days, "cpr@example.dk")
        fresh.wait_for_log("notice.given")
    noted = fresh.run("healthcheck", exit=None).stdout
    assert f"agreement {system.agreement} of system \"ending\" ends on {danish_day(0)}, in 0 days" in noted
    fresh.stop()
    other = System(fresh, "other")
    step(other, "end", "--last-day", danish_day(5))
    told.write_text("")
    fresh.serve()
    # What ends first is told first.
    [line] = wait_for(lambda: told.read_text().splitlines(), "the notice of the other")
    assert json.loads(line)["subject"] == other.agreement, "once for each notice"


def test_end_of_the_last_certificate_is_told_until_another_is_beside_it(fresh, tmp_path):
    system = System(fresh, "rolling")
    told, script = tmp_path / "told", tmp_path / "tell"
    script.write_text(f"#!/bin/sh\ncat >> {told}\n")
    script.chmod(0o755)
    fresh.configure("notify", command=[str(script)])
    short = tmp_path / "short.crt"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "5",
         "-subj", "/CN=rolling", "-keyout", tmp_path / "short.key", "-out", short], check=True, capture_output=True)
    fresh.run("system", "add-cert", system.name, "--cert", short)
    assert "certificate" not in fresh.run("healthcheck", exit=None).stdout, "the other lasts longer"
    fresh.run("system", "revoke-cert", system.name, "--cert", system.cert)
    assert "the last client certificate of system \"rolling\" ends" in fresh.run("healthcheck", exit=None).stdout
    fresh.serve()
    fresh.wait_for_log("notice.given")
    [line] = told.read_text().splitlines()
    found = json.loads(line)
    assert (found["kind"], found["subject"], found["system"]) == ("certificate", system.uuid, "rolling")
    assert found["days_left"] in (4, 5) and found["contact"] is None


def test_end_of_a_password_of_off4_is_told_where_passwords_have_one(fresh, tmp_path):
    system = System(fresh, "asking")
    fresh.run("agreement", "service", "add", "--agreement", system.agreement, "OFF4")
    fresh.run("agreement", "describe", "--agreement", system.agreement, "--contact", "cpr@example.dk")
    add_account(system)
    assert "password" not in fresh.run("healthcheck", exit=None).stdout, "it has no end"
    told, script = tmp_path / "told", tmp_path / "tell"
    script.write_text(f"#!/bin/sh\ncat >> {told}\n")
    script.chmod(0o755)
    fresh.configure("notify", command=[str(script)])
    fresh.configure("off4", password_days=20)
    noted = fresh.run("healthcheck", exit=None).stdout
    assert 'the password of OFF4 account WUDI0178 of system "asking" expires' in noted and "in 20 days" in noted
    fresh.serve()
    fresh.wait_for_log("notice.given")
    [line] = told.read_text().splitlines()
    found = json.loads(line)
    assert (found["kind"], found["subject"], found["system"]) == ("off4-password", "WUDI0178", "asking")
    assert (found["last_day"], found["days_left"], found["contact"]) == (danish_day(20), 20, "cpr@example.dk")


def test_notice_that_is_not_taken_does_not_keep_others_back(fresh, tmp_path):
    systems = [System(fresh, name) for name in ("one", "two", "three")]
    told, script = tmp_path / "told", tmp_path / "tell"
    script.write_text(f"#!/bin/sh\nread line\ncase $line in *one*) exit 1;; esac\necho \"$line\" >> {told}\n")
    script.chmod(0o755)
    fresh.configure("notify", command=[str(script)])
    for system in systems:
        step(system, "end", "--last-day", danish_day(5))
    fresh.serve()
    fresh.wait_for_log("notice.not_given", "did not take a notice")
    assert sorted(json.loads(line)["system"] for line in told.read_text().splitlines()) == ["three", "two"]
    assert fresh.rows("select count(*) from notice") == ["2"]


def test_notice_that_is_not_taken_is_told_again_and_health_says_so(fresh, tmp_path):
    system = System(fresh, "ending")
    fresh.configure("notify", command=["/none/such"])
    step(system, "end", "--last-day", danish_day(5))
    fresh.serve()
    fresh.wait_for_log("notice.not_given", "the command cannot be run")
    assert fresh.rows("select count(*) from notice") == ["0"]
