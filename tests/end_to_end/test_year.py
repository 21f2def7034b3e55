"""A year of 250 days with many events and some failures: at its end a receiver that has only read its folder holds
exactly the persons that the filters choose.
"""

import json
import random
import subprocess

from platform_under_test import BINARY, System, wait_for
from sftp_clients import sftp
from soap_client import call, result

DAYS = 250


class Receiver:
    """A system that ingests files in order, replaces a whole person at each `001`, and notices a missing file."""

    def __init__(self, system):
        self.system, self.persons, self.last, self.taken, self.waiting = system, {}, None, set(), []

    def collect(self, lose=False):
        """Fetches all files, and removes them; may lose a day's file."""
        with sftp(self.system) as client:
            client.chdir("IN")
            entries = sorted(client.listdir_attr("."), key=lambda entry: entry.st_mtime)
            names = [entry.filename for entry in entries if not entry.filename.endswith(".metadata")]
            for name in names:
                content = client.open(name).read().decode("latin-1")
                client.remove(name)
                client.remove(f"{name}.metadata")
                if lose and "." not in name.split(self.system.agreement)[1]:
                    lose = False
                    continue
                self.waiting.append((name.split(".replay")[0], content))
        self.take_in()

    def take_in(self):
        """Ingests the files that follow the last one, until there is a gap."""
        progress = True
        while progress:
            progress = False
            for name, content in list(self.waiting):
                day, before = content[19:27], content[27:35]
                if name in self.taken:
                    self.waiting.remove((name, content))
                elif self.last in (None, before):
                    self.waiting.remove((name, content))
                    self.apply(content)
                    self.taken.add(name)
                    self.last, progress = day, True

    def apply(self, content):
        for line in content.splitlines()[1:-1]:
            kind, pnr = line[:3], line[3:13]
            if kind == "001":
                self.persons[pnr] = []
            if kind != "099":
                self.persons[pnr].append(line.rstrip())

    def drop(self, pnrs):
        for pnr in pnrs:
            del self.persons[pnr]


def drift(receiver):
    platform = receiver.system.platform
    held = platform.write("held", "".join(f"{pnr}\n" for pnr in receiver.persons).encode())
    command = [BINARY, "--data", platform.data, "--json", "drift", "--agreement", receiver.system.agreement,
               held, "--show-persons"]
    result = subprocess.run(command, capture_output=True, text=True)
    assert result.returncode in (0, 3), result.stderr
    return json.loads(result.stdout)["persons"]


def municipality(system, operation, code):
    element = f"<MunicipalityCode>{code}</MunicipalityCode>"
    return result(call(system, f"{operation}MunicipalityCodeSubscription", element))


def settled(platform):
    """Waits until no load is in progress."""
    return all(load["state"] in ("done", "cancelled") for load in platform.json("load", "list"))


def synth(denmark, *command):
    arguments = [BINARY, "synth", *map(str, command), "--out", denmark]
    return subprocess.run(arguments, capture_output=True, timeout=120).returncode


def test_a_receiver_that_reads_its_folder_holds_what_the_filters_say(fresh):
    chance = random.Random(250)
    denmark = fresh.folder / "denmark"
    # A year that is over: days of the future are held.
    synth(denmark, "population", "--persons", 3000, "--seed", 5, "--pace", 300, "--first-day", "2025-01-02")
    full = next(denmark.glob("d2*"))
    known = [line[3:13].decode() for line in full.read_bytes().splitlines() if line.startswith(b"001")]
    chosen = chance.sample(known, 100)
    synth(denmark, "day", "--days", 100)
    # Three of the persons whom the system knows by number get another one; not all can.
    changed = [pnr for pnr in chosen[:40] if synth(denmark, "event", "--pnr", pnr, "--event", "P03") == 0][:3]
    synth(denmark, "day", "--days", DAYS - 100)
    full, *days = sorted(denmark.glob("d2*"))
    assert len(days) == DAYS and len(changed) == 3
    fresh.run("seed", full)
    fresh.configure("inbox", poll_seconds=0.05)
    fresh.serve()

    system = System(fresh, "system")
    fresh.run("agreement", "first-data", "--agreement", system.agreement, "on")
    options = [option for pnr in chosen for option in ("--pnr", pnr)]
    system.filter("add", "--municipality", "0101", *options)
    fresh.run("load", "order", "--agreement", system.agreement, "--reason", "a new system")
    receiver = Receiver(system)
    receiver.collect()
    assert len(receiver.persons) > 200

    codes = ["0751", "0461", "0851", "0157"]
    lost = []
    while days:
        count = chance.randint(4, 12)
        chunk, days = days[:count], days[count:]
        happening = chance.choice(["nothing", "filter", "filter", "load", "replay", "late", "lose", "restart"])
        if happening == "filter":
            verb = chance.choice(["Add", "Remove"])
            municipality(system, verb, chance.choice(codes))
        elif happening == "load":
            wait_for(lambda: settled(fresh), "loads to be done")
            fresh.run("load", "order", "--agreement", system.agreement, "--no-wait")
        elif happening == "replay":
            day = chance.choice([delivery["proddto"] for delivery in system.deliveries()])
            fresh.run("replay", "--agreement", system.agreement, "--from", day)
        elif happening == "restart":
            fresh.kill()
            fresh.serve()
        if happening == "late" and len(chunk) > 1:
            # The second comes first, and waits for the one before.
            fresh.run("ingest", chunk[1], exit=3)
        fresh.run("ingest", *chunk)
        receiver.collect(lose=happening == "lose")
        if receiver.waiting:
            assert happening == "lose", (happening, receiver.last, [content[:35] for _, content in receiver.waiting])
            # It notices a gap, and requests the deliveries since then.
            day = f"{receiver.last[:4]}-{receiver.last[4:6]}-{receiver.last[6:]}"
            fresh.run("replay", "--agreement", system.agreement, "--from", day, "--to", "2030-01-01")
            receiver.collect()
            lost.append(day)
            assert receiver.waiting == []
    assert lost, "a file was lost and noticed"

    # The last filters are matched with the last extract, and come with first data.
    def nobody_is_missing():
        receiver.collect()
        return settled(fresh) and not drift(receiver)["missing"]
    wait_for(nobody_is_missing, "first data")
    receiver.collect()
    answer = drift(receiver)
    assert answer["replaced"] == [], "files brought the valid numbers too"
    receiver.drop(answer["surplus"])
    report = drift(receiver)
    assert (report["missing"], report["surplus"], report["replaced"]) == ([], [], [])

    everyone = System(fresh, "everyone")
    everyone.filter("add", "--no-filter")
    fresh.run("load", "order", "--agreement", everyone.agreement)
    truth = Receiver(everyone)
    truth.collect()
    assert {pnr: truth.persons[pnr] for pnr in receiver.persons} == receiver.persons
    entries = fresh.json("manifest", "--agreement", system.agreement)["deliveries"]
    replaced = {one["pnr"] for entry in entries for one in entry.get("replaced", [])}
    assert {*changed} <= replaced, "filters follow, and the answer names the replacement"
    seqs = [delivery["seq"] for delivery in system.deliveries()]
    assert seqs == list(range(1, len(seqs) + 1))
