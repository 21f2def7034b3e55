"""Extracts from the command line and the inbox: the chain, held files, other processes, kills."""

import os
import random
import signal
import sqlite3
import subprocess
import time

import pytest

from extracts import extract, large, large, person, persons_in, pnr
from platform_under_test import System, wait_for
from sftp_clients import openssh, sftp


@pytest.fixture
def system(fresh):
    system = System(fresh, "system")
    system.filter("add", "--no-filter")
    return system


def day(day, before=None, persons=3):
    before = before if before is not None else day - 1
    return extract(day, before, [person(day * 100 + n) for n in range(persons)])


def states(platform):
    return [(run["state"], run["held"]) for run in platform.json("runs")]


def test_the_first_starts_the_chain_and_files_may_come_in_any_order(fresh, system):
    paths = [fresh.write(f"d26010{n}", day(n)) for n in (5, 7, 6)]
    result = fresh.run("ingest", *paths)
    assert result.stdout.count("done, 3 persons changed, 1 delivery") == 3, result.stdout
    assert [delivery["proddto"] for delivery in system.deliveries()] == ["2026-01-05", "2026-01-06", "2026-01-07"]
    assert [delivery["seq"] for delivery in system.deliveries()] == [1, 2, 3]


def test_a_gap_is_held_with_exit_3_until_it_is_released(fresh, system):
    fresh.ingest("monday", day(5))
    result = fresh.ingest("wednesday", day(7), exit=3)
    assert "held: gap: follows 2026-01-06, but the last extract is 2026-01-05" in result.stdout
    assert f"cprabo --data {fresh.data} release 2" in result.stdout
    waits = fresh.ingest("thursday", day(8), exit=3)
    assert "waits behind run 2 (wednesday), held: gap" in waits.stdout
    assert states(fresh) == [("done", None), ("held", "gap"), ("seen", None)]
    assert fresh.json("status", exit=3)["held"][0]["reason"] == "gap"
    assert len(system.deliveries()) == 1
    fresh.run("release", 2)
    assert states(fresh) == [("done", None)] * 3
    assert [run["released"] for run in fresh.json("runs")] == [[], ["gap"], []]
    assert fresh.json("status")["held"] == []


def test_a_missing_extract_that_comes_late_ends_the_gap(fresh, system):
    fresh.ingest("monday", day(5))
    fresh.ingest("wednesday", day(7), exit=3)
    fresh.ingest("tuesday", day(6))
    assert [state for state, _ in states(fresh)] == ["done"] * 3


def test_what_is_held_can_be_rejected_and_the_line_goes_on(fresh, system):
    fresh.ingest("monday", day(5))
    torn = day(6)[:-30]
    result = fresh.ingest("torn", torn, exit=3)
    assert "held: torn:" in result.stdout and "line" in result.stdout and "byte" in result.stdout
    refused = fresh.run("release", 2, exit=1)
    assert "run 2 cannot be released: the file is torn" in refused.stderr
    fresh.ingest("wednesday", day(7), exit=3)
    fresh.run("reject", 2)
    assert states(fresh) == [("done", None), ("rejected", "torn"), ("held", "gap")]
    fresh.ingest("tuesday", day(6))
    assert [state for state, _ in states(fresh)] == ["done", "rejected", "done", "done"]


