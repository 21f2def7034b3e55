"""Authorization: all parties must match, or the call is refused and audited."""

import datetime
import re
import sqlite3
import uuid

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from extracts import pnr
from platform_under_test import System
from soap_client import call, fault, post, result


@pytest.fixture(scope="module")
def system(platform):
    return System(platform, "mine")


@pytest.fixture(scope="module")
def other(platform):
    return System(platform, "theirs")


def self_signed(folder, name, first, last):
    """A self-signed certificate, valid from one day to another, counted from today."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.timezone.utc)
    certificate = (
        x509.CertificateBuilder().subject_name(subject).issuer_name(subject)
        .public_key(key.public_key()).serial_number(x509.random_serial_number())
        .not_valid_before(now + datetime.timedelta(days=first))
        .not_valid_after(now + datetime.timedelta(days=last))
        .sign(key, hashes.SHA256())
    )
    cert_path, key_path = folder / f"{name}.crt", folder / f"{name}.key"
    cert_path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    key_path.write_bytes(key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    return str(cert_path), str(key_path)


def refused(system, code, cert=True, **context):
    response = call(system, "GetAllFilters", cert=cert, context=system.context(**context))
    assert fault(response) == code
    assert "Filter" not in response.text.replace("GetAllFilters", "")
    return response


def test_caller_with_matching_parties_is_authorized(system):
    assert call(system, "GetAllFilters").status_code == 200


def test_no_certificate(system):
    refused(system, "CERTIFICATE_MISSING", cert=False)


def test_another_systems_certificate(system, other):
    refused(system, "CERTIFICATE_NOT_REGISTERED", cert=(str(other.cert), str(other.key)))


def test_unregistered_certificate_of_the_local_ca_is_refused(system):
    system.platform.run("client-cert", "stranger", "--out", system.platform.folder)
    pair = (str(system.platform.folder / "stranger.crt"), str(system.platform.folder / "stranger.key"))
    refused(system, "CERTIFICATE_NOT_REGISTERED", cert=pair)


def test_a_certificate_of_the_same_name_and_another_key(system):
    pair = self_signed(system.platform.folder, "mine", -1, 1)
    refused(system, "CERTIFICATE_NOT_REGISTERED", cert=pair)


def test_a_certificate_that_is_not_valid_yet(system):
    pair = self_signed(system.platform.folder, "early", 1, 10)
    system.platform.run("system", "add-cert", "mine", "--cert", pair[0])
    refused(system, "CERTIFICATE_EXPIRED", cert=pair)


def test_a_certificate_that_has_ended_is_not_registered(system):
    pair = self_signed(system.platform.folder, "expired", -10, -1)
    error = system.platform.run("system", "add-cert", "mine", "--cert", pair[0], exit=1).stderr
    assert "this certificate ended" in error


def test_a_revoked_certificate_is_refused_from_the_next_call_on(system):
    pair = self_signed(system.platform.folder, "revoked", -1, 10)
    system.platform.run("system", "add-cert", "mine", "--cert", pair[0])
    assert call(system, "GetAllFilters", cert=pair).status_code == 200
    system.platform.run("system", "revoke-cert", "mine", "--cert", pair[0])
    refused(system, "CERTIFICATE_REVOKED", cert=pair)


def test_an_agreement_that_does_not_exist_and_one_that_is_not_ones_own(system, other):
    unknown = refused(system, "UNKNOWN_AGREEMENT", ServiceAgreementUUID=str(uuid.uuid4()))
    theirs = refused(system, "UNKNOWN_AGREEMENT", ServiceAgreementUUID=other.agreement)
    def strip(response):
        text = response.text.replace(response.headers["X-Correlation-Id"], "")
        return re.sub(r"Received: \S+Z", "", text)
    assert strip(unknown) == strip(theirs), "nobody learns what others have"


def test_a_system_that_is_not_in_the_agreement(system, other):
    refused(system, "SYSTEM_NOT_IN_AGREEMENT", ServiceAgreementUUID=other.agreement, UserUUID=other.authority)


def test_a_system_that_is_not_ones_own(system, other):
    refused(system, "CERTIFICATE_NOT_REGISTERED", UserSystemUUID=other.uuid)
    refused(system, "CERTIFICATE_NOT_REGISTERED", UserSystemUUID=str(uuid.uuid4()))


def test_an_authority_that_is_not_in_the_agreement(system, other):
    refused(system, "AUTHORITY_NOT_IN_AGREEMENT", UserUUID=other.authority)


def test_another_service(system):
    refused(system, "WRONG_SERVICE", ServiceUUID=str(uuid.uuid4()))


def test_a_context_that_is_not_whole(system):
    context = system.context()
    del context["UserUUID"]
    assert fault(call(system, "GetAllFilters", context=context)) == "INVALID_INVOCATION_CONTEXT"
    refused(system, "INVALID_INVOCATION_CONTEXT", UserUUID="not-a-uuid")


@pytest.mark.parametrize("option, value, code", [
    ("--valid-until", "2020-01-01", "AGREEMENT_EXPIRED"), ("--valid-from", "2999-01-01", "AGREEMENT_NOT_YET_IN_FORCE")])
def test_an_agreement_that_is_not_in_force(system, option, value, code):
    agreement = str(uuid.uuid4())
    extra = ["--valid-from", "2019-01-01"] if option == "--valid-until" else []
    system.platform.run(
        "agreement", "add", "--agreement", agreement, "--system", system.uuid,
        "--authority", system.authority, option, value, *extra)
    refused(system, code, ServiceAgreementUUID=agreement)


def test_a_refusal_changes_nothing_and_is_audited_under_its_correlation_id(system, other):
    argument = f"<ChangeCode>A01</ChangeCode>"
    before = other.filters()
    response = call(system, "AddChangeCodeSubscription", argument,
                    context=system.context(ServiceAgreementUUID=other.agreement, UserUUID=other.authority))
    assert fault(response) == "SYSTEM_NOT_IN_AGREEMENT"
    assert other.filters() == before
    correlation = response.headers["X-Correlation-Id"]
    with sqlite3.connect(f"file:{system.platform.data}/cprabo.db?mode=ro", uri=True) as db:
        [[actor, action, subject, outcome]] = db.execute(
            "select actor, action, subject, outcome from audit where correlation = ?", [correlation])
    assert actor.startswith("certificate ") and action == "AddChangeCodeSubscription"
    assert (subject, outcome) == (f"agreement {other.agreement}", "SYSTEM_NOT_IN_AGREEMENT")
    system.platform.wait_for_log(correlation)


def test_two_systems_do_not_see_each_others_filters(system, other):
    system.filter("add", "--pnr", pnr(1))
    other.filter("add", "--pnr", pnr(2))
    mine, theirs = call(system, "GetAllFilters").text, call(other, "GetAllFilters").text
    assert pnr(1) in mine and pnr(2) not in mine
    assert pnr(2) in theirs and pnr(1) not in theirs


def test_strangers_are_rate_limited_and_registered_callers_are_not(fresh):
    fresh.serve()
    system = System(fresh, "known")
    answers = [call(system, "GetAllFilters", cert=False) for _ in range(150)]
    faults = [response for response in answers if response.status_code != 429]
    assert {fault(response) for response in faults} == {"CERTIFICATE_MISSING"}
    slowed = [response for response in answers if response.status_code == 429]
    assert slowed, "a hundred at once are enough"
    for response in slowed:
        assert response.headers["Retry-After"] == "60"
        assert response.headers["Content-Type"].startswith("text/plain")
        assert "registered client certificate" in response.text and "<" not in response.text
    assert call(system, "GetAllFilters").status_code == 200
    with sqlite3.connect(f"file:{fresh.data}/cprabo.db?mode=ro", uri=True) as db:
        [[audited]] = db.execute("select count(*) from audit where outcome = 'CERTIFICATE_MISSING'")
    assert audited == len(faults), "a 429 is not audited"


def test_a_strangers_body_is_not_parsed(system):
    """Whatever the body is, the answer is about the certificate."""
    assert fault(post(system, b"<x>" * 1000, cert=False)) == "CERTIFICATE_MISSING"
