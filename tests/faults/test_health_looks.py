"""A check that cannot be made raises an alert, and hides no other."""

import contextlib
import json
import os
import signal
import socket
import subprocess

import pytest

from extracts import extract, person
from platform_under_test import System, wait_for
from sftp_clients import openssh
from soap_client import call
from test_health_lines import serving, small_disk  # noqa: F401
from watching import green, health, put, wait_for_alert


def fill(disk):
    with contextlib.suppress(OSError), open(disk / "filler", "wb", buffering=0) as file:
        while True:
            file.write(b"x" * 4096)


def test_table_that_cannot_be_read_hides_no_disk_that_is_full(fresh, system, tmp_path):
    with small_disk(fresh, tmp_path, "40m"):
        fresh.ingest("monday", extract(5, 2, []))
        fresh.serve()
        wait_for_alert(fresh, "disk")
        subprocess.run(["sqlite3", fresh.data / "cprabo.db", "update run set size = size + 1"], check=True)
        wait_for_alert(fresh, "database", "the database cannot be read", "table run")
        wait_for_alert(fresh, "disk")
        seen = health(fresh)
        assert {disk["place"] for disk in seen["disks"]} == {"data", "inbox"}
        assert [t["kind"] for t in seen["troubles"]].count("database") == 1, seen["troubles"]


def test_entries_that_are_no_files_and_future_files_in_the_inbox_raise_alerts(fresh, system):
    fresh.configure("alarm", inbox_minutes=0)
    fresh.ingest("monday", extract(5, 2, []))
    fresh.serve()
    openssh(system, "get IN/*")
    green(fresh)
    inbox = fresh.data / "inbox"
    for name, make, remove in [
        ("pipe", os.mkfifo, os.unlink),
        ("folder", os.mkdir, os.rmdir),
        ("link", lambda path: os.symlink("/dev/null", path), os.unlink),
        (".taken/folder", os.mkdir, os.rmdir),
    ]:
        make(inbox / name)
        wait_for_alert(fresh, "inbox", "only files are taken", name)
        remove(inbox / name)
        green(fresh)
    part = inbox / "d260106.part"
    part.write_bytes(b"x")
    os.utime(part, (2**31, 2**31))
    wait_for_alert(fresh, "inbox", "not taken", "d260106.part")
    part.unlink()
    reason = inbox / ".d260106.reason"
    reason.write_bytes(b"x")
    wait_for_alert(fresh, "inbox", "not taken", ".d260106.reason")
    reason.unlink()
    green(fresh)


def test_folders_in_the_inbox_that_cannot_be_read_raise_alerts(serving):  # noqa: F811
    for name in (".taken", ".refused"):
        folder = serving.data / "inbox" / name
        wait_for(folder.exists, "the watcher to make its folders")
        folder.rmdir()
        folder.write_bytes(b"")
        wait_for_alert(serving, "inbox", f"{name} cannot be looked into")
        folder.unlink()
        serving.server.send_signal(signal.SIGHUP)
        green(serving)


def test_file_that_cannot_be_taken_raises_an_alert_about_the_watcher(serving, system):  # noqa: F811
    taken = serving.data / "inbox" / ".taken"
    wait_for(taken.exists, "the watcher to make its folders")
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", taken], capture_output=True)
    if mounted.returncode != 0:
        pytest.skip(f"no right to mount: {mounted.stderr.decode().strip()}")
    try:
        put(serving, "d260106.l534902", extract(6, 5, [person(1)]))
        wait_for_alert(serving, "worker", "inbox-watcher has failed 3 times", "cannot take")
        # Each time after a longer pause.
        assert serving.log.read_text().count("inbox.file_not_moved") <= 5
    finally:
        subprocess.run(["umount", "-l", taken])
    wait_for(lambda: len(system.deliveries()) == 2, "tuesday to be delivered")
    openssh(system, "get IN/*")
    green(serving)


def test_healthcheck_without_a_server_on_a_full_disk_says_so(fresh, system, tmp_path):
    with small_disk(fresh, tmp_path, "8m") as disk:
        fill(disk)
        answer = json.loads(fresh.run("--json", "healthcheck", exit=3).stdout)
        kinds = {trouble["kind"] for trouble in answer["troubles"]}
        assert {"server", "disk"} <= kinds, answer


def test_healthcheck_of_a_database_that_cannot_be_opened_says_so(fresh, system):
    (fresh.data / "cprabo.db").rename(fresh.data / "elsewhere")
    answer = json.loads(fresh.run("--json", "healthcheck", exit=3).stdout)
    assert [trouble["kind"] for trouble in answer["troubles"]] == ["server", "database"]
    assert answer["disks"] and "cannot be opened" in answer["troubles"][1]["what"]
    fresh.data = fresh.folder / "none"
    assert "is no data directory" in fresh.run("healthcheck", exit=1).stderr


def test_healthcheck_of_a_stopped_server_whose_connections_pile_up_ends(serving):  # noqa: F811
    serving.server.send_signal(signal.SIGSTOP)
    try:
        with contextlib.suppress(BlockingIOError):
            while True:
                client = socket.socket(socket.AF_UNIX)
                client.setblocking(False)
                client.connect(str(serving.data / "health.sock"))
                # The system keeps the connection for the server, closed or not.
                client.close()
        assert "the server does not report its health" in serving.run("healthcheck", exit=3).stdout
    finally:
        serving.server.send_signal(signal.SIGCONT)
    green(serving)


def test_socket_that_is_a_folder_does_not_stop_the_server_and_raises_an_alert(fresh, system):
    fresh.ingest("monday", extract(5, 2, [person(1)]))
    (fresh.data / "health.sock").mkdir()
    fresh.serve()
    assert call(system, "GetAllFilters").status_code == 200
    openssh(system, "get IN/*")
    wait_for(lambda: [t for t in health(fresh)["troubles"] if t["kind"] == "server" and "health.sock" in t["what"]],
             "the alert")
    assert "the server does not report its health" in fresh.run("healthcheck", exit=3).stdout


def test_load_is_delivered_though_another_systems_folder_is_broken(fresh, system):
    broken = System(fresh, "broken")
    broken.filter("add", "--no-filter")
    fresh.ingest("monday", extract(5, 2, [person(1)]))
    folder = fresh.data / "shelf" / "broken"
    folder.rename(fresh.data / "elsewhere")
    folder.write_bytes(b"")
    order = ("load", "order", "--agreement")
    error = fresh.run(*order, broken.agreement, exit=1).stderr
    assert "load 1 is ordered and not delivered yet" in error
    assert "load 2 delivered" in fresh.run(*order, system.agreement).stdout
