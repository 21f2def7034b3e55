"""The demonstration, and every command that it prints for the user to try."""

import pathlib
import re
import shutil
import signal
import subprocess

import pytest

from platform_under_test import BINARY


def test_the_demo_shows_the_whole_chain():
    result = subprocess.run([BINARY, "demo"], capture_output=True, text=True, timeout=120)
    assert result.returncode == 0, result.stderr
    assert result.stderr == ""
    assert result.stdout.count("ADDED") == 4
    assert "d260102.l534902: 900 persons changed" in result.stdout
    assert len(re.findall(r"d26010[25]\.l534902\.\S+: [1-9][0-9]* persons? in [1-9][0-9]* records", result.stdout)) == 4
    assert "curl --cacert ca/ca.crt --cert clients/omsorg.crt" in result.stdout and "sftp -i clients/omsorg_ssh" in result.stdout
    folder = re.search(r"data directory (\S+),", result.stdout)[1]
    assert subprocess.run(["ls", folder], capture_output=True).returncode != 0, "nothing is left"
    assert "foerste-start" not in result.stdout, "a link that is over when it is read"


@pytest.fixture
def demo():
    """A demonstration that keeps running, and the commands that it printed."""
    process = subprocess.Popen([BINARY, "demo", "--keep"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    lines = []
    for line in process.stdout:
        lines.append(line.rstrip("\n"))
        if line.startswith("Up until"):
            break
    hints = {what[4:]: command.strip() for what, command in zip(lines, lines[1:]) if what.startswith("  # ")}
    yield hints
    process.send_signal(signal.SIGINT)
    assert process.wait(60) == 0, process.stderr.read()


def test_every_step_can_be_done_by_hand(demo):
    folder = pathlib.Path(demo["everything is here"].removeprefix("cd "))
    def by_hand(what, exit=0):
        result = subprocess.run(["bash", "-c", demo[what]], capture_output=True, text=True, timeout=60, cwd=folder)
        assert result.returncode == exit, (what, result.stdout, result.stderr)
        return result.stdout
    if not shutil.which("curl"):
        pytest.skip("curl is not here")
    assert "wsdl:definitions" in by_hand("the service's description")
    assert "<ns3:MunicipalityCode>751<" in by_hand("ask for the filters")
    assert "<ns3:Result>ADDED<" in by_hand("add one: the event A21, a death")
    assert "event\tA21" in by_hand("the same from the operator's side")
    assert "run 3 done" in by_hand("the third day comes")
    assert by_hand("see what was delivered").count("d2601") == 3
    by_hand("fetch it")
    assert len(list(folder.glob("d260106*"))) == 2
    [link] = [line for what, line in demo.items() if "in a browser" in what]
    page = subprocess.run(
        ["curl", "-sS", "--cacert", folder / "ca" / "ca.crt", link.split(": ")[-1]], capture_output=True, text=True, timeout=60)
    assert "Bliv operatør" in page.stdout, (link, page)
