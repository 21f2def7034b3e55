"""Inputs of outsiders on which an earlier version of the platform failed (`../shared/cases`), each used as its name
says.

They are read where they are; the other tests have inputs of our own of the same kinds.
"""

import pathlib
import re

import pytest

from extracts import person, extract
from platform_under_test import ROOT, System
from sftp_clients import openssh
from soap_client import post, result

CASES = ROOT.parent / "shared" / "cases"
pytestmark = pytest.mark.skipif(not CASES.exists(), reason="../shared is not here")


@pytest.fixture
def system(fresh):
    system = System(fresh, "system")
    system.filter("add", "--no-filter")
    return system


def case(name):
    return CASES / name


def delivered(platform, system, tmp_path):
    """The files in IN, as the system fetches them."""
    platform.serve()
    openssh(system, f"lcd {tmp_path}", "get IN/*")
    [data] = [path for path in tmp_path.iterdir() if path.name.startswith("d26") and path.suffix != ".metadata"]
    return data.read_bytes()


@pytest.mark.parametrize("name", ["ext-03-sub-glued-to-999", "ext-06-trailing-line-of-blanks", "ext-07-leading-empty-line"])
def test_what_stands_around_the_records_is_a_remark_and_not_delivered(fresh, system, tmp_path, name):
    path = case(f"{name}.txt")
    output = fresh.run("check", path).stdout
    assert "(left out)" in output
    fresh.run("ingest", path)
    content = path.read_bytes()
    start, end = content.index(b"000000"), content.index(b"9999999999999") + 21
    expected = content[start:end] + (b"" if content[end:end + 1] == b"\x1a" else b"\r\n")
    assert delivered(fresh, system, tmp_path) == expected


@pytest.mark.parametrize("name, finding, reason", [
    ("ext-13-cp1252-apostrophe", "code-page", "encoding"), ("ext-23-999-blank-counter", "bad-counter", "counter")])
def test_what_an_operator_may_release_is_held_by_its_name_and_accepted_in_a_seed(fresh, system, name, finding, reason):
    path = case(f"{name}.txt")
    kinds = [found["kind"] for found in fresh.json("check", path, exit=3)["findings"]]
    assert finding in kinds
    assert f"held: {reason}:" in fresh.run("ingest", path, exit=3).stdout
    assert "done" in fresh.run("release", 1).stdout
    other = type(fresh)(fresh.folder / "other")
    assert f"--accept {finding}" in other.run("seed", path, exit=1).stderr
    assert "seeded" in other.run("seed", "--accept", finding, path).stdout


def test_numbers_that_are_replaced_twice_are_followed_to_the_end(fresh):
    system = System(fresh, "chained")
    first, last = "0201705001", "0401705003"
    system.filter("add", "--pnr", first)
    for day in (5, 6, 7):
        fresh.run("ingest", case(f"chain-d26010{day}.l534902"))
    assert f"pnr {last}" in system.filters()
    drift = fresh.json("drift", "--agreement", system.agreement, case("chain-held.txt"), exit=3)
    assert (drift["surplus"], drift["missing"], drift["replaced"]) == (0, 1, 1)
    # A filter that is added now gets the valid number at once.
    late = System(fresh, "late")
    late.filter("add", "--pnr", first)
    assert late.filters() == [f"pnr {first}", f"pnr {last}"]


def test_number_with_a_day_above_60_is_taken_everywhere(fresh, system, tmp_path):
    fresh.run("ingest", case("day60-d260107.l534902"))
    number = "6101705002"
    at = ["--agreement", system.agreement, "--pnr", number, "--day", "2026-01-07"]
    assert "delivered" in fresh.run("explain", *at).stdout
    held = fresh.write("held", f"0201705001\n{number}\n".encode())
    drift = fresh.json("drift", "--agreement", system.agreement, held, exit=None)
    assert (drift["held"], drift["surplus"]) == (2, 0)
    system.filter("add", "--pnr", number)
    assert f"pnr {number}" in system.filters()
    system.filter("remove", "--pnr", number)
    refused = system.filter("add", "--pnr", "6101705009", exit=2)
    assert "unless the register has sent it" in refused.stderr and "6101705009" not in refused.stderr


@pytest.mark.parametrize("name", ["drift-bom.txt", "drift-cp1252.txt"])
def test_list_from_windows_is_read(fresh, system, name):
    fresh.ingest("a", extract(5, 2, [person(1)]))
    answer = fresh.json("drift", "--agreement", system.agreement, case(name), exit=3)
    assert answer["held"] == len(re.findall(rb"\d{10}", case(name).read_bytes()))


def add(platform, name, cert, key, exit=0):
    return platform.run("system", "add", name, "--system", f"00000000-0000-4000-8000-{abs(hash(name)) % 10**12:012}",
                        "--cert", cert, "--ssh-key", key, exit=exit)


@pytest.mark.parametrize("key", ["key-bom.pub", "key-cp1252-comment.pub"])
@pytest.mark.parametrize("cert, subject", [("cert-bom.pem", "CN=bom"), ("cert-chain-ca-first.pem", "CN=Omsorg drift")])
def test_certificate_and_key_from_windows_are_registered(fresh, cert, subject, key):
    output = add(fresh, "omsorg", case(cert), case(key)).stdout
    assert subject in output and "Test CA" not in output


def test_certificate_that_can_never_connect_is_refused_with_the_reason(fresh):
    refused = add(fresh, "omsorg", case("tls-v1.crt"), case("key-bom.pub"), exit=1).stderr
    assert "no client can connect with this certificate" in refused and "version" in refused.lower()


def test_http_charset_goes_before_the_declaration(fresh):
    system = System(fresh, "system")
    fresh.serve()
    head, _, body = case("soap-ct-utf8-decl-latin1.http").read_bytes().partition(b"\r\n\r\n")
    for element, value in [("ServiceAgreementUUID", system.agreement), ("UserSystemUUID", system.uuid),
                           ("UserUUID", system.authority)]:
        body = re.sub(rf"(<ic:{element}>)[^<]*".encode(), rb"\g<1>" + value.encode(), body)
    headers = dict(line.split(": ", 1) for line in head.decode().splitlines()[1:])
    assert result(post(system, body, headers={"Content-Type": headers["Content-Type"]})) == "ADDED"
    [line] = [line for line in fresh.json("filter", "history", "--agreement", system.agreement)]
    assert line["on_behalf_of"] == "Søren A"
