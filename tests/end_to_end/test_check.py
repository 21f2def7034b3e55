"""`check`: any extract, from here, from CPR, or from elsewhere."""

import json
import os
import pty
import subprocess

import pytest

from extracts import extract, person, pnr
from platform_under_test import BINARY, ROOT

SAMPLE = ROOT.parent / "shared" / "data" / "u12170p-110901.txt"


def check(*arguments, exit=0, **how):
    result = subprocess.run([BINARY, "check", *map(str, arguments)], capture_output=True, timeout=120, **how)
    assert result.returncode == exit, (result.stdout, result.stderr)
    return result


def errors(*arguments, exit=3):
    """Line, kind and field of each error, in order. The records of these tests are cut too short, which gives
    warnings.
    """
    report = json.loads(check("--json", *arguments, exit=exit).stdout)
    found = [found for found in report["findings"] if found["severity"] == "error"]
    return [(error["line"], error["kind"], error["field"]) for error in found]


@pytest.fixture
def day(tmp_path):
    """An extract in which a dead man lives in Aarhus."""
    dead = (["001%s          90000000000000 M1970-01-01 " % pnr(1), "002%s0751" % pnr(1)], "003%sÅse" % pnr(1))
    path = tmp_path / "d260105"
    path.write_bytes(extract(5, 2, [dead, person(2), person(3, komkod=101)]))
    return path


def test_output_has_place_and_kind_and_no_person(day):
    output = check(day, exit=3).stdout.decode()
    at = day.read_bytes().index(b"002" + pnr(1).encode())
    assert f"error   line 3, byte {at}, record 002: a person of this status has no current address" in output
    assert "1 error" in output and "3 persons in 11 records" in output
    assert pnr(1) not in output
    assert f"({pnr(1)})" in check("--show-persons", day, exit=3).stdout.decode()


def test_counts_records_and_events(day):
    output = check(day, exit=3).stdout.decode().splitlines()
    rows = [line.split() for line in output]
    assert ["001", "3"] in rows and ["099", "2"] in rows and ["A01", "2", "0", "Flytning"] in rows
    report = json.loads(check("--json", day, exit=3).stdout)
    assert {"record": "003", "count": 3} in report["record_types"]
    assert report["events"] == [{"event": "A01", "main": 2, "derived": 0, "meaning": "Flytning"}]
    assert (report["errors"], report["not_listed"]) == (1, 0)
    assert (report["files"][0]["opgavenr"], report["files"][0]["proddto"]) == ("534902", "2026-01-05")


def test_json_has_persons_only_on_request(day):
    assert pnr(1) not in check("--json", day, exit=3).stdout.decode()
    shown = json.loads(check("--json", "--show-persons", day, exit=3).stdout)
    assert shown["findings"][0]["pnr"] == pnr(1)


def test_several_files_are_a_chain(tmp_path):
    paths = []
    for number, (day, before) in enumerate([(5, 2), (6, 5), (8, 7)]):
        paths.append(tmp_path / f"d{number}")
        paths[-1].write_bytes(extract(day, before, [person(1)]))
    assert errors(*paths[:2], exit=0) == []
    # In any order: PRODDTO decides.
    assert errors(paths[2], paths[0], paths[1]) == [(1, "gap", "PRODDTOFORRIG")]


def test_file_that_is_no_extract_is_reported(tmp_path):
    for name, content, expected in [("empty", b"", "it is empty"), ("zip", b"PK\x03\x04", "a zip file"),
                                ("garbage", os.urandom(3 << 20).replace(b"\n", b""), "does not begin with a 000")]:
        path = tmp_path / name
        path.write_bytes(content)
        assert expected in check(path, exit=3).stdout.decode()


def test_what_cannot_be_read_is_an_error_and_the_others_are_checked(tmp_path, day):
    result = check(tmp_path / "missing", tmp_path, day, exit=1)
    assert b"missing" in result.stderr and b"Is a directory" in result.stderr
    assert b"a person of this status" in result.stdout
    assert check(exit=2).stderr.startswith(b"error: the following required arguments")


