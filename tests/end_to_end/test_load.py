"""Loads: ordered by the operator, written here or by the server, fetched over SFTP."""

import json
import signal
import subprocess
import uuid

import pytest

from extracts import extract, person, persons_in, pnr
from platform_under_test import BINARY, System, wait_for
from sftp_clients import sftp


@pytest.fixture
def system(fresh):
    system = System(fresh, "system")
    system.filter("add", "--municipality", "0751", "--event", "A01")
    return system


def day(day, before, komkods):
    """An extract with a person for each municipality."""
    return extract(day, before, [person(number, komkod=komkod) for number, komkod in enumerate(komkods)])


def order(system, *options, exit=0):
    return system.platform.run("load", "order", "--agreement", system.agreement, *options, exit=exit)


def fetch(system):
    """Everything in the folder, in the order of mtime, as a client sees it."""
    with sftp(system) as client:
        client.chdir("IN")
        names = sorted(client.listdir_attr("."), key=lambda entry: entry.st_mtime)
        return {entry.filename: client.open(entry.filename).read() for entry in names}


def test_load_has_the_persons_who_match_now_and_the_next_day_follows(fresh, system):
    fresh.ingest("a", day(5, 2, [751, 101, 751]))
    result = order(system, "--reason", "new system")
    assert "load 1 delivered, 2 persons in 1 file" in result.stdout
    assert "as of PRODDTO 2026-01-05: the next extract follows" in result.stdout
    fresh.ingest("b", day(6, 5, [101]))
    fresh.serve()
    files = {name: content for name, content in fetch(system).items() if not name.endswith(".metadata")}
    (first, load, second), contents = files.keys(), list(files.values())
    base = f"d260105.l534902.{system.agreement}"
    assert (first, load) == (base, f"{base}.load1") and second.startswith("d260106")
    assert persons_in(contents[1])[0] == [pnr(0), pnr(2)]
    chain = [(content[19:27], content[27:35]) for content in contents]
    assert chain == [(b"20260105", b"20260102"), (b"20260105", b"20260105"), (b"20260106", b"20260105")]
    kinds = [(delivery["seq"], delivery["kind"]) for delivery in system.deliveries()]
    assert kinds == [(1, "day"), (2, "load"), (3, "day")]
    (listed,) = fresh.json("load", "list")
    assert (listed["state"], listed["reason"], listed["persons"], listed["files"]) == ("done", "new system", 2, 1)


def test_its_pair_has_the_metadata_of_any_other(fresh, system):
    fresh.ingest("a", day(5, 2, [751]))
    order(system)
    fresh.serve()
    files = fetch(system)
    name = f"d260105.l534902.{system.agreement}.load1"
    metadata = files[f"{name}.metadata"].decode()
    assert f"<FileName>{name}</FileName>" in metadata
    assert f"<SizeInBytes>{len(files[name])}</SizeInBytes>" in metadata
    # The metadata first, as in any pair.
    assert list(files).index(f"{name}.metadata") < list(files).index(name)


def test_the_server_writes_what_is_ordered_without_waiting(fresh, system):
    fresh.configure("inbox", poll_seconds=0.05)
    fresh.ingest("a", day(5, 2, [751, 751]))
    fresh.serve()
    order(system, "--no-wait")
    wait_for(lambda: fresh.json("load", "list")[0]["state"] == "done", "the load")
    assert any(name.endswith(".load1") for name in fetch(system))


def test_it_is_split(fresh, system):
    people = [person(number, more=["077" + "x" * 60_000]) for number in range(40)]
    fresh.ingest("a", extract(5, 2, people))
    assert "40 persons in 3 files" in order(system, "--part-size", 1).stdout
    fresh.serve()
    parts = {name: content for name, content in fetch(system).items()
             if ".load1." in name and not name.endswith(".metadata")}
    assert [name.rsplit(".", 1)[1] for name in parts] == ["1", "2", "3"]
    assert all(len(content) <= 1_000_000 for content in parts.values())
    found = [persons_in(content) for content in parts.values()]
    assert [number for persons, _ in found for number in persons] == [pnr(number) for number in range(40)]
    assert all(counter == 5 * len(persons) for persons, counter in found)


