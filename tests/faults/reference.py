"""The result of an installation without faults, and a comparison with one that had some."""

import json
import shutil
import subprocess

from extracts import extract, person

DAYS = 2


def day(number):
    """The extract of a day: everybody changes, and one person is new."""
    return extract(5 + number, 4 + number, [person(n, komkod=751 + number) for n in range(30 + number)])


def write_days(platform):
    """The days as files outside of the data directory, with names as they come."""
    return [platform.write(f"d2601{5 + number:02}.l534902", day(number)) for number in range(DAYS)]


def copy(platform, name):
    """A copy of a platform, with the same content."""
    other = object.__new__(type(platform))
    other.__dict__.update(platform.__dict__)
    other.server = None
    other.data = platform.folder / name
    shutil.rmtree(other.data, ignore_errors=True)
    shutil.copytree(platform.data, other.data, symlinks=True)
    return other


def content(platform, systems):
    """Everything that a system could receive, and all holds, as a value."""
    shelf = platform.data / "shelf"
    found = {}
    for system in systems:
        folder = shelf / system.name
        found[system.name] = {
            path.name: path.read_bytes() for path in folder.iterdir() if not path.name.endswith(".metadata")
        } if folder.exists() else {}
    found["runs"] = [run["state"] for run in platform.json("runs")]
    found["persons"] = platform.json("status", exit=None)["persons"] if platform.server else persons(platform)
    return found


def persons(platform):
    result = subprocess.run([platform.binary, "--data", platform.data, "--json", "status"], capture_output=True)
    return json.loads(result.stdout)["persons"]
