"""The command line: its output, its errors, and its exit statuses."""

import json
import os
import re
import stat
import subprocess
import uuid

import pytest

from extracts import extract, person, pnr
from platform_under_test import BINARY, Platform, System, make_ssh_key
from sftp_clients import openssh

SOME_UUID = "00000000-0000-4000-8000-000000000001"
COMMANDS = ["init", "system", "agreement", "client-cert", "filter", "serve", "ingest", "status", "runs",
            "deliveries", "explain", "audit", "release", "reject", "demo", "check", "seed", "load", "replay", "drift",
            "manifest", "healthcheck", "synth", "sandbox"]


def bare(*arguments, exit=0):
    result = subprocess.run([BINARY, *map(str, arguments)], capture_output=True, text=True, timeout=60)
    assert result.returncode == exit, (result.stdout, result.stderr)
    return result


@pytest.fixture(scope="module")
def idle(tmp_path_factory):
    """A platform that does not serve."""
    return Platform(tmp_path_factory.mktemp("idle"))


@pytest.fixture
def system(idle):
    return System(idle, f"s{uuid.uuid4().hex[:8]}")


def test_help_names_every_command_and_every_command_has_help():
    output = bare("--help").stdout
    for command in COMMANDS:
        assert re.search(rf"^  {command} ", output, re.M), command
        assert "--data <DIR>" in bare(command, "--help").stdout
    assert "Exit status: 0 done, 1 failed, 2 wrong usage, 3 something needs a person" in " ".join(output.split())


@pytest.mark.parametrize("arguments", [
    ["nonsense"], ["ingest"], ["filter", "list"], ["release", "x"],
    ["system", "add", "x", "--system", "not-a-uuid", "--cert", "a", "--ssh-key", "b"],
    ["agreement", "add", "--combination", "some"], ["filter", "add", "--agreement", SOME_UUID, "--age", "17-0"],
    ["filter", "add", "--agreement", SOME_UUID, "--pnr", "99"], ["filter", "add", "--agreement", SOME_UUID],
    ["filter", "remove", "--agreement", SOME_UUID],
], ids=" ".join)
def test_wrong_usage_is_exit_2(arguments):
    bare(*arguments, exit=2)


def test_a_directory_that_is_none_says_how_to_make_one(tmp_path):
    result = bare("--data", tmp_path, "status", exit=1)
    assert f"make one with `cprabo init --data {tmp_path}`" in result.stderr


def test_init_makes_what_is_needed_and_keeps_secrets(tmp_path):
    data = tmp_path / "data"
    result = bare("init", "--data", data, "--soap", "127.0.0.1:9443", "--sftp", "127.0.0.1:9022", "--host", "cpr.example.dk")
    assert f"{data}/inbox" in result.stdout
    for path, mode in [("", 0o700), ("ca/ca.key", 0o600), ("tls/server.key", 0o600), ("ssh/ssh_host_ed25519_key", 0o600),
                       ("cprabo.toml", 0o644), ("inbox", 0o700)]:
        assert stat.S_IMODE((data / path).stat().st_mode) == mode, path
    assert 'listen = "127.0.0.1:9443"' in (data / "cprabo.toml").read_text()
    assert "is a data directory already" in bare("init", "--data", data, exit=1).stderr
    certificate = data / "tls" / "server.crt"
    subprocess.run(["openssl", "verify", "-CAfile", data / "ca" / "ca.crt", "-verify_hostname", "cpr.example.dk", certificate],
                   check=True, stdout=subprocess.DEVNULL)


def test_a_setting_that_is_not_known_is_named(tmp_path):
    platform = Platform(tmp_path)
    platform.configure("inbox", fodler="x")
    result = platform.run("status", exit=1)
    assert "cprabo.toml cannot be used" in result.stderr and "fodler" in result.stderr


def test_systems_and_agreements_are_listed(idle, system):
    [row] = [row for row in idle.json("system", "list") if row["name"] == system.name]
    assert row["system"] == system.uuid and row["sftp_user"] == system.name
    assert len(row["certificates"]) == len(row["ssh_keys"]) == 1
    [row] = [row for row in idle.json("agreement", "list") if row["agreement"] == system.agreement]
    assert (row["authority"], row["combination"], row["filters"]) == (system.authority, "any", 0)
    plain = idle.run("system", "list").stdout
    assert plain.splitlines()[0].split("\t")[0] == "NAME" and "\x1b" not in plain, "plain in a pipe"


