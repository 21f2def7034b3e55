"""Synthetic Denmark from the command line, and the sandbox in which its time runs."""

import json
import re
import subprocess

import pytest

from platform_under_test import BINARY, System, wait_for
from sandbox_under_test import sandbox  # noqa: F401
from sftp_clients import openssh


def synth(*arguments, exit=0):
    result = subprocess.run([BINARY, "synth", *map(str, arguments)], capture_output=True, text=True, timeout=120)
    assert result.returncode == exit, (result.stdout, result.stderr)
    return result


def extracts(folder):
    return sorted(path for path in folder.iterdir() if path.name.startswith("d2"))


def events(path):
    """(PNR, event, mark) of every 099."""
    lines = path.read_bytes().decode("latin-1").splitlines()
    return [(line[3:13], line[25:28], line[28:30].strip()) for line in lines if line.startswith("099")]


@pytest.fixture
def denmark(tmp_path):
    folder = tmp_path / "denmark"
    synth("population", "--persons", 3000, "--seed", 7, "--pace", 500, "--out", folder)
    return folder


def test_a_population_and_its_days_are_a_chain_that_the_platform_takes(denmark, fresh):
    System(fresh, "system").filter("add", "--no-filter")
    synth("day", "--out", denmark, "--days", 10)
    files = extracts(denmark)
    assert [path.name for path in files][:3] == ["d260102.l534902", "d260105.l534902", "d260106.l534902"]
    assert len(files) == 11
    fresh.run("ingest", *files)
    runs = fresh.json("runs")
    assert all(run["state"] == "done" for run in runs)
    # CPR's answers to input come from time to time, and are not delivered.
    assert all(re.search(r"record (910|997)", finding) for run in runs for finding in run["findings"])


def test_the_same_seed_gives_the_same_bytes(denmark, tmp_path):
    other = tmp_path / "other"
    synth("population", "--persons", 3000, "--seed", 7, "--pace", 500, "--out", other)
    for folder in (denmark, other):
        synth("day", "--out", folder, "--days", 3)
    assert [path.read_bytes() for path in extracts(denmark)] == [path.read_bytes() for path in extracts(other)]


@pytest.mark.parametrize("form, line_end, check", [
    ("padded", "lf", lambda lines: all(len(line) == 106 for line in lines if line.startswith(b"001"))),
    ("trimmed", "lf", lambda lines: not any(line.endswith(b" ") for line in lines)),
    ("padded", "crlf", lambda lines: all(line.endswith(b"\r") for line in lines[:-1])),
    ("stream", "lf", lambda lines: len(lines) == 1),
])
def test_files_come_in_the_requested_form(tmp_path, fresh, form, line_end, check):
    synth("population", "--persons", 200, "--out", tmp_path, "--form", form, "--line-end", line_end)
    [path] = extracts(tmp_path)
    assert check(path.read_bytes().split(b"\n"))
    assert "done, 200 persons changed" in fresh.run("ingest", path).stdout


@pytest.mark.parametrize("event, mark", [("A01", ""), ("A21", ""), ("A33", ""), ("P03", "PN")])
def test_a_story_happens_to_exactly_this_person_tomorrow(denmark, event, mark):
    [population] = extracts(denmark)
    lines = population.read_bytes().decode("latin-1").splitlines()
    residents = [line[3:13] for line in lines if line.startswith("001") and line[23:25] == "01"]
    finished = None
    for number in residents:
        finished = subprocess.run([BINARY, "synth", "event", "--out", denmark, "--pnr", number, "--event", event],
                                  capture_output=True, text=True)
        if finished.returncode == 0:
            break
    assert "in the extract of 2026-01-05" in finished.stdout, finished.stderr
    synth("day", "--out", denmark)
    assert event in [code for _, code, _ in events(extracts(denmark)[-1])]
    assert (number, event, "") in events(extracts(denmark)[-1])


def test_stories_that_cannot_be_say_why(denmark):
    for arguments, why in [(["--pnr", "0101701234", "--event", "A21"], "nobody here has that number"),
                           (["--pnr", "0101701234", "--event", "A21", "--day", "2025-12-01"], "is past"),
                           (["--pnr", "0101701234", "--event", "X99"], "no story begins with event X99")]:
        assert why in synth("event", "--out", denmark, *arguments, exit=1).stderr
    assert "make one with `cprabo synth population" in synth("day", "--out", denmark / "none", exit=1).stderr
    assert "weekend or a Danish holiday" in synth(
        "population", "--out", denmark / "x", "--first-day", "2026-01-04", exit=1).stderr


