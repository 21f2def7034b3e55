"""Files from one system to another while the server is killed, the disk is full, and files may not grow."""

import contextlib
import io
import os
import random
import threading

import paramiko
import pytest

from faults import fault
from platform_under_test import DEADLINE, System, wait_for
from sftp_clients import sftp

NS = "http://serviceplatformen.dk/xml/wsdl/soap11/SFTP/1/types"
KILLS = max(12, int(os.environ.get("CPRABO_KILLS", 0)) // 25)
# Calls on files until a server is killed: to start takes some 200, a file some 150.
CALLS = 1500
KILL = 0


def trigger_of(name, size):
    return (
        f'<ns2:Trigger xmlns:ns2="{NS}"><FileDescriptor><FileName>{name}</FileName><SizeInBytes>{size}</SizeInBytes>'
        f"<Sender>sender</Sender><SendersFileId>id of {name}</SendersFileId><Recipients>taker</Recipients>"
        "</FileDescriptor><FileContentDescriptor/></ns2:Trigger>"
    ).encode()


def systems(platform):
    sender, taker = System(platform, "sender"), System(platform, "taker")
    platform.run("route", "allow", "sender", "taker")
    return sender, taker


def send(client, name, content):
    client.putfo(io.BytesIO(content), f"OUT/{name}")
    client.putfo(io.BytesIO(trigger_of(name, len(content))), f"OUT/{name}.trigger")


def content_of(number):
    return bytes([number % 251]) * (number * 70_001 % 3_000_000)


def has_receipt(sender, name, content):
    """Whether the sender has its receipt; it sends again what has neither a trigger nor a receipt of success."""
    with contextlib.suppress(OSError, EOFError, paramiko.SSHException), sftp(sender) as client:
        if f"{name}.sftpreceipt" in client.listdir("IN"):
            with client.open(f"IN/{name}.sftpreceipt") as file:
                if b"SUCCESS" in file.read():
                    return True
            # Such as a trigger that was not written to its end.
            client.remove(f"IN/{name}.sftpreceipt")
        if f"{name}.trigger" not in client.listdir("OUT"):
            send(client, name, content)
    return False


def serve_until_killed(platform, call):
    """Serves until the process is killed at that call on a file, which may be before it is ready."""
    with contextlib.suppress(AssertionError):
        platform.serve(env=fault(platform, error=KILL, at=call))
    server, platform.server = platform.server, None
    server.wait(DEADLINE)


def test_a_server_that_is_killed_at_any_call_sends_each_file_once_and_whole(fresh):
    seed = int(os.environ.get("CPRABO_SEED", random.randrange(2**32)))
    print("CPRABO_SEED", seed)
    calls, number = random.Random(seed), iter(range(10_000))
    fresh.serve()
    sender, taker = systems(fresh)
    stop, failed, sent = threading.Event(), [], []

    def work():
        try:
            while not stop.is_set():
                sent.append(one := next(number))
                wait_for(lambda: has_receipt(sender, f"f{one}", content_of(one)), f"the receipt of f{one}")
        except BaseException as error:
            failed.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    fresh.stop()
    for _ in range(KILLS):
        serve_until_killed(fresh, calls.randrange(1, CALLS))
    fresh.serve()
    stop.set()
    thread.join()
    assert not failed, failed
    transfers = fresh.json("transfers")
    with sftp(taker) as client:
        names = client.listdir("IN")
        assert sorted(names) == sorted(f"f{n}{part}" for n in sent for part in ("", ".metadata"))
        for one in sent:
            with client.open(f"IN/f{one}") as file:
                assert file.read() == content_of(one), one
    delivered = [transfer["name"] for transfer in transfers if transfer["state"] == "delivered"]
    assert sorted(delivered) == sorted(f"f{n}" for n in sent), "each once"
    fresh.run("verify")


def test_a_disk_without_room_takes_no_uploads_and_goes_on_with_the_rest(fresh):
    fresh.configure("exchange", free_bytes=2**62)
    fresh.serve()
    sender, _ = systems(fresh)
    with sftp(sender) as client:
        with pytest.raises(OSError, match="no room"):
            send(client, "f", b"hello")
        assert client.listdir("OUT") == [] and client.listdir("IN") == []
    fresh.stop()
    config = fresh.data / "cprabo.toml"
    config.write_text(config.read_text().replace(f"free_bytes = {2**62}\n", ""))
    fresh.serve()
    with sftp(sender) as client:
        send(client, "f", b"hello")
        wait_for(lambda: client.listdir("IN") == ["f.sftpreceipt"], "the receipt")


def test_a_file_that_may_not_grow_fails_and_others_are_sent(fresh):
    fresh.serve(file_size=3_000_000)
    sender, taker = systems(fresh)
    with sftp(sender) as client:
        with pytest.raises(OSError):
            send(client, "large", b"x" * 5_000_000)
    with sftp(sender) as client:
        send(client, "small", b"hello")
        wait_for(lambda: "small.sftpreceipt" in client.listdir("IN"), "the receipt")
    with sftp(taker) as client:
        assert sorted(client.listdir("IN")) == ["small", "small.metadata"]
