"""Files from one system to another while the server is killed, the disk is full, and files may not grow."""

import contextlib
import io
import os
import random
import threading
import time

import paramiko
import pytest

from platform_under_test import System, wait_for
from sftp_clients import sftp

NS = "http://serviceplatformen.dk/xml/wsdl/soap11/SFTP/1/types"
KILLS = max(8, int(os.environ.get("CPRABO_KILLS", 0)) // 25)


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


def send_until_receipt(sender, number, deadline):
    """What a careful client does: the same file and id again until it has its receipt."""
    name = f"f{number}"
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError, EOFError, paramiko.SSHException):
            with sftp(sender) as client:
                if f"{name}.sftpreceipt" in client.listdir("IN"):
                    with client.open(f"IN/{name}.sftpreceipt") as file:
                        if b"SUCCESS" in file.read():
                            return
                    # Such as a trigger that was not written to its end.
                    client.remove(f"IN/{name}.sftpreceipt")
                if f"{name}.trigger" not in client.listdir("OUT"):
                    send(client, name, content_of(number))
        time.sleep(0.05)
    raise AssertionError(f"no receipt of {name}")


def test_a_server_that_is_killed_at_any_moment_sends_each_file_once_and_whole(fresh):
    seed = int(os.environ.get("CPRABO_SEED", random.randrange(2**32)))
    print("CPRABO_SEED", seed)
    moments, number = random.Random(seed), iter(range(10_000))
    fresh.serve()
    sender, taker = systems(fresh)
    stop, failed, sent = threading.Event(), [], []

    def work():
        try:
            while not stop.is_set():
                sent.append(one := next(number))
                send_until_receipt(sender, one, time.monotonic() + 120)
        except BaseException as error:
            failed.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    for _ in range(KILLS):
        time.sleep(moments.uniform(0.1, 0.8))
        fresh.kill()
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
