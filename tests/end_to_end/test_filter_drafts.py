"""Changes of filters in the pages: drafts, lists, and when another person has to approve."""

import itertools
import re

import pytest

from extracts import extract, person, pnr
from platform_under_test import Platform, System
from test_web import PASSWORD, Browser

NAMES = itertools.count()
# Numbers that no test uses twice.
NUMBERS = (pnr(number) for number in itertools.count())


def numbers(count):
    return list(itertools.islice(NUMBERS, count))


@pytest.fixture(scope="module")
def platform(tmp_path_factory):
    platform = Platform(tmp_path_factory.mktemp("cprabo"))
    platform.configure("web", listen="127.0.0.1:0")
    platform.ingest("d260105.l534902", extract(5, 2, [person(number) for number in range(3)]))
    platform.serve()
    yield platform
    platform.stop()


class Administrator(Browser):
    """A user who answers for an agreement, signed in."""

    def __init__(self, platform, system, name):
        super().__init__(platform)
        link = platform.json("user", "add", name, "--role", "authority-administrator", "--authority", system.authority)["link"]
        self.post(link.removeprefix(platform.web), adgangskode=PASSWORD, igen=PASSWORD)
        self.sign_in(name)
        self.agreement = f"/aftaler/{system.agreement}"

    def draft(self, lines, status=200, **fields):
        """Prepares a change by a list of numbers, sent as a file."""
        content = lines if isinstance(lines, bytes) else "\r\n".join(lines).encode()
        fields = {"brug": "tilfoej"} | fields
        response = self.session.post(
            self.base + self.agreement + "/liste", data=fields, files={"fil": ("numre.csv", content)}, timeout=60)
        return self.read(response, status)

    def send(self):
        """Sends the draft, and returns what became of it."""
        made, = self.page.xpath("//input[@name='lavet']/@value")
        self.post(self.agreement + "/kladde/send", lavet=made)
        return re.search(r"besked=([a-z-]+)", self.path)[1]

    def add(self, lines):
        self.draft(lines)
        return self.send()


@pytest.fixture
def system(platform):
    return System(platform, f"s{next(NAMES)}")


@pytest.fixture
def admin(platform, system):
    return Administrator(platform, system, f"{system.name}@odder.dk")


def test_change_waits_for_another_when_it_adds_many_or_makes_ten_times_as_many(platform, system, admin):
    in_force, waits = "filtre-aendret", "filtre-venter"
    assert admin.add(numbers(99)) == in_force, "so few need nobody else"
    assert admin.add(numbers(890)) == in_force, "989 are not ten times 99"
    assert admin.add(numbers(5_000)) == in_force, "as many as may be added"
    assert admin.add(numbers(5_001)) == waits
    assert len(system.filters()) == 5_989, "nothing of it counts"
    # Whoever asked does not approve; somebody else at the authority does.
    request = platform.json("filter", "requests")[0]["request"]
    admin.post(f"{admin.agreement}/anmodninger/{request}/godkend", 409)
    assert len(system.filters()) == 5_989
    other = Administrator(platform, system, f"anden-{system.name}")
    other.post(f"{admin.agreement}/anmodninger/{request}/godkend", begrundelse="set og talt")
    assert "filtre-aendret" in other.path and len(system.filters()) == 10_990


def test_first_filters_of_a_hundred_persons_wait_too(system, admin):
    assert admin.add(numbers(100)) == "filtre-venter"
    assert system.filters() == []


def test_command_line_goes_by_the_setting_for_all(platform, system):
    lines = "".join(f"pnr {number}\n" for number in numbers(5_001))
    system.filter("import", platform.write("mange", lines.encode()))
    assert len(system.filters()) == 5_001


def test_list_replaces_and_removes_and_names_what_it_leaves_out(system, admin):
    first, second = numbers(20), numbers(5)
    assert admin.add(first) == "filtre-aendret"
    admin.draft([*first[:10], *second, second[0], "12345"], brug="erstat")
    text = admin.text()
    for expected in ["Kladden føjer 5 filtre til og tager 10 ud", "Allerede i kraft10", "Linjer, der gentager et nummer1", "Linjer, der er udeladt1"]:
        assert expected in text, (expected, text)
    rows = admin.session.get(f"{admin.base}{admin.agreement}/kladde/linjer.csv", timeout=60)
    assert rows.headers["Content-Disposition"] == 'attachment; filename="udeladte-linjer.csv"'
    assert rows.text.splitlines() == ["Linje;Hvorfor", "17;Et personnummer har 10 cifre"]
    assert admin.send() == "filtre-aendret"
    assert system.filters() == sorted(f"pnr {number}" for number in first[:10] + second)
    admin.draft(second, brug="fjern")
    assert admin.send() == "filtre-aendret"
    assert system.filters() == sorted(f"pnr {number}" for number in first[:10])


def test_draft_is_one_and_is_sent_as_it_was_shown(system, admin):
    one, other = numbers(1), numbers(1)
    admin.draft(one)
    made, = admin.page.xpath("//input[@name='lavet']/@value")
    admin.draft(other, 409)
    assert "har allerede en kladde" in admin.text()
    admin.post(admin.agreement + "/filtre", 409, slags="age", vaerdi="0-17")
    assert "har allerede en kladde" in admin.text()
    admin.post(admin.agreement + "/kladde/kasser")
    assert "kladde-kasseret" in admin.path
    admin.draft(other)
    # What somebody saw before is not what would be sent now.
    admin.post(admin.agreement + "/kladde/send", 409, lavet=made)
    assert "ikke længere den, der blev vist" in admin.text() and system.filters() == []
    admin.get(admin.agreement + "/kladde")
    assert admin.send() == "filtre-aendret" and system.filters() == [f"pnr {other[0]}"]


def test_list_that_is_none_is_refused_in_words_and_not_repeated(system, admin):
    for lines, wrong in [
        (b"", "listen har ingen personnumre"),
        (b"hemmeligt\r\n1234\r\n", "listen har ingen personnumre"),
        (b"\x00\x01\x02\xff\xfe" * 9, "filen er ikke tekst"),
        (numbers(1), None),
    ]:
        if wrong is None:
            admin.draft(lines, 422, **{"liste-slutdato": "01.02.2020"})
            assert "er forbi" in admin.text()
        else:
            admin.draft(lines, 422)
            assert wrong in admin.text() and "hemmeligt" not in admin.text(), (lines, admin.text())
    admin.draft([*numbers(1), "x" * 5_000_000], 413)
    assert system.filters() == []


def test_filter_is_needed_until_its_last_day_and_for_its_reason(admin):
    admin.post(admin.agreement + "/filtre", slags="municipality", vaerdi="0727", slutdato="31/12-99", begrundelse="Sag 7")
    assert admin.path.endswith("/kladde") and "31.12.2099" in admin.text() and "0727 Odder" in admin.text()
    assert admin.send() == "filtre-aendret"
    admin.get(admin.agreement + "/behov")
    assert "0727 Odder" in admin.text() and "31.12.2099" in admin.text() and "Sag 7" in admin.text()
    admin.post(admin.agreement + "/filtre", 422, slags="municipality", vaerdi="0751", begrundelse="Sag om 010170-1234")
    assert "ingen personnumre" in admin.text()
