"""`put-words`: puts words into a stream, once or again and again, as the word putter of the first Python client."""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Mapping
from typing import IO, Optional

from .java import command_line

_ONE_AT_A_TIME = "20"
"""Records a second. At so few the command puts each word as soon as it has it, and not in batches."""


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(
        prog="python -m millrace put-words",
        description="Puts words into a stream, each as a record with itself as the partition key. A stream that does not"
        " exist is created with one shard. Another address than AWS's is taken from AWS_ENDPOINT_URL.",
    )
    made.add_argument("-s", "--stream", required=True, metavar="STREAM", help="the name of the stream")
    made.add_argument(
        "-r",
        "--regionName",
        "--region",
        dest="region",
        default="us-east-1",
        metavar="REGION",
        help="the region of the stream (default: %(default)s)",
    )
    made.add_argument(
        "-w",
        "--word",
        dest="words",
        action="append",
        default=[],
        metavar="WORD",
        help="a word; may be repeated (default: the lines of standard input)",
    )
    made.add_argument(
        "-p", "--period", type=float, metavar="SECONDS", help="put the words again after so long, for ever (default: once)"
    )
    return made


def main(arguments: list[str], environment: Mapping[str, str]) -> int:
    options = parser()
    given = options.parse_args(arguments)
    if given.period is not None and given.period < 0:
        options.error(f"--period={given.period:g}: give at least 0 seconds")
    words = given.words or [line.rstrip("\n") for line in sys.stdin]
    put = ["put", "--stream", given.stream, "--region", given.region, "--create", "--partition-key", "{text}"]
    put += ["--file", "-"]
    if given.period is not None:
        put += ["--rate", _ONE_AT_A_TIME]
    process = subprocess.Popen(command_line(environment, put), stdin=subprocess.PIPE)
    assert process.stdin
    try:
        _feed(process, process.stdin, "".join(f"{word}\n" for word in words).encode("utf-8"), given.period)
    except KeyboardInterrupt:
        # The command got the signal too, and says how far it came.
        return process.wait()
    return process.wait()


def _feed(process: subprocess.Popen[bytes], pipe: IO[bytes], lines: bytes, period: Optional[float]) -> None:
    """Writes the lines, again and again if there is a period, until the process ends."""
    try:
        while True:
            pipe.write(lines)
            pipe.flush()
            if period is None:
                break
            try:
                process.wait(period)
                break
            except subprocess.TimeoutExpired:
                continue
        pipe.close()
    except BrokenPipeError:
        # Its exit status and what it wrote to standard error say why.
        return
