"""Who may look whom up: each service under each kind of agreement, certificate and person."""

import json
import uuid

import pytest
import requests

from lookup_client import (
    ABOUT_A_PERSON, GCTP, PERSON_4, PERSON_5, SERVICES, ask, ask_gctp, audited, authority, body_of, disclosed, invocation,
    lookup_fault, paths, rows, service_id, system_of, without_call)
from lookup_persons import ANNA, BO, CARL, PROTECTED_ROAD, UNKNOWN, full_extract
from platform_under_test import PNR
from soap_client import call, fault

BY_NAME = {service_id(service): service for service in SERVICES}
each_service = pytest.mark.parametrize("service", SERVICES, ids=service_id)
each_about_a_person = pytest.mark.parametrize("service", ABOUT_A_PERSON, ids=service_id)


@pytest.fixture(scope="module")
def seeded(platform):
    platform.run("seed", platform.write("full", full_extract()))
    return platform


@pytest.fixture(scope="module")
def system(seeded):
    """Covers everything."""
    return system_of(seeded, "all")


@pytest.fixture(scope="module")
def other(seeded):
    return system_of(seeded, "other")


@pytest.fixture(scope="module")
def narrow(seeded):
    """Covers everything, and only persons whom its filters choose: those of Aarhus, of whom Carl is none."""
    system = system_of(seeded, "narrow", "--only-chosen", "on")
    system.filter("add", "--municipality", "0751")
    return system


@pytest.fixture(scope="module")
def discreet(seeded):
    """Covers everything, without protected addresses."""
    return system_of(seeded, "discreet", "--protected-addresses", "omitted")


def refused(system, service, code, number=ANNA, **how):
    """A fault that discloses nobody, names nobody, and is in the audit trail."""
    response = ask(system, service, number, **how)
    assert lookup_fault(response)[0] == code
    assert not PNR.search(response.content) and "Anna" not in response.text
    assert disclosed(system.platform, response) == []
    [(_, subject, outcome)] = audited(system.platform, response)
    assert outcome == code and not PNR.search(subject.encode())
    return response


# ---- what the agreement covers

@each_service
def test_agreement_that_covers_the_service_and_no_other_is_enough(seeded, service):
    system = system_of(seeded, f"only-{uuid.uuid4().hex[:8]}", services=[service])
    body_of(ask(system, service, ANNA))
    for uncovered in SERVICES:
        if uncovered.name != service.name:
            refused(system, uncovered, "SERVICE_NOT_IN_AGREEMENT")


def test_subscription_alone_covers_no_look_up(seeded):
    system = system_of(seeded, "subscriber", services=[])
    for service in SERVICES:
        refused(system, service, "SERVICE_NOT_IN_AGREEMENT")
    for service in [PERSON_5, PERSON_4]:
        refused(system, service, "SERVICE_NOT_IN_AGREEMENT", context=authority())


def test_service_that_is_removed_is_no_longer_covered(seeded):
    system = system_of(seeded, "removed")
    seeded.run("agreement", "service", "remove", "--agreement", system.agreement, "SF1520", "ADRSOG1")
    for service in SERVICES:
        if service.name in ("SF1520", "ADRSOG1"):
            refused(system, service, "SERVICE_NOT_IN_AGREEMENT")
        else:
            body_of(ask(system, service, ANNA))


@pytest.mark.parametrize("service", [PERSON_5, PERSON_4], ids=service_id)
def test_authority_that_no_agreement_names_is_refused(system, service):
    refused(system, service, "AUTHORITY_NOT_IN_AGREEMENT", context=authority("12345678"))
    assert lookup_fault(ask(system, service, ANNA, context=authority("1234567")))[0] == "INVALID_AUTHORITY_CONTEXT"


