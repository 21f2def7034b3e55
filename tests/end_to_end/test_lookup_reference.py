"""The answers of SF1520 and SF6008 about a whole population, held against a plain reference and against the schemas.

The answers come from an example of crate `lookup`, which does what the services do without server and database.
"""

import datetime
import pathlib
import random
import re
import subprocess

import lxml.etree
import pytest

import lookup_reference as reference
from platform_under_test import BINARY

PROJECT = pathlib.Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(not reference.LAYOUTS.exists(), reason="../shared is not here")
SAMPLE = PROJECT.parent / "shared" / "data" / "u12170p-110901.txt"
SCHEMAS = PROJECT / "crates" / "soap-proto" / "wsdl"
SOAP = "{http://schemas.xmlsoap.org/soap/envelope/}"
MESSAGES = {
    "sf1520": "PersonBaseDataExtendedServiceMsg.xsd",
    "sf6008": "CPRBasicInformationServiceMsg.xsd",
    "sf6008-list": "CPRBasicInformationServiceMsg.xsd",
}
NOW = datetime.datetime(2026, 11, 27, 12, tzinfo=datetime.timezone.utc)
# When many children of a population with numbers of the future are under 18.
LATER = datetime.datetime(2055, 1, 1, 12, tzinfo=datetime.timezone.utc)


def make_population(folder, *options):
    """Some 20,000 numbers with all record types."""
    command = [BINARY, "synth", "population", "--out", folder, *(options or ["--persons", "20000"])]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    [extract] = [path for path in folder.iterdir() if re.match(r"d\d{6}\.", path.name)]
    return extract


@pytest.fixture(scope="module")
def population(tmp_path_factory):
    return make_population(tmp_path_factory.mktemp("population"))


@pytest.fixture(scope="module")
def example():
    command = ["cargo", "build", "-q", "--locked", "-p", "lookup", "--example", "person_base_data"]
    subprocess.run(command, cwd=PROJECT, check=True)
    return PROJECT / "target" / "debug" / "examples" / "person_base_data"


def answers(example, extract, asked_at, service, *more):
    """The content of the SOAP body about each person, by number."""
    command = [example, extract, asked_at.isoformat(), service, *more]
    lines = subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout.splitlines()
    for line in lines:
        number, _, answer = line.partition(b"\t")
        yield number.decode(), lxml.etree.fromstring(answer).find(f"{SOAP}Body")[0]


@pytest.fixture(scope="module")
def schema(tmp_path_factory):
    """Compiles the schema of a service's messages."""
    folder = tmp_path_factory.mktemp("schemas")
    for path in SCHEMAS.glob("*.xsd"):
        text = path.read_text().replace("@VERSION@", "5").replace("@ADDRESS@?xsd=", "")
        (folder / path.name).write_text(text)
    return lambda service: lxml.etree.XMLSchema(file=folder / MESSAGES[service])


def statuses(persons):
    def status(lines):
        [own] = [line for line in lines if line.startswith(b"001")][:1] or [b""]
        return int(own[23:25] or b"0")
    return {number: status(lines) for number, lines in persons.items()}


def test_answers_of_sf1520_are_those_of_the_reference(population, example):
    assert compare_sf1520(example, population, NOW) >= 20_000


def test_children_of_the_future_are_counted_as_in_the_reference(example, tmp_path):
    assert compare_sf1520(example, make_population(tmp_path, "--numbers", "future", "--persons", "4000"), LATER) >= 4_000


def compare_sf1520(example, extract, asked_at):
    """Compares every answer. Returns how many there are."""
    persons = reference.persons(extract.read_bytes())
    status_of, count = statuses(persons), 0
    for number, answer in answers(example, extract, asked_at, "sf1520"):
        expected = reference.person_base_data(persons[number], asked_at, status_of)
        assert reference.canonical(answer) == reference.canonical(expected), number
        count += 1
    assert count == len(persons)
    return count


def test_answers_of_sf6008_are_those_of_the_reference(population, example):
    persons = reference.persons(population.read_bytes())
    for number, answer in answers(example, population, NOW, "sf6008"):
        expected = reference.basic_information(persons[number], True)
        assert [reference.canonical(child) for child in answer] \
            == [reference.canonical(child) for child in expected], number


def test_answers_about_the_sample_are_those_of_the_reference(example):
    assert compare_sf1520(example, SAMPLE, NOW) == 80


@pytest.mark.parametrize("service", MESSAGES)
@pytest.mark.parametrize("more", [[], ["left-out"]], ids=["given", "left-out"])
def test_every_answer_is_valid_whatever_the_fields_hold(population, example, schema, tmp_path, service, more):
    odd = tmp_path / "odd"
    odd.write_bytes(with_odd_fields(population.read_bytes()))
    valid = schema(service)
    for extract in (population, odd):
        for number, answer in answers(example, extract, NOW, service, *more):
            assert valid.validate(answer), (number, valid.error_log)


def with_odd_fields(extract, seed=7):
    """Every second record with a third of its fields odd, or gone: dates that are none, unknown parts, letters in codes."""
    chance = random.Random(seed)
    lines = []
    for line in extract.split(b"\n"):
        if line[:3] not in (b"000", b"999") and line and chance.random() < 0.5:
            if chance.random() < 0.1:
                continue
            line = re.sub(rb"(?<=.{13})(\d{4}-\d\d-\d\d|\d{12}|\d{4}|\d\d|[A-Z*])", lambda found: (
                odd_value(chance, found.group()) if chance.random() < 0.3 else found.group()), line, flags=re.S)
        lines.append(line)
    return b"\n".join(lines)


def odd_value(chance, value):
    number = chance.randint
    odd = {
        10: [b"0000-00-00", b"%04d-00-00" % number(1850, 2030), b"%04d-99-99" % number(1, 9999), b"1961-02-30",
             b"%04d-%02d-%02d" % (number(1, 9999), number(0, 14), number(0, 33)), b" " * 10, b"1961-0A-01"],
        12: [b"0" * 12, b"%04d00000000" % number(1, 9999), b"194706012460", b"202603290230", b" " * 12, b"x" * 12,
             b"%04d%02d%02d%02d99" % (number(1880, 1950), number(0, 13), number(0, 32), number(0, 26))],
        4: [b"0000", b"    ", b"9999", b"AAAA", b"8   ", b"0010"],
        2: [b"00", b"  ", b"99", b"10", b"AA"],
        1: [b" ", b"*", b"=", b"A", b"&", b"<", b"\xc6"],
    }
    return chance.choice(odd[len(value)])
