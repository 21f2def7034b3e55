"""An installation of its own for each test module, on ports that the system chooses."""

import pytest

from platform_under_test import Platform


@pytest.fixture(scope="module")
def platform(tmp_path_factory):
    """A platform that serves."""
    platform = Platform(tmp_path_factory.mktemp("cprabo"))
    platform.serve()
    yield platform
    platform.stop()


@pytest.fixture
def fresh(tmp_path):
    """A platform for a single test. The test starts its server."""
    platform = Platform(tmp_path)
    yield platform
    platform.stop()
