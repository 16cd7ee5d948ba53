"""`python -m millrace`: the `millrace` command of the jar that this package carries, and two commands of its own."""

from __future__ import annotations

import os
import sys

from ._launcher import compatible_command, word_putter
from ._launcher.java import LauncherError, command_line

_HELP = """\
Usage: python -m millrace COMMAND ...

  run FILE             start the daemon by these properties: it leases shards and starts record processors
  command              print a command line that starts the daemon, in the manner of amazon_kclpy_helper.py
  put-words            put words into a stream, in the manner of sample_kinesis_wordputter.py
  --help, -h           this
  help                 the commands of the jar; all of them work here, as `run` does

Java 17 or newer is taken from JAVA_HOME or the PATH, its options from JAVA_OPTS; MILLRACE_JAR names another jar than
that of this package.
"""
_OWN = {"command": compatible_command.main, "put-words": word_putter.main}


def main() -> int:
    """Does not return where a command of the jar takes the place of this process."""
    arguments = sys.argv[1:]
    if not arguments or arguments[0] in ("--help", "-h"):
        (sys.stdout if arguments else sys.stderr).write(_HELP)
        return 0 if arguments else 2
    try:
        if arguments[0] in _OWN:
            return _OWN[arguments[0]](arguments[1:], os.environ)
        command = command_line(os.environ, ["--help"] if arguments == ["help"] else arguments)
    except LauncherError as error:
        print(f"millrace: {error}", file=sys.stderr)
        return 1
    sys.stdout.flush()
    os.execv(command[0], command)


if __name__ == "__main__":
    sys.exit(main())
