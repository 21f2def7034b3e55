"""Makes system calls of the platform fail, or kills it at one."""

import atexit
import functools
import os
import pathlib
import shutil
import subprocess
import tempfile

SOURCE = pathlib.Path(__file__).with_name("fault_injection.c")
KILL = 0


@functools.cache
def library():
    """The library to be preloaded; made once for each process of tests."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="cprabo-faults-"))
    atexit.register(shutil.rmtree, folder)
    made = folder / "fault_injection.so"
    subprocess.run(["cc", "-shared", "-fPIC", "-O2", "-Wall", "-Werror", "-o", made, SOURCE, "-ldl"], check=True)
    return made


def fault(platform, error=None, at=None, **more):
    """The environment in which a call on a file of the platform's data directory fails (see the library)."""
    settings = {"below": platform.data, "error": error, "at": at} | more
    named = {f"FAULT_{name.upper()}": str(value) for name, value in settings.items() if value is not None}
    return os.environ | {"LD_PRELOAD": str(library())} | named


def times(short, variable):
    """How often something is tried: so often, or as often as the environment says."""
    return int(os.environ.get(variable, short))
