"""A client that plays its part of one conversation, for a daemon to start as its child and to be held against.

``python -m millrace.conformance.scripted FILE`` says what the client says in the conversation, and requires of its standard
input what the daemon says there: kinds and values, by their meaning, and the bytes where the conversation has them, but for
the order of keys in JSON. At the first deviation it says on standard error in which line, what was expected and what was
heard, and its exit status is 1. Otherwise it ends as the conversation says.

It goes through the conversation line by line: before it says something, it has heard all that stands above, so batches that
the record sends ahead are awaited. What is heard may come in another order where one line is not the cause of the other, see
`Turns`.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import Optional

from .._daemon import frames
from .._daemon.errors import DaemonGone, ProtocolError
from .._daemon.pipes import ByteReader, Pipes, Sender, take_standard_streams
from .._daemon.plain import read_message
from .conversation import EOF, Conversation, Step, read
from .frame_text import bytes_of, text_of
from .turns import Deviation, Heard, Turns, deviation

_PATIENCE_SECONDS = 60.0


class ScriptedClient:
    """The client's part of one conversation."""

    def __init__(self, conversation: Conversation, pipes: Pipes, patience_seconds: float, tells: bool) -> None:
        """`patience_seconds` is the longest wait for each line of the daemon; `tells` whether each line that is done is
        named on standard error."""
        self._conversation = conversation
        self._output = pipes.output
        self._reader = ByteReader(pipes.input)
        self._sender = Sender(pipes.output)
        self._patience = patience_seconds
        self._tells = tells
        self._turns = Turns(conversation)
        self._is_in_frames = False

    def play(self) -> None:
        """Raises Deviation."""
        self._require_offer()
        for step in self._conversation.steps:
            self._do(step)

    def _require_offer(self) -> None:
        for name, value in self._conversation.environment.items():
            offered = os.environ.get(name)
            if offered != value:
                raise Deviation(f"{name} is {offered or 'not set'} in the environment instead of {value}")

    def _do(self, step: Step) -> None:
        if step.by == ">>" and step.text == EOF:
            self._require_end(step)
        elif step.by == "<<" and step.text == EOF:
            os.close(self._output)
        elif step.by == ">>":
            while not self._turns.is_heard(step):
                self._hear(step)
        elif step.by == "<<":
            self._say(step)

    def _hear(self, reached: Step) -> None:
        heard = self._next(reached)
        if heard is None:
            raise deviation(reached, "the daemon closed the pipe")
        self._tell(self._turns.heard(heard, reached), "heard")

    def _require_end(self, reached: Step) -> None:
        heard = self._next(reached)
        if heard is not None:
            raise deviation(reached, "the daemon said more than it should", heard)

    def _next(self, reached: Step) -> Optional[Heard]:
        """What the daemon says next; None when it closes the pipe."""
        if not self._reader.wait(self._patience):
            raise deviation(reached, f"the daemon has said nothing for {self._patience:g} s")
        try:
            if not self._is_in_frames:
                return Heard(read_message(self._reader), None)
            frame = frames.read_frame(self._reader)
            return Heard(text_of(frame), frame)
        except DaemonGone as gone:
            if self._reader.buffered:
                raise deviation(reached, "the daemon closed the pipe within a message") from gone
            return None
        except (ProtocolError, ValueError) as unreadable:
            raise deviation(reached, str(unreadable)) from unreadable

    def _say(self, step: Step) -> None:
        # What has come by now was said without the client's next line, whatever it is.
        while self._reader.wait(0):
            self._hear(step)
        try:
            self._sender.send(self._bytes(step))
        except DaemonGone as gone:
            raise deviation(step, str(gone)) from gone
        self._turns.said(step)
        self._tell(step, "said")

    def _bytes(self, step: Step) -> bytes:
        if self._is_in_frames:
            return bytes_of(step.message)
        self._is_in_frames = step.meaning.get("action") == "frames"
        return step.text.encode("utf-8") + b"\n"

    def _tell(self, step: Step, what: str) -> None:
        if self._tells:
            print(f"line {step.line}: {what}", file=sys.stderr, flush=True)


def _exit_status(conversation: Conversation) -> int:
    ends = [step.text for step in conversation.steps if step.by == "--" and step.text.startswith("exit ")]
    return int(ends[-1].split()[1]) if ends else 0


def main() -> int:
    options = argparse.ArgumentParser(
        prog="python -m millrace.conformance.scripted",
        description="Plays the client's part of a recorded conversation over standard input and output, and requires the"
        " daemon's. To be started by a daemon as its child. The exit status is that of the record when the daemon said all"
        " as recorded, 1 when it did not.",
    )
    options.add_argument("--patience", type=float, default=_PATIENCE_SECONDS, metavar="SECONDS", help="for each line")
    options.add_argument("--tell", action="store_true", help="name each line that is done on standard error")
    options.add_argument("file", type=Path, metavar="FILE", help="the conversation")
    given = options.parse_args()
    try:
        conversation = read(given.file)
    except (OSError, ValueError) as unreadable:
        options.error(str(unreadable))
    try:
        ScriptedClient(conversation, take_standard_streams(), given.patience, given.tell).play()
    except Deviation as found:
        print(f"FAIL  {conversation.name}, {found}", file=sys.stderr)
        return 1
    print(f"ok    {conversation.name}", file=sys.stderr)
    return _exit_status(conversation)


if __name__ == "__main__":
    sys.exit(main())
