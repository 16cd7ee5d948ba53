"""What a daemon may say next, and when what it said is as good as what was recorded."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple, Optional, cast

from .._daemon.frames import Frame
from .conversation import Conversation, Step
from .expectations import Message
from .frame_text import bytes_if_fixed, is_written_so, whole

_LINES = -1
"""In place of a channel's number, for what is said in lines."""


class Deviation(Exception):
    """The daemon did not do its part."""


class Heard(NamedTuple):
    """What the daemon said."""

    message: Message
    frame: Optional[Frame]
    """None for a line."""


@dataclass(frozen=True)
class Turn:
    """A line of a conversation with which somebody says something."""

    step: Step
    message: Message
    """Empty for what is no message, which clients may print."""
    written: Optional[bytes] = None
    """The bytes of the frame, where only these will do but for the order of keys."""

    @property
    def channel(self) -> int:
        return _channel(self.message)

    @property
    def is_result(self) -> bool:
        return _is_result(self.message)

    def fault(self, heard: Heard) -> Optional[str]:
        """What is wrong with what the daemon said in this turn; None when nothing is."""
        if _kind(heard.message) != _kind(self.message):
            return "the daemon said something else"
        found = difference(self.message, heard.message)
        if found is None and self.written and heard.frame and not is_written_so(heard.frame, self.written):
            return f"the bytes are {whole(heard.frame).hex()} instead of {self.written.hex()}"
        return found


class Turns:
    """Follows a conversation by what was said and heard.

    The daemon's lines may be heard in another order than recorded where one is not the cause of the other. No channel waits
    for another, so a line may come as soon as the client has said what stands above it on its own channel; but INITIALIZE,
    which opens a channel, not before all that stands above it. On one channel the results of checkpoints keep their order,
    and all else keeps its own; between the two there is none, as long as the client says nothing in between.
    """

    def __init__(self, conversation: Conversation) -> None:
        turns = list(_turns(conversation))
        self._unheard = {turn.step.line: turn for turn in turns if turn.step.by == ">>"}
        self._unsaid = {turn.step.line: turn for turn in turns if turn.step.by == "<<"}

    def is_heard(self, step: Step) -> bool:
        """Whether the daemon has said this line."""
        return step.line not in self._unheard

    def said(self, step: Step) -> None:
        """The client has said this line."""
        del self._unsaid[step.line]

    def heard(self, heard: Heard, reached: Step) -> Step:
        """The line that the daemon said. Raises Deviation when there is none, or it should have said something else.

        `reached` is the first line that is not done.
        """
        turn = self._next(_channel(heard.message), _is_result(heard.message))
        if turn is None:
            raise deviation(reached, "the daemon must not say this here", heard)
        fault = turn.fault(heard)
        if fault:
            raise deviation(turn.step, fault, heard)
        del self._unheard[turn.step.line]
        return turn.step

    def _next(self, channel: int, is_result: bool) -> Optional[Turn]:
        for turn in self._unheard.values():
            if turn.channel == channel and turn.is_result == is_result:
                return turn if self._may_come(turn) else None
        return None

    def _may_come(self, turn: Turn) -> bool:
        waits_for_all = _kind(turn.message) == "INITIALIZE"
        return not any(
            line < turn.step.line and (waits_for_all or unsaid.channel == turn.channel)
            for line, unsaid in self._unsaid.items()
        )


def deviation(reached: Step, what: str, heard: Optional[Heard] = None) -> Deviation:
    """With the line, what was expected in it and what was heard."""
    expected = reached.text if reached.by == ">>" else f"nothing before the client says {reached.text}"
    told = "" if heard is None else f"\n  heard    {json.dumps(heard.message)}"
    return Deviation(f"line {reached.line}: {what}\n  expected {expected}{told}")


def difference(expected: Any, heard: Any, at: str = "") -> Optional[str]:
    """Where two JSON values differ in meaning; None when they do not. Neither further keys nor the order of keys count."""
    if isinstance(expected, dict) and isinstance(heard, dict):
        return _difference_of_objects(cast(Message, expected), cast(Message, heard), at)
    if isinstance(expected, list) and isinstance(heard, list):
        return _difference_of_lists(cast(list[Any], expected), cast(list[Any], heard), at)
    return _difference_of_values(cast(object, expected), cast(object, heard), at)


def _difference_of_objects(expected: Message, heard: Message, at: str) -> Optional[str]:
    for key, value in expected.items():
        name = f"{at}.{key}" if at else key
        found = difference(value, heard[key], name) if key in heard else f"{name} is left out"
        if found:
            return found
    return None


def _difference_of_lists(expected: list[Any], heard: list[Any], at: str) -> Optional[str]:
    for index, (value, other) in enumerate(zip(expected, heard)):
        found = difference(value, other, f"{at}[{index}]")
        if found:
            return found
    return None if len(expected) == len(heard) else f"{at} has {len(heard)} entries instead of {len(expected)}"


def _difference_of_values(expected: object, heard: object, at: str) -> Optional[str]:
    # 0, 0.0 and false are equal in Python alone.
    if type(expected) is type(heard) and expected == heard:
        return None
    return f"{at} is {json.dumps(heard)} instead of {json.dumps(expected)}"


def _turns(conversation: Conversation) -> Iterator[Turn]:
    following = (*conversation.steps[1:], None)
    for step, after in zip(conversation.steps, following):
        if step.is_message:
            message = step.meaning
            recorded = bytes.fromhex(after.text) if after and after.by == "==" else None
            yield Turn(step, message, recorded or (bytes_if_fixed(message) if "frame" in message else None))


def _channel(message: Message) -> int:
    return int(message.get("channel", _LINES))


def _kind(message: Message) -> str:
    return str(message["frame"] if "frame" in message else message.get("action"))


def _is_result(message: Message) -> bool:
    return message.get("frame") == "CHECKPOINT_RESULT"
