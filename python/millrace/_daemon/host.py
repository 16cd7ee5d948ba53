"""One processor and the calls of its methods."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from typing import NamedTuple, Optional

from ..checkpoints import Checkpointer, CheckpointError, Link
from ..processors import Processor, Shard
from ..records import Position, Records
from .automatic import AutomaticCheckpoints

ProcessorFactory = Callable[[], tuple[Processor, Optional[float]]]
"""Makes a processor, and says its seconds between automatic checkpoints."""


def log_to_standard_error(text: str) -> None:
    """One line."""
    print(f"millrace: {text}", file=sys.stderr, flush=True)


class Surroundings(NamedTuple):
    """What a host needs of the world."""

    clock: Callable[[], float] = time.monotonic
    pause: Callable[[float], None] = time.sleep
    log: Callable[[str], None] = log_to_standard_error


class GuardedLink:
    """Refuses checkpoints where none are possible, without asking the daemon."""

    def __init__(self, link: Link, stored: Callable[[Optional[Position]], None]) -> None:
        self._link = link
        self._stored = stored
        self._caller = 0

    def open(self) -> None:
        """The calling thread may checkpoint, until `close`."""
        self._caller = threading.get_ident()

    def close(self) -> None:
        self._caller = 0

    def checkpoint(self, position: Optional[Position]) -> None:
        if self._caller != threading.get_ident():
            raise CheckpointError(
                "InvalidStateException",
                "checkpoints are possible in the thread that process, shard_ended or shutdown_requested was called in,"
                " until it returns",
            )
        self._link.checkpoint(position)
        self._stored(position)


class ShardHost:
    """Calls one processor for one shard. What the processor raises comes out, except that its lease is lost.

    All methods are for one thread. Automatic checkpoints are left to whoever calls `store_if_due`, between the calls.
    """

    def __init__(self, factory: ProcessorFactory, link: Link, shard: Shard, surroundings: Surroundings) -> None:
        self._processor, interval = factory()
        self._shard = shard
        self._surroundings = surroundings
        self._automatic = AutomaticCheckpoints(link, interval, surroundings.clock, surroundings.pause, self._log)
        self._guard = GuardedLink(link, self._automatic.stored)
        self._checkpointer = Checkpointer(self._guard)

    def _log(self, text: str) -> None:
        self._surroundings.log(f"{self._shard.shard_id}: {text}")

    def initialize(self) -> None:
        self._processor.initialize(self._shard)

    def process(self, records: Records) -> None:
        if self._call(lambda: self._processor.process(records, self._checkpointer)) and records:
            self._automatic.processed(records[-1].position)

    def shard_ended(self) -> None:
        """With automatic checkpoints, stores the end too."""
        if self._call(lambda: self._processor.shard_ended(self._checkpointer)):
            self._automatic.store_end()

    def shutdown_requested(self) -> None:
        """With automatic checkpoints, stores the last one too."""
        if self._call(lambda: self._processor.shutdown_requested(self._checkpointer)):
            self._automatic.store_last()

    def lease_lost(self) -> None:
        self._automatic.lease_lost()
        self._processor.lease_lost()

    def seconds_until_due(self) -> Optional[float]:
        """When to call `store_if_due`; None when there is nothing to store."""
        return self._automatic.seconds_until_due()

    def store_if_due(self) -> None:
        """Stores what was processed, if it is time."""
        self._automatic.store_if_due()

    def _call(self, method: Callable[[], None]) -> bool:
        """False when the call ended because the lease is lost: then nothing of the shard is ours to judge."""
        self._guard.open()
        try:
            method()
        except CheckpointError as error:
            if not error.is_lease_lost:
                raise
            self._automatic.lease_lost()
            self._log(f"the processor stopped at a checkpoint, the lease is lost ({error})")
            return False
        finally:
            self._guard.close()
        return True
