"""The data directory is accessible to its owner only, whatever the umask."""

import os
import stat
import subprocess

import pytest

from extracts import extract, person
from platform_under_test import DEADLINE, Platform, System, wait_for
from sftp_clients import openssh

NOBODY = 65534


def loose(platform):
    """Files and folders that others can access, except those meant for others."""
    # Certificates are shown to whoever connects.
    public = {"cprabo.toml", "ca.crt", "server.crt", "client.crt", "inbox"}
    return [
        f"{path.relative_to(platform.data)} {stat.S_IMODE(path.lstat().st_mode):o}"
        for path in platform.data.rglob("*")
        if path.lstat().st_mode & 0o077 and path.name not in public and path.suffix != ".pub"
    ]


def made_with(umask, folder):
    """A data directory made under a umask."""
    platform = Platform(folder)
    platform.data = folder / "made"
    subprocess.run(
        [platform.binary, "--data", platform.data, "init", "--soap", "127.0.0.1:0", "--sftp", "127.0.0.1:0"],
        check=True, stdout=subprocess.DEVNULL, umask=umask)
    platform.configure("inbox", poll_seconds=0.05, stable_seconds=0.1)
    return platform


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o277])
def test_files_are_private_whatever_the_umask(tmp_path, umask):
    platform = made_with(umask, tmp_path)
    system = System(platform, "system")
    system.filter("add", "--no-filter")
    platform.serve(umask=umask)
    try:
        (platform.data / "inbox" / "monday").write_bytes(extract(5, 2, [person(1)]))
        wait_for(lambda: [d for d in system.deliveries() if d["published_at"]], "a delivery")
        platform.run("load", "order", "--agreement", system.agreement, umask=umask)
        openssh(system, "get IN/*", options=("-o", "LogLevel=ERROR"))
        platform.run("manifest", "--agreement", system.agreement, umask=umask)
        assert loose(platform) == []
    finally:
        platform.stop()
    assert loose(platform) == []


def test_files_that_others_can_touch_are_made_private_again(fresh, system):
    fresh.ingest("monday", extract(5, 2, [person(1)]))
    assert loose(fresh) == []
    for path in fresh.data.rglob("*"):
        if path.name not in ("cprabo.toml", "inbox"):
            path.chmod(0o777 if path.is_dir() else 0o666)
    fresh.data.chmod(0o777)
    fresh.serve()
    assert fresh.data.stat().st_mode & 0o022 == 0
    left = []
    try:
        wait_for(lambda: not left.append(loose(fresh)) and left[-1] == [], "the scrub to have been everywhere")
    except AssertionError as error:
        raise AssertionError(left[-1]) from error
    fresh.wait_for_log("file.made_private")


def test_files_that_are_loosened_while_serving_are_made_private_again(fresh, system):
    fresh.serve()
    loosened = {"cprabo.db": 0o666, "manifest/manifest.key": 0o644, "archive": 0o777, "commits": 0o666}
    for name, mode in loosened.items():
        (fresh.data / name).chmod(mode)
    wait_for(lambda: loose(fresh) == [], "them to be made private again")
    fresh.wait_for_log("file.made_private", *loosened)


def test_command_says_what_it_made_private(fresh, system):
    (fresh.data / "cprabo.db").chmod(0o666)
    for command in (("status",), ("verify",), ("healthcheck",)):
        (fresh.data / "ca" / "ca.key").chmod(0o644)
        error = fresh.run(*command, exit=None).stderr
        assert error.count("made private") == 1 and "ca/ca.key" in error, error
    assert fresh.run("status", exit=None).stderr == ""


def test_configuration_that_others_can_write_is_refused_with_the_command_that_mends_it(fresh):
    config = fresh.data / "cprabo.toml"
    config.chmod(0o664)
    for command in (("serve",), ("status",), ("verify",)):
        assert f"`chmod go-w {config}`" in fresh.run(*command, exit=1).stderr
    config.chmod(0o644)
    fresh.run("status")


