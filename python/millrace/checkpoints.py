"""Checkpoints: what a processor says is done, so that nobody gets it again."""

from __future__ import annotations

from typing import Optional, Protocol, Union, overload

from .records import Position, Record


class CheckpointError(Exception):
    """The daemon did not store a checkpoint.

    `name` says why, in the words of the protocol:

    - ``ShutdownException``: the lease belongs to somebody else now; `lease_lost` follows. Do not try again. When it is
      not caught, it does not count as a failure of the processor.
    - ``ThrottlingException``: the lease store is over its capacity. Try again later.
    - ``InvalidStateException``: no checkpoint is possible here (in `initialize` and `lease_lost`).
    - ``IllegalArgumentException``: the position lies before the last checkpoint or after what was handed over.
    - ``KinesisClientLibDependencyException``, ``RuntimeException``: the lease store could not be reached or did not
      answer. Trying again may help.
    """

    def __init__(self, name: str, message: Optional[str] = None) -> None:
        super().__init__(name if message is None else f"{name}: {message}")
        self.name = name
        self.message = message

    @property
    def value(self) -> str:
        """The name, under the name that the first Python client gave it."""
        return self.name

    @property
    def is_lease_lost(self) -> bool:
        """Whether the lease belongs to somebody else now."""
        return self.name == "ShutdownException"

    @property
    def is_retryable(self) -> bool:
        """Whether the same checkpoint may be stored a little later."""
        return self.name in _RETRYABLE


_RETRYABLE = frozenset({"ThrottlingException", "KinesisClientLibDependencyException", "RuntimeException"})


class Link(Protocol):
    """How checkpoints of one shard reach the daemon."""

    def checkpoint(self, position: Optional[Position]) -> None:
        """Has the position stored, None being all that was handed over, and waits for the answer.

        Raises CheckpointError when it was not stored.
        """
        ...


class Checkpointer:
    """Has positions of one shard stored. It is the same object in all calls of one processor.

    To be used by the thread that the processor was called in, and before the call returns.
    """

    def __init__(self, link: Link) -> None:
        self._link = link

    @overload
    def checkpoint(self) -> None: ...
    @overload
    def checkpoint(self, position: Union[Record, Position], /) -> None: ...
    @overload
    def checkpoint(
        self, sequence_number: Optional[str], sub_sequence_number: Optional[int] = None
    ) -> None: ...
    def checkpoint(
        self,
        sequence_number: object = None,
        sub_sequence_number: Optional[int] = None,
    ) -> None:
        """Has all up to a position stored as processed, and waits until it is.

        - ``checkpoint()``: all that was handed over, this batch included; in `shard_ended`, the end of the shard.
        - ``checkpoint(record)`` or ``checkpoint(record.position)``: all up to this record, itself included.
        - ``checkpoint(sequence_number, sub_sequence_number)``: likewise; without the second, 0.

        Raises CheckpointError when it was not stored, and TypeError for anything else than these.
        """
        self._link.checkpoint(_position(sequence_number, sub_sequence_number))


def _position(place: object, sub_sequence_number: Optional[int]) -> Optional[Position]:
    if isinstance(place, Record):
        return place.position
    if isinstance(place, Position):
        return place
    if place is None:
        return None
    if isinstance(place, str):
        return Position(place, 0 if sub_sequence_number is None else sub_sequence_number)
    raise TypeError(f"checkpoint({place!r}): give a record, a position, or a sequence number as text")
