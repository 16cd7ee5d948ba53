"""Plays the daemon's part of a conversation against a client."""

from __future__ import annotations

import json
import os
import subprocess
import threading
from collections.abc import Mapping, Sequence
from typing import IO, Any, Optional, cast

from .._daemon import frames
from .._daemon.errors import DaemonGone, ProtocolError
from .._daemon.pipes import ByteReader
from .conversation import EOF, Conversation, Step
from .expectations import Expectations
from .frame_text import bytes_of, text_of


class Failed(Exception):
    """The client did not do its part."""


class NotForThisClient(Exception):
    """The client did not take the offer that the conversation is about."""


def play(conversation: Conversation, command: Sequence[str], patience_seconds: float) -> None:
    """Runs the command through a conversation. Raises Failed or NotForThisClient; OSError when it cannot be started."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MILLRACE_")}
    environment.update(conversation.environment)
    process = subprocess.Popen(
        list(command), stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, bufsize=0
    )
    watchdog = threading.Timer(patience_seconds, process.kill)
    watchdog.start()
    try:
        _Player(conversation, process).play()
    except DaemonGone as ended:
        late = "" if watchdog.is_alive() else f" (it was killed, after {patience_seconds:g} s)"
        raise Failed(f"the client ended too early{late}") from ended
    finally:
        watchdog.cancel()
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe:
                pipe.close()


class _Player:
    def __init__(self, conversation: Conversation, process: subprocess.Popen[bytes]) -> None:
        assert process.stdin and process.stdout
        self._conversation = conversation
        self._process = process
        self._input: IO[bytes] = process.stdin
        self._reader = ByteReader(process.stdout.fileno())
        self._expectations = Expectations()

    def play(self) -> None:
        for step in self._conversation.steps:
            try:
                self._do(step)
            except (Failed, ProtocolError, ValueError) as fault:
                raise Failed(f"line {step.line}: {fault}") from fault
            except BrokenPipeError as broken:
                raise Failed(f"line {step.line}: the client does not read any more") from broken

    def _do(self, step: Step) -> None:
        if step.by == "--":
            self._require_exit(step.text)
        elif step.by == ">>" and step.text == EOF:
            self._input.close()
        elif step.by == "<<" and step.text == EOF:
            self._require_silence()
        elif step.by == ">>":
            self._say(step.message)
        elif step.by == "<<":
            self._require(step.message)

    def _say(self, message: Mapping[str, Any]) -> None:
        self._expectations.said(message)
        if "frame" in message:
            self._input.write(bytes_of(message))
        else:
            self._input.write(json.dumps(message, separators=(",", ":")).encode("ascii") + b"\n")

    def _require(self, expected: Mapping[str, Any]) -> None:
        if "frame" in expected:
            heard: Mapping[str, Any] = text_of(frames.read_frame(self._reader))
        else:
            heard = self._line()
        if expected.get("action") == "frames":
            self._require_taken(heard)
            return
        fault = self._expectations.fault(expected, heard)
        if fault:
            raise Failed(f"{fault}\n  expected {json.dumps(expected)}\n  heard    {json.dumps(heard)}")

    def _require_taken(self, heard: Mapping[str, Any]) -> None:
        if heard.get("action") != "frames":
            raise NotForThisClient("it does not take frames")
        offered = self._conversation.environment
        for wish, name in (("inFlight", "MILLRACE_FRAMES_IN_FLIGHT"), ("shards", "MILLRACE_SHARDS_PER_CHILD")):
            taken = heard.get(wish)
            if heard.get("version") != frames.VERSION or not isinstance(taken, int):
                raise Failed(f"the answer to the offer is wrong: {json.dumps(heard)}")
            if not 1 <= taken <= int(offered.get(name, "1")):
                raise Failed(f"{wish} is {taken}, and {offered.get(name, '1')} was offered")
            if taken < self._conversation.needs(wish):
                raise NotForThisClient(f"it takes {wish}={taken}")

    def _line(self) -> Mapping[str, Any]:
        """The next message. What is none is passed over, as a daemon does."""
        while True:
            message = _message(self._reader.line())
            if message is not None:
                return message

    def _require_silence(self) -> None:
        try:
            while True:
                message = _message(self._reader.line())
                if message is not None:
                    raise Failed(f"the client said more than it should: {json.dumps(message)}")
        except DaemonGone:
            return

    def _require_exit(self, text: str) -> None:
        expected = int(text.split()[-1])
        status = self._process.wait()
        if (status == 0) != (expected == 0):
            raise Failed(f"the client's exit status is {status} instead of {expected}")


def _message(line: bytes) -> Optional[Mapping[str, Any]]:
    try:
        value = json.loads(line.decode("utf-8"))
    except ValueError:
        return None
    return cast(Mapping[str, Any], value) if isinstance(value, dict) and "action" in value else None
