"""The examples of the pages for developers, run exactly as they stand there."""

import html
import re
import shutil
import subprocess
import sys

import pytest
import requests

from platform_under_test import System
from sandbox_under_test import Sandbox

PASSWORD = "fire blå heste"


@pytest.fixture(scope="module")
def examples(tmp_path_factory):
    """The texts by their headings, and a folder with the files that they name."""
    folder = tmp_path_factory.mktemp("examples")
    platform = Sandbox(folder, "--persons", "300")
    platform.serve()
    try:
        system = System(platform, "omsorg")
        system.filter("add", "--municipality", "0751")
        clients = folder / "clients"
        shutil.copy(platform.ca, clients / "ca.crt")
        subprocess.run(["openssl", "pkcs12", "-export", "-in", "omsorg.crt", "-inkey", "omsorg.key", "-out", "omsorg.p12",
                        "-passout", "pass:secret"], cwd=clients, check=True)
        yield texts(platform), clients
    finally:
        platform.stop()


def texts(platform):
    link = platform.json("user", "add", "udvikler", "--role", "developer")["link"]
    session = requests.Session()
    session.trust_env, session.verify = False, str(platform.ca)
    post = lambda path, **form: session.post(platform.web + path, data=form, timeout=60)
    post("/foerste-start/" + link.rsplit("/", 1)[1], adgangskode=PASSWORD, igen=PASSWORD)
    post("/log-ind", navn="udvikler", adgangskode=PASSWORD)
    page = session.get(platform.web + "/afproev/eksempler", timeout=60).text
    found = re.findall(r'<pre class="raw"[^>]* aria-labelledby="(\w+)"[^>]*>(.*?)</pre>', page, re.S)
    assert len(found) == 6, page
    return {name: html.unescape(text) for name, text in found}


def run(folder, *command, **kwargs):
    result = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, **kwargs)
    assert result.returncode == 0, (result.stdout, result.stderr)
    return result.stdout


def test_curl_gets_the_filters(examples):
    texts, folder = examples
    assert "751<" in run(folder, "bash", "-euc", texts["curl"])


def test_zeep_gets_the_filters(examples):
    texts, folder = examples
    (folder / "example.py").write_text(texts["zeep"])
    assert "751" in run(folder, sys.executable, "example.py")


def test_php_gets_the_filters(examples):
    texts, folder = examples
    (folder / "example.php").write_text(texts["php"])
    assert "751" in run(folder, "php", "example.php")


@pytest.mark.skipif(not shutil.which("javac"), reason="no Java compiler")
def test_java_gets_the_filters(examples):
    texts, folder = examples
    (folder / "Filters.java").write_text(texts["java"])
    run(folder, "javac", "Filters.java")
    assert "751" in run(folder, "java", "-cp", ".", "Filters")


@pytest.mark.skipif(not shutil.which("mcs"), reason="no C# compiler: Debian has mono-mcs, with libmono-system-net-http4.0-cil")
def test_csharp_compiles(examples):
    """By Mono, which is what Debian has. It cannot run it: it reads neither this PKCS #12 nor speaks this TLS. .NET does both."""
    texts, folder = examples
    (folder / "Filters.cs").write_text(texts["dotnet"])
    run(folder, "mcs", "-r:System.Net.Http", "-out:Filters.exe", "Filters.cs")


def test_files_are_fetched(examples):
    texts, folder = examples
    command = texts["sftp"].replace("sftp -i", f"sftp -o UserKnownHostsFile={folder}/known -i")
    # Nothing is there yet.
    result = subprocess.run(["bash", "-c", command], cwd=folder, capture_output=True, text=True, timeout=60)
    assert "Connected to 127.0.0.1" in result.stderr + result.stdout, result
