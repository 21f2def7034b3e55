"""Connections that never authenticate: as many and as fast as possible."""

import contextlib
import resource
import selectors
import socket
import ssl
import struct
import subprocess
import sys
import threading

# Closes a connection at once, without TIME_WAIT states that would use up the ports of this machine.
NO_LINGER = struct.pack("ii", 1, 0)
VERSION = b"SSH-2.0-stranger\r\n"


def allow_open_files(wanted):
    """Raises the limit of this process's open files."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < wanted:
        assert wanted <= hard, f"this test needs {wanted} open files: see `ulimit -Hn`"
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


class Strangers:
    """Holds so many connections from each address, sends the same bytes on each, and opens a new one at once when the
    server ends one.
    """

    def __init__(self, port, addresses, each, say=b""):
        self.port, self.addresses, self.each, self.say = port, addresses, each, say
        allow_open_files(len(addresses) * each + 2000)
        self.selector = selectors.DefaultSelector()
        self.ended = 0
        self.stopping, self.full = threading.Event(), threading.Event()
        self.thread = threading.Thread(target=self.run)

    def __enter__(self):
        self.thread.start()
        assert self.full.wait(60), "the strangers cannot connect"
        return self

    def __exit__(self, *_):
        self.stopping.set()
        self.thread.join()
        for key in list(self.selector.get_map().values()):
            key.fileobj.close()
        self.selector.close()

    def run(self):
        for _ in range(self.each):
            for address in self.addresses:
                self.open(address)
        self.full.set()
        while not self.stopping.is_set():
            for key, _ in self.selector.select(0.05):
                if not is_open(key.fileobj):
                    self.selector.unregister(key.fileobj)
                    key.fileobj.close()
                    self.ended += 1
                    self.open(key.data)

    def open(self, address):
        stranger = socket.socket()
        stranger.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, NO_LINGER)
        try:
            stranger.bind((address, 0))
            stranger.connect(("127.0.0.1", self.port))
            stranger.sendall(self.say)
        except OSError:
            # Ended already: open the next one.
            self.ended += 1
        stranger.setblocking(False)
        self.selector.register(stranger, selectors.EVENT_READ, address)


def is_open(connection):
    try:
        return connection.recv(65536) != b""
    except BlockingIOError:
        return True
    except OSError:
        return False


def key_exchange():
    """Everything that an SSH client sends up to the end of its key exchange. It needs no answer and hardly any
    computation.
    """
    point = bytes([9]) + bytes(31)
    return VERSION + packet(kexinit()) + packet(b"\x1e" + string(point)) + packet(b"\x15")


def kexinit():
    lists = ["curve25519-sha256", "ssh-ed25519", *["aes128-ctr"] * 2, *["hmac-sha2-256"] * 2, *["none"] * 2, "", ""]
    return b"\x14" + bytes(16) + b"".join(string(names.encode()) for names in lists) + bytes(5)


def packet(payload):
    padding = 4 + -(len(payload) + 9) % 8
    return struct.pack(">IB", len(payload) + padding + 1, padding) + payload + bytes(padding)


def string(content):
    return struct.pack(">I", len(content)) + content


def client_hello():
    """The first bytes of a TLS client."""
    context = ssl.create_default_context()
    sent = ssl.MemoryBIO()
    client = context.wrap_bio(ssl.MemoryBIO(), sent, server_hostname="localhost")
    with contextlib.suppress(ssl.SSLWantReadError):
        client.do_handshake()
    return sent.read()


@contextlib.contextmanager
def brute_force(system, key, clients):
    """Tries keys for a system's account without end, with so many clients at once, from 127.0.0.1."""
    arguments = [__file__, str(system.platform.sftp_port), system.name, str(key), str(clients)]
    running = subprocess.Popen([sys.executable, *arguments], stderr=subprocess.DEVNULL)
    try:
        yield
        assert running.poll() is None, "it goes on"
    finally:
        running.kill()
        running.wait()


def try_without_end(port, user, key):
    import paramiko
    key = paramiko.Ed25519Key.from_private_key_file(key)
    while True:
        with contextlib.suppress(Exception):
            connection = paramiko.Transport(("127.0.0.1", int(port)))
            try:
                connection.connect(username=user, pkey=key)
            finally:
                connection.close()


if __name__ == "__main__":
    *what, number = sys.argv[1:]
    for _ in range(int(number)):
        threading.Thread(target=try_without_end, args=what).start()
