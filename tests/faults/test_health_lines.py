"""Everything that stops deliveries turns health red, with a text."""

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
from watching import green, health, put, wait_for_alert


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


def test_disk_without_room_for_the_next_day_raises_an_alert(fresh, system, tmp_path):
    with small_disk(fresh, tmp_path, "40m") as disk:
        fresh.ingest("monday", extract(5, 2, []))
        fresh.serve()
        openssh(system, "get IN/*")
        wait_for_alert(fresh, "disk", "MB free, and the next day needs about")
        subprocess.run(["mount", "-o", "remount,size=400m", disk], check=True)
        green(fresh)


def test_extract_that_does_not_fit_on_the_disk_raises_an_alert(fresh, system, tmp_path):
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
        wait_for_alert(fresh, "disk")
        filler.unlink()
        put(fresh, "d260106.l534902", extract(6, 5, [person(1)]))
        wait_for(lambda: len(system.deliveries()) == 2, "tuesday to be delivered")
        openssh(system, "get IN/*")
        green(fresh)


def test_inbox_that_is_gone_raises_an_alert(serving):
    (serving.data / "inbox").rename(serving.data / "elsewhere")
    wait_for_alert(serving, "inbox", "cannot be looked into")
    wait_for_alert(serving, "worker", "inbox-watcher has failed")
    (serving.data / "elsewhere").rename(serving.data / "inbox")
    green(serving)


def test_file_that_stays_in_the_inbox_raises_an_alert(fresh, system):
    fresh.configure("alarm", inbox_minutes=0)
    fresh.ingest("monday", extract(5, 2, []))
    fresh.serve()
    openssh(system, "get IN/*")
    part = fresh.data / "inbox" / "d260106.part"
    part.write_bytes(b"x")
    wait_for_alert(fresh, "inbox", "not taken", "d260106.part")
    part.unlink()
    green(fresh)


def test_file_with_too_long_a_name_is_set_aside_and_raises_an_alert(serving):
    put(serving, "d" * 250, extract(6, 5, [person(1)]))
    wait_for_alert(serving, "inbox", "set aside", ".refused/")
    for path in (serving.data / "inbox" / ".refused").iterdir():
        path.unlink()
    green(serving)


def test_file_that_cannot_be_taken_is_set_aside_with_a_reason_and_raises_an_alert(fresh, system):
    fresh.configure("ingest", max_bytes=10_000)
    fresh.ingest("monday", extract(5, 2, []))
    fresh.serve()
    openssh(system, "get IN/*")
    put(fresh, "d260106.l534902", large(200_000, day=6, before=5))
    wait_for_alert(fresh, "inbox", "set aside", "d260106.l534902")
    (reason,) = (fresh.data / "inbox" / ".refused").glob("*.reason")
    assert "ingest.max_bytes" in reason.read_text()


def test_watcher_that_waits_for_a_lock_and_its_file_raise_alerts(fresh, system):
    fresh.configure("alarm", stalled_seconds=1, inbox_minutes=0)
    fresh.ingest("monday", extract(5, 2, []))
    fresh.serve()
    openssh(system, "get IN/*")
    green(fresh)
    with open(fresh.data / "pipeline.lock") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        put(fresh, "d260106.l534902", extract(6, 5, [person(1)]))
        wait_for_alert(fresh, "worker", "inbox-watcher has been waiting for", "lock")
        # In either place: it depends on where the watcher waits.
        wait_for_alert(fresh, "inbox", "d260106.l534902")
    wait_for(lambda: len(system.deliveries()) == 2, "tuesday to be delivered")
    openssh(system, "get IN/*")
    green(fresh)


def test_published_file_that_cannot_be_repaired_raises_an_alert(serving, system):
    name = system.deliveries()[0]["name"]
    shutil.rmtree(serving.data / "archive")
    (serving.data / "archive").mkdir(mode=0o700)
    (serving.data / "shelf" / "system" / name).unlink()
    wait_for_alert(serving, "damaged", name, "is missing")


def test_archive_that_is_lost_raises_an_alert(serving):
    (serving.data / "archive").rename(serving.data / "elsewhere")
    wait_for_alert(serving, "damaged", "archived extract of run 1", "is missing")
    (serving.data / "elsewhere").rename(serving.data / "archive")
    green(serving)


def test_archive_that_is_damaged_raises_an_alert_until_the_same_extract_comes_again(fresh, system):
    fresh.ingest("monday", extract(5, 2, [person(1)]))
    (archived,) = (fresh.data / "archive").rglob("*.zst")
    flip(archived)
    fresh.serve()
    openssh(system, "get IN/*", "rm IN/*")
    wait_for_alert(fresh, "damaged", "archived extract of run 1", "put the same extract into the inbox again")
    put(fresh, "again", extract(5, 2, [person(1)]))
    green(fresh)


def flip(path, at=None):
    content = bytearray(path.read_bytes())
    content[len(content) // 2 if at is None else at] ^= 1
    path.write_bytes(content)


def test_replica_that_is_empty_raises_an_alert(fresh, system):
    fresh.serve()
    wait_for_alert(fresh, "empty", "no extract was taken in yet")


def test_missing_extracts_raise_an_alert_by_working_days(fresh, system):
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
    what = wait_for_alert(fresh, "overdue", "the last extract is of 2026-01-05")
    assert int(what.split("those of ")[1].split()[0]) > 100, what


def test_database_that_is_gone_raises_an_alert_though_it_is_open(serving):
    database = serving.data / "cprabo.db"
    database.rename(serving.data / "elsewhere")
    wait_for_alert(serving, "database", "cprabo.db was removed or replaced while it was in use")
    (serving.data / "elsewhere").rename(database)
    green(serving)


def test_no_server_raises_an_alert(fresh, system):
    fresh.ingest("monday", extract(5, 2, []))
    answer = json.loads(fresh.run("--json", "healthcheck", exit=3).stdout)
    assert [trouble["kind"] for trouble in answer["troubles"]] == ["server"]


def test_server_that_is_stopped_by_a_signal_raises_an_alert(serving):
    """It holds its lock, and answers nothing."""
    import signal
    serving.server.send_signal(signal.SIGSTOP)
    try:
        output = serving.run("healthcheck", exit=3).stdout
        assert "the server does not report its health" in output
    finally:
        serving.server.send_signal(signal.SIGCONT)
    green(serving)
