"""A MySQL server beside the system's: the tree that `tools/deps mysql` unpacked, made to run where it is copied."""

import pathlib
import shutil
import subprocess

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
PROGRAMS = ("usr/sbin/mysqld", "usr/bin/mysql", "usr/bin/mysqladmin")


def tree():
    """Where it was unpacked, if it was."""
    said = subprocess.run([REPOSITORY / "tools/deps", "prefix"], capture_output=True, text=True, check=True)
    return pathlib.Path(said.stdout.strip()) / "mysql"


def lacking():
    """Why there is none, or nothing."""
    there = (tree() / PROGRAMS[0]).is_file() and shutil.which("patchelf")
    return "" if there else "no MySQL server was unpacked: tools/deps mysql"


def placed(place):
    """Copies the tree to `place`, which any account can read, and gives the basedir of the server there."""
    shutil.copytree(tree(), place, symlinks=True)
    subprocess.run(["chmod", "-R", "a+rX", place], check=True)
    words = ["--set-interpreter", place / "usr/lib64/ld-linux-x86-64.so.2"]
    words += ["--force-rpath", "--set-rpath", place / "usr/lib/x86_64-linux-gnu"]
    for program in PROGRAMS:
        subprocess.run(["patchelf", *words, place / program], check=True)
    return place / "usr"
