"""Files from one system to another: OUT, triggers, receipts, with the clients that systems have."""

import io
import json
import pathlib
import re
import shutil
import subprocess
import threading
import uuid
import xml.etree.ElementTree as ET

import pytest

from extracts import extract, person
from platform_under_test import Platform, System, wait_for
from sftp_clients import openssh, sftp

NS = "http://serviceplatformen.dk/xml/wsdl/soap11/SFTP/1/types"
PHP = pathlib.Path(__file__).with_name("sftp_upload.php")
SCHEMA = pathlib.Path(__file__).with_name("exchange_receipt.xsd")


@pytest.fixture(scope="module")
def platform(tmp_path_factory):
    """A platform with an RSA host key, without which phpseclib signs with SHA-1."""
    platform = Platform(tmp_path_factory.mktemp("cprabo"))
    platform.run("init", "--host-keys", "--rsa-host-key")
    platform.serve()
    yield platform
    platform.stop()


@pytest.fixture(scope="module")
def systems(platform):
    """`sender` may send to `taker` and `trigger`, which reads `ns2:Trigger`; `bystander` only subscribes."""
    sender = System(platform, "sender", key_type="rsa")
    taker = System(platform, "taker")
    trigger = System(platform, "trigger", options=["--metadata-root", "Trigger"])
    bystander = System(platform, "bystander")
    for to in ("taker", "trigger"):
        platform.run("route", "allow", "sender", to)
    return sender, taker, trigger, bystander


def trigger_of(name, size, recipients=("taker",), sender="sender", file_id=None):
    """As spsftp writes it."""
    file_id = file_id or str(uuid.uuid4())
    to = "".join(f"<Recipients>{name}</Recipients>" for name in recipients)
    return (
        f'<ns2:Trigger xmlns:ns2="{NS}">\n<FileDescriptor><FileName>{name}</FileName><SizeInBytes>{size}</SizeInBytes>'
        f"<Sender>{sender}</Sender>\n<SendersFileId>{file_id}</SendersFileId>{to}</FileDescriptor>\n"
        "<FileContentDescriptor>\n</FileContentDescriptor></ns2:Trigger>"
    ).encode()


def send(client, name, content, **of):
    """As spsftp does: the file, then the trigger with the size that the server says."""
    size = client.putfo(io.BytesIO(content), f"OUT/{name}", confirm=True).st_size
    client.putfo(io.BytesIO(trigger_of(name, size, **of)), f"OUT/{name}.trigger")


def receipt(client, name):
    """The receipt, once it is there. A sender polls."""
    def look():
        try:
            with client.open(f"IN/{name}.sftpreceipt") as file:
                return file.read()
        except FileNotFoundError:
            return None
    content = wait_for(look, f"the receipt of {name}")
    check_schema(content)
    return ET.fromstring(content)


def check_schema(content):
    if shutil.which("xmllint"):
        result = subprocess.run(["xmllint", "--noout", "--schema", SCHEMA, "-"], input=content, capture_output=True)
        assert result.returncode == 0, (content, result.stderr)


def codes(receipt):
    return [int(code.text) for code in receipt.iter("ErrorCode")]


def fetch(client, name):
    with client.open(f"IN/{name}") as file:
        return file.read()


def test_a_file_goes_from_one_system_to_another(platform, systems):
    sender, taker, trigger, _ = systems
    with sftp(sender) as client:
        send(client, "rapport æ (1).pdf", b"hello", recipients=("taker", "trigger"))
        answer = receipt(client, "rapport æ (1).pdf")
        assert answer.findtext("Receipt/Message") == "SUCCESS"
        assert client.listdir("OUT") == []
        client.remove("IN/rapport æ (1).pdf.sftpreceipt")
    for system, root in ((taker, "FileMetadata"), (trigger, "Trigger")):
        with sftp(system) as client:
            assert set(client.listdir("IN")) == {"rapport æ (1).pdf", "rapport æ (1).pdf.metadata"}
            assert fetch(client, "rapport æ (1).pdf") == b"hello"
            described = fetch(client, "rapport æ (1).pdf.metadata").decode()
            assert f"<ns2:{root} " in described and "<FileContentDescriptor/>" in described
            metadata = ET.fromstring(described)
            assert metadata.findtext("FileTransferUUID") == answer.findtext("FileTransferUUID")
            assert metadata.findtext("FileDescriptor/Recipients") == system.name
            assert metadata.findtext("FileDescriptor/Sender") == "sender"
            for name in client.listdir("IN"):
                client.remove(f"IN/{name}")
    collected = lambda: all(to["collected_at"] for to in platform.json("transfers", "--account", "sender")[0]["recipients"])
    wait_for(collected, "both to have collected")
    assert platform.json("transfers", "--open") == []


