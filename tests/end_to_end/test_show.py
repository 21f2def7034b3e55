"""`show`: extracts and deliveries for people, and as lines of JSON."""

import json
import os
import pty
import select
import subprocess

import pytest

from extracts import extract, person, pnr
from platform_under_test import BINARY, ROOT, System

SAMPLE = ROOT.parent / "shared" / "data" / "u12170p-110901.txt"


def show(*arguments, exit=0, **how):
    how = {"capture_output": True, "timeout": 120} | how
    result = subprocess.run([BINARY, "show", *map(str, arguments)], **how)
    assert result.returncode == exit, (result.stdout, result.stderr)
    return result


def lines(*arguments, **how):
    return [json.loads(line) for line in show("--json", *arguments, **how).stdout.splitlines()]


def on_a_terminal(*arguments, keys=b"", env=None):
    """What a terminal shows until the command ends."""
    main, other = pty.openpty()
    with subprocess.Popen([BINARY, "show", *map(str, arguments)], stdin=other, stdout=other, stderr=other,
                          env=os.environ | (env or {}), start_new_session=True) as command:
        os.close(other)
        os.write(main, keys)
        shown = b""
        while select.select([main], [], [], 60)[0]:
            try:
                more = os.read(main, 65536)
            except OSError:
                break
            if not more:
                break
            shown += more
        command.wait(timeout=60)
    os.close(main)
    return command.returncode, shown.decode("utf-8", "replace")


@pytest.fixture
def day(tmp_path):
    path = tmp_path / "d260105.l534902"
    path.write_bytes(extract(5, 2, [person(1, more=["011F1990-06-00"]), person(2), person(3, komkod=101)]))
    return path


def test_persons_are_shown_with_fields_by_name(day):
    text = show(day).stdout.decode()
    blocks = text.split("\n\n")
    assert blocks[0].splitlines()[:2] == ["000 start of the file · startrecord", "    OPGAVENR       534902"]
    first = blocks[1].splitlines()
    assert first[0] == pnr(1)
    assert "  002 current address · aktuel adresse" in first
    assert any(line.split() == ["KOMKOD", "0751", "Aarhus"] for line in first)
    assert any(line.split() == ["START_DT-FOLKEKIRKE", "1990-06"] for line in first)
    # The label stands at the end of the file, and here with its person.
    assert [line.split()[0] for line in first if line.startswith("  0")] == ["001", "002", "003", "011", "099"]
    assert any(line.split() == ["ADRNVN", "Åse", "Ærøskøbing"] for line in first)
    assert "\x1b" not in text


def test_json_has_a_person_a_line(day):
    persons = lines(day)
    assert [person["pnr"] for person in persons] == [pnr(1), pnr(2), pnr(3)]
    records = persons[0]["records"]
    assert records[0] == {"RECORDTYPE": "001", "PNR": pnr(1), "STATUS": "01", "KOEN": "K", "FOED_DT": "1970-01-01"}
    assert records[1]["KOMKOD"] == "0751"
    assert records[-1]["TIMESTAMPU"] == "2026-01-05T12:00"


def test_one_person_is_found_by_a_number_that_is_not_in_the_list_of_processes(day):
    text = show("--pnr", "-", day, input=f"{pnr(2)}\n".encode()).stdout.decode()
    assert text.startswith(pnr(2)) and pnr(1) not in text
    assert [person["pnr"] for person in lines("--pnr", pnr(3), "--pnr", pnr(1), day)] == [pnr(1), pnr(3)]
    missing = show("--pnr", pnr(9), day, exit=1)
    assert missing.stderr.decode().strip().endswith("1 number has no records in the file")
    assert pnr(9) not in missing.stderr.decode()
    wrong = show("--pnr", "0101701", day, exit=2).stderr.decode()
    assert "0101701" not in wrong
    both = show("--pnr", "-", "-", exit=1).stderr.decode()
    assert "standard input cannot be both the file and the number" in both


def test_standard_input_and_pipes_are_shown_too(day):
    expected = show(day).stdout
    assert show("-", input=day.read_bytes()).stdout == expected
    through_a_pipe = subprocess.run(["bash", "-c", f"{BINARY} show <(cat {day})"], capture_output=True, timeout=60)
    assert through_a_pipe.stdout == expected


def test_every_form_shows_the_same(tmp_path):
    shown = set()
    for form, line_end in [("padded", "lf"), ("padded", "crlf"), ("trimmed", "lf"), ("trimmed", "crlf"), ("stream", "lf")]:
        folder = tmp_path / f"{form}-{line_end}"
        subprocess.run([BINARY, "synth", "population", "--persons", "300", "--form", form, "--line-end", line_end,
                        "--out", folder], check=True, capture_output=True, timeout=60)
        shown.add(show(folder / "d260102.l534902").stdout)
    assert len(shown) == 1
    # Each number has its persons' records and its label in one block.
    text = shown.pop().decode()
    assert sum(line.isdigit() for line in text.splitlines()) == 300


