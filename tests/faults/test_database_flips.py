"""A flipped bit of the database is noticed, harmless, or repaired; it never leads to a wrong delivery."""

import random

import pytest

from extracts import extract, person
from faults import times
from platform_under_test import System
from reference import content, copy

FLIPS = times(20, "CPRABO_FLIPS")
SEED = times(1, "CPRABO_SEED")


@pytest.fixture
def before(fresh, system):
    others = [System(fresh, f"other{number}", combination="any") for number in range(3)]
    for number, other in enumerate(others):
        other.filter("add", "--municipality", f"{751 + number:04}", "--age", f"0-{17 + number}")
    for day in (5, 6):
        fresh.ingest(f"d2601{day:02}", extract(day, day - 1, [person(n, komkod=751 + n % 4) for n in range(200)]))
    next_day = fresh.write("d260107", extract(7, 6, [person(n, komkod=751 + n % 5) for n in range(100)]))
    systems = [system, *others]
    right = copy(fresh, "right")
    right.run("ingest", next_day)
    return fresh, systems, next_day, content(right, systems)


def test_flipped_bit_of_the_database_is_noticed_harmless_or_healed(before):
    platform, systems, next_day, right = before
    chosen = random.Random(SEED)
    came_to = {"noticed": 0, "harmless": 0, "healed": 0}
    for flip in range(FLIPS):
        met = copy(platform, "met")
        where = flip_bit(met.data / "cprabo.db", chosen, in_a_head=flip % 2 == 1)
        what = f"flip {flip} of seed {SEED}, at {where}"
        outcome = judge(met, systems, next_day, right, what)
        came_to[outcome] += 1
    print(came_to)
    assert came_to["noticed"] + came_to["healed"] > 0, came_to


PAGE, HEAD = 4096, 64


def flip_bit(path, chosen, in_a_head):
    """Flips any bit, or one of those at the beginning of a page: its kind, and where its cells are."""
    content = bytearray(path.read_bytes())
    at, bit = chosen.randrange(len(content)), chosen.randrange(8)
    if in_a_head:
        at = at // PAGE * PAGE + chosen.randrange(HEAD)
    content[at] ^= 1 << bit
    path.write_bytes(content)
    return at, bit


def judge(met, systems, next_day, right, what):
    verified = met.run("verify", exit=None)
    assert verified.returncode in (0, 1, 3), (what, verified.stdout, verified.stderr)
    # Nothing wrong is delivered, even without a verification.
    taken = met.run("ingest", next_day, exit=None)
    if verified.returncode == 0:
        assert taken.returncode == 0, (what, taken.stdout, taken.stderr)
        assert content(met, systems) == right, what
        return "harmless"
    if taken.returncode == 0:
        assert delivered(met, systems) == expected(right, systems), what
    if met.run("verify", "--repair", exit=None).returncode != 0:
        # Everything that was delivered is right.
        for system, found in delivered(met, systems).items():
            for name, bytes in found.items():
                assert right[system].get(name) == bytes, (what, system, name)
        return "noticed"
    again = met.run("verify", exit=None)
    assert again.returncode == 0, (what, again.stdout)
    met.run("ingest", next_day, exit=None)
    assert delivered(met, systems) == expected(right, systems), what
    return "healed"


def expected(right, systems):
    return {system.name: right[system.name] for system in systems}


def delivered(platform, systems):
    shelf = platform.data / "shelf"
    return {
        system.name: {path.name: path.read_bytes() for path in (shelf / system.name).iterdir()
                      if not path.name.endswith(".metadata")}
        for system in systems
    }