@pytest.mark.parametrize("reason, spoil", [
    ("duplicate", lambda good: day(5)),
    ("torn", lambda good: good[:len(good) // 2]),
    ("counter", lambda good: good.replace(b"99999999999990000", b"99999999999990001")),
    ("corrupt", lambda good: good.replace(b"\n003", b"\n0x3", 1)),
    ("corrupt", lambda good: good.replace(b"bing", b"b\x00ng", 1)),
    ("encoding", lambda good: good.decode("latin-1").encode("utf-8")),
    ("encoding", lambda good: good.decode("latin-1").encode("cp850")),
    ("not-an-extract", lambda good: b""),
    ("not-an-extract", lambda good: bytes(range(256)) * 100),
    ("not-an-extract", lambda good: good.decode("latin-1").encode("cp037")),
    ("not-an-extract", lambda good: good.decode("latin-1").encode("utf-16")),
    ("late", lambda good: day(2)),
])
def test_bad_files_are_held_and_nothing_changes(fresh, system, reason, spoil):
    fresh.ingest("monday", day(5))
    before = (system.deliveries(), fresh.json("status")["persons"])
    result = fresh.ingest("bad", spoil(day(6)), exit=3)
    assert f"held: {reason}:" in result.stdout
    assert (system.deliveries(), fresh.json("status", exit=3)["persons"]) == before
    shown = fresh.run("runs", 2).stdout
    assert reason in shown and pnr(600) not in shown


def test_findings_say_line_byte_record_and_field(fresh):
    bad = day(6).replace(b"01000000000000 K1970-01-01", b"01000000000000 K1970-13-01", 1)
    fresh.ingest("bad", bad, exit=3)
    [finding] = fresh.json("runs", 1)["findings"]
    assert finding == "line 2, byte 36, record 001, field FOED_DT: cannot be read"


def test_what_is_no_file_fails_with_a_clear_error(fresh, system, tmp_path):
    assert "is not a file" in fresh.run("ingest", tmp_path, exit=1).stderr
    assert "No such file" in fresh.run("ingest", tmp_path / "none", exit=1).stderr
    os.mkfifo(tmp_path / "fifo")
    assert "is not a file" in fresh.run("ingest", tmp_path / "fifo", exit=1).stderr
    fresh.configure("ingest", max_bytes=1000)
    assert "ingest.max_bytes" in fresh.ingest("large", day(5, persons=100), exit=1).stderr
    assert states(fresh) == []
    # A good file is ingested despite a bad one beside it.
    result = fresh.run("ingest", tmp_path / "none", fresh.write("monday", day(5)), exit=1)
    assert "run 1 done" in result.stdout


def test_the_archive_has_every_file_as_it_came(fresh):
    import hashlib
    for name, content in [("monday", day(5)), ("bad", b"garbage")]:
        fresh.ingest(name, content, exit=0 if name == "monday" else 3)
        digest = hashlib.sha256(content).hexdigest()
        archived = fresh.data / "archive" / digest[:2] / f"{digest}.zst"
        unpacked = subprocess.run(["zstd", "-dc", archived], capture_output=True)
        if unpacked.returncode == 127:
            pytest.skip("zstd is not here")
        assert unpacked.stdout == content


def test_ingest_beside_a_server(fresh, system):
    fresh.serve()
    result = fresh.ingest("monday", day(5))
    assert "done" in result.stdout
    assert len(openssh(system, "ls -1 IN")) == 2, "the server shows it at once"


def test_processes_take_turns_and_the_chain_puts_them_in_order(fresh, system):
    fresh.ingest("friday", day(4))
    running = [
        subprocess.Popen([fresh.binary, "--data", fresh.data, "ingest", fresh.write(f"d26010{n}", day(n, persons=300))],
                         stdout=subprocess.DEVNULL)
        for n in (8, 7, 6, 5)
    ]
    for process in running:
        assert process.wait(120) in (0, 3)
    assert [state for state, _ in states(fresh)] == ["done"] * 5
    assert [delivery["proddto"][-2:] for delivery in system.deliveries()] == ["04", "05", "06", "07", "08"]


def put(inbox, name, content):
    """As a transfer does: under another name first."""
    part = inbox / f"{name}.part"
    part.write_bytes(content)
    part.rename(inbox / name)


@pytest.fixture
def inbox(fresh, system):
    fresh.configure("inbox", poll_seconds=0.05, stable_seconds=0.1)
    fresh.serve()
    return fresh.data / "inbox"


def test_the_inbox_is_watched(fresh, system, inbox):
    put(inbox, "d260105.l534902", day(5))
    put(inbox, "d260106.l534902", day(6))
    wait_for(lambda: len(system.deliveries()) == 2, "two deliveries")
    wait_for(lambda: not [path for path in inbox.iterdir() if not path.name.startswith(".")], "an empty inbox")
    assert list((inbox / ".taken").iterdir()) == []
    put(inbox, "again", day(6))
    wait_for(lambda: ("held", "duplicate") in states(fresh), "a held run")


def test_what_does_not_belong_in_the_inbox_is_left(fresh, system, inbox):
    (inbox / "folder").mkdir()
    (inbox / "link").symlink_to("/etc/passwd")
    (inbox / "half.part").write_bytes(day(5)[:100])
    (inbox / ".hidden").write_bytes(b"x")
    os.mkfifo(inbox / "fifo")
    put(inbox, "d260105.l534902", day(5))
    wait_for(lambda: len(system.deliveries()) == 1, "a delivery")
    assert len(fresh.json("runs")) == 1
    left = {path.name for path in inbox.iterdir()}
    assert left == {"folder", "link", "half.part", ".hidden", "fifo", ".taken", ".refused"}


def test_a_file_that_is_too_large_does_not_keep_others_out(fresh, system):
    fresh.configure("inbox", poll_seconds=0.05, stable_seconds=0.1)
    fresh.configure("ingest", max_bytes=10_000)
    fresh.serve()
    inbox = fresh.data / "inbox"
    put(inbox, "a-huge-file", day(5, persons=100))
    put(inbox, "d260105.l534902", day(5))
    wait_for(lambda: len(system.deliveries()) == 1, "a delivery")
    # They are taken together, and the others are delivered before this one is set aside.
    fresh.wait_for_log("file set aside")
    refused, reason = sorted((inbox / ".refused").iterdir())
    assert refused.name.endswith(".a-huge-file") and refused.read_bytes() == day(5, persons=100)
    assert reason.name == f"{refused.name}.reason" and "ingest.max_bytes" in reason.read_text()


def test_a_server_finishes_what_a_killed_ingest_left(fresh, system):
    """Without a restart, and without another file."""
    fresh.configure("inbox", poll_seconds=0.05, stable_seconds=0.1)
    fresh.serve()
    path = fresh.write("monday", extract(5, 4, [person(n) for n in range(20_000)]))
    process = subprocess.Popen([fresh.binary, "--data", fresh.data, "ingest", path], stdout=subprocess.DEVNULL)
    wait_for(lambda: fresh.json("runs") or process.poll() is not None, "a run that is recorded")
    process.kill()
    process.wait()
    wait_for(lambda: states(fresh) == [("done", None)], "a run that is done")
    assert system.deliveries()[0]["persons"] == 20_000


def test_sigterm_stops_cleanly_and_a_restart_goes_on(fresh, system):
    fresh.serve()
    fresh.ingest("monday", day(5))
    fresh.stop()
    fresh.serve()
    assert len(openssh(system, "ls -1 IN")) == 2
    fresh.stop()


def test_a_port_that_is_taken_is_a_clear_error(fresh, tmp_path):
    fresh.serve()
    port = fresh.sftp_port
    other = type(fresh)(tmp_path / "other")
    config = other.data / "cprabo.toml"
    config.write_text(config.read_text().replace('[sftp]\n# Where the SFTP server listens.\nlisten = "127.0.0.1:0"',
                                                 f'[sftp]\nlisten = "127.0.0.1:{port}"'))
    second = other.run("serve", exit=1)
    assert f"cannot listen on 127.0.0.1:{port} (sftp.listen)" in second.stderr


def replica(platform):
    with sqlite3.connect(f"file:{platform.data}/cprabo.db?mode=ro", uri=True) as db:
        return db.execute("select pnr, status, komkod, foed_dt, records from person order by pnr").fetchall()


def fetch_all(system):
    with sftp(system) as client:
        files = client.listdir("IN")
        return {name: client.open(f"IN/{name}").read() for name in files}


def test_kills_at_any_moment_lose_nothing_and_double_nothing(fresh, system, tmp_path):
    """The server is killed again and again while two weeks of extracts come. The result must be that of an
    undisturbed installation.
    """
    source = random.Random(1)
    def some_day(n):
        chosen = source.sample(range(8000), 1500)
        return extract(n, n - 1, [person(m, komkod=source.choice([101, 751, 0])) for m in chosen])
    days = [(n, some_day(n)) for n in range(5, 19)]
    fresh.configure("inbox", poll_seconds=0.05, stable_seconds=0.05)
    system.filter("remove", "--no-filter")
    system.filter("add", "--municipality", "751")
    inbox = fresh.data / "inbox"
    fresh.serve()
    for number, content in days:
        put(inbox, f"d2601{number:02}", content)
    # The server needs some time between kills: twice as much after each round without progress.
    kills, mid_run, pause = 0, 0, 0.02
    while len(system.deliveries()) < len(days) or kills < 5:
        before = states(fresh)
        time.sleep(source.uniform(0, pause))
        fresh.kill()
        kills += 1
        after = states(fresh)
        mid_run += any(state in ("seen", "applied") for state, _ in after)
        pause = pause * 2 if after == before else 0.2
        fresh.serve()
    wait_for(lambda: all(state == "done" for state, _ in states(fresh)), "all runs done")
    assert mid_run > 0, f"none of {kills} kills came in the middle of a run"

    undisturbed = type(fresh)(tmp_path / "other")
    other = System.__new__(System)
    other.__dict__.update(system.__dict__, platform=undisturbed)
    undisturbed.run("system", "add", "system", "--system", other.uuid, "--cert", other.cert,
                    "--ssh-key", f"{other.ssh_key}.pub")
    undisturbed.run("agreement", "add", "--agreement", other.agreement, "--system", other.uuid,
                    "--authority", other.authority)
    other.filter("add", "--municipality", "751")
    undisturbed.run("ingest", *[undisturbed.write(f"d2601{number:02}", content) for number, content in days])
    undisturbed.serve()
    try:
        assert fetch_all(system) == fetch_all(other)
        facts = ["seq", "proddto", "name", "size", "sha256", "persons", "records"]
        assert [[d[f] for f in facts] for d in system.deliveries()] == [[d[f] for f in facts] for d in other.deliveries()]
        strip = lambda rows: [row[:4] for row in rows]
        assert strip(replica(fresh)) == strip(replica(undisturbed))
    finally:
        undisturbed.stop()


def test_a_kill_in_the_middle_of_one_large_run(fresh, system):
    """`ingest` is killed as soon as its run exists; the next `ingest` of the same file continues it."""
    path = fresh.write("monday", extract(5, 4, [person(n) for n in range(20_000)]))
    process = subprocess.Popen([fresh.binary, "--data", fresh.data, "ingest", path],
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wait_for(lambda: fresh.json("runs"), "a run that is recorded")
    process.kill()
    process.wait()
    assert states(fresh) != [("done", None)], "it was killed in the middle"
    fresh.run("ingest", path)
    assert states(fresh) == [("done", None)], "no second run of the same file"
    fresh.serve()
    [delivery] = system.deliveries()
    assert delivery["persons"] == 20_000
    found, counter = persons_in(fetch_all(system)[delivery["name"]])
    assert len(found) == 20_000 and counter == 80_000


def test_a_missing_file_on_the_shelf_is_written_again_on_a_signal(fresh, system):
    fresh.serve()
    fresh.ingest("monday", day(5))
    before = fetch_all(system)
    [delivery] = system.deliveries()
    file = fresh.data / "shelf" / "system" / delivery["name"]
    file.unlink()
    fresh.server.send_signal(signal.SIGHUP)
    wait_for(file.exists, "the file")
    assert fetch_all(system) == before


def test_a_full_disk_loses_nothing(fresh, system, tmp_path):
    """The whole installation on a small disk of its own, filled by a large extract."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", disk], capture_output=True)
    if mounted.returncode != 0:
        pytest.skip(f"no right to mount: {mounted.stderr.decode().strip()}")
    try:
        subprocess.run(["cp", "-a", fresh.data, disk / "data"], check=True)
        fresh.data = disk / "data"
        fresh.ingest("monday", day(5))
        # Well compressed in archive and replica, too large for the shelf.
        content = large(20_000_000, day=6, before=5)
        failed = fresh.ingest("tuesday", content, exit=3)
        assert f"system (agreement {system.agreement}): " in failed.stdout
        assert "No space left on device" in failed.stdout, failed.stdout
        assert [delivery["published_at"] is not None for delivery in system.deliveries()] in ([True], [True, False])
        fresh.serve()
        assert len(openssh(system, "ls -1 IN")) == 2, "what was delivered is served"
        subprocess.run(["mount", "-o", "remount,size=200m", disk], check=True)
        fresh.server.send_signal(signal.SIGHUP)
        if len(fresh.json("runs")) == 1:
            fresh.run("ingest", fresh.folder / "tuesday")
        wait_for(lambda: [state for state, _ in states(fresh)] == ["done", "done"], "both days done")
        assert fetch_all(system)[system.deliveries()[1]["name"]] == content
    finally:
        fresh.stop()
        subprocess.run(["umount", disk])


def test_filters_can_be_changed_while_a_large_run_is_under_way(fresh, system):
    from soap_client import call, pnr_element, result
    fresh.serve()
    path = fresh.write("monday", extract(5, 4, [person(n) for n in range(30_000)]))
    process = subprocess.Popen([fresh.binary, "--data", fresh.data, "ingest", path], stdout=subprocess.DEVNULL)
    added = 0
    while added == 0 or process.poll() is None:
        assert result(call(system, "AddPNRSubscription", pnr_element(pnr(50_000 + added)))) == "ADDED"
        added += 1
    assert process.wait(60) == 0
    assert len(system.filters()) == added + 1


def test_an_upload_that_stalls_is_taken_whole(fresh, system, inbox):
    """Longer than the settling time, in the middle of a person."""
    content = day(5, persons=200)
    with (inbox / "d260105.l534902").open("wb", buffering=0) as upload:
        upload.write(content[:20_000])
        fresh.wait_for_log("has no end record (999) yet")
        upload.write(content[20_000:])
    wait_for(lambda: states(fresh) == [("done", None)], "a delivered run")


def test_a_whole_file_supersedes_its_torn_beginning(fresh, system):
    fresh.configure("inbox", poll_seconds=0.05, stable_seconds=0.05, stable_unended_seconds=0.1)
    fresh.serve()
    content = day(5, persons=200)
    put(fresh.data / "inbox", "d260105.l534902", content[:20_000])
    wait_for(lambda: states(fresh) == [("held", "torn")], "a held run")
    put(fresh.data / "inbox", "d260105.l534902", content)
    wait_for(lambda: states(fresh) == [("rejected", "torn"), ("done", None)], "a delivered run")


@pytest.mark.parametrize("name, content", [
    ("README.txt", b"hello"), ("extract.zip", b"PK\x03\x04"), ("Thumbs.db", bytes(5000)), ("empty", b""),
    ("n" * 240, b"hello"), ("\u00f8" * 110, day(5))])
def test_a_foreign_file_is_set_aside_and_holds_nothing(fresh, system, inbox, name, content):
    put(inbox, name[:100], b"") if len(name.encode()) > 200 else None
    (inbox / name).write_bytes(content)
    put(inbox, "d260105.l534902", day(5))
    wait_for(lambda: states(fresh) == [("done", None)], "a delivered run")
    fresh.wait_for_log("file set aside")
    health = fresh.run("healthcheck", exit=None)
    assert "set aside" in health.stdout + health.stderr


def test_a_run_with_a_wrong_date_is_taken_back_and_the_true_days_go_on(fresh, system):
    """A file of another day than its name, which an operator released."""
    fresh.serve()
    system.filter("remove", "--no-filter")
    system.filter("add", "--pnr", pnr(1))
    fresh.ingest("d260105.l534902", extract(5, 2, [person(1), person(3)]))
    before = replica(fresh)
    wrong = extract(26, 5, [person(1, komkod=101), person(2)])
    assert "held: date:" in fresh.ingest("d260106.l534902", wrong, exit=3).stdout
    fresh.run("release", 2)
    assert "held: late:" in fresh.ingest("d260107.l534902", extract(7, 5, [person(3, komkod=101)]), exit=3).stdout
    shown = fresh.json("undo-run", 2)
    assert (shown["persons_restored"], shown["persons_removed"]) == (1, 1)
    assert [of["deliveries"] for of in shown["withdrawn"]] == [1]
    assert shown["last_proddto"] == "2026-01-07", "what waited has gone on"
    assert [state for state, _ in states(fresh)] == ["done", "undone", "done"]
    assert [row for row in replica(fresh) if row[0] != int(pnr(3))] == [row for row in before if row[0] != int(pnr(3))]
    names = {name for name in openssh(system, "ls -1 IN") if not name.endswith(".metadata")}
    assert {name.rsplit("/")[-1][:7] for name in names} == {"d260105", "d260107"}
    openssh(system, "get IN/*")
    refused = fresh.run("undo-run", 3, exit=1).stderr
    assert "run 3 cannot be undone" in refused and "fetched or removed" in refused
    assert any(line["action"] == "undo run" for line in fresh.json("audit"))


def test_a_run_of_which_a_part_was_read_on_an_open_handle_is_not_taken_back(fresh, system):
    """Its bytes are recorded when the session ends, which an undo causes first."""
    fresh.serve()
    fresh.ingest("monday", large(3_000_000))
    with sftp(system) as client:
        [name] = [name for name in client.listdir("IN") if not name.endswith(".metadata")]
        file = client.open(f"IN/{name}")
        assert len(file.read(2_000_000)) == 2_000_000
        refused = fresh.run("undo-run", 1, exit=1).stderr
        assert "fetched or removed" in refused
    assert len(openssh(system, "ls -1 IN")) == 2, "and it is let in again"
    assert states(fresh) == [("done", None)]
