"""A data directory of an older cprabo opens, says what it said, and goes on (`kept/`)."""

import itertools
import json
import pathlib
import shutil
import subprocess
import tarfile

import pytest

from extracts import extract, person, persons_in, pnr
from platform_under_test import Platform, wait_for

KEPT = pathlib.Path(__file__).with_name("kept")
PERSONS = (1, 2, 3, 4, 7, 9, 50)
DAYS = ("2026-01-05", "2026-01-06")


def questions(agreements, schema=9):
    """What both are asked: everything that hangs on the rows of the database."""
    if schema >= 11:
        yield from (["--json", *command] for command in (
            ["user", "list"], ["metering", "list", "--month", "2026-11"]))
    if schema >= 10:
        yield from (["--json", *command] for command in (
            ["review", "list"], ["ledger", "verify"]))
        for agreement in agreements:
            of = ["--agreement", agreement]
            yield from (["--json", *command, *of] for command in (
                ["agreement", "show"], ["agreement", "terms", "show"], ["filter", "need", "list"]))
    yield from (["--json", *command] for command in (
        ["runs"], ["load", "list"], ["audit"], ["system", "list"], ["agreement", "list"]))
    for agreement in agreements:
        of = ["--agreement", agreement]
        yield from (["--json", *command, *of] for command in (
            ["deliveries"], ["filter", "list"], ["filter", "history"], ["manifest"]))
        yield from (["filter", "at", *of, day] for day in ("2026-01-01", "2099-01-01"))
        for number, day in itertools.product(PERSONS, DAYS):
            yield ["--json", "explain", *of, "--pnr", pnr(number), "--day", day]


@pytest.fixture(params=(7, 8, 9, 10, 11), ids="schema {}".format)
def kept(request, tmp_path):
    """The directory, with keys of its own for those that are not kept."""
    platform = Platform(tmp_path)
    made, platform.data = platform.data, tmp_path / "kept" / "data"
    with tarfile.open(KEPT / f"schema_{request.param}.tar.xz") as archive:
        archive.extractall(tmp_path / "kept", filter="data")
    for keys in ("ca", "tls", "ssh"):
        shutil.copytree(made / keys, platform.data / keys)
    said = json.loads((platform.data / "said.json").read_text())
    (platform.data / "said.json").unlink()
    platform.agreements, platform.said, platform.schema = said["agreements"], said["answers"], request.param
    yield platform
    platform.stop()


def known_part(now, said):
    """What is said now, without the keys that were not there then."""
    if isinstance(said, dict) and isinstance(now, dict):
        return {key: known_part(value, said[key]) for key, value in now.items() if key in said}
    if isinstance(said, list) and isinstance(now, list) and len(said) == len(now):
        return [known_part(*pair) for pair in zip(now, said)]
    return now


def statement(platform, sql):
    subprocess.run(["sqlite3", platform.data / "cprabo.db", sql], check=True, stdout=subprocess.DEVNULL)


def deliveries(platform, number):
    return platform.json("deliveries", "--agreement", platform.agreements[number])


def content(platform, account, delivery):
    return (platform.data / "shelf" / account / delivery["name"]).read_bytes()


def test_kept_directory_says_what_it_said_before(kept):
    assert len(kept.said) > 50
    for question in questions(kept.agreements, kept.schema):
        said, now = kept.said[" ".join(question)], kept.run(*question, exit=None).stdout
        if "--json" in question and said.strip():
            said, now = json.loads(said), json.loads(now)
        if "audit" in question:
            # Later questions have left lines in it.
            now = now[:len(said)]
        assert known_part(now, said) == said, question
    assert "everything is as it was written" in kept.run("verify").stdout


def test_kept_ledger_is_that_of_its_checkpoint_and_goes_on(kept):
    checkpoint = kept.data / "checkpoint.jws"
    if kept.schema < 10:
        assert not checkpoint.exists()
        return
    before = kept.json("ledger", "verify", "--checkpoint", checkpoint)
    assert before["sound"]
    kept.ingest("d260107", extract(7, 6, [person(7), person(8)]))
    after = kept.json("ledger", "verify", "--checkpoint", checkpoint)
    assert after["sound"] and after["entries"] > before["entries"]


def test_kept_directory_delivers_the_same_bytes_again(kept):
    first = deliveries(kept, 0)[0]
    [name] = kept.json("replay", "--agreement", kept.agreements[0], "--from", "2026-01-06", "--to", "2026-01-06")[:1]
    sixth = next(one for one in deliveries(kept, 0) if one["proddto"] == "2026-01-06")
    assert content(kept, "vejle", {"name": name}) == content(kept, "vejle", sixth)
    (kept.data / "shelf" / "vejle" / first["name"]).unlink()
    digest = first["sha256"]
    kept.run("verify", "--repair", exit=None)
    assert deliveries(kept, 0)[0]["sha256"] == digest
    kept.run("verify")


def test_kept_directory_goes_on_with_what_waits(kept):
    # A catch-up of all but one person, ordered before.
    [waiting] = [load for load in kept.json("load", "list") if load["state"] not in ("done", "cancelled")]
    kept.serve()
    wait_for(lambda: all(load["state"] == "done" for load in kept.json("load", "list")), "the load")
    loaded = [one for one in deliveries(kept, 0) if one["kind"] == "load"][-1]
    persons, _ = persons_in(content(kept, "vejle", loaded))
    assert pnr(3) not in persons and pnr(5) in persons and waiting["load"]
    # The extract that was held goes on, behind the one that was lacking.
    kept.ingest("d260107", extract(7, 6, [person(7), person(8)]))
    days = [(one["seq"], one["proddto"], one["persons"]) for one in deliveries(kept, 2)]
    assert days == [(1, "2026-01-05", 0), (2, "2026-01-06", 0), (3, "2026-01-07", 1), (4, "2026-01-08", 0)]
    kept.run("verify")


def test_kept_directory_filters_added_now_are_in_no_run_of_then(kept):
    # Each subscription counts on from its own last version, which may be less than what a run had of all.
    for agreement in kept.agreements:
        kept.run("filter", "add", "--agreement", agreement, "--pnr", pnr(4), "--municipality", "0630")
    for question in questions(kept.agreements):
        if "explain" in question and pnr(4) in question:
            said, now = (json.loads(text)["runs"][0] for text in (
                kept.said[" ".join(question)], kept.run(*question, exit=None).stdout))
            # The number is in the set now, from after the run.
            said["number_in_set"] = now.pop("number_in_set")
            assert not said.pop("number_in_set")[-1]["in_force"]
            assert known_part(now, said) == said, question


def test_kept_directory_with_damaged_rows_is_refused_and_not_changed(kept):
    statement(kept, "update filter set value = value + 1 where agreement = 1")
    before = (kept.data / "cprabo.db").read_bytes()
    for command in ("status", "verify"):
        told = kept.run(command, exit=None).stderr
        assert "rows of table filter are damaged" in told and "version that wrote it" in told
    assert (kept.data / "cprabo.db").read_bytes() == before


def test_kept_directory_with_lost_commits_is_refused_and_not_changed(kept):
    statement(kept, "update checksum set row_count = row_count - 1 where tbl = 0")
    before = (kept.data / "cprabo.db").read_bytes()
    assert kept.run("status", exit=None).returncode == 1
    assert (kept.data / "cprabo.db").read_bytes() == before