def test_names_and_numbers_are_taken_once(idle, system, tmp_path):
    key = f"{system.ssh_key}.pub"
    for name, number, account in [(system.name, str(uuid.uuid4()), "other"), ("other", system.uuid, "other"),
                                  ("other", str(uuid.uuid4()), system.name)]:
        idle.run("client-cert", "c", "--out", tmp_path / name / number / account)
        result = idle.run("system", "add", name, "--system", number, "--cert", tmp_path / name / number / account / "c.crt",
                          "--ssh-key", key, "--sftp-user", account, exit=1)
        assert "is there already" in result.stderr
    finished = idle.run("agreement", "add", "--agreement", system.agreement, "--system", system.uuid,
                        "--authority", system.authority, exit=1)
    assert f"agreement {system.agreement} is there already" in finished.stderr
    done = idle.run("agreement", "add", "--agreement", str(uuid.uuid4()), "--system", str(uuid.uuid4()),
                    "--authority", system.authority, exit=1)
    assert "there is no system" in done.stderr


def test_wrong_files_say_what_they_should_be(idle, system, tmp_path):
    wrong = tmp_path / "wrong"
    wrong.write_text("hello")
    add = ["system", "add", "x", "--system", str(uuid.uuid4())]
    result = idle.run(*add, "--cert", wrong, "--ssh-key", f"{system.ssh_key}.pub", exit=1)
    assert "not an X.509 certificate" in result.stderr
    finished = idle.run(*add, "--cert", system.cert, "--ssh-key", wrong, exit=1)
    assert "not an SSH public key" in finished.stderr


def test_client_certificates_are_not_written_over(idle, tmp_path):
    made = idle.run("client-cert", "omsorg", "--out", tmp_path).stdout.split()
    assert made == [str(tmp_path / "omsorg.crt"), str(tmp_path / "omsorg.key")]
    assert stat.S_IMODE(os.stat(made[1]).st_mode) == 0o600
    assert "cannot write" in idle.run("client-cert", "omsorg", "--out", tmp_path, exit=1).stderr
    idle.run("client-cert", "../x", "--out", tmp_path, exit=1)


def test_filters_are_added_and_removed(idle, system):
    output = system.filter("add", "--pnr", pnr(1), "--pnr", pnr(2), "--municipality", "0751", "--age", "0-17",
                           "--event", "A01", "--no-filter").stdout
    assert "6 added, 0 removed" in output and f"+ pnr {pnr(1)}" in output
    shown = system.filter("add", "--municipality", "751", "--event", "A02").stdout
    assert "1 added, 0 removed" in shown and "1 as it was already" in shown
    assert "0 added, 2 removed" in system.filter("remove", "--pnr", pnr(1), "--no-filter").stdout
    assert system.filters() == ["age 0-17", "event A01", "event A02", "municipality 0751", f"pnr {pnr(2)}"]
    rows = idle.json("filter", "list", "--agreement", system.agreement)
    assert {"kind": "municipality", "value": "0751"} in rows
    assert idle.json("filter", "export", "--agreement", system.agreement) == rows


def test_import_sets_the_whole_list_and_says_what_changed(idle, system):
    system.filter("add", "--event", "A01", "--pnr", pnr(1))
    listing = idle.write("listing.txt", f"# ours\npnr {pnr(2)}  # a child\n\nevent A01\nage 0-17\nmunicipality 751\nno-filter\n".encode())
    answer = json.loads(idle.run("--json", "filter", "diff", "--agreement", system.agreement, listing).stdout)
    assert answer["removed"] == [{"kind": "pnr", "value": pnr(1)}] and len(answer["added"]) == 4
    assert f"pnr {pnr(1)}" in system.filters(), "diff changes nothing"
    output = system.filter("import", listing).stdout
    assert f"- pnr {pnr(1)}" in output and "4 added, 1 removed" in output
    assert "0 added, 0 removed" in system.filter("import", listing).stdout
    exported = system.filter("export").stdout
    assert "0 added, 0 removed" in system.filter("diff", "-", input=exported).stdout
    assert system.filters() == ["age 0-17", "event A01", "municipality 0751", "no-filter", f"pnr {pnr(2)}"]