def test_answer_of_off4_is_shown(tmp_path):
    records = [f"{'00000000000000384012026010500000000'}", f"{'001' + pnr(1) + ' ' * 10 + '01' + '0' * 12 + ' K1970-01-01 ':106}",
               f"{'003' + pnr(1) + 'Anna':249}", f"{'999' * 4}900000002"]
    body = "".join(records)
    path = tmp_path / "answer"
    path.write_bytes(f"038406fJrr7CCxWUDI017800{len(body) + 28:04}{body}".encode("latin-1"))
    [only] = lines(path)
    assert [record["RECORDTYPE"] for record in only["records"]] == ["001", "003"]
    checked = subprocess.run([BINARY, "check", "--json", path], capture_output=True, timeout=60)
    assert json.loads(checked.stdout)["files"][0]["format"] == "off4"


def test_delivery_of_a_system_is_shown(fresh, day):
    system = System(fresh, "system")
    system.filter("add", "--municipality", "0101")
    fresh.run("ingest", day)
    [delivered] = [path for path in fresh.data.rglob("d260105.l534902*") if "shelf" in path.parts and path.suffix != ".metadata"]
    assert [person["pnr"] for person in lines(delivered)] == [pnr(3)]


def test_what_is_no_extract_and_what_stops_are_told(tmp_path):
    path = tmp_path / "x"
    path.write_bytes(b"PK\x03\x04")
    assert "zip file" in show(path, exit=1).stderr.decode()
    assert "cannot read" in show(tmp_path / "none", exit=1).stderr.decode()
    path.write_bytes(b"00000000000000047112026010520260102" + f"001{pnr(1):103}".encode() + b"0310101581234")
    stopped = show(path, exit=1)
    assert pnr(1).encode() in stopped.stdout
    assert "reading stopped: line 3, byte 141, record 031" in stopped.stderr.decode()


def test_file_whose_fields_stand_elsewhere_is_named(tmp_path):
    path = tmp_path / "private"
    path.write_bytes(extract(5, 2, [([f"001{pnr(1)}{'':455}x"], f"003{pnr(1)}")]))
    assert b"it is a private extract of CPR Direkte" in show(path).stderr


def test_additions_to_the_layout_are_shown_by_name_from_their_day(tmp_path):
    folder = tmp_path / "cprabo-data" / "layouts"
    folder.mkdir(parents=True)
    rows = ["record,position,length,kind,field,english", "031,1,3,N,RECORDTYPE,", "031,4,10,A,PNR,",
            "031,14,10,A,START_DT-DELTBOPAEL,SharedResidenceStart"]
    (folder / "2026-01-06-delt-bopael.csv").write_text("\n".join(rows))
    def last_record(day):
        path = tmp_path / "day"
        path.write_bytes(extract(day, day - 1, [person(1, events=(), more=["0312025-09-01"])]))
        return lines(path, cwd=tmp_path)[0]["records"][-1]
    shared = {"RECORDTYPE": "031", "PNR": pnr(1)}
    assert last_record(5) == shared | {"REST": "2025-09-01"}
    assert last_record(6) == shared | {"START_DT-DELTBOPAEL": "2025-09-01"}
    (folder / "2026-01-07.csv").write_text("\n".join([rows[0], "002,306,4,N,NY,"]))
    refused = show("-", input=b"", exit=1, cwd=tmp_path).stderr.decode()
    assert "2026-01-07.csv, line 2: overlaps the field SLET_DT-ADRTXT" in refused


def test_terminal_gets_pages_and_colours_and_a_pipe_does_not(day):
    exit, shown = on_a_terminal(day, env={"PAGER": "sed 's/^/page: /'", "TERM": "xterm"})
    assert exit == 0 and "page: \x1b[1m000 start of the file" in shown
    exit, shown = on_a_terminal("--no-pager", day, env={"PAGER": "sed 's/^/page: /'", "NO_COLOR": "1"})
    assert exit == 0 and "page:" not in shown and "\x1b" not in shown
    # A pager that is left at once is no error.
    exit, shown = on_a_terminal(day, env={"PAGER": "true"})
    assert (exit, shown) == (0, "")


def test_interrupt_is_for_the_pager(day):
    # The pager interrupts its process group, as a terminal does at control-C, and goes on reading.
    exit, shown = on_a_terminal(day, env={"PAGER": "trap '' INT; kill -INT 0; cat"})
    assert exit == 0 and "999 end of the file" in shown


def test_number_is_asked_for_on_a_terminal(day):
    exit, shown = on_a_terminal("--no-pager", "--pnr", "-", day, keys=f"{pnr(2)}\n".encode())
    assert exit == 0 and "PNR: " in shown and shown.count(pnr(2)) >= 1 and pnr(1) not in shown


def test_reader_that_leaves_early_ends_it_quietly(tmp_path):
    folder = tmp_path / "denmark"
    subprocess.run([BINARY, "synth", "population", "--persons", "3000", "--out", folder], check=True, capture_output=True)
    left = subprocess.run(["bash", "-c", f"{BINARY} show {folder}/d260102.l534902 | head -1"], capture_output=True, timeout=60)
    assert left.stdout.startswith(b"000") and left.stderr == b""


@pytest.mark.skipif(not SAMPLE.exists(), reason="the CPR office's test extract is not here")
def test_sample_of_the_cpr_office_is_shown_whole():
    persons = lines(SAMPLE)
    assert len(persons) == 80
    records = [record for person in persons for record in person["records"]]
    assert len(records) == 1098 and all("REST" not in record for record in records)
    assert sum(record["RECORDTYPE"] == "003" for record in records) == 80
    assert show(SAMPLE).stdout.decode().count("\n") > 5000
