"""How pip builds the add-on: by whool, out of what a town needs to run it.

whool packs whatever git knows, under the name of the folder. Here the repository is the
add-on, may be called anything, and holds tests and tools as well. So whool is shown a
copy under the right name that has neither.
"""

import os
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path

from whool import buildapi

ROOT = Path(__file__).parents[3]
NAME = "municipal_appointment"
#: what nobody needs who runs the add-on
LEFT_OUT = ("benchmarks", "dev", "docs/deploy", "tests", "static/tests")
#: whool's own, for what is built from the copy
PROJECT = """[build-system]
requires = ["whool"]
build-backend = "whool.buildapi"
"""


def packed():
    """Yield the files that the package has, as paths below the repository."""
    for path in _known():
        folders = [str(parent) for parent in path.parents]
        hidden = any(part.startswith((".", "__pycache__")) for part in path.parts)
        if not hidden and not set(LEFT_OUT) & set(folders):
            yield path


def _known():
    """Return the files that git knows, or all of them where there is no git."""
    try:
        listed = subprocess.run(
            ["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True
        ).stdout.decode()
    except (FileNotFoundError, subprocess.CalledProcessError):
        return [path.relative_to(ROOT) for path in ROOT.rglob("*") if path.is_file()]
    return [Path(name) for name in listed.split("\0") if name]


@contextmanager
def _copy():
    """Work in a copy of what is packed, until the end of the block."""
    before = Path.cwd()
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, NAME)
        for path in packed():
            (copy / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / path, copy / path)
        (copy / "pyproject.toml").write_text(PROJECT)
        os.chdir(copy)
        try:
            yield
        finally:
            os.chdir(before)


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    wheel_directory = os.path.abspath(wheel_directory)
    with _copy():
        return buildapi.build_wheel(wheel_directory, config_settings)


def build_sdist(sdist_directory, config_settings=None):
    sdist_directory = Path(sdist_directory).absolute()
    with _copy():
        return buildapi.build_sdist(sdist_directory, config_settings)


def prepare_metadata_for_build_wheel(metadata_directory, config_settings=None):
    metadata_directory = os.path.abspath(metadata_directory)
    with _copy():
        return buildapi.prepare_metadata_for_build_wheel(
            metadata_directory, config_settings
        )
