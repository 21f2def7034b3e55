"""A sandbox of its own, on ports that the system chooses."""

import re
import subprocess

import pytest

from platform_under_test import BINARY, Platform


class Sandbox(Platform):
    """A sandbox as a platform: its own data directory, its own population."""

    def __init__(self, folder, *options):
        self.folder, self.binary, self.data = folder, BINARY, folder / "data"
        self.log = folder / "serve.log"
        self.options = options
        self.server = self.soap = self.sftp_port = self.web = None

    def serve(self):
        with open(self.log, "ab") as log:
            self.server = subprocess.Popen(
                [BINARY, "--data", self.data, "sandbox", "--soap", "127.0.0.1:0", "--sftp", "127.0.0.1:0",
                 "--web", "127.0.0.1:0", *self.options],
                stdout=subprocess.PIPE, stderr=log, text=True)
        for line in self.server.stdout:
            match = re.fullmatch(r"ready soap=(https://\S+) sftp=\S+:(\d+) web=(https://\S+)\n", line)
            if match:
                self.soap, self.sftp_port, self.web = match[1], int(match[2]), match[3]
                return
        raise AssertionError(self.log.read_text())


@pytest.fixture
def sandbox(tmp_path):
    started = []

    def start(*options):
        started.append(Sandbox(tmp_path, *options))
        started[-1].serve()
        return started[-1]
    yield start
    for one in started:
        one.stop()
