"""A writer does not block reads, and gets BUSY when it is not its turn."""

import concurrent.futures
import contextlib
import sqlite3
import threading

import pytest
import requests

from extracts import extract, person, pnr
from faults import fault
from platform_under_test import DEADLINE, wait_for
from soap_client import call, fault as fault_code, pnr_element, result

# More than may wait.
ADDS = 200
EIO = 5


@contextlib.contextmanager
def writing(platform):
    """A long write transaction of another process."""
    connection = sqlite3.connect(platform.data / "cprabo.db", isolation_level=None, timeout=DEADLINE)
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        connection.execute("ROLLBACK")
        connection.close()


def health(platform):
    return requests.get(f"{platform.watch}/health", timeout=DEADLINE)


def test_reads_and_health_are_answered_while_hundreds_wait_to_write(fresh, system):
    fresh.ingest("a", extract(5, 2, [person(1)]))
    fresh.serve()
    answers = []
    with concurrent.futures.ThreadPoolExecutor(ADDS) as pool:
        with writing(fresh):
            adds = [pool.submit(call, system, "AddPNRSubscription", pnr_element(pnr(n))) for n in range(ADDS)]
            # Writers beyond the queue are answered while the others still wait.
            wait_for(lambda: any(add.done() for add in adds), "one to get BUSY")
            assert not all(add.done() for add in adds)
            for _ in range(20):
                assert call(system, "GetAllFilters").status_code == 200
                assert health(fresh).json()["troubles"] == []
        answers = [add.result() for add in adds]
    refused = [answer for answer in answers if answer.status_code != 200]
    assert refused and {fault_code(answer) for answer in refused} == {"BUSY"}
    assert all(answer.headers["Retry-After"] for answer in refused)
    added = [answer for answer in answers if answer.status_code == 200]
    assert added and {result(answer) for answer in added} == {"ADDED"}
    assert len(system.filters()) == len(added) + 1, "a call that got BUSY changed nothing"


def test_reads_and_health_are_answered_while_an_extract_is_applied(fresh, system):
    fresh.serve()
    content = extract(5, 2, [person(n) for n in range(20_000)])
    ingest = threading.Thread(target=fresh.ingest, args=("a", content))
    ingest.start()
    answered = 0
    while ingest.is_alive() or answered == 0:
        assert call(system, "GetAllFilters").status_code == 200
        assert {trouble["kind"] for trouble in health(fresh).json()["troubles"]} <= {"empty"}
        answered += 1
    ingest.join()


FIRST_CALLS = {"open": (1, 2, 3, 4, 5, 6), "read": (1, 2, 5, 10, 20, 40), "write": (1, 2, 3), "truncate": (1,)}


@pytest.mark.parametrize("name, at", [(name, at) for name, calls in FIRST_CALLS.items() for at in calls])
def test_one_io_error_when_the_database_is_opened_does_not_last(fresh, system, name, at):
    """The server either reports the error and does not start, or it can write."""
    if not starts(fresh, fault(fresh, call=name, path="cprabo.db", error=EIO, at=at)):
        assert "error: " in fresh.log.read_text()
        fresh.serve()
    assert result(call(system, "AddPNRSubscription", pnr_element(pnr(1)))) == "ADDED"
    wait_for(lambda: [trouble["kind"] for trouble in health(fresh).json()["troubles"]] == ["empty"], "health to be green")


def starts(platform, environment):
    """Whether the server starts."""
    try:
        platform.serve(env=environment)
    except AssertionError:
        server, platform.server = platform.server, None
        assert server.wait(DEADLINE) == 1
        return False
    return True