def test_reads_standard_input(day):
    result = check("-", exit=3, input=day.read_bytes())
    assert b"-: 1 error" in result.stdout


def test_truncated_file_of_garbage_is_reported_in_a_thousand_lines(tmp_path):
    path = tmp_path / "garbage"
    path.write_bytes(extract(5, 2, []).splitlines()[0] + b"\n" + b"xyz\n" * 200_000)
    output = check(path, exit=3).stdout.decode()
    assert "200,001 errors" in output.replace("200001", "200,001") and "(and 199000 more)" in output.replace(",", "")
    assert len(output.splitlines()) < 1020


def test_on_a_terminal_it_shows_how_far_it_is(day):
    with open(day, "ab") as file:
        file.write(b"\n" * (8 << 20))
    shown, terminal = pty.openpty()
    with subprocess.Popen([BINARY, "check", day], stdout=subprocess.DEVNULL, stderr=terminal) as process:
        os.close(terminal)
        drawn = b""
        while True:
            try:
                drawn += os.read(shown, 4096)
            except OSError:
                break
        assert process.wait(60) == 3
    os.close(shown)
    assert b"MiB of" in drawn


def test_file_of_another_format_is_named(tmp_path):
    path = tmp_path / "private"
    private = f"001{pnr(1)}{'':455}x"
    path.write_bytes(extract(5, 2, [([private, f"002{pnr(1)}nonsense"], f"003{pnr(1)}")]))
    output = check(path, exit=3).stdout.decode()
    assert ": 1 error\n" in output and "private extract of CPR Direkte, OPGAVENR" in output
    assert "this is a private extract of CPR Direkte, whose fields stand elsewhere" in output
    path.write_bytes(extract(5, 2, [([private[:106] + f"{'SMITH':15}"], f"003{pnr(1)}")]))
    [status] = json.loads(check("--json", path, exit=3).stdout)["files"]
    assert status["format"] == "status"


def test_answer_of_off4_with_an_error_says_which(tmp_path):
    path = tmp_path / "answer"
    path.write_bytes(b"038400        WUDI0178050038PNR UKENDT")
    assert b"CPR answered with FEJLNR 05" in check("--off4", path, exit=3).stdout
    assert b"not a CPR extract" in check(path, exit=3).stdout


def test_additions_to_the_layout_are_listed_and_a_wrong_one_is_refused(fresh, tmp_path):
    folder = fresh.data / "layouts"
    folder.mkdir()
    header = "record,position,length,kind,field,english"
    (folder / "2026-01-05-delt.csv").write_text(f"{header}\n031,1,3,N,RECORDTYPE,\n031,4,10,A,PNR,\n031,14,10,A,START_DT-DELT,\n")
    path = tmp_path / "day"
    path.write_bytes(extract(5, 2, [person(1, more=["0312026-13-01"])]))
    assert "layout 2026-01-05-delt.csv: record 031 from 2026-01-05" in check("--layouts", folder, path, exit=3).stdout.decode()
    assert errors("--layouts", folder, path) == [(4, "bad-date", "START_DT-DELT")]
    assert fresh.json("status")["layouts"] == [
        {"file": "2026-01-05-delt.csv", "valid_from": "2026-01-05", "record_types": ["031"]}]
    (folder / "2026-02-01.csv").write_text(f"{header}\n031,25,1,A,X,\n")
    refused = check("--layouts", folder, path, exit=1).stderr.decode()
    why = "2026-02-01.csv, line 2: leaves a gap: the next free position is 24"
    assert why in refused
    status = fresh.json("status")
    assert status["layouts"] == [] and status["layouts_refused"].endswith(why)
    assert why in fresh.run("status").stdout


@pytest.mark.skipif(not SAMPLE.exists(), reason=f"{SAMPLE} is not here")
def test_the_cpr_offices_own_extract_has_no_fault():
    report = json.loads(check("--json", SAMPLE).stdout)
    assert report["findings"] == [] and report["files"][0]["width"] == "trimmed"
    # Eighty persons are not the whole register: their relatives are elsewhere.
    assert {kind for _, kind, _ in errors("--whole-register", SAMPLE)} == {"nobody"}
