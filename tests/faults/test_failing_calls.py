"""A system call that fails, or a power failure at one, leaves nothing half done: trying again gives the same result."""

import json
import random
import shutil
import signal
import subprocess

import pytest

from extracts import extract, person
from faults import KILL, fault, times
from platform_under_test import DEADLINE, System, wait_for
from reference import content, copy, day, write_days

CALLS = times(24, "CPRABO_FAILING_CALLS")
KILLS = times(24, "CPRABO_KILLS")
EIO, ENOSPC, EACCES, EMFILE = 5, 28, 13, 24
SEED = times(1, "CPRABO_SEED")


@pytest.fixture
def before(fresh, system):
    """An installation with one ingested day, and two days to ingest."""
    other = System(fresh, "other", combination="all")
    other.filter("add", "--municipality", "751")
    fresh.ingest("first", extract(4, 2, [person(n) for n in range(30)]))
    systems = [system, other]
    days = write_days(fresh)
    right = copy(fresh, "right")
    right.run("ingest", *days)
    return fresh, systems, days, content(right, systems)


def calls_of(platform, days):
    """The number of calls for the two days."""
    counted = copy(platform, "counted")
    seen = platform.folder / "seen"
    counted.run("ingest", *days, env=fault(counted, seen=seen))
    return int(seen.read_text())


def go_on(platform, days):
    """As an operator would: files that the platform neither knows nor has in its inbox, taken or not, are put there."""
    known = {run["file"] for run in platform.json("runs")}
    inbox = [path.name for path in (platform.data / "inbox").rglob("*")]
    for path in days:
        if path.name not in known and not any(path.name in name for name in inbox):
            shutil.copy(path, platform.data / "inbox" / path.name)
    platform.serve()
    # Failures are tried again at once, not after a pause.
    platform.server.send_signal(signal.SIGHUP)
    wait_for(lambda: [run["state"] for run in platform.json("runs")] == ["done"] * (len(days) + 1), "the days to be done")
    platform.stop()


def tried(before, times, first_try, error_of):
    """Makes one call fail or kill, continues without, and gets the same result as without faults."""
    platform, systems, days, right = before
    number = calls_of(platform, days)
    chosen = random.Random(SEED)
    for attempt in range(times):
        at, error = chosen.randrange(1, number + 1), error_of(chosen)
        what = f"call {at} of {number}, error {error}, attempt {attempt} of seed {SEED}"
        met = copy(platform, "met")
        first_try(met, days, fault(met, error=error, at=at))
        try:
            go_on(met, days)
        except AssertionError as failed:
            raise AssertionError(f"{what}: {failed}: {met.run('runs', exit=None).stdout}") from failed
        finally:
            met.stop()
        assert content(met, systems) == right, what
        verified = met.run("verify", exit=None)
        assert verified.returncode == 0, (what, verified.stdout)


def by_command(platform, days, environment):
    platform.run("ingest", *days, exit=None, env=environment)


def by_server(platform, days, environment):
    """Until it is done, or dead."""
    for path in days:
        shutil.copy(path, platform.data / "inbox" / path.name)
    with open(platform.log, "ab") as log:
        server = subprocess.Popen(
            [platform.binary, "--data", platform.data, "serve"], env=environment, stdout=subprocess.DEVNULL, stderr=log)
    try:
        wait_for(lambda: server.poll() is not None or is_over(platform, days), "the server to come to an end")
    finally:
        server.kill()
        server.wait(DEADLINE)


def is_over(platform, days):
    result = platform.run("--json", "runs", exit=None)
    runs = json.loads(result.stdout) if result.returncode == 0 else []
    failed = "failed=1" in platform.log.read_text() or "ERROR" in platform.log.read_text()
    return failed or [run["state"] for run in runs] == ["done"] * (len(days) + 1)


def fails(chosen):
    return chosen.choice([EIO, ENOSPC, EACCES, EMFILE])


def test_call_of_a_command_that_fails_leaves_nothing_torn(before):
    tried(before, CALLS, by_command, fails)


def test_command_killed_at_any_call_leaves_nothing_torn(before):
    tried(before, KILLS, by_command, lambda _: KILL)


def test_call_of_the_server_that_fails_leaves_nothing_torn(before):
    tried(before, CALLS // 3, by_server, fails)


def test_server_killed_at_any_call_leaves_nothing_torn(before):
    tried(before, KILLS // 3, by_server, lambda _: KILL)