@each_service
def test_agreement_that_is_over_or_not_ones_own_is_refused(system, other, service):
    over = str(uuid.uuid4())
    system.platform.run(
        "agreement", "add", "--agreement", over, "--system", system.uuid, "--authority", system.authority,
        "--service", service.name, "--valid-from", "2019-01-01", "--valid-until", "2020-01-01")
    refused(system, service, "AGREEMENT_EXPIRED", context=invocation(system, service, ServiceAgreementUUID=over))
    theirs = refused(system, service, "UNKNOWN_AGREEMENT", context=invocation(system, service, ServiceAgreementUUID=other.agreement))
    nobodys = invocation(system, service, ServiceAgreementUUID=str(uuid.uuid4()))
    assert without_call(theirs) == without_call(refused(system, service, "UNKNOWN_AGREEMENT", context=nobodys))


# ---- certificates

@each_service
def test_certificate_must_be_the_systems_own(system, other, service):
    refused(system, service, "CERTIFICATE_MISSING", cert=False)
    refused(system, service, "CERTIFICATE_NOT_REGISTERED", cert=(str(other.cert), str(other.key)))
    if service.name == "SF1520":
        # The certificate alone says which system asks, and it is asked for that one's agreement.
        response = ask(system, service, ANNA, context=authority(), cert=(str(other.cert), str(other.key)))
        body_of(response)
        assert other.agreement in audited(system.platform, response)[0][1]
        refused(system, service, "CERTIFICATE_MISSING", cert=False, context=authority())


def test_revoked_certificate_is_refused_from_the_next_call_on(seeded):
    system = system_of(seeded, "revoked")
    session = requests.Session()
    for service in SERVICES:
        body_of(ask(system, service, ANNA, session=session))
    seeded.run("system", "revoke-cert", "revoked", "--cert", system.cert)
    for service in SERVICES:
        refused(system, service, "CERTIFICATE_REVOKED")
        if service.name == "SF1520":
            refused(system, service, "CERTIFICATE_REVOKED", context=authority())


# ---- protected persons

def test_protected_address_is_given_with_its_mark(system):
    for service in ABOUT_A_PERSON:
        response = ask(system, service, BO)
        body_of(response)
        if service.name in ("SF1520", "SF6008", "STAM+"):
            assert PROTECTED_ROAD in response.text
    assert paths(body_of(ask(system, PERSON_5, BO)))["persondata/adressebeskyttelse/beskyttet"] == ["true"]
    assert paths(body_of(ask(system, BY_NAME["SF6008"], BO)))["navneOgAdressebeskyttelse"] == ["true"]
    assert rows(ask(system, GCTP["STAM+"], BO))[0]["BESKYT"] == "X"
    assert PROTECTED_ROAD in ask(system, GCTP["FAMILIE+"], ANNA).text
    assert [row["PNR"] for row in rows(ask_gctp(system, "ADRSOG1", VEJK="7777", KOMK="0751"))] == [BO]


def test_protected_address_is_left_out_and_its_mark_stays(discreet):
    for service in ABOUT_A_PERSON:
        for number in [BO, ANNA, CARL]:
            response = ask(discreet, service, number)
            body_of(response)
            assert PROTECTED_ROAD not in response.text and "7777" not in response.text, service
    found = paths(body_of(ask(discreet, PERSON_5, BO)))
    assert found["persondata/adressebeskyttelse/beskyttet"] == ["true"] and found["adresse/aktuelAdresse"] == [""]
    assert paths(body_of(ask(discreet, BY_NAME["SF6008"], BO)))["navneOgAdressebeskyttelse"] == ["true"]
    assert rows(ask(discreet, GCTP["STAM+"], BO))[0]["BESKYT"] == "X"
    # Others are given, and who is looked up by an address is not found there.
    assert rows(ask(discreet, GCTP["STAM+"], ANNA))[0]["HUSNR"] == "012B"
    response = ask_gctp(discreet, "ADRSOG1", VEJK="7777", KOMK="0751")
    assert rows(response) == [] and disclosed(discreet.platform, response) == []


# ---- only persons whom the filters choose

