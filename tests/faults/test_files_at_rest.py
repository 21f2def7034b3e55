"""Bytes at rest that change: what is sent is right, or nothing is sent; what can be repaired is."""

import os
import pathlib
import shutil
import signal

import pytest

from extracts import extract, person, pnr
from platform_under_test import System, wait_for
from sftp_clients import openssh, sftp

ACCOUNTS = 3
DAYS = 3


def flip(path, at=None, keep_times=False):
    """Flips one bit as a disk error does: optionally without a change of the file's times."""
    times = path.stat()
    content = bytearray(path.read_bytes())
    content[len(content) // 2 if at is None else at] ^= 1
    path.write_bytes(content)
    if keep_times:
        os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


def read_all(system):
    """Everything that the account can read, by name; `None` for what it cannot."""
    found = {}
    with sftp(system) as client:
        for name in sorted(client.listdir("IN")):
            try:
                with client.open(f"IN/{name}") as file:
                    found[name] = file.read()
            except OSError:
                found[name] = None
    return found


def shelf(platform, system):
    return sorted((platform.data / "shelf" / system.name).iterdir())


def archive(platform):
    return list((platform.data / "archive").rglob("*.zst"))


@pytest.fixture
def systems(fresh, system):
    """Several systems and days, so that there are files to damage."""
    others = [System(fresh, f"system{number}") for number in range(1, ACCOUNTS)]
    for other in others:
        other.filter("add", "--no-filter")
    for day in range(DAYS):
        fresh.ingest(f"day{day}", extract(5 + day, 4 + day, [person(n) for n in range(20)]))
    return [system, *others]


def test_every_published_file_that_is_flipped_is_handed_out_right(fresh, systems):
    fresh.serve()
    before = {system.name: read_all(system) for system in systems}
    assert [len(files) for files in before.values()] == [2 * DAYS] * ACCOUNTS
    for number, system in enumerate(systems):
        for path in shelf(fresh, system):
            flip(path, keep_times=number == 1)
    assert {system.name: read_all(system) for system in systems} == before
    for system in systems:
        assert {path.name: path.read_bytes() for path in shelf(fresh, system)} == before[system.name], "and healed"
    assert fresh.run("verify").stdout.startswith("everything is as it was written (")


def test_published_files_that_are_flipped_while_the_server_is_down_are_healed_when_it_starts(fresh, systems):
    before = [{path.name: path.read_bytes() for path in shelf(fresh, system)} for system in systems]
    for system in systems:
        for path in shelf(fresh, system):
            flip(path)
    fresh.serve()
    wait_for(lambda: [{path.name: path.read_bytes() for path in shelf(fresh, system)} for system in systems] == before,
             "the scrub to heal them")


def test_file_that_cannot_be_made_again_is_withheld_and_the_others_are_not(fresh, systems):
    for path in archive(fresh):
        flip(path)
    fresh.serve()
    system = systems[0]
    damaged = next(path for path in shelf(fresh, system) if not path.name.endswith(".metadata"))
    before = read_all(system)
    flip(damaged)
    after = read_all(system)
    assert after == before | {damaged.name: None}
    flip(damaged)
    assert read_all(system) == before, "it is right again, and handed out"


def test_file_that_is_cut_or_gone_or_unreadable_is_made_again(fresh, systems):
    fresh.serve()
    system = systems[0]
    before = read_all(system)
    paths = [path for path in shelf(fresh, system) if not path.name.endswith(".metadata")]
    paths[0].unlink()
    paths[1].write_bytes(paths[1].read_bytes()[:-1])
    paths[2].chmod(0)
    assert read_all(system) == before


def test_load_and_its_archive_are_two_and_heal_each_other(fresh, systems):
    system = systems[0]
    fresh.serve()
    fresh.run("load", "order", "--agreement", system.agreement)
    def loads():
        return [path for path in archive(fresh) if ".load" in path.name]
    (archived,) = loads()
    before = read_all(system)
    (name,) = [delivery["name"] for delivery in system.deliveries() if delivery["kind"] == "load"]
    published = fresh.data / "shelf" / system.name / name
    assert published.stat().st_ino != archived.stat().st_ino and published.stat().st_nlink == 1
    flip(published)
    assert read_all(system) == before
    flip(archived)
    damaged = archived.read_bytes()
    assert fresh.run("verify", exit=3).stdout.count("load") >= 1
    fresh.run("verify", "--repair")
    assert archived.read_bytes() != damaged
    flip(published)
    assert read_all(system) == before


def test_archived_extract_that_is_damaged_is_mended_by_the_same_coming_again(fresh, systems):
    paths = archive(fresh)
    right = {path: path.read_bytes() for path in paths}
    for path in paths:
        flip(path)
    output = fresh.run("verify", exit=3).stdout
    assert all(f"run {run} " in output for run in range(1, DAYS + 1)), output
    for day in range(DAYS):
        fresh.ingest(f"day{day}", extract(5 + day, 4 + day, [person(n) for n in range(20)]))
    assert fresh.run("verify").returncode == 0
    assert len(fresh.json("runs")) == DAYS, "no run came of it"
    assert {path.name for path in archive(fresh)} == {path.name for path in right}
    fresh.run("replay", "--agreement", systems[0].agreement, "--from", "2026-01-05")


def test_verify_names_each_thing_that_is_wrong_beside_a_server_too(fresh, systems):
    fresh.serve()
    wait_for(lambda: fresh.json("healthcheck", exit=None)["verified_at"], "the first pass of the scrub")
    missing, flipped = archive(fresh)[:2]
    missing.unlink()
    flip(flipped)
    answer = fresh.json("verify", exit=3)
    assert not answer["sound"] and answer["files"] == DAYS + 2 * DAYS * ACCOUNTS
    assert sorted(found["what"].split(") ")[1] for found in answer["found"]) == ["is damaged", "is missing"]
    assert all(found["advice"] for found in answer["found"])
    assert [found["mended"] for found in answer["found"]] == [False, False]


def test_open_file_that_is_damaged_is_read_no_further_and_goes_on_when_it_is_healed(fresh, systems):
    fresh.serve()
    system = systems[0]
    name = system.deliveries()[0]["name"]
    with sftp(system) as client:
        with client.open(f"IN/{name}") as file:
            first = file.read(100)
            flip(fresh.data / "shelf" / system.name / name, at=200)
            with pytest.raises(OSError):
                file.read(1000)
        with client.open(f"IN/{name}") as file:
            assert file.read(100) == first and b"999" in file.read()


def make_no_file(what, path):
    path.unlink()
    match what:
        case "pipe":
            os.mkfifo(path, 0o600)
        case "folder":
            path.mkdir(mode=0o700)
            (path / "file").write_text("x")
        case "link":
            path.symlink_to("/etc/passwd")


@pytest.mark.parametrize("what", ["pipe", "folder", "link"])
def test_thing_in_place_of_a_published_file_is_reported_at_once_and_the_file_repaired(fresh, systems, what):
    fresh.serve()
    before = {system.name: read_all(system) for system in systems}
    fresh.stop()
    for system in systems:
        for path in shelf(fresh, system):
            make_no_file(what, path)
    assert "is no file" in fresh.run("verify", exit=3).stdout
    fresh.serve()
    assert {system.name: read_all(system) for system in systems} == before
    for path in shelf(fresh, systems[0]):
        if path.is_file():
            make_no_file(what, path)
    assert read_all(systems[0]) == before[systems[0].name], "while it serves, too"
    assert pathlib.Path("/etc/passwd").read_bytes().startswith(b"root")


@pytest.mark.parametrize("what", ["pipe", "folder", "link"])
def test_thing_in_place_of_an_archived_file_is_reported_and_repaired_by_the_same_extract(fresh, systems, what):
    for path in archive(fresh):
        make_no_file(what, path)
    assert fresh.run("verify", exit=3).stdout.count("is no file") == DAYS
    for day in range(DAYS):
        fresh.ingest(f"day{day}", extract(5 + day, 4 + day, [person(n) for n in range(20)]))
    fresh.run("verify")


def test_folder_among_what_is_not_finished_keeps_no_extract_away(fresh, systems):
    (fresh.data / "tmp" / "folder" / "folder").mkdir(parents=True)
    fresh.ingest("next", extract(5 + DAYS, 4 + DAYS, [person(1)]))
    assert not list((fresh.data / "tmp").iterdir())


def test_things_in_the_inbox_that_are_no_files_raise_alerts_and_block_no_extract(fresh, systems):
    fresh.configure("alarm", inbox_minutes=0)
    fresh.serve()
    inbox = fresh.data / "inbox"
    os.mkfifo(inbox / "a-pipe")
    (inbox / "a-folder").mkdir()
    (inbox / ".taken" / "a-folder").mkdir(parents=True)
    (inbox / "tuesday").write_bytes(extract(5 + DAYS, 4 + DAYS, [person(1)]))
    wait_for(lambda: len([found for found in systems[0].deliveries() if found["published_at"]]) == DAYS + 1, "a delivery")
    wait_for(lambda: "a-pipe" in (output := fresh.run("healthcheck", exit=None).stdout) and "only files are taken" in output
             and ".taken/a-folder" in output, "the alerts")
