"""Makes system calls of the platform fail, or kills it at one."""

import atexit
import functools
import os
import pathlib
import shutil
import subprocess
import tempfile

KILL = 0


@functools.cache
def library(name="fault_injection"):
    """A library to be preloaded; compiled once for each test process."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="cprabo-faults-"))
    atexit.register(shutil.rmtree, folder)
    made, source = folder / f"{name}.so", pathlib.Path(__file__).with_name(f"{name}.c")
    subprocess.run(["cc", "-shared", "-fPIC", "-O2", "-Wall", "-Werror", "-o", made, source, "-ldl"], check=True)
    return made


def fault(platform, error=None, at=None, **more):
    """The environment in which a call on a file of the platform's data directory fails (see the library)."""
    settings = {"below": platform.data, "error": error, "at": at} | more
    named = {f"FAULT_{name.upper()}": str(value) for name, value in settings.items() if value is not None}
    return os.environ | {"LD_PRELOAD": str(library())} | named


def times(short, variable):
    """The number of tries: the given one, or that of the environment."""
    return int(os.environ.get(variable, short))
