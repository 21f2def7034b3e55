"""First data: a new filter brings the persons it chooses, after the next day's file."""

from extracts import extract, person, persons_in, pnr
from platform_under_test import System, wait_for
from sftp_clients import sftp
from soap_client import call, pnr_element, result


def test_a_number_added_over_soap_brings_the_person(fresh):
    fresh.configure("inbox", poll_seconds=0.05)
    fresh.serve()
    system = System(fresh, "system")
    output = fresh.run("agreement", "first-data", "--agreement", system.agreement, "on").stdout
    assert f"first data on for {system.agreement}" in output
    fresh.ingest("a", extract(5, 2, [person(1), person(2)]))
    assert result(call(system, "AddPNRSubscription", pnr_element(pnr(2)))) == "ADDED"
    fresh.ingest("b", extract(6, 5, [person(7)]))
    wait_for(lambda: len(system.deliveries()) == 3, "first data")
    deliveries = system.deliveries()
    assert [delivery["kind"] for delivery in deliveries] == ["day", "day", "load"]
    with sftp(system) as client:
        content = client.open(f"IN/{deliveries[2]['name']}").read()
    assert persons_in(content)[0] == [pnr(2)]
    assert fresh.json("load", "list")[0]["reason"] == "first data"
    fresh.ingest("c", extract(7, 6, [person(7)]))
    assert [delivery["kind"] for delivery in system.deliveries()] == ["day", "day", "load", "day"]


def test_first_data_is_enabled_with_the_agreement_or_later(fresh):
    system = System(fresh, "system")
    listed = lambda: fresh.json("agreement", "list")[0]["first_data"]
    assert not listed()
    fresh.run("agreement", "first-data", "--agreement", system.agreement, "on")
    assert listed()
    fresh.run("agreement", "first-data", "--agreement", system.agreement, "off")
    assert not listed()
    fresh.run("agreement", "first-data", "--agreement", system.agreement, "perhaps", exit=2)