@each_about_a_person
def test_chosen_person_is_answered(narrow, service):
    response = ask(narrow, service, ANNA)
    body_of(response)
    assert ANNA in disclosed(narrow.platform, response) and CARL not in disclosed(narrow.platform, response)


@each_about_a_person
def test_person_who_is_not_chosen_and_a_number_that_nobody_has_are_refused_alike(narrow, service):
    not_chosen = refused(narrow, service, "PERSON_NOT_CHOSEN", number=CARL)
    unknown = refused(narrow, service, "PERSON_NOT_CHOSEN", number=UNKNOWN)
    assert without_call(not_chosen) == without_call(unknown), "nobody learns who exists"
    assert dict(not_chosen.headers).keys() == dict(unknown.headers).keys()


def test_family_has_only_those_whom_the_filters_choose(narrow):
    for method in ["FAMILIE+", "FAMILIE"]:
        response = ask_gctp(narrow, method, PNR=ANNA)
        assert [row["PNR_FOEDDATO"] for row in rows(response)[1:]] == [ANNA, BO]
        assert disclosed(narrow.platform, response) == [ANNA, BO]


def test_residents_are_only_those_whom_the_filters_choose(narrow):
    response = ask_gctp(narrow, "ADRSOG1", VEJK="4321", KOMK="0101")
    assert rows(response) == [] and disclosed(narrow.platform, response) == []
    assert [row["PNR"] for row in rows(ask_gctp(narrow, "ADRSOG1", VEJK="7777", KOMK="0751"))] == [BO]


def test_filter_on_the_number_lets_a_person_be_looked_up(seeded):
    system = system_of(seeded, "by-number", "--only-chosen", "on")
    refused(system, PERSON_5, "PERSON_NOT_CHOSEN", number=CARL)
    system.filter("add", "--pnr", CARL)
    body_of(ask(system, PERSON_5, CARL))
    refused(system, PERSON_5, "PERSON_NOT_CHOSEN", number=ANNA)
    seeded.run("agreement", "set", "--agreement", system.agreement, "--only-chosen", "off")
    body_of(ask(system, PERSON_5, ANNA))
    assert lookup_fault(ask(system, PERSON_5, UNKNOWN))[0] == "PNRNotFound"


# ---- guessing

def test_system_that_guesses_is_slowed_and_others_are_not(fresh):
    fresh.run("seed", fresh.write("full", full_extract()))
    guessing, honest = system_of(fresh, "guessing"), system_of(fresh, "honest")
    fresh.serve()
    unknown = [f"{day:02}0170{serial}" for day in range(2, 27) for serial in range(8000, 8020)]
    assert len(unknown) == 500
    answer = requests.post(
        f"{fresh.soap}/api/v1/agreements/{guessing.agreement}/persons", json={"pnrs": unknown}, timeout=60,
        cert=(str(guessing.cert), str(guessing.key)), verify=str(fresh.ca))
    lines = [json.loads(line) for line in answer.text.splitlines()]
    assert [line["pnr"] for line in lines] == sorted(unknown) and {line["code"] for line in lines} == {"PNRNotFound"}
    # Some are forgiven while the test runs, far fewer than it asks for.
    codes = [lookup_fault(ask(guessing, PERSON_5, UNKNOWN))[0] for _ in range(50)]
    assert "TOO_MANY_UNKNOWN_NUMBERS" in codes and set(codes) <= {"TOO_MANY_UNKNOWN_NUMBERS", "PNRNotFound"}
    outcomes = fresh.rows("select outcome from audit where action = 'PersonLookup'")
    assert outcomes.count("TOO_MANY_UNKNOWN_NUMBERS") == codes.count("TOO_MANY_UNKNOWN_NUMBERS")
    for service in SERVICES:
        body_of(ask(honest, service, ANNA))


def test_subscription_services_faults_keep_their_side(system):
    """The look-ups' faults are all `soap:Server`; those of SF6002 are as before."""
    assert fault(call(system, "AddPNRSubscription", "<PNR>1</PNR>")) == "INVALID_PNR"
