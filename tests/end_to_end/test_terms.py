"""Terms of agreements: what is left out of deliveries, read by the readers of the tests and by those of cprabo."""

import pytest

from extracts import extract, person, persons_in, pnr
from platform_under_test import System
from test_api import Api

TERMS = ["--omit", "013,031", "--blank", "003.ADRNVN,008.FORNVN", "--protected", "blank-addresses"]
TEXT = "omit=013,031 blank=003.ADRNVN,008.FORNVN protected=blank-addresses"


def protected(number, until=" " * 10):
    """A person with a protected address."""
    records, label = person(number, more=["0040001" + "2025-01-01" + until, "008Anna", "013202501011200", "031HEMMELIG"])
    records[1] = f"002{pnr(number)}07510512077A"
    return records, f"{label:115}Vejen 77A"


DAY = [protected(1), person(2, more=["008Berta"]), protected(3, until="2025-12-31")]


@pytest.fixture
def system(fresh):
    system = System(fresh, "system")
    system.filter("add", "--no-filter")
    return system


def set_terms(system, *terms, exit=0):
    return system.platform.run("agreement", "terms", "set", "--agreement", system.agreement, *terms, exit=exit)


def show(system):
    return system.platform.json("agreement", "terms", "show", "--agreement", system.agreement)


def files(system):
    """The data files in the system's folder, in order."""
    shelf = system.platform.data / "shelf" / "system"
    names = sorted(path.name for path in shelf.iterdir() if not path.name.endswith(".metadata"))
    return [(shelf / name).read_bytes() for name in names]


def lines(content, kind):
    return {line[3:13]: line for line in content.decode("latin-1").splitlines() if line.startswith(kind)}


def test_terms_leave_out_what_they_say_at_the_same_lengths(fresh, system):
    fresh.ingest("a", extract(5, 2, DAY))
    assert "from the next extract on: omit=013" in set_terms(system, *TERMS).stdout
    assert "as before" in set_terms(system, *TERMS).stdout
    fresh.ingest("b", extract(6, 5, DAY))
    before, after = files(system)
    assert persons_in(before)[0] == persons_in(after)[0] == [pnr(1), pnr(2), pnr(3)]
    assert persons_in(after)[1] == len(after.decode("latin-1").splitlines()) - 2 == persons_in(before)[1] - 5
    assert pnr(1) not in lines(after, "002")
    assert lines(after, "002")[pnr(3)] == f"002{pnr(3)}07510512077A"
    assert lines(after, "003")[pnr(1)] == lines(before, "003")[pnr(1)][:13] + " " * 111
    assert lines(after, "003")[pnr(3)].endswith("Vejen 77A") and "Åse" not in lines(after, "003")[pnr(3)]
    assert lines(after, "008")[pnr(2)] == f"008{pnr(2)}     "
    assert lines(after, "004") == lines(before, "004")

    # The readers of cprabo find nothing wrong with it.
    path = fresh.write("minimised", after)
    assert fresh.json("check", path)["errors"] == 0
    assert pnr(1) in fresh.run("show", path, "--pnr", pnr(1)).stdout
    assert [entry.get("left_out") for entry in fresh.json("manifest", "--agreement", system.agreement)["deliveries"]] == [
        None, {"records": ["013", "031"], "fields": ["003.ADRNVN", "008.FORNVN"], "protected_persons": "blank-addresses"}]


def test_terms_of_the_time_come_again(fresh, system):
    set_terms(system, *TERMS)
    fresh.ingest("a", extract(5, 2, DAY))
    [first] = files(system)
    set_terms(system, "--everything")
    fresh.run("replay", "--agreement", system.agreement, "--from", "2026-01-05")
    for path in (fresh.data / "shelf" / "system").iterdir():
        path.unlink()
    assert "everything is as it was written again" in fresh.run("verify", "--repair").stdout
    fresh.ingest("b", extract(6, 5, DAY))
    original, replayed, second = files(system)
    assert original == replayed == first
    assert len(second) > len(first)
    assert [change["terms"] for change in show(system)["changes"]] == [TEXT, ""]
    assert show(system)["left_out"] is None


def test_persons_who_are_left_out_are_in_nothing(fresh, system):
    set_terms(system, "--protected", "leave-out")
    fresh.ingest("a", extract(5, 2, DAY))
    [content] = files(system)
    assert persons_in(content)[0] == [pnr(2), pnr(3)]
    explained = fresh.json("explain", "--agreement", system.agreement, "--day", "2026-01-05", "--pnr", pnr(1))
    [run] = explained["runs"]
    assert (run["outcome"], run["inconsistent"], run["person"]["protected"]) == ("left-out", False, True)
    assert run["deliveries"][0]["terms"] == "protected=leave-out"
    text = fresh.run("explain", "--agreement", system.agreement, "--day", "2026-01-05", "--pnr", pnr(1)).stdout
    assert "the agreement's terms left such persons out" in text
    [delivery] = fresh.json("deliveries", "--agreement", system.agreement)
    assert delivery["persons"] == 2
    fresh.run("load", "order", "--agreement", system.agreement)
    assert persons_in(files(system)[1])[0] == [pnr(2), pnr(3)]


@pytest.mark.parametrize("terms, reason", [
    (["--omit", "001"], "replace what they have"),
    (["--omit", "999"], "about the file itself"),
    (["--omit", "004"], "has to know that it is protected"),
    (["--blank", "001.PNR"], "clients find the person by it"),
    (["--blank", "003.NAVN"], "has no field NAVN"),
    (["--blank", "023.ANNKOR"], "annulled entry"),
    (["--blank", "011.FKIRK"], "says nothing without it"),
    (["--protected", "maybe"], "blank-addresses"),
    ([], "--everything"),
    (["--everything", "--omit", "013"], "cannot be used with"),
])
def test_terms_that_no_client_could_read_are_refused_with_the_reason(fresh, system, terms, reason):
    assert reason in set_terms(system, *terms, exit=2).stderr
    assert show(system)["terms"] == ""


def test_a_system_reads_its_terms(fresh, system):
    set_terms(system, "--protected", "leave-out")
    fresh.ingest("a", extract(5, 2, DAY))
    fresh.serve()
    left_out = {"records": [], "fields": [], "protected_persons": "leave-out"}
    answer = Api(system).get("/terms")
    assert answer["left_out"] == left_out
    assert [(change["number"], change["left_out"]) for change in answer["changes"]] == [(1, left_out)]
    [delivery] = Api(system).get("/deliveries")["deliveries"]
    assert delivery["left_out"] == left_out
