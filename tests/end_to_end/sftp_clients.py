"""Real SFTP clients, each in the way that its users use it."""

import contextlib
import subprocess

import paramiko


def openssh(system, *commands, options=(), exit=0, key=None, user=None):
    """Runs a batch of commands with OpenSSH's sftp; returns its output."""
    arguments = [
        "sftp", "-q", "-b", "-", "-i", key or system.ssh_key, "-P", str(system.platform.sftp_port),
        "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null",
        "-o", "IdentitiesOnly=yes", "-o", "IdentityAgent=none", *options,
        f"{user or system.name}@127.0.0.1",
    ]
    result = subprocess.run(
        arguments, input="\n".join(commands), capture_output=True, text=True, timeout=120,
        cwd=system.platform.folder)
    assert result.returncode == exit, (result.returncode, result.stdout, result.stderr)
    return [line for line in result.stdout.splitlines() if not line.startswith("sftp>")]


@contextlib.contextmanager
def transport(system, key=None, user=None, port=None):
    """A paramiko transport that is logged in."""
    connection = paramiko.Transport(("127.0.0.1", port or system.platform.sftp_port))
    try:
        connection.connect(username=user or system.name, pkey=key or load_key(system.ssh_key))
        yield connection
    finally:
        connection.close()


@contextlib.contextmanager
def sftp(system, **kwargs):
    """A paramiko SFTP client."""
    with transport(system, **kwargs) as connection:
        with paramiko.SFTPClient.from_transport(connection) as client:
            yield client


def load_key(path):
    for kind in (paramiko.Ed25519Key, paramiko.ECDSAKey, paramiko.RSAKey):
        with contextlib.suppress(paramiko.SSHException):
            return kind.from_private_key_file(str(path))
    raise AssertionError(path)
