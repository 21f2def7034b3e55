"""What is lost is not silently made new: the server refuses, and says what to do."""

import pathlib
import shutil
import sqlite3

import pytest

from extracts import extract, person, pnr
from platform_under_test import DEADLINE, System, wait_for
from soap_client import call, pnr_element, result


@pytest.fixture
def ingested(fresh, system):
    fresh.ingest("monday", extract(5, 2, [person(1)]))
    return fresh


def refuses(platform, *words):
    """The server does not start, nor does a command work, and nothing is made."""
    def found():
        # Looking makes these two, and they are empty.
        passing = {"cprabo.db-wal", "cprabo.db-shm"}
        return {path.name: path.stat().st_size for path in platform.data.iterdir() if path.name not in passing}
    before = found()
    for command in (("serve",), ("status",), ("verify",), ("ingest", platform.folder / "monday")):
        told = platform.run(*command, exit=1).stderr
        assert all(word in told for word in words), told
    assert found() == before


def database_files(platform):
    return [path for path in platform.data.iterdir() if path.name.startswith("cprabo.db")]


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


def test_database_of_nothing_but_tables_is_refused(ingested, tmp_path):
    """Somebody took that of a new data directory."""
    for path in database_files(ingested):
        path.unlink()
    shutil.copy(ingested.made() / "cprabo.db", ingested.data)
    told = ingested.run("serve", exit=1).stderr
    assert "knows of no extract, and the archive has 1" in told
    (ingested.data / "cprabo.db-commits").unlink(missing_ok=True)


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
    """A power failure that lost what a disk said that it had written."""
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
        told = ingested.run("status", exit=None)
        if told.returncode == 0:
            assert len(system.filters()) == 6
        else:
            assert "commits and once had" in told.stderr, told.stderr


def test_missing_archive_is_refused(ingested):
    shutil.rmtree(ingested.data / "archive")
    refuses(ingested, "the archive", "is not there: is its disk mounted?")
    (ingested.data / "archive").mkdir(mode=0o700)
    ingested.run("status")


def test_missing_manifest_key_is_refused_until_another_is_made(ingested, system):
    key = ingested.data / "manifest" / "manifest.key"
    key.unlink()
    for command in (("serve",), ("ingest", ingested.folder / "monday")):
        told = ingested.run(*command, exit=1).stderr
        assert "that signs manifests is missing: restore it from a backup" in told
        assert "`cprabo init --manifest-key`" in told and not key.exists()
    ingested.run("init", "--manifest-key")
    assert key.stat().st_mode & 0o777 == 0o600
    ingested.serve()


def test_init_makes_nothing_new_beside_what_is_there(ingested):
    (ingested.data / "cprabo.db").unlink()
    ingested.run("init", exit=1)
    ingested.run("init", "--manifest-key", exit=1)
    assert not (ingested.data / "cprabo.db").exists()
