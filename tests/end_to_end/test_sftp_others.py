"""Clients of other families: PuTTY's (also used by WinSCP), phpseclib, AsyncSSH and libssh2's."""

import asyncio
import pathlib
import shutil
import subprocess

import asyncssh
import pytest

from extracts import extract, large, person
from platform_under_test import Platform, System, make_ssh_key

DAY = extract(5, 2, [person(n) for n in range(200)])


@pytest.fixture(scope="module")
def platform(tmp_path_factory):
    """A platform with an RSA host key, without which phpseclib signs with SHA-1."""
    platform = Platform(tmp_path_factory.mktemp("cprabo"))
    platform.run("init", "--host-keys", "--rsa-host-key")
    platform.serve()
    yield platform
    platform.stop()


@pytest.fixture(scope="module")
def system(platform):
    """A system with a small and a larger file, and an RSA key, which all clients can read."""
    system = System(platform, "other", key_type="rsa")
    system.filter("add", "--no-filter")
    platform.ingest("d260105.l534902", DAY)
    platform.ingest("d260106.l534902", large(5_000_000, day=6, before=5))
    return system


@pytest.fixture(scope="module")
def names(system):
    return [delivery["name"] for delivery in system.deliveries()]


def host_key(system):
    return (system.platform.data / "ssh" / "ssh_host_ed25519_key.pub").read_text().split()


def need(program):
    return shutil.which(program) or pytest.skip(f"{program} is not here")


def test_psftp(system, names, tmp_path):
    need("psftp"), need("puttygen")
    ppk = tmp_path / "key.ppk"
    subprocess.run(["puttygen", system.ssh_key, "-O", "private", "-o", ppk], check=True)
    fingerprint = subprocess.run(
        ["ssh-keygen", "-lf", system.platform.data / "ssh" / "ssh_host_ed25519_key.pub"],
        capture_output=True, text=True, check=True).stdout.split()[1]
    batch = tmp_path / "batch"
    batch.write_text(
        f"pwd\nls\ncd /IN\nls\nget {names[0]} {tmp_path}/small\nget {names[1]} {tmp_path}/large\n"
        f"del {names[0]}.metadata\nls\nput {batch} x\nquit\n")
    result = subprocess.run(
        ["psftp", "-batch", "-be", "-b", batch, "-i", ppk, "-P", str(system.platform.sftp_port),
         "-hostkey", fingerprint, f"{system.name}@127.0.0.1"],
        capture_output=True, text=True, timeout=120, env={"HOME": str(tmp_path)})
    assert "Remote directory is /" in result.stdout, result.stdout + result.stderr
    assert (tmp_path / "small").read_bytes() == DAY
    assert (tmp_path / "large").stat().st_size == system.deliveries()[1]["size"]
    assert f"rm /IN/{names[0]}.metadata: OK" in result.stdout
    assert "permission denied" in result.stdout.lower(), "of the put"


def test_phpseclib(system, names, tmp_path):
    php = need("php")
    if not pathlib.Path("/usr/share/php/phpseclib3/autoload.php").exists():
        pytest.skip("phpseclib is not here")
    result = subprocess.run(
        [php, pathlib.Path(__file__).with_name("sftp_client.php"), str(system.platform.sftp_port),
         system.name, system.ssh_key, names[0], tmp_path / "file"],
        capture_output=True, text=True, timeout=120)
    assert result.returncode == 0, result.stdout + result.stderr
    assert (tmp_path / "file").read_bytes() == DAY
    assert f"size {len(DAY)}" in result.stdout


def test_asyncssh(system, names, tmp_path):
    async def fetch():
        async with asyncssh.connect(
            "127.0.0.1", system.platform.sftp_port, username=system.name,
            client_keys=[str(system.ssh_key)], known_hosts=None,
        ) as connection, connection.start_sftp_client() as client:
            assert sorted(await client.listdir("/")) == [".", "..", "IN", "OUT"]
            await client.get(f"IN/{names[1]}", str(tmp_path / "file"))
            return await client.getsize(f"/IN/{names[1]}")
    assert asyncio.run(fetch()) == (tmp_path / "file").stat().st_size


def test_curl_with_libssh2(system, names, tmp_path):
    curl = need("curl")
    if "sftp" not in subprocess.run([curl, "-V"], capture_output=True, text=True).stdout.split():
        pytest.skip("this curl does not speak SFTP")
    # With an RSA key, Debian 12's libssh2 knows only SHA-1 signatures, which are refused.
    key = make_ssh_key(tmp_path / "key", "ed25519")
    system.platform.run("system", "add-key", system.name, "--ssh-key", f"{key}.pub")
    fetched = subprocess.run(
        [curl, "-sS", "--insecure", "--key", key, "--pubkey", f"{key}.pub", "-u", f"{system.name}:",
         f"sftp://127.0.0.1:{system.platform.sftp_port}/IN/{names[0]}"], capture_output=True, timeout=120)
    assert fetched.returncode == 0, fetched.stderr
    assert fetched.stdout == DAY


def test_host_key_is_the_one_that_init_printed(system):
    scanned = subprocess.run(
        ["ssh-keyscan", "-p", str(system.platform.sftp_port), "-t", "ed25519,ecdsa,rsa", "127.0.0.1"],
        capture_output=True, text=True, timeout=60).stdout
    assert host_key(system)[1] in scanned
    assert "ecdsa-sha2-nistp256" in scanned and "ssh-rsa" in scanned


def test_rsa_host_key_exists_only_on_request(fresh, tmp_path):
    """Without it phpseclib signs with SHA-1, and the log has advice."""
    php = need("php")
    if not pathlib.Path("/usr/share/php/phpseclib3/autoload.php").exists():
        pytest.skip("phpseclib is not here")
    system = System(fresh, "php", key_type="rsa")
    fresh.serve()
    assert sorted(key.name for key in (fresh.data / "ssh").glob("*.pub")) == [
        "ssh_host_ecdsa_key.pub", "ssh_host_ed25519_key.pub"]
    client = [php, pathlib.Path(__file__).with_name("sftp_client.php"), str(fresh.sftp_port), system.name,
              system.ssh_key, "none", tmp_path / "file"]
    assert subprocess.run(client, capture_output=True, timeout=120).returncode != 0
    fresh.wait_for_log("cprabo init --host-keys --rsa-host-key")
    assert "is there, and not lost" in fresh.run("init", "--host-keys", exit=1).stderr
    fresh.run("init", "--host-keys", "--rsa-host-key")
    assert (fresh.data / "ssh" / "ssh_host_rsa_key").stat().st_mode & 0o777 == 0o600
