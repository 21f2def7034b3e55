"""A log that cannot be written blocks nothing."""

import contextlib
import os
import signal
import subprocess

import pytest
import requests

from extracts import extract, person
from platform_under_test import DEADLINE, wait_for
from sftp_clients import openssh
from soap_client import call, envelope

# So many logged calls exceed the capacity of a pipe.
CALLS = 1_000


def works(platform, system, day):
    """Checks that SOAP, SFTP, the inbox and health work."""
    assert call(system, "GetAllFilters").status_code == 200
    path = platform.data / "inbox" / f"d2601{day:02}.l534902"
    (platform.data / "inbox" / ".new").write_bytes(extract(day, day - 1, [person(1)]))
    (platform.data / "inbox" / ".new").rename(path)
    wait_for(lambda: any(delivery["published_at"] for delivery in system.deliveries()), "a delivery")
    assert len(openssh(system, "ls -1 IN")) == 2
    return requests.get(f"{platform.watch}/health", timeout=DEADLINE).json()


def refuse(platform, system, number):
    """Calls without a certificate, each of which is logged."""
    calls(platform, system, number, cert=None)


def calls(platform, system, number, **kwargs):
    session = requests.Session()
    body = envelope(system.context(), "GetAllFilters")
    for _ in range(number):
        session.post(platform.url, data=body, verify=str(platform.ca), timeout=DEADLINE, **kwargs)


def stops(platform):
    server, platform.server = platform.server, None
    server.send_signal(signal.SIGTERM)
    assert server.wait(DEADLINE) == 0


def kinds(health):
    return [trouble["kind"] for trouble in health["troubles"]]


def lost(platform):
    metrics = requests.get(f"{platform.watch}/metrics", timeout=DEADLINE).text
    (line,) = [line for line in metrics.splitlines() if line.startswith("cprabo_log_lines_lost_total ")]
    return int(line.split()[1])


def test_log_on_a_full_disk_blocks_nothing(fresh, system):
    with open("/dev/full", "wb") as full:
        fresh.serve(stderr=full)
    refuse(fresh, system, 20)
    health = works(fresh, system, 5)
    assert "log" in kinds(health) and lost(fresh) >= 20
    assert "no storage space" in str(health) or "StorageFull" in str(health), health
    stops(fresh)


def test_log_whose_reader_is_gone_blocks_nothing(fresh, system):
    read, write = os.pipe()
    os.close(read)
    fresh.serve(stderr=write)
    os.close(write)
    refuse(fresh, system, 20)
    assert "log" in kinds(works(fresh, system, 5)) and lost(fresh) >= 20
    stops(fresh)


def test_log_without_a_reader_blocks_nothing(fresh, system):
    read, write = os.pipe()
    fresh.serve(stderr=write)
    os.close(write)
    calls(fresh, system, CALLS, cert=(str(system.cert), str(system.key)))
    works(fresh, system, 5)
    wait_for(lambda: "log" in kinds(requests.get(f"{fresh.watch}/health", timeout=DEADLINE).json()), "an alert")
    stops(fresh)
    os.close(read)


def test_log_that_can_be_written_again_reports_lost_lines(fresh, system, tmp_path):
    """A small disk for the log only, which is full for a while."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk], capture_output=True)
    if mounted.returncode != 0:
        pytest.skip(f"no right to mount: {mounted.stderr.decode().strip()}")
    try:
        with open(disk / "log", "ab") as log:
            fresh.serve(stderr=log)
        filler = disk / "filler"
        with pytest.raises(OSError), open(filler, "wb") as file:
            while True:
                file.write(b"x" * 512)
                file.flush()
        refuse(fresh, system, 20)
        works(fresh, system, 5)
        assert lost(fresh) >= 1
        filler.unlink()
        refuse(fresh, system, 1)
        wait_for(lambda: "log.lines_lost" in (disk / "log").read_text(), "the log line")
        stops(fresh)
    finally:
        fresh.stop()
        subprocess.run(["umount", "-l", disk])


def test_ready_line_without_a_reader_does_not_stop_the_server(fresh, system):
    with open("/dev/full", "wb") as full, open(fresh.log, "ab") as log:
        fresh.server = subprocess.Popen(
            [fresh.binary, "--data", fresh.data, "serve"], stdout=full, stderr=log)
    wait_for(lambda: fresh.json("status")["server"], "the server to run")
    ready = wait_for(lambda: (line := fresh.json("status")["server"]).startswith("ready") and line, "it to be ready")
    fresh.soap = ready.split("soap=")[1].split()[0]
    assert call(system, "GetAllFilters").status_code == 200
    stops(fresh)


def test_command_whose_errors_cannot_be_written_ends(fresh):
    with open("/dev/full", "wb") as full:
        ended = subprocess.run(
            [fresh.binary, "--data", fresh.data / "nothing", "status"], stderr=full, timeout=DEADLINE)
    assert ended.returncode == 1


@pytest.fixture
def unread():
    """The writing end of a full pipe without a reader."""
    read, write = os.pipe()
    os.set_blocking(write, False)
    with contextlib.suppress(BlockingIOError):
        while True:
            os.write(write, b"x" * 4096)
    os.set_blocking(write, True)
    yield write
    os.close(read)
    os.close(write)


def test_command_with_many_unread_errors_ends(fresh, unread):
    """It waits for its reader once: ten seconds. Each of these has an error of its own."""
    missing = [f"/missing/{number}" for number in range(20)]
    ended = subprocess.run([fresh.binary, "check", *missing], stderr=unread, timeout=DEADLINE)
    assert ended.returncode == 1


def test_wrong_command_line_with_an_unread_error_ends(fresh, unread):
    agreement = "3f0f2a0e-58b5-4b1c-a7a0-0b1c7a3d6e02"
    for wrong in (["bogus"], ["filter", "diff", "--agreement", agreement, "x", "1"]):
        ended = subprocess.run([fresh.binary, "--data", fresh.data, *wrong], stderr=unread, timeout=DEADLINE)
        assert ended.returncode == 2, wrong
