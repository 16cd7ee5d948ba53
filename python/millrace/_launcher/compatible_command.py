"""`command`: prints the command line that starts the daemon, in the manner of amazon_kclpy_helper.py, for start scripts
that expect it."""

from __future__ import annotations

import argparse
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Optional

from .java import COMPATIBILITY_JAR, LauncherError, find_compatibility_jar, find_jar

MAIN_CLASS = "software.amazon.kinesis.multilang.MultiLangDaemon"


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(
        prog="python -m millrace command",
        description="Prints the command that starts the daemon, on one line, under the class name of the Kinesis Client"
        " Library's daemon. It takes the options of amazon_kclpy_helper.py.",
        epilog="Usual: $(python -m millrace command --java java --properties app.properties)",
    )
    made.add_argument("--print_command", action="store_true", help="print the command; the default")
    made.add_argument("--print_classpath", action="store_true", help="print the class path only")
    made.add_argument("-j", "--java", metavar="PATH", help="the java program; needed for the command")
    made.add_argument(
        "-p", "--properties", "--props", "--prop", metavar="FILE", help="the properties; needed for the command"
    )
    made.add_argument(
        "-c",
        "--classpath",
        "--path",
        dest="paths",
        action="append",
        default=[],
        metavar="PATH",
        help="more for the class path, before the rest; may be repeated",
    )
    made.add_argument("-l", "--log-configuration", metavar="FILE", help="a logback configuration for the daemon")
    return made


def class_path(environment: Mapping[str, str], paths: list[str], properties: Optional[str]) -> str:
    """The class path, in its order. Raises LauncherError."""
    jar = find_jar(environment)
    compatible = find_compatibility_jar(jar)
    if compatible is None:
        raise LauncherError(
            f"There is no {COMPATIBILITY_JAR} beside {jar}: it has the class {MAIN_CLASS}. Put it there, or start the"
            " daemon by `python -m millrace run FILE`."
        )
    entries = [os.path.abspath(path) for path in paths] + [str(compatible), str(jar)]
    if properties:
        entries.append(str(Path(properties).absolute().parent))
    return os.pathsep.join(entries)


def main(arguments: list[str], environment: Mapping[str, str]) -> int:
    options = parser()
    given = options.parse_args(arguments)
    if given.print_classpath and not given.print_command:
        print(class_path(environment, given.paths, given.properties))
        return 0
    if not given.java or not given.properties:
        options.error("--java and --properties are needed for the command")
    command = [given.java, "-cp", class_path(environment, given.paths, given.properties), MAIN_CLASS]
    command += ["--properties-file", given.properties]
    if given.log_configuration:
        command += ["--log-configuration", given.log_configuration]
    print(" ".join(command))
    return 0
