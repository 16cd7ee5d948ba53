"""Finding Java and the jars."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Optional

OLDEST_JAVA = 17
JAR = "millrace.jar"
DAEMON_FLAGS = ("-XX:+UseSerialGC", "-Xms64m", "-Xmn48m", "-Xmx256m", "-XX:SurvivorRatio=2")
"""Records pass through the daemon: a small young generation with room for those that are on their way, and the rest as it is
needed. Not for those who decide about memory in JAVA_OPTS: the JVM refuses two collectors, and less than it begins with."""
HUGE_PAGES = ("-XX:+UseTransparentHugePages",) if sys.platform == "linux" else ()
"""All of that memory is used from the first second on. A JVM elsewhere does not know the option."""
_DECIDES_ABOUT_MEMORY = re.compile("-Xm|GC|Heap|RAM")
_DECIDES_ABOUT_ARCHIVES = re.compile("Archive|Xshare")
COMPATIBILITY_JAR = "millrace-multilang-compat.jar"

_PACKAGE = Path(__file__).resolve().parent.parent
_CHECKOUT = _PACKAGE.parent.parent
_RELEASE = re.compile(r'(?m)^JAVA_VERSION="([^"]*)"')
_PRINTED = re.compile(r'version "([^"]*)"')


class LauncherError(Exception):
    """Java or a jar is missing; the message says what to do."""


def find_jar(environment: Mapping[str, str]) -> Path:
    """The jar of the `millrace` command: MILLRACE_JAR, or what the package carries, or what a checkout has built.

    Raises LauncherError when it is nowhere.
    """
    named = environment.get("MILLRACE_JAR")
    if named:
        if not Path(named).is_file():
            raise LauncherError(f"MILLRACE_JAR={named}: there is no such file. Correct or unset it.")
        return Path(named)
    for carried in (_PACKAGE / JAR, _CHECKOUT / "app" / "target" / JAR):
        if carried.is_file():
            return carried
    raise LauncherError(
        f"This installation of the Python package carries no {JAR} (it was built with MILLRACE_WITHOUT_JAR, or is a"
        " checkout). Set MILLRACE_JAR to the path of the jar; in a checkout `mvn -q -DskipTests -Dquick package`"
        f" builds it as app/target/{JAR}."
    )


def find_compatibility_jar(jar: Path) -> Optional[Path]:
    """The jar with the class names of the older daemons, beside the other one or in the checkout; None without it."""
    built = sorted((jar.parent.parent.parent / "multilang-compat" / "target").glob("millrace-multilang-compat*.jar"))
    for candidate in (jar.parent / COMPATIBILITY_JAR, *built):
        if candidate.is_file():
            return candidate
    return None


def find_java(environment: Mapping[str, str]) -> str:
    """The `java` of JAVA_HOME, or else of PATH, when it is recent enough."""
    home = environment.get("JAVA_HOME")
    if home:
        java: Optional[str] = str(Path(home) / "bin" / "java")
        if not os.access(str(java), os.X_OK):
            raise LauncherError(f"JAVA_HOME={home}: there is no bin/java to execute in it. Correct or unset it.")
    else:
        java = shutil.which("java", path=environment.get("PATH"))
    if java is None:
        raise LauncherError(
            f"Java {OLDEST_JAVA} or newer is needed, and there is no java on the PATH and no JAVA_HOME. Install a Java"
            " runtime, such as Debian's openjdk-17-jre-headless, or set JAVA_HOME."
        )
    version = version_of(java)
    if feature_of(version) < OLDEST_JAVA:
        raise LauncherError(
            f"Java {OLDEST_JAVA} or newer is needed, and {java} is version {version or 'unknown'}. Set JAVA_HOME to a"
            " newer one."
        )
    return java


def version_of(java: str) -> str:
    """The version by the file `release` beside the program, or else as the program prints it; empty when unknown."""
    release = Path(java).resolve().parent.parent / "release"
    try:
        stated = _RELEASE.search(release.read_text(encoding="utf-8", errors="replace"))
    except OSError:
        stated = None
    if stated is None:
        printed = subprocess.run([java, "-version"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        stated = _PRINTED.search(printed.stdout.decode("utf-8", "replace"))
    return stated.group(1) if stated else ""


def feature_of(version: str) -> int:
    """17 of 17.0.15, 8 of 1.8.0_402, 0 of what is no version."""
    parts = re.findall(r"\d+", version)
    if not parts:
        return 0
    return int(parts[1]) if parts[0] == "1" and len(parts) > 1 else int(parts[0])


def command_line(environment: Mapping[str, str], arguments: list[str]) -> list[str]:
    """What starts a command of the jar. JAVA_OPTS is passed on to the JVM. Raises LauncherError."""
    jar = find_jar(environment)
    java = find_java(environment)
    options = environment.get("JAVA_OPTS", "")
    decides = _DECIDES_ABOUT_MEMORY.search(options)
    flags = DAEMON_FLAGS + HUGE_PAGES if arguments[:1] == ["run"] and not decides else ()
    archive = () if _DECIDES_ABOUT_ARCHIVES.search(options) else archive_flags(jar)
    return [java, *flags, *archive, *options.split(), "-jar", str(jar), *arguments]


def archive_flags(jar: Path) -> tuple[str, ...]:
    """What makes the JVM use the archive of classes beside a jar; nothing where none was made since (`millrace archive`).

    A JVM that did not make it takes no notice of it, and need not say so.
    """
    archive = jar.with_suffix(".jsa")
    try:
        is_made = archive.stat().st_mtime >= jar.stat().st_mtime
    except OSError:
        return ()
    used = (f"-XX:SharedArchiveFile={archive}", "-Xshare:auto", "-Xlog:cds=off", "-Xlog:cds+dynamic=off")
    return used if is_made else ()
