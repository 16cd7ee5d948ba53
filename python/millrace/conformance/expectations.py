"""When what a client said is as good as what was recorded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Optional

Message = Mapping[str, Any]

_COMPARED: Mapping[str, tuple[str, ...]] = {
    "status": ("responseFor",),
    "BATCH_DONE": ("channel", "batch"),
    "ACKNOWLEDGED": ("channel", "acknowledges"),
    "FAILED": ("channel", "batch", "action"),
    "CHECKPOINT": ("channel", "request"),
    "checkpoint": (),
}


class Expectations:
    """Follows a conversation, so that the two ways to ask for the same checkpoint count as one."""

    def __init__(self) -> None:
        self._last: dict[int, tuple[str, int]] = {}
        self._ended: set[int] = set()
        self._ending: set[int] = set()

    def said(self, message: Message) -> None:
        """The daemon said this."""
        channel = int(message.get("channel", 0))
        kind = _kind(message)
        if message.get("records"):
            last = message["records"][-1]
            self._last[channel] = (last["sequenceNumber"], last["subSequenceNumber"])
        if kind in ("shardEnded", "SHARD_ENDED"):
            self._ended.add(channel)
        if kind in ("shardEnded", "SHARD_ENDED", "shutdownRequested", "SHUTDOWN_REQUESTED"):
            self._ending.add(channel)

    def fault(self, expected: Message, heard: Message) -> Optional[str]:
        """What is wrong with what the client said; None when nothing is."""
        kind = _kind(expected)
        if _kind(heard) != kind:
            return "the client said something else"
        for field in _COMPARED.get(kind, ()):
            if expected.get(field) != heard.get(field):
                return f"{field} is {heard.get(field)!r}"
        if kind == "FAILED" and not (isinstance(heard.get("error"), str) and isinstance(heard.get("traceback"), str)):
            return "error and traceback must be text"
        if kind in ("checkpoint", "CHECKPOINT"):
            return self._checkpoint_fault(expected, heard)
        return None

    def _checkpoint_fault(self, expected: Message, heard: Message) -> Optional[str]:
        channel = int(expected.get("channel", 0))
        sequence = heard.get("sequenceNumber")
        if sequence is not None and not isinstance(sequence, str):
            return "sequenceNumber must be text"
        if "frame" in expected and sequence is None and channel not in self._ending:
            return "sequenceNumber may be null only after SHARD_ENDED and SHUTDOWN_REQUESTED"
        if self._position(expected, channel) != self._position(heard, channel):
            return "the checkpoint is another"
        return None

    def _position(self, message: Message, channel: int) -> Optional[tuple[str, int]]:
        """None stands for everything handed over, which the position of the last record says as well, except at the end
        of the shard."""
        if message.get("sequenceNumber") is None:
            return None
        position = (message["sequenceNumber"], message.get("subSequenceNumber") or 0)
        return None if position == self._last.get(channel) and channel not in self._ended else position


def _kind(message: Message) -> str:
    return str(message["frame"] if "frame" in message else message.get("action"))
