#!/usr/bin/env python3
"""Make .venv hold exactly what a lock file says. Standard library only; does nothing when nothing changed.

Usage: python3 scripts/bootstrap.py base|dev
"""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
#: Each set contains the ones before it.
SETS = ("base", "dev")


def main(wanted: str) -> None:
    if sys.version_info < (3, 11):
        sys.exit("Python 3.11 or newer is needed. Name it: make run PYTHON=python3.11")
    if installed_already(wanted):
        return
    if not PYTHON.exists():
        print("Making .venv …", flush=True)
        make_venv()
    print(f"Installing requirements/{wanted}.txt …", flush=True)
    install(wanted)
    stamp(wanted).write_text(key(wanted))


def installed_already(wanted: str) -> bool:
    """Whether this set, or a larger one that contains it, is installed as locked."""
    larger = SETS[SETS.index(wanted) :]
    return PYTHON.exists() and any(
        stamp(name).exists() and stamp(name).read_text() == key(name) for name in larger
    )


def key(name: str) -> str:
    return hashlib.sha256((ROOT / "requirements" / f"{name}.txt").read_bytes()).hexdigest()


def stamp(name: str) -> Path:
    return VENV / f".installed-{name}"


def make_venv() -> None:
    if importlib.util.find_spec("ensurepip") is None:
        install_venv()
    try:
        venv.create(VENV, with_pip=True)
    except (subprocess.CalledProcessError, ImportError):
        shutil.rmtree(VENV, ignore_errors=True)  # without pip it would count as made
        sys.exit("This Python cannot make virtual environments. On Debian: apt install python3-venv")


def install_venv() -> None:
    """Let Debian install what it leaves out of its Python; elsewhere, or without the right to, nothing happens."""
    if shutil.which("apt-get") is None or not (os.geteuid() == 0 or shutil.which("sudo")):
        return
    print("Installing python3-venv …", flush=True)
    apt = [] if os.geteuid() == 0 else ["sudo"]
    apt += ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "--quiet=2"]
    subprocess.run([*apt, "update"], check=False)
    subprocess.run(
        [*apt, "install", "--yes", "--no-install-recommends", "python3-venv"],
        check=False,
        stdout=subprocess.DEVNULL,
    )


def install(name: str) -> None:
    """By uv when the package index has it (ten times faster), else by pip; hashes are checked by both."""
    lock = str(ROOT / "requirements" / f"{name}.txt")
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    uv = subprocess.run(
        [*pip, "--require-hashes", "-r", str(ROOT / "requirements" / "bootstrap.txt")], check=False
    )
    if uv.returncode == 0:
        command = [str(PYTHON), "-m", "uv", "pip", "install", "--quiet", "--python", str(PYTHON)]
        # uv itself stays out of the comparison: it is not part of the base set.
        done = subprocess.run([*command, "--compile-bytecode", "--require-hashes", "-r", lock], check=False)
        if done.returncode == 0:
            return
    if subprocess.run([*pip, "--require-hashes", "-r", lock], check=False).returncode != 0:
        sys.exit("Installing failed: is a package index within reach?")


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in SETS:
        sys.exit(__doc__)
    main(sys.argv[1])
