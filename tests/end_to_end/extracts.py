"""Change extracts of invented persons, written from the positions of U12170-P only.

Numbers are of 1858-1899 (a seventh digit of 5 to 8), so no living person has them.
"""

import datetime


def pnr(number):
    """The number of invented person `number`."""
    day, rest = number // 4000 % 28 + 1, number % 4000
    return f"{day:02}0170{5000 + rest:04}"


def person(number, komkod=751, events=("A01",), born="1970-01-01", status="01", successor="", more=()):
    """The records of a person: those that stand together, and the one that stands at the end."""
    key = number if isinstance(number, str) else pnr(number)
    records = [f"001{key}{successor:10}{status}000000000000 K{born} "]
    if komkod and int(status) < 30:
        records.append(f"002{key}{komkod:04}")
    records += [f"{record[:3]}{key}{record[3:]}" for record in more]
    records += [f"099{key}202601051200{event}" for event in events]
    return records, f"003{key}Åse Ærøskøbing"


def extract(day, before, persons, opgavenr="534902", end="\n"):
    """An extract of a day after a day (dates, or days of January 2026)."""
    lines = [line for records, _ in persons for line in records]
    lines += [last for _, last in persons]
    start = f"0000000000000{opgavenr}{date(day)}{date(before)}"
    trailer = f"9999999999999{len(lines):08}"
    return "".join(line + end for line in [start, *lines, trailer]).encode("latin-1")


def date(day):
    if isinstance(day, int):
        day = datetime.date(2026, 1, day)
    return day.strftime("%Y%m%d")


def persons_in(content):
    """The numbers of the persons in an extract, and its counter."""
    lines = content.decode("latin-1").splitlines()
    return [line[3:13] for line in lines if line.startswith("001")], int(lines[-1][13:21])


def large(size, day=5, before=2):
    """An extract of about `size` bytes: a few persons with very long records of an unknown type."""
    record = "077" + "x" * 60_000
    count = size // 60_000
    return extract(day, before, [person(n, more=[record]) for n in range(count)])
