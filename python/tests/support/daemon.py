"""A daemon for tests: starts a child, and says to it what the test says."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
import threading
from collections.abc import Mapping, Sequence
from typing import Any, Optional, cast

from millrace._daemon import frames
from millrace._daemon.pipes import ByteReader
from millrace.records import RecordValues, columns_of

from . import PYTHON

_PATIENCE_SECONDS = 60.0


class FakeDaemon:
    """Speaks to one child, in the plain protocol at first. A context manager: the child does not outlive it."""

    def __init__(self, source: str, environment: Optional[Mapping[str, str]] = None) -> None:
        """Starts Python with this source."""
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("MILLRACE_")}
        self.process = subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(source)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**inherited, "PYTHONPATH": str(PYTHON), **(environment or {})},
            bufsize=0,
        )
        assert self.process.stdin and self.process.stdout and self.process.stderr
        self._stdin = self.process.stdin
        self._stdout = self.process.stdout
        self._reader = ByteReader(self._stdout.fileno())
        self._errors: list[bytes] = []
        self._error_came = threading.Condition()
        self._pump = threading.Thread(target=self._keep_errors, args=(self.process.stderr,), daemon=True)
        self._pump.start()
        # A child that hangs fails the test by the end of its output instead of hanging the test too.
        self._watchdog = threading.Timer(_PATIENCE_SECONDS, self.process.kill)
        self._watchdog.start()

    def __enter__(self) -> FakeDaemon:
        return self

    def __exit__(self, *_: object) -> None:
        self._watchdog.cancel()
        self.process.kill()
        self.process.wait()
        self._pump.join()
        self._stdin.close()
        self._stdout.close()

    def _keep_errors(self, stderr: Any) -> None:
        with stderr:
            for line in stderr:
                with self._error_came:
                    self._errors.append(line)
                    self._error_came.notify_all()

    def say(self, **message: Any) -> None:
        """Sends a line."""
        self._stdin.write(json.dumps(message).encode("ascii") + b"\n")

    def hear(self) -> dict[str, Any]:
        """The next line that is not blank."""
        line = b""
        while not line.strip():
            line = self._reader.line()
        return cast("dict[str, Any]", json.loads(line))

    def say_line(self, line: bytes) -> None:
        """Sends these bytes."""
        self._stdin.write(line)

    def hear_line(self) -> bytes:
        """The next line as it is."""
        return self._reader.line()

    def ask(self, action: str, **fields: Any) -> None:
        """Sends an action and requires that the acknowledgement is the next thing said."""
        self.say(action=action, **fields)
        self.require_acknowledged(action)

    def require_acknowledged(self, action: str) -> None:
        heard = self.hear()
        assert heard == {"action": "status", "responseFor": action}, heard

    def initialize(self, shard: str = "shardId-000000000000") -> None:
        self.ask("initialize", shardId=shard, sequenceNumber="TRIM_HORIZON", subSequenceNumber=0)

    def offer_taken(self) -> dict[str, Any]:
        """Begins a conversation in frames: the child's answer to the offer."""
        self.say(action="initialize", shardId="void", sequenceNumber="TRIM_HORIZON", subSequenceNumber=0)
        return self.hear()

    def send(self, kind: int, channel: int = 0, **payload: Any) -> None:
        """Sends a frame without payload, or with a JSON object."""
        self._stdin.write(
            frames.json_frame(kind, channel, payload) if payload else frames.frame(kind, channel),
        )

    def send_batch(
        self,
        number: int,
        records: Sequence[RecordValues],
        channel: int = 0,
        generation: int = 1,
        attempt: int = 1,
        lag_millis: Optional[int] = 0,
    ) -> None:
        columns, count = columns_of(records)
        header = frames.batch_header(number, attempt, generation, lag_millis, count)
        self._stdin.write(frames.frame(frames.RECORDS, channel, header + columns))

    def open_channel(self, channel: int = 0, shard: str = "shardId-000000000000", epoch: int = 7) -> None:
        """Sends INITIALIZE and requires the acknowledgement."""
        self.send(
            frames.INITIALIZE,
            channel,
            shardId=shard,
            stream="words",
            application="count",
            workerId="worker-1",
            sequenceNumber="41",
            subSequenceNumber=2,
            epoch=epoch,
        )
        self.require(frames.ACKNOWLEDGED, channel, frames.INITIALIZE)

    def receive(self) -> tuple[int, int, Any]:
        """The next frame: its type, its channel, and what it carries."""
        received = frames.read_frame(self._reader)
        payload: Any = dict(frames.json_of(received)) if received.type in _JSON else _number(received)
        return received.type, received.channel, payload

    def require(self, kind: int, channel: int, payload: Any) -> None:
        received = self.receive()
        assert received == (kind, channel, payload), received

    def close_input(self) -> None:
        self._stdin.close()

    def end(self) -> int:
        """Closes standard input and waits: the exit status."""
        self._stdin.close()
        return self.process.wait()

    def await_error(self, text: str) -> None:
        """Waits until the child wrote this to standard error."""
        with self._error_came:
            came = self._error_came.wait_for(lambda: text.encode() in b"".join(self._errors), _PATIENCE_SECONDS)
        assert came, f"the child never wrote {text!r}"

    def errors(self) -> str:
        """What the child wrote to standard error. The child must have ended."""
        self.process.wait()
        self._pump.join()
        return b"".join(self._errors).decode("utf-8")

    def nothing_more_is_said(self) -> bool:
        """Whether standard output ends without another byte but line ends. The child must be ending."""
        return os.read(self._stdout.fileno(), 1 << 16).strip() == b"" and not self._reader.buffered


_JSON = frozenset({frames.CHECKPOINT, frames.FAILED})


def _number(received: frames.Frame) -> int:
    return int.from_bytes(received.payload, "big")


def plain_records(*texts: str, first: int = 100) -> list[dict[str, Any]]:
    """Records of the plain protocol, with ascending sequence numbers."""
    from base64 import b64encode

    return [
        {
            "action": "record",
            "data": b64encode(text.encode("utf-8")).decode("ascii"),
            "partitionKey": f"key-{text}",
            "sequenceNumber": str(first + index),
            "subSequenceNumber": 0,
            "approximateArrivalTimestamp": 1_700_000_000_123,
        }
        for index, text in enumerate(texts)
    ]


def values(*texts: str, first: int = 100) -> list[RecordValues]:
    """The same records as values."""
    return [
        RecordValues(text.encode("utf-8"), f"key-{text}", str(first + index), 0, 1_700_000_000_123)
        for index, text in enumerate(texts)
    ]
