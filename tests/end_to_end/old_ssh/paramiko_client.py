"""Fetches a file with an old paramiko, run by the Python of its own venv.

With `--like ssh.net-2016.1.0` it offers that library's lists of algorithms and asks for its groups.
"""

import argparse
import collections
import collections.abc
import logging
import sys
import warnings

warnings.filterwarnings("ignore")
# Gone from Python 3.10 on; paramiko 2.4.2 is older.
collections.MutableMapping = collections.abc.MutableMapping

import paramiko  # noqa: E402
from paramiko.kex_gex import KexGex  # noqa: E402

# As in its ConnectionInfo, without the ciphers and MACs that paramiko does not know.
SSH_NET = {
    "kex": ("diffie-hellman-group-exchange-sha256", "diffie-hellman-group-exchange-sha1",
            "diffie-hellman-group14-sha1", "diffie-hellman-group1-sha1"),
    "key_types": ("ssh-rsa", "ssh-dss"),
    "ciphers": ("aes256-ctr", "3des-cbc", "aes128-cbc", "aes192-cbc", "aes256-cbc", "blowfish-cbc", "aes128-ctr",
                "aes192-ctr"),
    "digests": ("hmac-md5", "hmac-md5-96", "hmac-sha1", "hmac-sha1-96", "hmac-sha2-256", "hmac-sha2-512"),
}


def listen_for_key_exchange():
    """Collects the names of the negotiated key exchanges, which paramiko only logs."""
    agreed = []

    class Handler(logging.Handler):
        def emit(self, record):
            if record.getMessage().startswith("Kex agreed: "):
                agreed.append(record.getMessage().partition(": ")[2])

    log = logging.getLogger("paramiko.transport")
    log.setLevel(logging.DEBUG)
    log.addHandler(Handler())
    return agreed


def main():
    arguments = argparse.ArgumentParser()
    for name in ("port", "user", "key", "file", "out"):
        arguments.add_argument(name)
    arguments.add_argument("--like", choices=["ssh.net-2016.1.0"])
    arguments.add_argument("--kex", help="this key exchange alone")
    arguments.add_argument("--group", type=int, help="bits of the group, and no other")
    options = arguments.parse_args()
    agreed = listen_for_key_exchange()
    transport = paramiko.Transport(("127.0.0.1", int(options.port)))
    security = transport.get_security_options()
    if options.like:
        for what, names in SSH_NET.items():
            setattr(security, what, names)
        KexGex.min_bits, KexGex.preferred_bits, KexGex.max_bits = 1024, 1024, 8192
    if options.kex:
        security.kex = (options.kex,)
    if options.group:
        KexGex.min_bits = KexGex.preferred_bits = KexGex.max_bits = options.group
    try:
        transport.connect(username=options.user, pkey=paramiko.RSAKey.from_private_key_file(options.key))
        print(paramiko.__version__, *agreed, transport.host_key_type, transport.local_cipher, transport.local_mac)
        with paramiko.SFTPClient.from_transport(transport) as client:
            client.get(f"IN/{options.file}", options.out)
    except (paramiko.SSHException, EOFError) as error:
        sys.exit(f"{type(error).__name__}: {error}")
    finally:
        transport.close()


main()
