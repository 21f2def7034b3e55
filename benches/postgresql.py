"""A PostgreSQL of its own for benchmarks, and running programs. Needs PostgreSQL's programs (Debian: postgresql)."""

import glob
import os
import pathlib
import pwd
import shutil
import subprocess
import sys


class PostgreSQL:
    """A server of its own, on a socket alone."""

    def __init__(self, folder):
        self.folder, self.data = folder, folder / "data"
        found = [shutil.which("initdb")] + glob.glob("/usr/lib/postgresql/*/bin/initdb")
        found = [path for path in found if path]
        if not found:
            sys.exit("PostgreSQL is not here: apt-get install postgresql")
        self.programs = pathlib.Path(os.path.realpath(found[-1])).parent
        self.user = pwd.getpwnam("postgres" if os.getuid() == 0 else pwd.getpwuid(os.getuid()).pw_name)

    def __enter__(self):
        self.folder.mkdir()
        os.chown(self.folder, self.user.pw_uid, self.user.pw_gid)
        self.program("initdb", "-D", self.data, "-E", "LATIN1", "--locale=C", "-U", "postgres")
        options = f"-c listen_addresses='' -k {self.folder} -c max_wal_size=8GB"
        self.program("pg_ctl", "-D", self.data, "-w", "-l", self.folder / "log", "-o", options, "start")
        return self

    def __exit__(self, *_):
        self.program("pg_ctl", "-D", self.data, "-m", "immediate", "stop")

    def sql(self, text):
        return run(self.programs / "psql", "-h", self.folder, "-U", "postgres", "-v", "ON_ERROR_STOP=1", "-qAt", "-c", text)

    def pgbench(self, *options):
        return run(self.programs / "pgbench", "-h", self.folder, "-U", "postgres", *options, "postgres")

    def program(self, name, *arguments):
        how = {"user": self.user.pw_uid, "group": self.user.pw_gid} if os.getuid() == 0 else {}
        run(self.programs / name, *arguments, cwd=self.folder, **how)


def write_lines(extract, path):
    """The lines of the extract in COPY's text format, behind the number. Returns how many."""
    count = 0
    with open(extract, "rb") as source, open(path, "wb") as target:
        for line in source:
            number = line[3:13] if line[3:13].isdigit() else b"0"
            target.write(number + b"\t" + line.rstrip(b"\r\n").replace(b"\\", b"\\\\") + b"\n")
            count += 1
    return count


def run(*command, **how):
    """Runs a program to its end. Returns what it printed."""
    told = subprocess.run([str(word) for word in command], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, **how)
    if told.returncode != 0:
        sys.exit(f"{command[0]} failed:\n{told.stdout}")
    return told.stdout
