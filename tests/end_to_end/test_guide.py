"""The commands of "Test your integration", in English and in Danish, exactly as written there."""

import os
import pathlib
import re
import signal
import subprocess

import pytest

from platform_under_test import BINARY, ROOT

GUIDES = ["test-your-integration.md", "afproev-jeres-integration.md"]


def blocks(guide):
    """The shell blocks, without the one that builds and starts."""
    text = (ROOT / "docs" / guide).read_text()
    return re.findall(r"```sh\n(.*?)```", text, re.S)


def test_both_guides_give_the_same_commands():
    plain = lambda guide: [re.sub(r"\s*#.*", "", block) for block in blocks(guide)]
    english, danish = map(plain, GUIDES)
    assert english == danish and len(english) >= 7


def test_every_command_of_the_guide_does_what_it_says(tmp_path):
    start, *steps = blocks(GUIDES[0])
    assert "cprabo sandbox --persons 10000 --pace 500" in start
    data = tmp_path / "sandbox"
    environment = os.environ | {"PATH": f"{pathlib.Path(BINARY).parent}:{os.environ['PATH']}",
                                "CPRABO_DATA": str(data), "HOME": str(tmp_path)}
    # Ports of its own, and fewer persons: the rest is as written there.
    sandbox = subprocess.Popen([BINARY, "sandbox", "--persons", "3000", "--pace", "3000",
                                "--soap", "127.0.0.1:0", "--sftp", "127.0.0.1:0", "--web", "127.0.0.1:0"],
                               env=environment, stdout=subprocess.PIPE, text=True)
    try:
        ready = next(line for line in sandbox.stdout if line.startswith("ready"))
        port = re.search(r"sftp=127\.0\.0\.1:(\d+)", ready)[1]
        for step in steps:
            step = step.replace("-P 8022", f"-P {port}")
            # Host keys are in the user's own file, and this user has none.
            step = step.replace("sftp -i", f"sftp -o UserKnownHostsFile={tmp_path}/known -i")
            result = subprocess.run(["bash", "-uo", "pipefail", "-c", step], cwd=tmp_path, env=environment,
                                    capture_output=True, text=True, timeout=120)
            # 3: a file with a fault is held, or is found to have one; both are in the guide.
            assert result.returncode in (0, 3) and "error:" not in result.stderr, (step, result.stdout, result.stderr)
        assert list(tmp_path.glob("d260105.l534902.*.metadata"))
    finally:
        sandbox.send_signal(signal.SIGTERM)
        assert sandbox.wait(60) == 0
