"""Look into the package: all that the add-on needs, and nothing of how it is made.

Argument: the wheel.
"""

import ast
import subprocess
import sys
import zipfile
from email.parser import HeaderParser
from fnmatch import fnmatch
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDER = "odoo/addons/municipal_appointment/"
#: folders that are packed whole: whatever git knows in them is there
WHOLE = (
    "controllers",
    "data",
    "demo",
    # the pages behind the question mark
    "docs/en",
    "docs/nl",
    "engine",
    "i18n",
    "i18n_extra",
    "migrations",
    "models",
    "reports",
    "security",
    "static/description",
    "static/src",
    "views",
    "wizards",
)
#: what nobody needs who runs it
NEVER = (
    "tests/*",
    "static/tests/*",
    "dev/*",
    "benchmarks/*",
    "docs/deploy/*",
    ".*",
    "*.toml",
)
NEEDED = ("README.rst", "LICENSE", "__init__.py", "__manifest__.py", "hooks.py")


def known(folder):
    """Return the files of a folder that git knows."""
    command = ["git", "ls-files", "-z", folder]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return [name for name in listed.stdout.decode().split("\0") if name]


def manifest():
    return ast.literal_eval((ROOT / "__manifest__.py").read_text())


def missing(names):
    """Yield what should be in the package and is not."""
    named = manifest()
    for name in (*NEEDED, *named["data"], *named["demo"], *named.get("images", ())):
        if name not in names:
            yield name
    for folder in WHOLE:
        files = known(folder)
        if not files:
            yield folder
        yield from set(files) - names


def surplus(names):
    """Yield what should not be in the package."""
    for name in names:
        if any(fnmatch(name, pattern) for pattern in NEVER):
            yield name


def faults_of(metadata):
    """Yield what the package says of itself and is not so."""
    if metadata["Version"] != manifest()["version"]:
        yield f"its version is {metadata['Version']}"
    needs = {need.split("==")[0] for need in metadata.get_all("Requires-Dist")}
    for name in manifest()["external_dependencies"]["python"]:
        if name not in needs:
            yield f"it does not ask for {name}"
    for name in ("odoo-addon-resource_booking", "odoo-addon-report_xlsx", "odoo"):
        if name not in needs:
            yield f"it does not ask for {name}"


def main(path):
    with zipfile.ZipFile(path) as package:
        inside = package.namelist()
        [about] = [name for name in inside if name.endswith(".dist-info/METADATA")]
        metadata = HeaderParser().parsestr(package.read(about).decode())
    names = {name.removeprefix(FOLDER) for name in inside if name.startswith(FOLDER)}
    faults = [f"{name} is missing" for name in sorted(missing(names))]
    faults += [f"{name} does not belong there" for name in sorted(surplus(names))]
    faults += [f"{about}" for about in faults_of(metadata)]
    print(f"{len(names)} files, {Path(path).stat().st_size / 1e6:.1f} MB")
    print("\n".join(faults))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
