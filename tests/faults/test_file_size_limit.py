"""A limit of file sizes (`ulimit -f`) makes writes fail, and does not end the process."""

import signal
import subprocess

import requests

from extracts import extract, person
from platform_under_test import DEADLINE, wait_for
from sftp_clients import openssh
from soap_client import call

LIMIT = 20 * 1024 * 1024


def health(platform):
    return requests.get(f"{platform.watch}/health", timeout=DEADLINE).json()


def test_log_that_has_grown_to_the_limit_blocks_nothing(fresh, system):
    fresh.ingest("monday", extract(5, 2, [person(1)]))
    # From the first line on, the log is beyond the limit.
    fresh.log.write_bytes(b"x" * (LIMIT - 1) + b"\n")
    fresh.serve(file_size=LIMIT)
    requests.post(fresh.url, data=b"x", verify=str(fresh.ca), timeout=DEADLINE)
    assert call(system, "GetAllFilters").status_code == 200
    assert len(openssh(system, "ls -1 IN")) == 2
    troubles = wait_for(lambda: [t for t in health(fresh)["troubles"] if t["kind"] == "log"], "the alert")
    assert "lines of the log are lost" in troubles[0]["what"]
    server, fresh.server = fresh.server, None
    server.send_signal(signal.SIGTERM)
    assert server.wait(DEADLINE) == 0
    assert fresh.log.stat().st_size == LIMIT


def test_database_at_the_limit_fails_and_goes_on_when_there_is_none(fresh, system):
    """The write-ahead log, the archive and the shelf: writes fail, and nothing is half done."""
    largest = max(path.stat().st_size for path in fresh.data.iterdir() if path.is_file())
    content = extract(5, 2, [person(number) for number in range(1, 20_000)])
    path = fresh.write("monday", content)
    for limit in (1, 4096, 100_000, largest, 2 * largest):
        command = ["prlimit", f"--fsize={limit}", "--", fresh.binary, "--data", fresh.data, "ingest", path]
        ended = subprocess.run(command, capture_output=True, text=True, timeout=DEADLINE)
        assert ended.returncode >= 0, (limit, "killed by a signal", ended.returncode)
        # The database of so many persons is larger than that.
        assert ended.returncode == 1 and "error:" in ended.stderr, (limit, ended.stderr)
    fresh.run("ingest", path, exit=None)
    (delivery,) = system.deliveries()
    assert delivery["published_at"] and delivery["persons"] == 19_999
    fresh.run("verify")