def test_lock_files_cannot_be_held_by_others(fresh, system):
    fresh.serve()
    (fresh.data / "inbox" / "monday").write_bytes(extract(5, 2, [person(1)]))
    wait_for(lambda: system.deliveries(), "a delivery")
    fresh.run("load", "order", "--agreement", system.agreement)
    locks = sorted(path.name for path in fresh.data.glob("*.lock"))
    assert locks == ["load.lock", "pipeline.lock", "serve.lock"]
    assert {stat.S_IMODE((fresh.data / lock).stat().st_mode) for lock in locks} == {0o600}


needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can be another user")


@pytest.fixture
def of_nobody(fresh, system):
    """A data directory of an unprivileged user, and its server."""
    fresh.folder.chmod(0o755)
    for parent in fresh.folder.parents:
        if parent.stat().st_uid == 0 and str(parent).startswith("/tmp/"):
            parent.chmod(parent.stat().st_mode | 0o055)
    subprocess.run(["chown", "-R", str(NOBODY), fresh.data], check=True)
    fresh.serve(user=NOBODY)
    return fresh


@needs_root
def test_root_beside_an_unprivileged_server_is_refused_and_makes_nothing(of_nobody):
    before = {path: path.stat().st_uid for path in of_nobody.data.rglob("*")}
    for command in (("status",), ("ingest", of_nobody.write("monday", extract(5, 2, []))), ("verify", "--repair"),
                    ("system", "list")):
        error = of_nobody.run(*command, exit=1).stderr
        assert f"belongs to user {NOBODY}, and this is user 0" in error and f"sudo -u '#{NOBODY}' cprabo" in error
    # The server may still be creating its own files.
    after = {path: path.stat().st_uid for path in of_nobody.data.rglob("*")}
    assert after == dict.fromkeys(set(after) - set(before), NOBODY) | {path: before[path] for path in set(after) & set(before)}
    of_nobody.run("status", user=NOBODY)


@needs_root
def test_file_of_another_user_is_named_with_the_command_that_gives_it_back(of_nobody):
    of_nobody.stop()
    os.chown(of_nobody.data / "cprabo.db", 0, 0)
    error = of_nobody.run("status", exit=1, user=NOBODY).stderr
    assert "belongs to user 0, and the data directory to user" in error and f"sudo chown -R {NOBODY}" in error, error
    assert "sudo -u" not in error


@needs_root
def test_archived_file_of_another_user_is_reported_with_the_command_that_corrects_it(of_nobody, system):
    of_nobody.stop()
    of_nobody.run("ingest", of_nobody.write("monday", extract(5, 2, [person(1)])), user=NOBODY)
    (archived,) = (of_nobody.data / "archive").rglob("*.zst")
    os.chown(archived, 0, 0)
    output = of_nobody.run("verify", exit=3, user=NOBODY).stdout
    assert f"sudo chown -R {NOBODY} {archived}" in output and "put the same extract" not in output, output


@needs_root
def test_healthcheck_of_root_says_whether_a_server_runs(of_nobody):
    assert "no extract was taken in yet" in of_nobody.run("healthcheck", exit=3).stdout
    of_nobody.stop()
    before = {path: path.stat().st_uid for path in of_nobody.data.rglob("*")}
    troubles = of_nobody.json("healthcheck", exit=3)["troubles"]
    assert [trouble["kind"] for trouble in troubles] == ["server"] and "no server runs" in troubles[0]["what"]
    assert {path: path.stat().st_uid for path in of_nobody.data.rglob("*")} == before


@needs_root
def test_configuration_of_another_user_is_refused_with_the_command_that_mends_it(of_nobody):
    of_nobody.stop()
    config = of_nobody.data / "cprabo.toml"
    os.chown(config, 1234, -1)
    assert f"`sudo chown {NOBODY} {config}`" in of_nobody.run("status", exit=1, user=NOBODY).stderr
    os.chown(config, 0, -1)
    of_nobody.run("status", user=NOBODY)
