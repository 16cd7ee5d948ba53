"""Processors in the form of the first Python client: `initialize`, `process_records`, `shutdown`."""

from __future__ import annotations

from typing import Any

from ..checkpoints import Checkpointer, CheckpointError
from ..processors import Processor, Shard
from ..records import Records


class ThreeMethodProcessor(Processor):
    """Calls an object that has the three methods. It does its checkpoints itself."""

    def __init__(self, processor: Any) -> None:
        self._processor = processor

    def initialize(self, shard: Shard) -> None:
        self._processor.initialize(shard.shard_id)

    def process(self, records: Records, checkpointer: Checkpointer) -> None:
        self._processor.process_records(records, checkpointer)

    def shard_ended(self, checkpointer: Checkpointer) -> None:
        self._processor.shutdown(checkpointer, "TERMINATE")

    def shutdown_requested(self, checkpointer: Checkpointer) -> None:
        """Came with a later version of that client; objects without it are not asked."""
        requested = getattr(self._processor, "shutdown_requested", None)
        if requested is not None:
            requested(checkpointer)

    def lease_lost(self) -> None:
        self._processor.shutdown(Checkpointer(_NoLink()), "ZOMBIE")


class _NoLink:
    def checkpoint(self, position: object) -> None:
        raise CheckpointError("InvalidStateException", "the lease is lost: no checkpoint is possible")
