"""Who enters an age range is delivered on that day, without a change of data."""

import base64
import json

from extracts import extract, person, persons_in, pnr
from platform_under_test import System, wait_for
from sftp_clients import sftp


def test_person_is_delivered_on_the_18th_birthday_and_it_is_said_why(fresh):
    fresh.configure("inbox", poll_seconds=0.05)
    system = System(fresh, "system")
    fresh.run("system", "sign-metadata", "system", "on")
    system.filter("add", "--age", "18-99")
    fresh.ingest("a", extract(5, 2, [person(1, born="2008-01-06"), person(2, born="2008-01-07")]))
    fresh.run("agreement", "set", "--agreement", system.agreement, "--ages-in", "on")
    assert fresh.json("agreement", "list")[0]["ages_in"]
    fresh.serve()
    fresh.ingest("b", extract(6, 5, [person(9)]))
    wait_for(lambda: len(system.deliveries()) == 3, "the load")
    assert [delivery["kind"] for delivery in system.deliveries()] == ["day", "day", "load"]
    with sftp(system) as client:
        assert persons_in(client.open(f"IN/{system.deliveries()[2]['name']}").read())[0] == [pnr(1)]
        described = client.open(f"IN/{system.deliveries()[2]['name']}.metadata").read().decode()
    assert fresh.json("load", "list")[0]["reason"] == "enters the age range"
    entries = fresh.json("manifest", "--agreement", system.agreement)["deliveries"]
    assert [entry.get("reason") for entry in entries] == [None, None, "enters the age range"]
    payload = described.split("<Statement", 1)[1].split(">", 1)[1].split(".")[1]
    statement = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    assert statement["reason"] == "enters the age range"
    explained = fresh.run(
        "explain", "--agreement", system.agreement, "--pnr", pnr(1), "--day", "2026-01-06", exit=None).stdout
    assert "enter an age range" in explained