def test_a_bad_line_names_its_number_and_changes_nothing(idle, system):
    system.filter("add", "--event", "A01")
    listing = idle.write("bad.txt", f"event A02\npnr {pnr(3)}\npnr 99\n".encode())
    result = system.filter("import", listing, exit=1)
    assert all(part in result.stderr for part in ["nothing was changed", "line 3 is no filter", "a PNR is ten digits"])
    assert system.filters() == ["event A01"]


@pytest.mark.parametrize("content", [b"# S\xf8ren\r\nevent A02\r\n", "# Søren\nevent A02\n".encode(), "event A02\n".encode("utf-8-sig")],
                         ids=["latin-1", "utf-8", "byte order mark"])
def test_a_listing_may_come_from_any_editor(idle, system, content):
    system.filter("import", idle.write("listing.txt", content))
    assert system.filters() == ["event A02"]


def test_a_wrong_number_is_not_repeated(idle, system):
    result = system.filter("add", "--pnr", "3213701234", exit=2)
    assert "a PNR is ten digits" in result.stderr and "3213701234" not in result.stderr + result.stdout


def test_an_agreement_does_not_end_before_it_begins(idle, system):
    result = idle.run("agreement", "add", "--agreement", str(uuid.uuid4()), "--system", system.uuid, "--authority", system.authority,
                      "--valid-from", "2026-02-01", "--valid-until", "2026-01-31", exit=1)
    assert "would end before it begins" in result.stderr


def test_what_operators_change_is_audited(idle, system):
    actions = [(row["action"], row["subject"]) for row in idle.json("audit") if system.uuid in row["subject"]
               or system.agreement in row["subject"]]
    assert actions == [("add system", f"system {system.uuid}"), ("add agreement", f"agreement {system.agreement}")]
    idle.run("system", "add-cert", system.name, "--cert", idle.folder / "none", exit=1)
    [row] = [row for row in idle.json("audit") if row["subject"] == f"system {system.uuid}"]
    assert row["who"].startswith(f"operator {os.getuid()} ")
    assert idle.json("audit", "--correlation", row["correlation"]) == [row]


def test_a_setting_that_cannot_be_is_named_before_anything_is_done(tmp_path):
    platform = Platform(tmp_path)
    platform.configure("delivery", name="{YYMMDD}")
    result = platform.run("status", exit=1)
    assert "cprabo.toml cannot be used" in result.stderr and "d{YYMMDD}.l{opgavenr}" in result.stderr


def test_status_shows_the_server_and_there_is_one(fresh):
    assert fresh.json("status")["server"] is None
    fresh.serve()
    assert fresh.json("status")["server"] == f"ready soap={fresh.soap} sftp=127.0.0.1:{fresh.sftp_port}"
    assert f"a server runs on {fresh.data} already: ready soap=" in fresh.run("serve", exit=1).stderr
    fresh.stop()
    assert fresh.json("status")["server"] is None


def test_an_agreement_that_is_not_there_is_named(idle):
    number = str(uuid.uuid4())
    result = idle.run("filter", "list", "--agreement", number, exit=1)
    assert f"there is no agreement {number}; `cprabo agreement list` lists them" in result.stderr
    assert "there is no run 99" in idle.run("release", 99, exit=1).stderr


def test_lists_are_json_on_demand(fresh):
    system = System(fresh, "system")
    fresh.ingest("monday", extract(5, 2, [person(1)]))
    for command in [["system", "list"], ["agreement", "list"], ["runs"], ["deliveries", "--agreement", system.agreement],
                    ["filter", "list", "--agreement", system.agreement]]:
        assert isinstance(fresh.json(*command), list), command
    [run] = fresh.json("runs")
    assert (run["state"], run["proddto"], run["persons"], run["opgavenr"]) == ("done", "2026-01-05", 1, "534902")
    assert fresh.json("status")["last_proddto"] == "2026-01-05"


