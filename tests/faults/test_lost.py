"""Lost parts are not silently created again: the server refuses, and says what to do."""

import errno
import os
import shutil
import sqlite3
import subprocess

import pytest

from extracts import extract, person, pnr
from faults import KILL, fault
from platform_under_test import BINARY, wait_for
from soap_client import call, pnr_element, result


@pytest.fixture
def ingested(fresh, system):
    fresh.ingest("monday", extract(5, 2, [person(1)]))
    return fresh


def refuses(platform, *words):
    """Checks that the server does not start, no command works, and nothing is created."""
    def found():
        # Reading creates these two, and they are empty.
        passing = {"cprabo.db-wal", "cprabo.db-shm"}
        # Also a second time: the refusal itself must not change anything.
        return {path.name: path.stat().st_size for path in platform.data.iterdir() if path.name not in passing}
    before = found()
    for command in (("serve",), ("status",), ("status",), ("verify",), ("ingest", platform.folder / "monday")):
        error = platform.run(*command, exit=1).stderr
        assert all(word in error for word in words), error
    assert found() == before


def database_files(platform):
    return [path for path in platform.data.iterdir() if path.name.startswith("cprabo.db")]


def commits(platform):
    return [path for path in (platform.data / "commits", platform.data / "archive" / "commits") if path.exists()]


def test_missing_database_is_refused(ingested):
    (ingested.data / "cprabo.db").unlink()
    refuses(ingested, "the database", "is not there: restore it from a backup")


def test_missing_database_without_anything_beside_it_is_refused(ingested):
    for path in database_files(ingested):
        path.unlink()
    refuses(ingested, "the database", "is not there: restore it from a backup")


def test_empty_database_is_refused(ingested):
    for path in database_files(ingested):
        path.unlink()
    (ingested.data / "cprabo.db").touch(mode=0o600)
    refuses(ingested, "the database", "restore it from a backup")


@pytest.fixture
def other(tmp_path):
    """The data directory of another installation."""
    subprocess.run([BINARY, "--data", tmp_path / "other", "init", "--soap", "127.0.0.1:0", "--sftp", "127.0.0.1:0"],
                   check=True, stdout=subprocess.DEVNULL)
    return tmp_path / "other"


def take_database(platform, data, with_commits):
    for path in [*database_files(platform), *commits(platform)]:
        path.unlink()
    for path in data.iterdir():
        if path.name.startswith("cprabo.db") or (with_commits and path.name == "commits"):
            shutil.copy(path, platform.data)


@pytest.mark.parametrize("with_commits", [False, True])
def test_database_of_a_new_installation_is_refused_however_often(ingested, other, with_commits):
    take_database(ingested, other, with_commits)
    if with_commits:
        refuses(ingested, "is another installation's than the database")
    else:
        refuses(ingested, "how many commits the database", "`cprabo verify --accept-loss`")


def test_database_of_nothing_but_tables_is_refused_however_often(ingested):
    """From this installation, as it was when it was created."""
    take_database(ingested, ingested.made(), with_commits=False)
    refuses(ingested, "how many commits the database", "`cprabo verify --accept-loss`")


@pytest.mark.parametrize("statement", ["VACUUM", "CREATE TABLE other (id)", "PRAGMA user_version = 3"])
def test_database_of_another_program_is_refused_and_not_changed(ingested, statement):
    for path in database_files(ingested):
        path.unlink()
    database = ingested.data / "cprabo.db"
    with sqlite3.connect(database) as connection:
        connection.execute(statement)
    connection.close()
    database.chmod(0o600)
    before = database.read_bytes()
    refuses(ingested, "the database", "restore it from a backup")
    assert database.read_bytes() == before


@pytest.mark.parametrize("size", [100, 8192, 40_000])
def test_database_that_is_cut_is_refused_with_what_to_do(ingested, size):
    for path in database_files(ingested):
        if path.name != "cprabo.db":
            path.unlink()
    database = ingested.data / "cprabo.db"
    database.write_bytes(database.read_bytes()[:size])
    refuses(ingested, "cannot be read: restore it from a backup")


