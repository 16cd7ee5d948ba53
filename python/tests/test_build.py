"""The package as it is built and installed."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import tempfile
import unittest
import venv
import zipfile
from pathlib import Path
from unittest import mock

from support import PYTHON

sys.path.insert(0, str(PYTHON / "build_backend"))

import millrace_build

import millrace


class BuildTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.jars = self.folder / "jars"
        self.jars.mkdir()
        (self.jars / "millrace.jar").write_bytes(b"the jar")
        (self.jars / "millrace-multilang-compat-0.1.0-SNAPSHOT.jar").write_bytes(b"the other jar")
        (self.jars / "millrace-multilang-compat-0.1.0-SNAPSHOT-sources.jar").write_bytes(b"no jar of ours")
        environment = mock.patch.dict(os.environ, {"MILLRACE_JAR_DIR": str(self.jars)})
        environment.start()
        self.addCleanup(environment.stop)

    def built(self, name: str) -> Path:
        target = self.folder / name
        target.mkdir()
        return target / millrace_build.build_wheel(str(target))

    def test_the_wheel_has_what_it_needs_and_is_the_same_each_time(self) -> None:
        first, second = self.built("first"), self.built("second")
        self.assertEqual("millrace-0.1.0.dev0-py3-none-any.whl", first.name)
        self.assertEqual(first.read_bytes(), second.read_bytes())
        with zipfile.ZipFile(first) as wheel:
            self.assertEqual(b"the jar", wheel.read("millrace/millrace.jar"))
            self.assertEqual(b"the other jar", wheel.read("millrace/millrace-multilang-compat.jar"))
            self.assertIn("millrace/py.typed", wheel.namelist())
            self.assertIn("millrace/conformance/conversations/README.md", wheel.namelist())
            self.assertFalse([name for name in wheel.namelist() if "__pycache__" in name or "tests" in name])
            record = wheel.read("millrace-0.1.0.dev0.dist-info/RECORD").decode("utf-8").splitlines()
            self.assertEqual(sorted(wheel.namelist()), sorted(line.split(",")[0] for line in record))
            metadata = wheel.read("millrace-0.1.0.dev0.dist-info/METADATA").decode("utf-8")
            self.assertIn(f"\nVersion: {millrace.__version__}\n", metadata)

    def test_without_the_jars_the_build_is_refused_unless_that_is_wished(self) -> None:
        (self.jars / "millrace.jar").unlink()
        with self.assertRaisesRegex(millrace_build.MissingJarError, "mvn -q -DskipTests -Dquick package"):
            self.built("refused")
        with mock.patch.dict(os.environ, {"MILLRACE_WITHOUT_JAR": "1"}), zipfile.ZipFile(self.built("bare")) as wheel:
            self.assertNotIn("millrace/millrace.jar", wheel.namelist())

    def test_a_wheel_can_be_built_from_the_archive_of_the_sources(self) -> None:
        name = millrace_build.build_sdist(str(self.folder))
        self.assertEqual(name, millrace_build.build_sdist(str(self.jars)))
        self.assertEqual((self.folder / name).read_bytes(), (self.jars / name).read_bytes())
        with tarfile.open(self.folder / name) as archive:
            for entry in archive:
                content = archive.extractfile(entry)
                assert content
                target = self.folder / entry.name
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(content.read())
        sources = self.folder / name[: -len(".tar.gz")]
        environment = {name: value for name, value in os.environ.items() if name != "MILLRACE_JAR_DIR"}
        script = "import sys; sys.path.insert(0, 'build_backend'); import millrace_build as b; print(b.build_wheel('.'))"
        subprocess.run([sys.executable, "-c", script], cwd=sources, env=environment, check=True, capture_output=True)
        wheel = sources / "millrace-0.1.0.dev0-py3-none-any.whl"
        self.assertEqual(self.built("here").read_bytes(), wheel.read_bytes())

    def test_pip_installs_it_without_a_network(self) -> None:
        target = self.folder / "venv"
        venv.create(target, with_pip=True)
        python = str(target / "bin" / "python")
        environment = {**os.environ, "PIP_NO_INDEX": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
        environment.pop("PYTHONPATH", None)
        for arguments in (["install", "-q", str(PYTHON)], ["install", "-q", "--force-reinstall", "-e", str(PYTHON)]):
            done = subprocess.run(
                [python, "-m", "pip", *arguments], env=environment, capture_output=True, text=True, check=False
            )
            self.assertEqual(0, done.returncode, done.stdout + done.stderr)
            script = "import millrace; print(millrace.__version__)"
            printed = subprocess.run(
                [python, "-c", script], cwd=self.folder, env=environment, capture_output=True, text=True, check=True
            )
            self.assertEqual("0.1.0.dev0\n", printed.stdout)
            self.assertTrue((target / "bin" / "millrace").is_file())


if __name__ == "__main__":
    unittest.main()