def test_openssh_puts_with_times_and_resumes(systems, tmp_path):
    sender, taker, *_ = systems
    content = bytes(range(256)) * 4000
    (tmp_path / "big").write_bytes(content[:300_000])
    openssh(sender, f"put -p {tmp_path}/big OUT/big")
    (tmp_path / "big").write_bytes(content)
    (tmp_path / "trigger").write_bytes(trigger_of("big", len(content)))
    openssh(sender, "cd OUT", f"reput {tmp_path}/big big", f"put {tmp_path}/trigger big.trigger")
    with sftp(sender) as client:
        assert receipt(client, "big").findtext("Receipt/Message") == "SUCCESS"
    with sftp(taker) as client:
        assert fetch(client, "big") == content


def test_a_client_that_renames_sends_when_it_has_renamed(systems):
    """WinSCP."""
    sender, taker, *_ = systems
    with sftp(sender) as client:
        for name, content in (("w.txt", b"win"), ("w.txt.trigger", trigger_of("w.txt", 3))):
            client.putfo(io.BytesIO(content), f"/OUT/{name}.filepart")
            client.utime(f"/OUT/{name}.filepart", (1, 1))
            client.rename(f"/OUT/{name}.filepart", f"/OUT/{name}")
        assert receipt(client, "w.txt").findtext("Receipt/Message") == "SUCCESS"
    with sftp(taker) as client:
        assert fetch(client, "w.txt") == b"win"


