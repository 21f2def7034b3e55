"""The CPR office's own test extract through the whole platform: SOAP in, SFTP out.

The file stays where it is; the test has digests and counts that an independent script computed.
"""

import hashlib

import pytest

from platform_under_test import ROOT, System
from sftp_clients import sftp
from soap_client import call, pnr_element, result

SAMPLE = ROOT.parent / "shared" / "data" / "u12170p-110901.txt"
pytestmark = pytest.mark.skipif(not SAMPLE.exists(), reason=f"{SAMPLE} is not here")


def municipality(code):
    return "AddMunicipalityCodeSubscription", f"<MunicipalityCode>{code}</MunicipalityCode>"


def ages(start, end):
    return "AddAgeRangeSubscription", f"<AgeRange><StartAge>{start}</StartAge><EndAge>{end}</EndAge></AgeRange>"


def event(code):
    return "AddChangeCodeSubscription", f"<ChangeCode>{code}</ChangeCode>"


def every_seventh_person():
    seen = dict.fromkeys(line[3:13] for line in SAMPLE.read_text("latin-1").splitlines()[1:-1])
    return [("AddPNRSubscription", pnr_element(pnr)) for index, pnr in enumerate(seen) if index % 7 == 0]


SUBSCRIPTIONS = {
    "municipality": ("any", lambda: [municipality("0851")], 67, 925, "6e1c2fd1f9bf529b2c32a2335d2b5864988d349834c9f3d315a9d3912beffc62"),
    "age": ("any", lambda: [ages(0, 17)], 7, 95, "cb92051481c5ab989cb81f2849ad75d7729a0d37deb702985840c254315a65f5"),
    "pnr": ("any", every_seventh_person, 12, 176, "21595b586eb203cc2194f8add4a33cea518a3185821ea12acb9a6a9fe65b74d4"),
    "event": ("any", lambda: [event("A01"), event("A21")], 11, 172, "ffc2a675255994d115bd34080c814eb581be7a66ac1df4fb0077f4a0aa8bef4b"),
    "union": ("any", lambda: [municipality("573"), event("P03")], 9, 125, "79e23317a4ae38bf4e6c28c2e1ccd2b1fb118f0d10ba96e996b4e9ab14c1f292"),
    "narrow": ("events-narrow", lambda: [municipality("851"), event("A33"), event("A01")], 9, 129, "7e05cf9cadb706d316469db7ae93c2e30555bb9c9cc74bdd79b8a28e661689c9"),
    "all": ("all", lambda: [municipality("851"), ages(65, 150)], 4, 51, "96c20a1c7a95fda39bba50135c127cbed078d18c3880a1c274433e28858bcb55"),
    "nothing": ("any", lambda: [], 0, 0, "2d71f21f506cc79ed76ffad1cdbd14accfb131973deed1ed458c82f7f8a1c225"),
    "everyone": ("any", lambda: [("AddNoFilterSubscription", "")], 80, 1098, "35bdc7344ed70f4c5af9e767c00c8db07efdd81039ea442281a6a3ca6d7654f9"),
}


@pytest.fixture(scope="module")
def systems(platform):
    systems = {name: System(platform, name, combination) for name, (combination, *_) in SUBSCRIPTIONS.items()}
    for name, (_, filters, *_) in SUBSCRIPTIONS.items():
        for operation, argument in filters():
            assert result(call(systems[name], operation, argument)) == "ADDED"
    assert "80 persons changed, 9 deliveries" in platform.run("ingest", SAMPLE).stdout
    return systems


@pytest.mark.parametrize("name", SUBSCRIPTIONS)
def test_the_delivered_file_is_right_to_the_byte(systems, name):
    _, _, persons, records, digest = SUBSCRIPTIONS[name]
    system = systems[name]
    [delivery] = system.deliveries()
    assert (delivery["persons"], delivery["records"], delivery["sha256"]) == (persons, records, digest)
    with sftp(system) as client, client.open(f"IN/{delivery['name']}") as file:
        content = file.read()
    assert hashlib.sha256(content).hexdigest() == digest
    assert content.decode("latin-1").splitlines()[-1] == f"9999999999999{records:08}"
    assert delivery["name"] == f"d011119.l110901.{system.agreement}"
