"""Faults from outside, each tried on the real binary. The environment sets the number: few in `./test`, many in
`./test --nightly`.
"""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "end_to_end"))

import pytest

from platform_under_test import Platform, System


@pytest.fixture
def fresh(tmp_path):
    """A platform for a single test. The test starts its server."""
    platform = Platform(tmp_path)
    yield platform
    platform.stop()


@pytest.fixture
def system(fresh):
    """A system that subscribes to everybody, and health thresholds for the tests' old days."""
    system = System(fresh, "system")
    system.filter("add", "--no-filter")
    fresh.configure("alarm", missing_extracts=0)
    fresh.configure("inbox", poll_seconds=0.05, stable_seconds=0.1)
    fresh.configure("monitoring", listen="127.0.0.1:0")
    return system
