"""What users write: record processors, as a class or as a function."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import NamedTuple, Optional, Union, overload

from .checkpoints import Checkpointer
from .records import Position, Records

DEFAULT_CHECKPOINT_INTERVAL = 10.0
"""Seconds between automatic checkpoints."""


class Shard(NamedTuple):
    """The shard that a processor is for. In the plain protocol only `shard_id` and `checkpoint` are known."""

    shard_id: str
    """Such as ``shardId-000000000000``."""
    checkpoint: Optional[Position] = None
    """The last checkpoint: what follows it is handed over. TRIM_HORIZON, LATEST or AT_TIMESTAMP at first."""
    epoch: Optional[int] = None
    """The fencing token: it grows with every change of the shard's owner. A store that refuses writes with a smaller
    one than it has seen is safe from workers that do not know yet that they lost the shard."""
    worker_id: Optional[str] = None
    """The worker that owns the shard."""
    stream: Optional[str] = None
    """The name of the stream."""
    application: Optional[str] = None
    """The name under which the fleet's leases are kept."""


class Processor(ABC):
    """Processes the records of one shard. There is one object for each shard, and it is called by one thread at a time.

    An exception in any method is reported to the daemon, which begins anew at the last checkpoint: records are never
    passed over, but may be handed over again.
    """

    def initialize(self, shard: Shard) -> None:
        """Called first, and once. No checkpoint is possible yet."""

    @abstractmethod
    def process(self, records: Records, checkpointer: Checkpointer) -> None:
        """Processes the next records of the shard. When it returns, all of them count as processed."""

    def shard_ended(self, checkpointer: Checkpointer) -> None:
        """All records of the shard were processed, and there will be no more, since it was split or merged.

        With automatic checkpoints the end is stored when this returns. With manual ones it must call
        ``checkpointer.checkpoint()``, or else the shard begins anew at its last checkpoint.
        """

    def shutdown_requested(self, checkpointer: Checkpointer) -> None:
        """The worker is about to give the shard away. No records follow; this is the last chance of a checkpoint.

        With automatic checkpoints one is stored when this returns. `lease_lost` follows.
        """

    def lease_lost(self) -> None:
        """The shard is not this worker's any more. No checkpoint is possible."""


ProcessFunction = Callable[[Records, Checkpointer], None]


class FunctionProcessor(Processor):
    """A function that processes records, as a processor. What `processor` makes."""

    def __init__(self, function: ProcessFunction, checkpoint_interval: Optional[float]) -> None:
        self._function = function
        self._checkpoint_interval = checkpoint_interval
        self.__doc__ = function.__doc__

    def process(self, records: Records, checkpointer: Checkpointer) -> None:
        self._function(records, checkpointer)

    def __call__(self, records: Records, checkpointer: Checkpointer) -> None:
        self._function(records, checkpointer)

    @property
    def checkpoint_interval(self) -> Optional[float]:
        """Seconds between automatic checkpoints; None when the function checkpoints itself."""
        return self._checkpoint_interval

    def run(self) -> None:
        """As `millrace.run` of this function: serves the daemon that started this program until it is done."""
        from .running import run

        run(lambda: self, checkpoint_interval=self._checkpoint_interval)


@overload
def processor(function: ProcessFunction, /) -> FunctionProcessor: ...
@overload
def processor(
    *, checkpoint_interval: Optional[float] = DEFAULT_CHECKPOINT_INTERVAL
) -> Callable[[ProcessFunction], FunctionProcessor]: ...
def processor(
    function: Optional[ProcessFunction] = None,
    *,
    checkpoint_interval: Optional[float] = DEFAULT_CHECKPOINT_INTERVAL,
) -> Union[FunctionProcessor, Callable[[ProcessFunction], FunctionProcessor]]:
    """Makes a processor of a function of records and a checkpointer.

    The function keeps nothing about a shard: where one process serves several shards, it is called for each of them, in
    threads of their own.

    :param checkpoint_interval: seconds between automatic checkpoints, 0 for one after each batch, None for none
    """
    if function is not None:
        return FunctionProcessor(function, checkpoint_interval)

    def decorate(decorated: ProcessFunction) -> FunctionProcessor:
        return FunctionProcessor(decorated, checkpoint_interval)

    return decorate
