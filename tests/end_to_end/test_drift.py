"""`drift`: the numbers that a system holds, compared with its filters."""

import pytest

from extracts import extract, person, persons_in, pnr
from platform_under_test import System


@pytest.fixture
def system(fresh):
    system = System(fresh, "system")
    system.filter("add", "--municipality", "0751")
    people = [person(1), person(2), person(3, komkod=101),
              person(4, status="60", successor=pnr(2), events=())]
    fresh.ingest("a", extract(5, 2, people))
    return system


def drift(system, held, *options, exit=3):
    path = system.platform.write("held", "".join(f"{line}\n" for line in held).encode())
    return system.platform.run("drift", "--agreement", system.agreement, path, *options, exit=exit)


def test_drift_prints_counts_and_numbers_only_on_request(fresh, system):
    held = ["# what we hold", pnr(1), pnr(3), pnr(4)]
    output = drift(system, held).stdout
    assert "as of PRODDTO 2026-01-05: 3 held, 2 chosen by the filters" in output
    assert [line.split()[:2] for line in output.splitlines()[1:]] == [["missing", "1"], ["surplus", "1"], ["replaced", "1"]]
    assert not any(pnr(number) in output for number in range(5))
    shown = drift(system, held, "--show-persons").stdout
    assert f"  {pnr(2)}\n" in shown and f"  {pnr(3)}\n" in shown and f"{pnr(4)} is now {pnr(2)}" in shown
    answer = fresh.json("drift", "--agreement", system.agreement, fresh.folder / "held", "--show-persons", exit=3)
    assert answer["persons"] == {"missing": [pnr(2)], "surplus": [pnr(3)],
                                 "replaced": [{"pnr": pnr(4), "by": pnr(2)}]}
    assert "persons" not in fresh.json("drift", "--agreement", system.agreement, fresh.folder / "held", exit=3)
    assert "drift" in fresh.run("audit").stdout
    fresh.log.touch()
    fresh.assert_private()


def test_drift_without_differences_says_so(system):
    output = drift(system, [f"{pnr(1)[:6]}-{pnr(1)[6:]}", pnr(2)], exit=0).stdout
    assert "exactly the right persons" in output


def test_catch_up_delivers_the_missing(fresh, system):
    output = drift(system, [pnr(1)], "--catch-up").stdout
    assert "load 1 delivered: those who were missing" in output
    delivered = system.deliveries()[-1]
    content = (fresh.data / "shelf" / "system" / delivered["name"]).read_bytes()
    assert delivered["kind"] == "load" and persons_in(content)[0] == [pnr(2)]


def test_what_is_no_number_is_an_error_that_does_not_repeat_it(system):
    error = drift(system, [pnr(1), "010170123"], exit=1).stderr
    assert "line 2 is no number of a person" in error and "010170123\n" not in error
    missing = system.platform.run("drift", "--agreement", system.agreement, "nothing", exit=1).stderr
    assert "cannot read nothing" in missing


def test_wrong_lines_are_named_and_ignored_on_request(fresh, system):
    held = [pnr(1), "010170123", pnr(2), "x", "y"]
    refused = drift(system, held, exit=1).stderr
    assert "nothing was changed" in refused and "3 lines are wrong: 2, 4-5" in refused and "010170123\n" not in refused
    result = drift(system, held, "--skip-invalid", exit=0)
    assert "3 lines left out" in result.stderr and "2 held" in result.stdout
    lines = [f"pnr {pnr(7)}", "pnr 12", "event A1", "age 0-17"]
    path = fresh.write("listing", "\r\n".join(lines).encode("utf-16"))
    before = system.filters()
    refused = fresh.run("filter", "import", "--agreement", system.agreement, path, exit=1).stderr
    assert "2 lines are wrong: 2-3" in refused and system.filters() == before
    fresh.run("filter", "import", "--skip-invalid", "--agreement", system.agreement, path)
    assert system.filters() == ["age 0-17", f"pnr {pnr(7)}"]