def test_the_directory_can_come_from_the_environment(fresh):
    result = subprocess.run([BINARY, "status"], env={"CPRABO_DATA": str(fresh.data)}, capture_output=True, text=True)
    assert result.returncode == 0 and "nothing is held" in result.stdout


def test_a_progress_bar_on_a_terminal_and_none_in_a_pipe(fresh):
    path = fresh.write("monday", extract(5, 2, [person(n) for n in range(2000)]))
    command = f"{BINARY} --data {fresh.data} ingest {path}"
    typescript = subprocess.run(["script", "-qec", command, "/dev/null"], capture_output=True, text=True, timeout=60)
    assert "\x1b[" in typescript.stdout and "2000 persons changed" in typescript.stdout
    fresh.run("reject", 1, exit=1)
    second = fresh.ingest("tuesday", extract(6, 5, [person(1)]))
    assert "\x1b" not in second.stdout + second.stderr and second.stderr == ""


def test_a_reader_that_goes_away_is_no_error(idle, system):
    system.filter("import", idle.write("many.txt", "".join(f"pnr {pnr(n)}\n" for n in range(20_000)).encode()))
    command = f"{BINARY} --data {idle.data} filter export --agreement {system.agreement} | head -1"
    result = subprocess.run(["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True)
    assert result.stderr == ""


def test_filters_of_many_kinds_reach_the_delivered_file(fresh):
    union = System(fresh, "union")
    union.filter("add", "--municipality", "101", "--event", "A21")
    narrow = System(fresh, "narrow", combination="events-narrow")
    narrow.filter("add", "--municipality", "101", "--municipality", "751", "--event", "A21")
    both = System(fresh, "both", combination="all")
    both.filter("add", "--municipality", "101", "--event", "A21")
    fresh.ingest("monday", extract(5, 2, [
        person(1, komkod=101, events=["A01"]), person(2, komkod=751, events=["A21"]), person(3, komkod=461, events=["A21"]),
        person(4, komkod=101, events=["A21", "A01"]), person(5, komkod=461, events=["A01"])]))
    count = lambda system: system.deliveries()[0]["persons"]
    assert (count(union), count(narrow), count(both)) == (4, 2, 1)


def test_system_set_changes_what_add_set(fresh):
    system = System(fresh, "omsorg")
    system.filter("add", "--no-filter")
    fresh.run("system", "set", "omsorg", "--metadata-root", "Trigger", "--rename", "Vejle Omsorg")
    fresh.ingest("monday", extract(5, 2, [person(1)]))
    [metadata] = fresh.data.rglob("omsorg/**/*.metadata")
    assert b"<ns2:Trigger" in metadata.read_bytes()
    assert [row["name"] for row in fresh.json("system", "list")] == ["Vejle Omsorg"]
    assert "no system" in fresh.run("system", "set", "omsorg", "--rename", "x", exit=1).stderr
    System(fresh, "other")
    assert "a system of that name" in fresh.run("system", "set", "other", "--rename", "Vejle Omsorg", exit=1).stderr


def test_agreement_is_closed_and_system_removed_where_nothing_is_outstanding(fresh):
    system = System(fresh, "omsorg")
    system.filter("add", "--no-filter")
    fresh.ingest("monday", extract(5, 2, [person(1)]))
    of = ["--agreement", system.agreement]
    refused = fresh.run("agreement", "close", *of, exit=1).stderr
    assert "1 uncollected file in IN" in refused
    assert "1 agreement that is not closed" in fresh.run("system", "remove", "omsorg", exit=1).stderr
    fresh.serve()
    openssh(system, "get IN/*")
    fresh.run("agreement", "close", *of)
    assert fresh.json("agreement", "list") == [] and fresh.json("agreement", "list", "--all")[0]["closed_at"]
    assert "is closed" in fresh.run("filter", "add", *of, "--no-filter", exit=1).stderr
    assert system.filters() == []
    fresh.ingest("tuesday", extract(6, 5, [person(1)]))
    assert len(system.deliveries()) == 1, "nothing more is delivered, and what was is known"
    fresh.run("system", "remove", "omsorg")
    assert fresh.json("system", "list") == []
    openssh(system, "ls", exit=255)
    assert {"close agreement", "remove system"} <= {line["action"] for line in fresh.json("audit")}
    assert fresh.run("verify").returncode == 0
    # A system that never had an agreement leaves nothing behind.
    key = make_ssh_key(fresh.folder / "mistake")
    fresh.run("client-cert", "mistake", "--out", fresh.folder)
    for _ in range(2):
        fresh.run("system", "add", "mistake", "--system", str(uuid.UUID(int=7)), "--cert", fresh.folder / "mistake.crt",
                  "--ssh-key", f"{key}.pub")
        fresh.run("system", "remove", "mistake")


def test_numbers_are_read_from_standard_input(fresh):
    system = System(fresh, "omsorg")
    system.filter("add", "--pnr", "-", input=f"# ours\r\n{pnr(1)}\r\n010170-0002\r\n")
    assert system.filters() == sorted(["pnr 0101700002", f"pnr {pnr(1)}"])
    fresh.ingest("monday", extract(5, 2, [person(1)]))
    result = fresh.run("explain", "--agreement", system.agreement, "--pnr", "-", "--day", "2026-01-05", input=f"{pnr(1)}\n")
    assert "delivered" in result.stdout
    refused = system.filter("add", "--pnr", "-", input="12\n", exit=1).stderr
    assert "standard input: nothing was changed. line 1 is no number" in refused


def test_revoke_of_another_systems_certificate_revokes_nothing(fresh):
    one, other = System(fresh, "one"), System(fresh, "other")
    refused = fresh.run("system", "revoke-cert", "one", "--cert", other.cert, exit=1).stderr
    assert "not registered for" in refused and "nothing was revoked" in refused
    fresh.run("system", "revoke-cert", "one", "--cert", one.cert)
    [line] = [line for line in fresh.json("audit") if line["action"] == "revoke certificate"]
    assert one.uuid in line["subject"]


def test_number_in_the_wrong_place_of_a_command_line_is_not_repeated(fresh):
    system = System(fresh, "omsorg")
    for option in ["--municipality", "--age", "--event"]:
        assert "0101701234" not in system.filter("add", option, "0101701234", exit=2).stderr
    assert "0101701234" not in fresh.run("drift", "--agreement", system.agreement, "0101701234", exit=1).stderr
    for name in ["", "a\nb", "\x1b[31m", " "]:
        assert "a name is" in fresh.run("system", "set", "omsorg", "--rename", name, exit=2).stderr


def test_agreement_that_is_over_is_closed_though_files_are_left(fresh):
    system = System(fresh, "omsorg")
    system.filter("add", "--no-filter")
    fresh.ingest("monday", extract(5, 2, [person(1)]))
    of = ["--agreement", system.agreement]
    fresh.run("agreement", "end", *of)
    fresh.run("agreement", "close", *of)
    fresh.ingest("tuesday", extract(6, 5, [person(1)]))
    output = fresh.run("explain", *of, "--pnr", pnr(1), "--day", "2026-01-06").stdout
    assert "the agreement was closed" in output
    assert "is closed" in fresh.run("agreement", "close", *of, exit=1).stderr
    assert "is closed" in fresh.run("agreement", "first-data", *of, "on", exit=1).stderr
    fresh.run("system", "remove", "omsorg")
    again = fresh.run("agreement", "add", "--agreement", str(uuid.uuid4()), "--system", system.uuid,
                      "--authority", system.authority, exit=1)
    assert system.uuid in again.stderr


def test_import_names_impossible_numbers_by_their_lines(fresh):
    system = System(fresh, "omsorg")
    path = fresh.write("listing", b"pnr 010170-5000\npnr 6101701234\nage x\npnr 0141701234\n")
    refused = fresh.run("filter", "import", "--agreement", system.agreement, path, exit=1).stderr
    assert "3 lines are wrong: 2-4" in refused and "6101701234" not in refused
    fresh.run("filter", "import", "--skip-invalid", "--agreement", system.agreement, path)
    assert system.filters() == ["pnr 0101705000"]
    for content in [b"", b"age x\n", b"\xff\xfep\x00n\x00r"]:
        odd = fresh.write("odd", content)
        fresh.run("filter", "import", "--skip-invalid", "--agreement", system.agreement, odd, exit=1)
    assert system.filters() == ["pnr 0101705000"]
