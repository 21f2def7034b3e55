"""`manifest`: a signed chain of deliveries."""

import base64
import hashlib
import json
import re

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from extracts import extract, person, pnr
from platform_under_test import PNR, System, wait_for
from sftp_clients import sftp


@pytest.fixture
def system(fresh):
    system = System(fresh, "system")
    system.filter("add", "--pnr", pnr(1))
    fresh.ingest("a", extract(5, 2, [person(1), person(2)]))
    replaced = [person(1, status="60", successor=pnr(3), events=()), person(3)]
    fresh.ingest("b", extract(6, 5, replaced))
    fresh.run("load", "order", "--agreement", system.agreement)
    fresh.run("replay", "--agreement", system.agreement, "--from", "2026-01-05")
    return system


def decode(part):
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def verified(platform, token):
    """The document of a JWS, verified by another implementation."""
    key = load_pem_public_key(platform.run("manifest", "--public-key").stdout.encode())
    header, payload, signature = token.strip().split(".")
    key.verify(decode(signature), f"{header}.{payload}".encode())
    assert json.loads(decode(header)) == {"alg": "EdDSA"}
    return json.loads(decode(payload))


def test_the_chain_is_what_the_system_can_fetch(fresh, system):
    manifest = verified(fresh, fresh.run("manifest", "--agreement", system.agreement).stdout)
    assert manifest["agreement"] == system.agreement
    entries = manifest["deliveries"]
    assert [(entry["seq"], entry["kind"], entry.get("replay_of")) for entry in entries] == [
        (1, "day", None), (2, "day", None), (3, "load", None), (4, "replay", 1)]
    assert [entry["previous_sha256"] for entry in entries] == [None, *(entry["sha256"] for entry in entries[:-1])]
    fresh.serve()
    with sftp(system) as client:
        for entry in entries:
            content = client.open(f"IN/{entry['file']}").read()
            assert (len(content), hashlib.sha256(content).hexdigest()) == (entry["size"], entry["sha256"])


STATEMENT = re.compile(r'<FileContentDescriptor><Statement xmlns="urn:cprabo:Statement:1">([^<]+)</Statement>')


def test_metadata_say_the_same_where_a_system_wants_it(fresh):
    system = System(fresh, "system")
    system.filter("add", "--pnr", pnr(1))
    fresh.ingest("a", extract(5, 2, [person(1), person(2)]))
    assert "signed metadata on" in fresh.run("system", "sign-metadata", "system", "on").stdout
    assert [row["signed_metadata"] for row in fresh.json("system", "list")] == [True]
    fresh.ingest("b", extract(6, 5, [person(1, status="60", successor=pnr(3), events=()), person(3)]))
    fresh.run("load", "order", "--agreement", system.agreement)
    fresh.run("replay", "--agreement", system.agreement, "--from", "2026-01-05")
    entries = fresh.json("manifest", "--agreement", system.agreement)["deliveries"]
    shelf = fresh.data / "shelf" / "system"
    first = {path.name: path.read_bytes() for path in shelf.iterdir()}
    statements = [STATEMENT.search(first[f"{entry['file']}.metadata"].decode()) for entry in entries]
    # The first was delivered before, and its replay has the same form.
    assert [bool(statement) for statement in statements] == [False, True, True, False]
    for entry, statement in zip(entries[1:3], statements[1:3]):
        document = verified(fresh, statement[1])
        assert document.pop("agreement") == system.agreement
        # No time, so that a file written again is the same; and no PNR.
        assert document == {name: value for name, value in entry.items() if name not in ("published_at", "replaced")}
    assert not PNR.search(b"".join(bytes for name, bytes in first.items() if name.endswith(".metadata")))
    for path in shelf.iterdir():
        path.unlink()
    fresh.serve()
    wait_for(lambda: {path.name: path.read_bytes() for path in shelf.iterdir()} == first, "the same files again")


def test_replaced_numbers_are_listed(fresh, system):
    entries = fresh.json("manifest", "--agreement", system.agreement)["deliveries"]
    assert [entry.get("replaced") for entry in entries] == [None, [{"pnr": pnr(1), "by": pnr(3)}], None, None]


def test_whatever_is_changed_is_noticed(fresh, system):
    header, payload, signature = fresh.run("manifest", "--agreement", system.agreement).stdout.strip().split(".")
    document = json.loads(decode(payload))
    document["deliveries"].pop()
    forged = base64.urlsafe_b64encode(json.dumps(document).encode()).decode().rstrip("=")
    with pytest.raises(InvalidSignature):
        verified(fresh, f"{header}.{forged}.{signature}")


def test_the_key_is_made_once_and_is_its_owners_alone(fresh, system):
    first = fresh.run("manifest", "--public-key").stdout
    assert first == fresh.run("manifest", "--public-key").stdout and first.startswith("-----BEGIN PUBLIC KEY")
    key = fresh.data / "manifest" / "manifest.key"
    assert key.stat().st_mode & 0o777 == 0o600
    fresh.run("manifest", exit=2)