def test_first_extract_that_was_archived_and_not_recorded_does_not_prevent_a_start(fresh, system):
    """A kill between the two."""
    monday = fresh.write("monday", extract(5, 2, [person(1)]))
    killed = fresh.run("ingest", monday, exit=None, env=fault(fresh, call="sync", path="/archive/", error=KILL, at=1))
    assert killed.returncode < 0 and list((fresh.data / "archive").rglob("*.zst")) and not fresh.json("runs")
    fresh.ingest("monday", extract(5, 2, [person(1)]))
    assert len(system.deliveries()) == 1


def test_older_copy_of_the_database_is_refused_until_the_loss_is_accepted(ingested, system):
    for path in database_files(ingested):
        shutil.copy(path, ingested.folder)
    ingested.ingest("tuesday", extract(6, 5, [person(1)]))
    for name in ("cprabo.db", "cprabo.db-wal"):
        if (ingested.folder / name).exists():
            shutil.copy(ingested.folder / name, ingested.data)
        else:
            (ingested.data / name).unlink(missing_ok=True)
    refuses(ingested, "commits and once had", "`cprabo verify --accept-loss`")
    ingested.run("verify", "--accept-loss", exit=None)
    ingested.serve()
    assert len(system.deliveries()) == 1
    assert "accept loss" in ingested.run("audit").stdout


def test_cut_write_ahead_log_is_refused(ingested, system):
    """A power failure that lost data which a disk had confirmed."""
    ingested.serve()
    assert result(call(system, "AddPNRSubscription", pnr_element(pnr(7)))) == "ADDED"
    ingested.kill()
    log = ingested.data / "cprabo.db-wal"
    assert log.stat().st_size > 0
    log.write_bytes(b"")
    refuses(ingested, "commits and once had")


