"""Running a record processor under the daemon that started this program."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Any, Optional, Protocol, Union

from ._daemon.errors import DaemonGone, ProtocolError
from ._daemon.framed import FramedConversation, Offer, offer_of
from ._daemon.host import ProcessorFactory, Surroundings
from ._daemon.pipes import ByteReader, Sender, take_standard_streams
from ._daemon.plain import PlainConversation, read_message
from ._daemon.signals import left_to_the_daemon
from ._daemon.three_methods import ThreeMethodProcessor
from .checkpoints import Checkpointer
from .processors import DEFAULT_CHECKPOINT_INTERVAL, FunctionProcessor, Processor

_BY_HAND = """\
This program is a record processor: the Millrace daemon starts it, once for each shard, and talks to it through pipes.
Name it as executableName in a properties file, say app.properties, and start the daemon:

    python -m millrace run app.properties
"""


class ThreeMethods(Protocol):
    """The interface of the first Python client. Such a processor does its checkpoints itself.

    Its records answer `record.get("data")` and `record["data"]`, text in base64, and so on by the protocol's names.
    """

    def initialize(self, shard_id: str) -> None: ...

    def process_records(self, records: Any, checkpointer: Checkpointer) -> None: ...

    def shutdown(self, checkpointer: Checkpointer, reason: str) -> None:
        """The reason is TERMINATE when the shard ended, where a checkpoint is due, or ZOMBIE when the lease is lost."""


AnyProcessor = Union[Processor, ThreeMethods]


def run(
    processor: Union[AnyProcessor, Callable[[], AnyProcessor]],
    *,
    checkpoint_interval: Optional[float] = DEFAULT_CHECKPOINT_INTERVAL,
    batches_in_flight: Optional[int] = None,
    shards_per_process: Optional[int] = None,
) -> None:
    """Serves the daemon that started this program, and returns when the daemon closes standard input.

    Call it in the main thread. Standard output belongs to the daemon: what is printed appears on standard error.

    :param processor: a class or another callable without parameters that makes a processor for each shard, or one
        processor, which then serves one shard at a time
    :param checkpoint_interval: seconds between automatic checkpoints, 0 for one after each batch; None when the
        processor does its checkpoints itself. A function decorated by `processor` says it there, and objects with the
        three methods always do their checkpoints themselves
    :param batches_in_flight: the most batches that the daemon sends ahead; None for as many as it offers
    :param shards_per_process: the most shards in this process, each in a thread; None for as many as the daemon offers
    :raises Exception: what the processor raised, where the protocol cannot tell it to the daemon: let it end the program,
        so that the daemon begins anew at the last checkpoint
    :raises ValueError: a parameter is out of its range
    :raises TypeError: `processor` is none
    """
    _require(checkpoint_interval is None or checkpoint_interval >= 0, "checkpoint_interval", checkpoint_interval, 0)
    _require(batches_in_flight is None or batches_in_flight >= 1, "batches_in_flight", batches_in_flight, 1)
    _require(shards_per_process is None or shards_per_process >= 1, "shards_per_process", shards_per_process, 1)
    factory = factory_of(processor, checkpoint_interval)
    if os.isatty(0):
        sys.stderr.write(_BY_HAND)
        raise SystemExit(2)
    wish = offer_of(os.environ)
    if wish is not None:
        shared = _is_shared(processor)
        shards = 1 if shared else min(wish.shards, shards_per_process or wish.shards)
        wish = Offer(min(wish.batches_in_flight, batches_in_flight or wish.batches_in_flight), shards)
    _serve(factory, wish, Surroundings())


def _require(holds: bool, name: str, value: object, least: int) -> None:
    if not holds:
        raise ValueError(f"{name}={value!r}: give at least {least}, or None")


def _serve(factory: ProcessorFactory, wish: Optional[Offer], surroundings: Surroundings) -> None:
    pipes = take_standard_streams()
    reader, sender = ByteReader(pipes.input), Sender(pipes.output)
    with left_to_the_daemon(pipes.input):
        try:
            first = read_message(reader)
        except DaemonGone:
            return
        if first["action"] != "initialize":
            raise ProtocolError(f"the daemon began with {first['action']!r} instead of initialize")
        if wish is not None:
            FramedConversation(reader, sender, factory, surroundings, wish).run()
        else:
            PlainConversation(reader, sender, factory, surroundings).run(first)


def factory_of(processor: Any, checkpoint_interval: Optional[float]) -> ProcessorFactory:
    """What makes the processor of a shard. Raises TypeError when that can be seen to be impossible."""
    if isinstance(processor, FunctionProcessor):
        return lambda: (processor, processor.checkpoint_interval)
    if _is_processor(processor) and not isinstance(processor, type):
        return lambda: _adapted(processor, checkpoint_interval)
    if not callable(processor) or (isinstance(processor, type) and not _is_processor(processor)):
        raise TypeError(f"{processor!r} is no record processor: it has neither process nor process_records")
    return lambda: _adapted(processor(), checkpoint_interval)


def _is_shared(processor: object) -> bool:
    """Whether one object with a state of its own serves all shards, so that it has to do so in turn."""
    return (
        _is_processor(processor) and not isinstance(processor, type) and not isinstance(processor, FunctionProcessor)
    )


def _is_processor(candidate: object) -> bool:
    return hasattr(candidate, "process") or hasattr(candidate, "process_records")


def _adapted(processor: Any, checkpoint_interval: Optional[float]) -> tuple[Processor, Optional[float]]:
    if isinstance(processor, FunctionProcessor):
        return processor, processor.checkpoint_interval
    if isinstance(processor, Processor):
        return processor, checkpoint_interval
    if hasattr(processor, "process_records"):
        return ThreeMethodProcessor(processor), None
    raise TypeError(f"{processor!r} is no record processor: derive its class from millrace.Processor")