@pytest.mark.parametrize("fault, reason", [("missing", "gap"), ("duplicate", "duplicate"), ("torn", "torn"),
                                           ("counter", "counter"), ("bytes", "encoding"), ("no-001", "corrupt")])
def test_each_fault_is_held_with_its_reason(denmark, fresh, fault, reason):
    synth("day", "--out", denmark)
    synth("day", "--out", denmark, "--fault", fault)
    synth("day", "--out", denmark)
    fresh.run("ingest", *sorted(denmark.glob("d2*")), exit=0 if fault == "duplicate" else 3)
    if fault == "duplicate":
        fresh.run("ingest", *denmark.glob("again-*"), exit=3)
    assert [run["held"] for run in fresh.json("runs") if run["held"]] == [reason]


def test_a_census_says_how_danish_it_is(denmark):
    answer = json.loads(synth("--json", "census", "--out", denmark, "--days", 20, "--svg", denmark / "p.svg").stdout)
    figures = {row["what"]: (row["synthetic"], row["denmark"]) for row in answer}
    alone, in_denmark = figures["households of 1"]
    assert abs(alone - in_denmark) < 8
    assert (denmark / "p.svg").read_text().startswith("<svg")


def test_a_sandbox_is_a_platform_with_a_population(sandbox):
    platform = sandbox("--persons", "500", "--pace", "1000")
    system = System(platform, "system")
    system.filter("add", "--no-filter")
    output = platform.run("sandbox", "next-day", "--days", 2).stdout
    assert re.search(r"2026-01-05: [0-9]+ persons? changed, done\n2026-01-06: ", output)
    assert len(openssh(system, "ls -1 IN")) == 4, "two pairs"
    person = next(row for row in system.deliveries())
    assert person["proddto"] == "2026-01-05"
    held = platform.run("sandbox", "next-day", "--fault", "torn", exit=3).stdout
    assert "2026-01-07: held: torn" in held


def test_time_runs_in_a_sandbox_and_goes_on_after_a_restart(sandbox):
    platform = sandbox("--persons", "300", "--day-every", "200ms")
    wait_for(lambda: len(platform.json("runs")) >= 3, "two days")
    platform.stop()
    days = len(platform.json("runs"))
    platform.serve()
    wait_for(lambda: len(platform.json("runs")) > days, "another day")
    # The newest may be in progress just now.
    assert all(run["state"] == "done" for run in platform.json("runs")[:-1])


def test_a_day_that_was_made_and_not_taken_in_is_taken_in_once(sandbox):
    """As when the sandbox is killed in between; before and after the file was removed."""
    platform = sandbox("--persons", "300", "--pace", "1000")
    platform.stop()
    synth("day", "--out", platform.data / "denmark")
    [made] = extracts(platform.data / "denmark")
    content = made.read_bytes()
    assert "2026-01-05: " in platform.run("sandbox", "next-day").stdout
    made.write_bytes(content)
    platform.run("sandbox", "next-day")
    runs = platform.json("runs")
    assert [run["proddto"] for run in runs] == ["2026-01-02", "2026-01-05", "2026-01-06", "2026-01-07"]
    assert all(run["state"] == "done" for run in runs)


def test_sandbox_is_not_made_of_an_existing_installation(fresh):
    fresh.ingest("monday", b"00000000000005349022026010520260102\n999999999999900000000\n")
    result = fresh.run("sandbox", exit=1)
    assert "a sandbox begins with none" in result.stderr


def test_fault_without_an_effect_is_refused(tmp_path):
    folder = tmp_path / "quiet"
    synth("population", "--persons", 100, "--pace", 0, "--out", folder)
    error = synth("day", "--out", folder, "--fault", "bytes", exit=1).stderr
    assert "the extract of 2026-01-05 has nothing that `bytes` could spoil" in error and "--pace" in error
    # The day has not passed.
    synth("day", "--out", folder)
    assert [path.name for path in extracts(folder)] == ["d260102.l534902", "d260105.l534902"]