def test_write_ahead_log_cut_anywhere_is_refused_or_has_everything(ingested, system):
    ingested.serve()
    for number in range(5):
        assert result(call(system, "AddPNRSubscription", pnr_element(pnr(100 + number)))) == "ADDED"
    ingested.kill()
    whole = {path.name: path.read_bytes() for path in database_files(ingested)}
    size = len(whole["cprabo.db-wal"])
    for cut in [size - 1, *range(0, size, max(size // 12, 1))]:
        for path in database_files(ingested):
            path.unlink()
        for name, content in whole.items():
            path = ingested.data / name
            path.write_bytes(content[:cut] if name.endswith("-wal") else content)
            path.chmod(0o600)
        finished = ingested.run("status", exit=None)
        if finished.returncode == 0:
            assert len(system.filters()) == 6
        else:
            assert "commits and once had" in finished.stderr, finished.stderr


def test_backup_restored_by_its_name_is_refused_until_the_loss_is_accepted(ingested, system):
    backup = ingested.folder / "backup"
    backup.mkdir()
    subprocess.run(f"cp {ingested.data}/cprabo.db* {backup}", shell=True, check=True)
    ingested.ingest("tuesday", extract(6, 5, [person(1)]))
    published = sorted((ingested.data / "shelf" / "system").iterdir())
    for path in database_files(ingested):
        path.unlink()
    subprocess.run(f"cp {backup}/cprabo.db* {ingested.data}", shell=True, check=True)
    refuses(ingested, "commits and once had", "`cprabo verify --accept-loss`")
    assert sorted((ingested.data / "shelf" / "system").iterdir()) == published


@pytest.mark.parametrize("lost", ["commits", "archive/commits"])
def test_one_lost_file_of_commits_is_made_again(ingested, lost):
    (ingested.data / lost).unlink()
    ingested.run("status")
    assert (ingested.data / lost).stat().st_size > 0


@pytest.mark.parametrize("content", [None, b"", b"commits 0"])
def test_lost_commits_with_a_cut_write_ahead_log_are_refused(ingested, system, content):
    ingested.serve()
    assert result(call(system, "AddPNRSubscription", pnr_element(pnr(7)))) == "ADDED"
    ingested.kill()
    (ingested.data / "cprabo.db-wal").write_bytes(b"")
    for path in commits(ingested):
        path.unlink()
        if content is not None:
            path.write_bytes(content)
    refuses(ingested, "how many commits the database", "`cprabo verify --accept-loss`")
    ingested.run("verify", "--accept-loss")
    ingested.serve()


def test_number_of_commits_that_is_damaged_is_a_finding_and_mended(ingested, system):
    with sqlite3.connect(ingested.data / "cprabo.db") as connection:
        connection.execute("UPDATE checksum SET row_count = row_count + 1 WHERE tbl = 0")
    connection.close()
    assert "`cprabo verify` shows the damage" in ingested.run("status", exit=1).stderr
    assert "the number of commits in the database is damaged" in ingested.run("verify", exit=3).stdout
    ingested.run("verify", "--repair")
    ingested.run("verify")
    ingested.ingest("tuesday", extract(6, 5, [person(1)]))
    assert len(system.deliveries()) == 2


@pytest.mark.parametrize("file", ["cprabo.db", "cprabo.db-wal", "cprabo.db-shm"])
def test_filter_is_not_added_to_a_database_whose_files_are_gone(ingested, system, file):
    ingested.serve()
    assert result(call(system, "AddPNRSubscription", pnr_element(pnr(7)))) == "ADDED"
    path = ingested.data / file
    path.unlink()
    response = call(system, "AddPNRSubscription", pnr_element(pnr(8)))
    assert response.status_code != 200 and "ADDED" not in response.text
    def has_alert():
        troubles = ingested.run("--json", "healthcheck", exit=None).stdout
        return file + " was removed or replaced" in troubles and '"database"' in troubles
    wait_for(has_alert, "the alert")
    ingested.kill()
    started = ingested.run("status", exit=None)
    if started.returncode:
        assert "commits and once had" in started.stderr or "is not there" in started.stderr
    else:
        assert any(str(pnr(7)) in line for line in system.filters())


def test_missing_archive_is_refused_until_the_loss_is_accepted(ingested):
    shutil.rmtree(ingested.data / "archive")
    refuses(ingested, "the archive", "is not there: is its disk mounted?")
    (ingested.data / "archive").mkdir(mode=0o700)
    refuses(ingested, "is not the one that was there", "is its disk mounted?", "`cprabo verify --accept-loss`")
    ingested.run("verify", "--accept-loss", exit=3)
    ingested.run("status")
    assert "accept loss" in ingested.run("audit").stdout


def test_archive_of_another_installation_is_refused(ingested, other):
    shutil.rmtree(ingested.data / "archive")
    shutil.copytree(other / "archive", ingested.data / "archive")
    refuses(ingested, "is another installation's than the database")


def test_archive_that_goes_while_serving_is_not_created_again(ingested, system):
    ingested.serve()
    shutil.rmtree(ingested.data / "archive")
    (ingested.data / "inbox" / "tuesday").write_bytes(extract(6, 5, [person(1)]))
    wait_for(lambda: "archive" in ingested.run("healthcheck", exit=None).stdout, "an alert about the archive")
    assert not (ingested.data / "archive").exists()
    assert ingested.rows("SELECT count(*) FROM run") == ["1"]
    ingested.stop()
    refuses(ingested, "the archive", "is not there")


def test_commits_that_cannot_be_written_raise_an_alert_and_the_change_is_answered(ingested, system):
    ingested.serve(env=fault(ingested, call="write", path="/commits", error=errno.ENOSPC, at=1, times=2))
    for number in (7, 8):
        assert result(call(system, "AddPNRSubscription", pnr_element(pnr(number)))) == "ADDED"
    assert len(system.filters()) == 3
    ingested.wait_for_log("database.commit_count_not_written")


def test_missing_manifest_key_is_refused_until_another_is_made(ingested, system):
    key = ingested.data / "manifest" / "manifest.key"
    key.unlink()
    for command in (("serve",), ("ingest", ingested.folder / "monday")):
        error = ingested.run(*command, exit=1).stderr
        assert "that signs manifests is missing: restore it from a backup" in error
        assert "`cprabo init --manifest-key`" in error and not key.exists()
    ingested.run("init", "--manifest-key")
    assert key.stat().st_mode & 0o777 == 0o600
    ingested.serve()


def test_manifest_key_of_another_installation_is_refused(ingested, other):
    shutil.copy(other / "manifest" / "manifest.key", ingested.data / "manifest")
    refuses(ingested, "is not the one with which manifests were signed")
    (ingested.data / "manifest" / "manifest.key").unlink()
    ingested.run("init", "--manifest-key")
    ingested.run("verify")


@pytest.mark.parametrize("key", ["tls/server.key", "ca/ca.key"])
def test_key_that_does_not_match_its_certificate_is_reported_by_verify(ingested, other, key):
    shutil.copy(other / key, ingested.data / key)
    assert f"{key} does not fit {key[:-4]}.crt" in ingested.run("verify", exit=3).stdout


def contents(platform):
    return {path: path.read_bytes() for path in platform.data.rglob("*")
            if path.is_file() and not path.name.startswith("cprabo.db") and path.name != "commits"}


def test_init_makes_nothing_new_beside_what_is_there(ingested):
    (ingested.data / "cprabo.db").unlink()
    before = contents(ingested)
    ingested.run("init", exit=1)
    for part in ("--config", "--ca", "--server-certificate", "--host-keys", "--manifest-key"):
        ingested.run("init", part, exit=1)
    assert contents(ingested) == before


def test_init_beside_a_lost_configuration_makes_nothing_new(ingested):
    for lost in ("cprabo.toml", "ca/ca.key", "ssh/ssh_host_ed25519_key", "manifest/manifest.key"):
        (ingested.data / lost).unlink()
    before = contents(ingested)
    assert "cprabo.toml is lost: restore it from a backup" in ingested.run("serve", exit=1).stderr
    assert "is lost: restore from a backup what is missing" in ingested.run("init", exit=1).stderr
    assert contents(ingested) == before


def test_each_lost_part_is_made_when_requested_by_name(ingested):
    parts = {"--config": "cprabo.toml", "--ca": "ca/ca.key", "--server-certificate": "tls/server.key",
             "--host-keys": "ssh/ssh_host_ecdsa_key", "--manifest-key": "manifest/manifest.key"}
    for option, lost in parts.items():
        assert "is there, and not lost" in ingested.run("init", option, exit=1).stderr
        (ingested.data / lost).unlink()
        options = ("--soap", "127.0.0.1:0", "--sftp", "127.0.0.1:0") if option == "--config" else ()
        before = contents(ingested)
        ingested.run("init", option, *options)
        after = contents(ingested)
        changed = {str(path.relative_to(ingested.data)) for path in after if after[path] != before.get(path)}
        assert lost in changed and len(changed) <= 2, changed
        assert option in ingested.run("audit").stdout
    ingested.run("verify", exit=None)
    ingested.serve()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount")
def test_data_directory_that_is_mounted_for_reading_is_verified_and_nothing_else(ingested):
    def run(command):
        script = (f"mount --bind {ingested.data} {ingested.data} && mount -o remount,ro,bind {ingested.data} && "
                  f"{ingested.binary} --data {ingested.data} {command}")
        return subprocess.run(["unshare", "-m", "sh", "-c", script], capture_output=True, text=True, timeout=120)
    verified = run("verify")
    if "unshare" in verified.stderr or "mount:" in verified.stderr:
        pytest.skip("mounting is not allowed here")
    assert verified.returncode == 0 and "everything is as it was written" in verified.stdout, verified
    for command in ("status", "serve", "verify --accept-loss"):
        assert "can be opened for reading only" in run(command).stderr