def test_phpseclib_changes_into_out_and_puts(systems, tmp_path):
    sender, taker, *_ = systems
    if not shutil.which("php") or not pathlib.Path("/usr/share/php/phpseclib3/autoload.php").exists():
        pytest.skip("phpseclib is not here")
    (tmp_path / "p.xml").write_bytes(b"php" * 100_000)
    (tmp_path / "p.xml.trigger").write_bytes(trigger_of("p.xml", 300_000))
    command = ["php", PHP, str(sender.platform.sftp_port), sender.name, sender.ssh_key, tmp_path / "p.xml"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, (done.stdout, done.stderr)
    with sftp(sender) as client:
        assert receipt(client, "p.xml").findtext("Receipt/Message") == "SUCCESS"


def test_what_is_wrong_is_said_in_the_receipt_and_nobody_has_the_file(systems):
    sender, taker, _, bystander = systems
    with sftp(sender) as client:
        for name, wrong, expected in (
            ("e1", dict(recipients=("bystander",)), [1007]),
            ("e2", dict(recipients=("nobody",)), [1007]),
            ("e3", dict(recipients=("ROUTING_V1_0_0",)), [1008]),
            ("e4", dict(sender="taker"), [1006]),
            ("d260105.l534902", dict(), [1004]),
        ):
            send(client, name, b"hello", **wrong)
            assert codes(receipt(client, name)) == expected, name
    for system in (taker, bystander):
        with sftp(system) as client:
            assert not {"e1", "e2", "e3", "e4", "d260105.l534902"} & set(client.listdir("IN"))


def test_the_same_id_again_has_the_first_receipt(systems):
    sender, taker, *_ = systems
    with sftp(sender) as client:
        send(client, "again", b"hello", file_id="id-1")
        first = ET.tostring(receipt(client, "again"))
        client.remove("IN/again.sftpreceipt")
        send(client, "again", b"hello", file_id="id-1")
        assert ET.tostring(receipt(client, "again")) == first
        send(client, "other", b"other", file_id="id-1")
        assert codes(receipt(client, "other")) == [1011]


def test_two_uploads_of_one_name_at_once_are_one_whole_file(systems):
    sender, taker, *_ = systems
    contents = [bytes([letter]) * 3_000_000 for letter in b"ab"]
    def put(content):
        with sftp(sender) as client:
            try:
                client.putfo(io.BytesIO(content), "OUT/race")
            except OSError:
                pass
    threads = [threading.Thread(target=put, args=(content,)) for content in contents]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    with sftp(sender) as client:
        client.putfo(io.BytesIO(trigger_of("race", 3_000_000)), "OUT/race.trigger")
        assert receipt(client, "race").findtext("Receipt/Message") == "SUCCESS"
    with sftp(taker) as client:
        assert fetch(client, "race") in contents


def test_a_subscriber_that_only_receives_notices_nothing(platform, systems):
    *_, bystander = systems
    bystander.filter("add", "--no-filter")
    platform.ingest("d260105.l534902", extract(5, 2, [person(1)]))
    with sftp(bystander) as client:
        names = client.listdir("IN")
        assert len(names) == 2 and client.listdir("OUT") == [] and client.listdir() == ["IN", "OUT"]


def test_many_small_files_are_all_sent(fresh):
    platform = fresh
    platform.serve()
    sender, taker = System(platform, "sender"), System(platform, "taker")
    platform.run("route", "allow", "sender", "taker")
    many = 200
    with sftp(sender) as client:
        for number in range(many):
            send(client, f"f{number}", f"{number}".encode())
        wait_for(lambda: len(client.listdir("IN")) == many, "all receipts")
    with sftp(taker) as client:
        assert len(client.listdir("IN")) == 2 * many
        assert fetch(client, "f77") == b"77"


def test_a_server_that_is_killed_sends_each_file_once(fresh):
    platform = fresh
    platform.serve()
    sender, taker = System(platform, "sender"), System(platform, "taker")
    platform.run("route", "allow", "sender", "taker")
    for round in range(5):
        with sftp(sender) as client:
            send(client, f"k{round}", b"x" * (round * 500_000))
        platform.kill()
        platform.serve()
    with sftp(sender) as client:
        wait_for(lambda: len(client.listdir("IN")) == 5, "all receipts")
        for round in range(5):
            assert receipt(client, f"k{round}").findtext("Receipt/Message") == "SUCCESS"
    with sftp(taker) as client:
        assert sorted(client.listdir("IN")) == sorted(f"k{n}{part}" for n in range(5) for part in ("", ".metadata"))
        for round in range(5):
            assert fetch(client, f"k{round}") == b"x" * (round * 500_000)
    assert [transfer["state"] for transfer in platform.json("transfers")] == ["delivered"] * 5
    platform.run("verify")


def test_verify_names_damaged_sent_files_and_repairs_them_from_each_other(fresh):
    platform = fresh
    platform.serve()
    sender, taker = System(platform, "sender"), System(platform, "taker")
    platform.run("route", "allow", "sender", "taker")
    with sftp(sender) as client:
        send(client, "a", b"hello")
        receipt(client, "a")
    [served] = (platform.data / "exchange" / "files").iterdir()
    [copy] = (platform.data / "archive").rglob("*.sent.zst")
    whole, archived = served.read_bytes(), copy.read_bytes()
    assert platform.json("verify")["found"] == []
    for path, name in ((served, "the sent file of transfer 1"), (copy, "the archived copy of the sent file of transfer 1")):
        path.write_bytes(b"hellO")
        for options, exit, mended in (([], 3, False), (["--repair"], 0, True)):
            [found] = platform.json("verify", *options, exit=exit)["found"]
            assert (found["what"], found["mended"]) == (f"{name} is missing or damaged", mended)
        assert (served.read_bytes(), copy.read_bytes()) == (whole, archived)
        platform.run("verify")
    served.write_bytes(b"hellO")
    copy.unlink()
    [found] = platform.json("verify", "--repair", exit=3)["found"]
    assert "and its archived copy are missing or damaged" in found["what"] and "send it again" in found["advice"]
    # Nobody waits for it any more.
    with sftp(taker) as client:
        client.remove("IN/a")
    platform.run("verify")


def test_names_of_files_are_in_no_log_and_no_audit_trail(platform, systems):
    sender, *_ = systems
    with sftp(sender) as client:
        send(client, "0101701234 Anna.pdf", b"hello")
        receipt(client, "0101701234 Anna.pdf")
        client.remove("IN/0101701234 Anna.pdf.sftpreceipt")
        client.putfo(io.BytesIO(b"x"), "OUT/0101701234")
        client.remove("OUT/0101701234")
    assert "Anna" not in platform.log.read_text()
    platform.assert_private()


def test_routes_are_listed_and_removed(platform, systems):
    routes = [(route["from"], route["to"]) for route in platform.json("route", "list")]
    assert routes == [("sender", "taker"), ("sender", "trigger")]
    platform.run("route", "allow", "sender", "taker", exit=1)
    platform.run("route", "allow", "sender", "nobody", exit=1)
    platform.run("route", "allow", "taker", "sender")
    platform.run("route", "remove", "taker", "sender")
    platform.run("route", "remove", "taker", "sender", exit=1)