def test_what_cannot_be_ordered_says_what_to_do(fresh):
    events, none = System(fresh, "events"), System(fresh, "none")
    events.filter("add", "--event", "A01")
    assert "the replica is empty" in order(events, "--kinds", "all", exit=1).stderr
    fresh.ingest("a", day(5, 2, [751]))
    error = order(events, exit=1).stderr
    assert "event codes alone" in error and "--kinds all" in error
    assert "no filters" in order(none, exit=1).stderr
    assert "no municipality filter" in order(events, "--kinds", "municipality", exit=1).stderr
    unknown = fresh.run("load", "order", "--agreement", uuid.uuid4(), exit=1).stderr
    assert "there is no agreement" in unknown and "agreement list" in unknown
    assert "delivered" in order(events, "--kinds", "all").stdout
    fresh.run("load", "order", "--agreement", events.agreement, "--part-size", "0", exit=2)


def test_one_at_a_time_and_one_that_is_called_off(fresh, system):
    fresh.ingest("a", day(5, 2, [751]))
    order(system, "--no-wait")
    assert "a load is under way for this agreement" in order(system, exit=1).stderr
    assert "cancelled" in fresh.run("load", "cancel", 1).stdout
    assert "load 1 is cancelled already" in fresh.run("load", "cancel", 1, exit=1).stderr
    assert "there is no load 7" in fresh.run("load", "cancel", 7, exit=1).stderr
    order(system)
    assert [load["state"] for load in fresh.json("load", "list")] == ["cancelled", "done"]
    audit = fresh.run("audit").stdout
    assert "order load" in audit and "cancel load" in audit


def test_killed_in_the_middle_it_goes_on(fresh, system):
    """The process is killed while it writes; the next one delivers what is ordered."""
    fresh.ingest("a", extract(5, 2, [person(number, more=["077" + "x" * 60_000]) for number in range(500)]))
    command = [BINARY, "--data", fresh.data, "load", "order", "--agreement", system.agreement]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    staging = fresh.data / "staging"
    wait_for(lambda: process.poll() is not None or any(staging.glob("load-1/*")), "the load to begin")
    process.send_signal(signal.SIGKILL)
    process.wait(60)
    fresh.configure("inbox", poll_seconds=0.05)
    fresh.serve()
    wait_for(lambda: fresh.json("load", "list")[0]["state"] == "done", "the load")
    content = next(content for name, content in fetch(system).items() if name.endswith(".load1"))
    assert len(persons_in(content)[0]) == 500
    assert list(staging.iterdir()) == []


def test_json_is_the_load(fresh, system):
    fresh.ingest("a", day(5, 2, [751]))
    load = json.loads(order(system, "--json").stdout)
    assert (load["load"], load["state"], load["persons"], load["proddto"]) == (1, "done", 1, "2026-01-05")


def test_a_full_disk_delivers_nothing_and_loses_nothing(fresh, system, tmp_path):
    people = [person(number, more=["077" + "x" * 60_000]) for number in range(300)]
    fresh.ingest("a", extract(5, 2, people))
    small = tmp_path / "small"
    small.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", small], capture_output=True)
    if mounted.returncode != 0:
        pytest.skip("cannot mount a small file system")
    staging = fresh.data / "staging"
    try:
        staging.rmdir()
        staging.symlink_to(small)
        error = order(system, exit=1).stderr
        assert "No space left on device" in error and "not delivered yet" in error
        assert [delivery["kind"] for delivery in system.deliveries()] == ["day"]
    finally:
        staging.unlink()
        subprocess.run(["umount", small], check=True)
    staging.mkdir(mode=0o700)
    fresh.configure("inbox", poll_seconds=0.05)
    fresh.serve()
    wait_for(lambda: fresh.json("load", "list")[0]["state"] == "done", "the load")
    content = next(content for name, content in fetch(system).items() if name.endswith(".load1"))
    assert len(persons_in(content)[0]) == 300
