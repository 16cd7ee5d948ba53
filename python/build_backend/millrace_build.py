"""Builds the package by PEP 517 and PEP 660, with the standard library alone.

The same sources and jars give the same bytes: entries are sorted, nothing is compressed in the wheel, and all have one
time. The wheel carries the runnable jar of the Java project and the small one for older start scripts.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import os
import re
import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Optional

_ROOT = Path(__file__).resolve().parent.parent
_NAME = "millrace"
_JAR = "millrace.jar"
_COMPATIBILITY_JAR = "millrace-multilang-compat.jar"
_TIME = (2026, 1, 1, 0, 0, 0)
_TIME_SECONDS = 1_767_225_600
_IGNORED = re.compile(r"(^|/)(__pycache__/|\.)|\.(pyc|jar)$")
_TAG = "py3-none-any"
_NO_JAR = """\
cannot build the wheel: there is no {jar}.
Build the jars first, in the folder above this one:

    mvn -q -DskipTests -Dquick package

or name the folder they are in by MILLRACE_JAR_DIR. MILLRACE_WITHOUT_JAR=1 builds a wheel without them, which can run
record processors but not start the daemon."""

Settings = Optional[Mapping[str, Any]]


class MissingJarError(Exception):
    """A jar that the wheel carries is not built."""


def version() -> str:
    """The version of the package, as it says itself."""
    text = (_ROOT / _NAME / "_version.py").read_text(encoding="utf-8")
    found = re.search(r'(?m)^__version__ = "([^"]+)"$', text)
    if found is None:
        raise ValueError("millrace/_version.py has no __version__")
    return found.group(1)


def get_requires_for_build_wheel(config_settings: Settings = None) -> list[str]:
    return []


def get_requires_for_build_sdist(config_settings: Settings = None) -> list[str]:
    return []


def get_requires_for_build_editable(config_settings: Settings = None) -> list[str]:
    return []


def prepare_metadata_for_build_wheel(metadata_directory: str, config_settings: Settings = None) -> str:
    folder = Path(metadata_directory) / _dist_info()
    folder.mkdir(parents=True)
    for name, content in _metadata_files().items():
        (folder / Path(name).name).write_bytes(content)
    return folder.name


prepare_metadata_for_build_editable = prepare_metadata_for_build_wheel


def build_wheel(wheel_directory: str, config_settings: Settings = None, metadata_directory: Optional[str] = None) -> str:
    """Writes the wheel and returns its name. Raises MissingJarError."""
    files = {f"{_NAME}/{name}": content for name, content in _tree(_ROOT / _NAME).items()}
    for name, path in _jars().items():
        files[f"{_NAME}/{name}"] = path.read_bytes()
    for name, content in _conversations().items():
        files[f"{_NAME}/conformance/conversations/{name}"] = content
    return _write_wheel(wheel_directory, files)


def build_editable(
    wheel_directory: str, config_settings: Settings = None, metadata_directory: Optional[str] = None
) -> str:
    """A wheel that points to this folder. The jars of the checkout are used as they are at the time."""
    return _write_wheel(wheel_directory, {f"__editable__{_NAME}.pth": f"{_ROOT}\n".encode()})


def build_sdist(sdist_directory: str, config_settings: Settings = None) -> str:
    """Writes the archive of the sources, the jars among them, and returns its name. Raises MissingJarError."""
    base = f"{_NAME}-{version()}"
    files = _tree(_ROOT)
    files["PKG-INFO"] = _metadata().encode("utf-8")
    files["LICENSE"] = _license()
    for name, path in _jars().items():
        files[f"jars/{name}"] = path.read_bytes()
    for name, content in _conversations().items():
        files[f"conformance/{name}"] = content
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for name in sorted(files):
            entry = tarfile.TarInfo(f"{base}/{name}")
            entry.size, entry.mtime, entry.mode = len(files[name]), _TIME_SECONDS, 0o644
            archive.addfile(entry, io.BytesIO(files[name]))
    target = Path(sdist_directory) / f"{base}.tar.gz"
    target.write_bytes(gzip.compress(raw.getvalue(), mtime=_TIME_SECONDS))
    return target.name


def _tree(folder: Path) -> dict[str, bytes]:
    """The files below a folder by their paths in it, without what Python or an earlier build left there."""
    found: dict[str, bytes] = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and not _IGNORED.search(name):
            found[name] = path.read_bytes()
    return found


def _conversations() -> dict[str, bytes]:
    """The recorded conversations: of the checkout, or of the archive of the sources."""
    for folder in (_ROOT / "conformance", _ROOT.parent / "conformance"):
        if folder.is_dir():
            return _tree(folder)
    return {}


def _license() -> bytes:
    for folder in (_ROOT, _ROOT.parent):
        if (folder / "LICENSE").is_file():
            return (folder / "LICENSE").read_bytes()
    raise FileNotFoundError("LICENSE")


def _jars() -> dict[str, Path]:
    """The jars by their names in the wheel."""
    if os.environ.get("MILLRACE_WITHOUT_JAR") == "1":
        return {}
    named = os.environ.get("MILLRACE_JAR_DIR")
    if named:
        places = [Path(named)]
    else:
        places = [_ROOT / "jars", _ROOT.parent / "app" / "target", _ROOT.parent / "multilang-compat" / "target"]
    return {_JAR: _jar(places, _JAR), _COMPATIBILITY_JAR: _jar(places, _COMPATIBILITY_JAR)}


def _jar(places: list[Path], name: str) -> Path:
    """A jar of this name, or with a version in it. Raises MissingJarError."""
    stem = re.escape(name[: -len(".jar")])
    pattern = re.compile(rf"{stem}(-\d[\w.]*(-SNAPSHOT)?)?\.jar")
    for place in places:
        found = sorted(path for path in place.glob("*.jar") if pattern.fullmatch(path.name))
        if found:
            return found[0]
    raise MissingJarError(_NO_JAR.format(jar=" or ".join(str(place / name) for place in places)))


def _dist_info() -> str:
    return f"{_NAME}-{version()}.dist-info"


def _metadata_files() -> dict[str, bytes]:
    base = _dist_info()
    wheel = f"Wheel-Version: 1.0\nGenerator: millrace_build {version()}\nRoot-Is-Purelib: true\nTag: {_TAG}\n"
    return {
        f"{base}/LICENSE": _license(),
        f"{base}/METADATA": _metadata().encode("utf-8"),
        f"{base}/WHEEL": wheel.encode("ascii"),
        f"{base}/entry_points.txt": b"[console_scripts]\nmillrace = millrace.__main__:main\n",
    }


def _metadata() -> str:
    lines = [
        "Metadata-Version: 2.1",
        f"Name: {_NAME}",
        f"Version: {version()}",
        "Summary: Record processors for Amazon Kinesis Data Streams in Python, run by the Millrace daemon",
        "License: Apache-2.0",
        "Classifier: License :: OSI Approved :: Apache Software License",
        "Classifier: Operating System :: POSIX",
        "Classifier: Programming Language :: Python :: 3",
        "Classifier: Typing :: Typed",
        "Requires-Python: >=3.9",
        "Description-Content-Type: text/markdown",
        "",
        (_ROOT / "README.md").read_text(encoding="utf-8"),
    ]
    return "\n".join(lines)


def _write_wheel(folder: str, files: dict[str, bytes]) -> str:
    files = {**files, **_metadata_files()}
    record = f"{_dist_info()}/RECORD"
    lines = [f"{name},sha256={_digest(files[name])},{len(files[name])}" for name in sorted(files)]
    files[record] = "\n".join([*lines, f"{record},,", ""]).encode("utf-8")
    target = Path(folder) / f"{_NAME}-{version()}-{_TAG}.whl"
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as wheel:
        for name in [*sorted(set(files) - {record}), record]:
            entry = zipfile.ZipInfo(name, _TIME)
            entry.create_system = 3
            entry.external_attr = 0o100644 << 16
            wheel.writestr(entry, files[name])
    return target.name


def _digest(content: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode("ascii")
