"""`python -m millrace`, with stand-ins for Java."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from support import PYTHON

from millrace._launcher.java import feature_of

FAKE_JAVA = """#!/bin/sh
if [ "$1" = -version ]; then echo 'openjdk version "VERSION" 2026-01-01' >&2; exit 0; fi
echo "java $*"
while IFS= read -r line; do echo "line $line"; if [ "$line" = stop ]; then break; fi; done
exit 7
"""


class LauncherTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.java = self.make_java("17.0.15")
        self.jar = self.folder / "jars" / "millrace.jar"
        self.jar.parent.mkdir()
        self.jar.touch()

    def make_java(self, version: str) -> Path:
        java = self.folder / f"java-{version}" / "bin" / "java"
        java.parent.mkdir(parents=True)
        java.write_text(FAKE_JAVA.replace("VERSION", version))
        java.chmod(0o755)
        return java

    def millrace(self, *arguments: str, feed: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
        base = {"PYTHONPATH": str(PYTHON), "PATH": os.environ["PATH"], "MILLRACE_JAR": str(self.jar)}
        base["JAVA_HOME"] = str(self.java.parent.parent)
        return subprocess.run(
            [sys.executable, "-m", "millrace", *arguments],
            input=feed,
            capture_output=True,
            text=True,
            env={name: value for name, value in {**base, **environment}.items() if value},
            check=False,
        )

    def test_a_command_is_handed_to_the_jar_with_its_exit_status(self) -> None:
        done = self.millrace("run", "app.properties", JAVA_OPTS="-Xmx1g -Da=b")
        self.assertEqual(f"java -Xmx1g -Da=b -jar {self.jar} run app.properties\n", done.stdout)
        self.assertEqual(7, done.returncode, done.stderr)

    def test_the_daemon_gets_a_small_heap_unless_told_otherwise(self) -> None:
        done = self.millrace("run", "app.properties", JAVA_OPTS="-Da=b")
        self.assertRegex(done.stdout, " -Xmx256m -XX:SurvivorRatio=2 (-XX:.UseTransparentHugePages )?-Da=b -jar ")
        for options in ("-Xmx64m", "-XX:+UseG1GC", "-XX:MaxRAMPercentage=50", "-XX:MaxHeapSize=1g"):
            done = self.millrace("run", "app.properties", JAVA_OPTS=options)
            self.assertEqual(f"java {options} -jar {self.jar} run app.properties\n", done.stdout)
        self.assertNotIn("-Xmx", self.millrace("put", "words").stdout)

    def test_an_archive_of_classes_is_used_while_it_is_newer_than_the_jar(self) -> None:
        archive = self.jar.with_suffix(".jsa")
        archive.touch()
        os.utime(archive, (self.jar.stat().st_mtime + 1, self.jar.stat().st_mtime + 1))
        used = f" -XX:SharedArchiveFile={archive} "
        self.assertIn(used, self.millrace("put", "words").stdout)
        self.assertNotIn(used, self.millrace("put", "words", JAVA_OPTS="-Xshare:off").stdout)
        os.utime(archive, (0, 0))
        self.assertNotIn(used, self.millrace("put", "words").stdout)

    def test_java_is_found_on_the_path(self) -> None:
        done = self.millrace("run", JAVA_HOME="", PATH=str(self.java.parent) + os.pathsep + os.environ["PATH"])
        self.assertEqual(7, done.returncode, done.stderr)

    def test_what_is_missing_is_said(self) -> None:
        old = str(self.make_java("1.8.0_402").parent.parent)
        cases = (
            ({"JAVA_HOME": old}, "is version 1.8.0_402"),
            ({"JAVA_HOME": str(self.folder)}, "no bin/java"),
            ({"JAVA_HOME": "", "PATH": str(self.folder)}, "no java on the PATH"),
            ({"MILLRACE_JAR": str(self.folder / "none.jar")}, "no such file"),
        )
        for environment, reason in cases:
            with self.subTest(reason):
                done = self.millrace("run", **environment)
                self.assertEqual((1, ""), (done.returncode, done.stdout))
                self.assertIn(reason, done.stderr)
                self.assertNotIn("Traceback", done.stderr)

    def test_versions_of_java(self) -> None:
        self.assertEqual([17, 8, 21, 0], [feature_of(text) for text in ("17.0.15", "1.8.0_402", "21-ea", "")])

    def test_the_command_in_the_manner_of_the_older_helper(self) -> None:
        compatible = self.jar.with_name("millrace-multilang-compat.jar")
        compatible.touch()
        properties = self.folder / "my.properties"
        asked = ("--java", "/usr/bin/java", "--props", str(properties), "--path", "/x/one.jar", "-c", "/x/two.jar")
        done = self.millrace("command", "--print_command", *asked, "-l", "log.xml")
        class_path = f"/x/one.jar:/x/two.jar:{compatible}:{self.jar}:{self.folder}"
        main_class = "software.amazon.kinesis.multilang.MultiLangDaemon"
        self.assertEqual(
            f"/usr/bin/java -cp {class_path} {main_class} --properties-file {properties} --log-configuration log.xml\n",
            done.stdout,
        )
        self.assertEqual(class_path + "\n", self.millrace("command", "--print_classpath", *asked).stdout)

    def test_the_command_lacks_something(self) -> None:
        done = self.millrace("command", "--java", "java")
        self.assertEqual(2, done.returncode)
        self.assertIn("--properties are needed", done.stderr)
        done = self.millrace("command", "--java", "java", "-p", "my.properties")
        self.assertEqual(1, done.returncode)
        self.assertIn("millrace-multilang-compat.jar", done.stderr)

    def test_words_are_put_once(self) -> None:
        put = "--stream words --region eu-west-1 --create --partition-key {text} --file -"
        done = self.millrace("put-words", "-s", "words", "-r", "eu-west-1", "-w", "cat", "--word", "dög")
        self.assertEqual(f"java -jar {self.jar} put {put}\nline cat\nline dög\n", done.stdout)
        self.assertEqual(7, done.returncode)
        done = self.millrace("put-words", "-s", "words", "-r", "eu-west-1", feed="one\ntwo\n")
        self.assertEqual(f"java -jar {self.jar} put {put}\nline one\nline two\n", done.stdout)

    def test_words_are_put_again_until_the_command_ends(self) -> None:
        counting = FAKE_JAVA.replace('if [ "$line" = stop ]', 'n=$((n+1)); if [ "$n" = 4 ]')
        self.java.write_text(counting.replace("VERSION", "17"))
        done = self.millrace("put-words", "-s", "words", "-w", "a", "-w", "b", "-p", "0.001")
        self.assertEqual(["line a", "line b", "line a", "line b"], done.stdout.splitlines()[1:])
        self.assertIn("--rate", done.stdout)
        self.assertEqual(7, done.returncode)

    def test_a_processor_started_by_hand_says_how_it_is_started(self) -> None:
        terminal, end_of_program = pty.openpty()
        self.addCleanup(os.close, terminal)
        done = subprocess.run(
            [sys.executable, "-m", "millrace.conformance.client"],
            env={**os.environ, "PYTHONPATH": str(PYTHON)},
            stdin=end_of_program,
            capture_output=True,
            text=True,
            check=False,
        )
        os.close(end_of_program)
        self.assertEqual(2, done.returncode)
        self.assertIn("python -m millrace run app.properties", done.stderr)

    def test_help(self) -> None:
        self.assertIn("put-words", self.millrace("--help").stdout)
        self.assertEqual(2, self.millrace().returncode)
        self.assertIn("millrace.jar --help", self.millrace("help").stdout)


if __name__ == "__main__":
    unittest.main()
