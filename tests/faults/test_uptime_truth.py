"""Uptime and response time against truth: what is done to the platform is found in its figures."""

import os

import pytest

from faults import library
from measured import calls, down_seconds, is_right, status
from platform_under_test import wait_for

# By which each lock of the database is slower, in milliseconds: a call needs several.
SLOWER = 60


@pytest.fixture
def measured(fresh):
    """A platform that is measured every six seconds, and can be made deaf and slow."""
    fresh.measure(every=6, timeout=2)
    fresh.configure("web", listen="127.0.0.1:0")
    fresh.deaf, fresh.slow = fresh.folder / "deaf", fresh.folder / "slow"
    fresh.serve(env=os.environ | {
        "LD_PRELOAD": str(library("slow_machine")), "DEAF_FILE": str(fresh.deaf), "SLOW_FILE": str(fresh.slow),
        "SLOW_BELOW": str(fresh.data / "cprabo.db")})
    wait_for(lambda: is_right(fresh), "calls that are answered rightly")
    yield fresh
    fresh.deaf.unlink(missing_ok=True)
    fresh.slow.unlink(missing_ok=True)


def write(path, text):
    """Writes a file at once."""
    new = path.with_suffix(".new")
    new.write_text(text)
    new.rename(path)


def test_listener_that_does_not_answer_is_down_alone(measured):
    assert status(measured)["status"] == "fully-available"
    write(measured.deaf, f"{measured.sftp_port}\n")
    wait_for(lambda: not calls(measured)["sftp"]["last_is_right"], "a login that is not answered")
    told = status(measured)
    assert told["status"] == "partly-available"
    assert calls(measured)["soap"]["last_is_right"] and calls(measured)["lookup"]["last_is_right"]
    assert down_seconds(measured, "sftp") > 0 and down_seconds(measured, "soap") == 0
    write(measured.deaf, "{}\n{}\n".format(measured.sftp_port, measured.soap.rsplit(":", 1)[1]))
    wait_for(lambda: status(measured)["status"] == "unavailable", "nothing that is answered")
    measured.deaf.unlink()
    wait_for(lambda: is_right(measured), "everything that is answered again")
    assert down_seconds(measured, "sftp") >= 12 and down_seconds(measured, "soap") >= 6


def test_slow_store_is_found_in_the_response_time(measured):
    times = lambda: calls(measured)["soap"]["periods"]["day"]["response_time"]
    write(measured.slow, f"{SLOWER}\n")
    slow = wait_for(
        lambda: (one := calls(measured)["soap"])["last_milliseconds"] >= SLOWER and one, "a slow answer")
    # Slow, and right: not down.
    assert slow["last_is_right"] or slow["last_milliseconds"] >= 2000
    measured.slow.unlink()
    wait_for(lambda: calls(measured)["soap"]["last_milliseconds"] < SLOWER and is_right(measured), "a fast answer")
    if slow["last_is_right"]:
        assert times()["of_95_percent"] >= SLOWER
