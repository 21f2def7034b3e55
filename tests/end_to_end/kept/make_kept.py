"""Makes schema_N.tar.xz, a data directory of schema N and what that cprabo said of it.

Run with N, and with CPRABO_BIN set to a cprabo of that schema (commit d868bc8 for 7, e8b90b0 for 8, 004a444 for 9, 540a96f for 10,
8b077bc for 11). Kept for the day on which somebody asks how the file came about; `test_migration.py` needs the file alone. Persons are invented, as in all tests; its keys are of no system.
"""

import fcntl
import json
import pathlib
import shutil
import signal
import subprocess
import sys
import tarfile
import tempfile

import requests

sys.path.insert(0, str(pathlib.Path(__file__).parents[1]))
from extracts import extract, person, pnr
from platform_under_test import Platform, System, wait_for
from sftp_clients import sftp
from test_migration import questions

platform = Platform(pathlib.Path(tempfile.mkdtemp()))
platform.configure("inbox", poll_seconds=0.05)
one, other, third, quiet = (System(platform, name) for name in ("vejle", "kolding", "haderslev", "billund"))
for system in (one, other):
    platform.run("agreement", "first-data", "--agreement", system.agreement, "on")
platform.run("seed", platform.write("full", extract(2, 1, [person(n) for n in range(1, 41)])))
# The changes of several subscriptions are counted together, so their own versions have gaps.
one.filter("add", "--municipality", "0751")
other.filter("add", "--pnr", pnr(1), "--pnr", pnr(2))
third.filter("add", "--event", "A02")
quiet.filter("add", "--age", "90-99")
one.filter("add", "--event", "A01")
other.filter("add", "--age", "0-17")
platform.ingest("d260105", extract(5, 2, [person(1), person(2, komkod=101), person(3)]))
other.filter("remove", "--age", "0-17")
other.filter("add", "--pnr", pnr(3))
other.filter("remove", "--pnr", pnr(3))
one.filter("add", "--pnr", pnr(9))
replaced = person(1, status="60", successor=pnr(50), komkod=None)
platform.ingest("d260106", extract(6, 5, [replaced, person(50), person(4, komkod=630)]))
platform.run("replay", "--agreement", one.agreement, "--from", "2026-01-05")
platform.serve()
wait_for(lambda: all(load["state"] == "done" for load in platform.json("load", "list")), "loads")
with sftp(one) as client:
    name = one.deliveries()[0]["name"]
    client.open(f"IN/{name}").read()
    client.open(f"IN/{name}.replay1").read(100)
wait_for(lambda: one.deliveries()[0]["collected_at"], "a receipt")
if int(sys.argv[1]) >= 10:
    # What schema 10 has brought: needs, terms, reviews, states, and look-ups in the disclosure ledger.
    platform.run("filter", "need", "set", "--agreement", one.agreement, "--event", "A01", "--until", "2099-12-31", "--reason", "Sag 17")
    platform.run("agreement", "terms", "set", "--agreement", third.agreement, "--protected", "blank-addresses")
    platform.run("agreement", "describe", "--agreement", other.agreement, "--authority-name", "Kolding Kommune", "--purpose", "Pension")
    platform.run("agreement", "service", "add", "--agreement", other.agreement, "SF1520")
    platform.run("agreement", "suspend", "--agreement", quiet.agreement, "--reason", "a test")
    platform.run("review", "confirm", "--agreement", one.agreement, "--by", "Anna Berg")
    url = f"{platform.soap}/api/v1/agreements/{other.agreement}/persons"
    asked = requests.post(
        url, json={"pnrs": [pnr(1), pnr(2)]}, cert=(str(other.cert), str(other.key)), verify=str(platform.ca), timeout=60)
    assert asked.status_code == 200 and len(asked.text.splitlines()) == 2, asked.text
    platform.run("ledger", "checkpoint", "--out", platform.data / "checkpoint.jws")
if int(sys.argv[1]) >= 11:
    # What schema 11 has brought: users, and calls that are counted.
    platform.run("user", "add", "anna@vejle.dk", "--role", "operator")
    platform.run("user", "add", "bo@revisor.dk", "--role", "auditor")
    wait_for(lambda: platform.json("metering", "list", "--month", "2026-11"), "counted calls")
# `stop` would look into the tables by the names of today.
platform.server.send_signal(signal.SIGTERM)
platform.server.wait()
platform.ingest("d260108", extract(8, 7, [person(2)]), exit=3)
third.filter("add", "--pnr", pnr(7))
# A load that waits: somebody else is at work.
with open(platform.data / "load.lock", "a") as lock:
    fcntl.flock(lock, fcntl.LOCK_EX)
    holds = platform.write("holds", f"{pnr(3)}\n".encode())
    command = [platform.binary, "--data", platform.data, "drift", "--agreement", one.agreement, "--catch-up", holds]
    catch_up = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wait_for(lambda: platform.json("load", "list")[-1]["state"] != "done", "an order")
    catch_up.send_signal(signal.SIGKILL)
    catch_up.wait()

agreements = [system.agreement for system in (one, other, third, quiet)]
answers = {" ".join(question): platform.run(*question, exit=None).stdout for question in questions(agreements, int(sys.argv[1]))}
(platform.data / "said.json").write_text(json.dumps({"agreements": agreements, "answers": answers}, indent=1))
for needless in ("ca", "tls", "ssh", "serve.lock"):
    path = platform.data / needless
    shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
with tarfile.open(pathlib.Path(__file__).with_name(f"schema_{sys.argv[1]}.tar.xz"), "w:xz") as kept:
    kept.add(platform.data, "data")
