"""What stops the feed turns health red, and says what it is."""

import contextlib
import datetime
import fcntl
import json
import shutil
import subprocess

import pytest

from extracts import extract, large, person
from platform_under_test import DEADLINE, System, wait_for
from sftp_clients import openssh
from watching import green, health, put, told


@pytest.fixture
def serving(fresh, system):
    """A server that has delivered a day, which was collected: health is green."""
    fresh.ingest("monday", extract(5, 2, [person(1)]))
    fresh.serve()
    openssh(system, "get IN/*")
    wait_for(lambda: health(fresh)["troubles"] == [], "health to be green")
    return fresh


@contextlib.contextmanager
def small_disk(platform, tmp_path, size):
    """The data directory on a disk of its own."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", disk], capture_output=True)
    if mounted.returncode != 0:
        pytest.skip(f"no right to mount: {mounted.stderr.decode().strip()}")
    try:
        subprocess.run(["cp", "-a", platform.data, disk / "data"], check=True)
        platform.data = disk / "data"
        yield disk
    finally:
        platform.stop()
        subprocess.run(["umount", "-l", disk])


def test_disk_without_room_for_the_next_day_is_told(fresh, system, tmp_path):
    with small_disk(fresh, tmp_path, "40m") as disk:
        fresh.ingest("monday", extract(5, 2, []))
        fresh.serve()
        openssh(system, "get IN/*")
        told(fresh, "disk", "MB free, and the next day needs about")
        subprocess.run(["mount", "-o", "remount,size=400m", disk], check=True)
        green(fresh)


def test_extract_that_a_full_disk_keeps_out_is_told(fresh, system, tmp_path):
    with small_disk(fresh, tmp_path, "100m") as disk:
        fresh.configure("ingest", max_bytes=1_000_000_000)
        fresh.ingest("monday", extract(5, 2, []))
        fresh.serve()
        openssh(system, "get IN/*")
        green(fresh)
        filler = disk / "filler"
        with contextlib.suppress(OSError), open(filler, "wb") as file:
            while True:
                file.write(b"x" * 4096)
        fresh.server.poll()
        told(fresh, "disk")
        filler.unlink()
        put(fresh, "d260106.l534902", extract(6, 5, [person(1)]))
        wait_for(lambda: len(system.deliveries()) == 2, "tuesday to be delivered")
        openssh(system, "get IN/*")
        green(fresh)


def test_inbox_that_is_gone_is_told(serving):
    (serving.data / "inbox").rename(serving.data / "elsewhere")
    told(serving, "inbox", "cannot be looked into")
    told(serving, "worker", "inbox-watcher has failed")
    (serving.data / "elsewhere").rename(serving.data / "inbox")
    green(serving)


def test_file_that_stays_in_the_inbox_is_told(fresh, system):
    fresh.configure("alarm", inbox_minutes=0)
    fresh.ingest("monday", extract(5, 2, []))
    fresh.serve()
    openssh(system, "get IN/*")
    part = fresh.data / "inbox" / "d260106.part"
    part.write_bytes(b"x")
    told(fresh, "inbox", "not taken", "d260106.part")
    part.unlink()
    green(fresh)


def test_file_with_too_long_a_name_is_set_aside_and_told(serving):
    put(serving, "d" * 250, extract(6, 5, [person(1)]))
    told(serving, "inbox", "set aside", ".refused/")
    for path in (serving.data / "inbox" / ".refused").iterdir():
        path.unlink()
    green(serving)


def test_file_that_cannot_be_taken_is_set_aside_with_a_reason_and_told(fresh, system):
    fresh.configure("ingest", max_bytes=10_000)
    fresh.ingest("monday", extract(5, 2, []))
    fresh.serve()
    openssh(system, "get IN/*")
    put(fresh, "d260106.l534902", large(200_000, day=6, before=5))
    told(fresh, "inbox", "set aside", "d260106.l534902")
    (reason,) = (fresh.data / "inbox" / ".refused").glob("*.reason")
    assert "ingest.max_bytes" in reason.read_text()


def test_watcher_that_waits_for_a_lock_and_what_it_took_are_told(fresh, system):
    fresh.configure("alarm", stalled_seconds=1, inbox_minutes=0)
    fresh.ingest("monday", extract(5, 2, []))
    fresh.serve()
    openssh(system, "get IN/*")
    green(fresh)
    with open(fresh.data / "pipeline.lock") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        put(fresh, "d260106.l534902", extract(6, 5, [person(1)]))
        told(fresh, "worker", "inbox-watcher has been waiting for", "lock")
        # Taken, or where it was put: whichever the watcher waits before.
        told(fresh, "inbox", "d260106.l534902")
    wait_for(lambda: len(system.deliveries()) == 2, "tuesday to be delivered")
    openssh(system, "get IN/*")
    green(fresh)


def test_published_file_that_cannot_be_made_again_is_told(serving, system):
    name = system.deliveries()[0]["name"]
    shutil.rmtree(serving.data / "archive")
    (serving.data / "archive").mkdir(mode=0o700)
    (serving.data / "shelf" / "system" / name).unlink()
    told(serving, "damaged", name, "is missing")


def test_archive_that_is_lost_is_told(serving):
    (serving.data / "archive").rename(serving.data / "elsewhere")
    told(serving, "damaged", "archived extract of run 1", "is missing")
    (serving.data / "elsewhere").rename(serving.data / "archive")
    green(serving)


def test_archive_that_is_damaged_is_told_until_the_same_extract_comes_again(fresh, system):
    fresh.ingest("monday", extract(5, 2, [person(1)]))
    (archived,) = (fresh.data / "archive").rglob("*.zst")
    flip(archived)
    fresh.serve()
    openssh(system, "get IN/*", "rm IN/*")
    told(fresh, "damaged", "archived extract of run 1", "put the same extract into the inbox again")
    put(fresh, "again", extract(5, 2, [person(1)]))
    green(fresh)


def flip(path, at=None):
    content = bytearray(path.read_bytes())
    content[len(content) // 2 if at is None else at] ^= 1
    path.write_bytes(content)


def test_replica_without_anybody_is_told(fresh, system):
    fresh.serve()
    told(fresh, "empty", "no extract was taken in yet")


def test_extracts_that_do_not_come_are_told_by_working_days(fresh, system):
    toml = fresh.data / "cprabo.toml"
    toml.write_text(toml.read_text().replace("missing_extracts = 0", "missing_extracts = 2", 1))
    today = datetime.date.today()
    fresh.ingest("today", extract(today, today - datetime.timedelta(days=4), []))
    fresh.serve()
    openssh(system, "get IN/*")
    green(fresh)
    fresh.stop()
    fresh.data = fresh.folder / "old"
    shutil.copytree(fresh.made(), fresh.data)
    fresh.configure("monitoring", listen="127.0.0.1:0")
    old = System(fresh, "old")
    fresh.ingest("january", extract(5, 2, []))
    fresh.serve()
    openssh(old, "get IN/*")
    what = told(fresh, "overdue", "the last extract is of 2026-01-05")
    assert int(what.split("those of ")[1].split()[0]) > 100, what


def test_database_that_is_gone_is_told_though_it_is_open(serving):
    database = serving.data / "cprabo.db"
    database.rename(serving.data / "elsewhere")
    told(serving, "database", "cprabo.db was removed or replaced while it was in use")
    (serving.data / "elsewhere").rename(database)
    green(serving)


def test_no_server_is_told(fresh, system):
    fresh.ingest("monday", extract(5, 2, []))
    answer = json.loads(fresh.run("--json", "healthcheck", exit=3).stdout)
    assert [trouble["kind"] for trouble in answer["troubles"]] == ["server"]


def test_server_that_is_stopped_in_its_tracks_is_told(serving):
    """It holds its lock, and answers nothing."""
    import signal
    serving.server.send_signal(signal.SIGSTOP)
    try:
        told_by = serving.run("healthcheck", exit=3).stdout
        assert "the server does not say how it stands" in told_by
    finally:
        serving.server.send_signal(signal.SIGCONT)
    green(serving)
