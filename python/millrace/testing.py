"""Record processors in unit tests: no daemon, no AWS, no waiting.

    result = millrace.testing.run(WordCount, [b"a", b"b"], batch_size=1, checkpoint_interval=0)
    assert result.calls == ["initialize", "process", "process", "shutdown_requested", "lease_lost"]
    assert result.last_checkpoint == result.positions[-1]

The processor is called as the daemon would call it, in this thread, and its checkpoints are judged by the daemon's rules.
Time stands still but for the pauses that `run` is told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal, Optional, Union

from ._daemon.host import ShardHost, Surroundings
from .checkpoints import Checkpointer, CheckpointError
from .processors import DEFAULT_CHECKPOINT_INTERVAL, Processor, Shard
from .records import Position, Records, RecordValues
from .running import AnyProcessor, factory_of

SHARD_END = Position("SHARD_END", 0)
"""The checkpoint of a shard whose every record is processed, and that has ended."""

FIRST_SEQUENCE_NUMBER = 49_600_000_000_000_000_000_000_000_000_000_000_000_000_000_000_000_000_001

End = Literal["shutdown_requested", "shard_ended", "lease_lost"]


@dataclass
class Result:
    """What came of a run."""

    positions: list[Position]
    """Where the given records stand, in their order."""
    calls: list[str] = field(default_factory=list[str])
    """The names of the processor's methods as they were called, by the modern interface."""
    checkpoints: list[Position] = field(default_factory=list[Position])
    """The checkpoints that were stored, in their order; SHARD_END at the end of the shard."""
    failures: list[BaseException] = field(default_factory=list[BaseException])
    """What the processor raised where the daemon would take it for a failure."""
    log: list[str] = field(default_factory=list[str])
    """What the package would have written to standard error."""

    @property
    def last_checkpoint(self) -> Optional[Position]:
        """None when there was none."""
        return self.checkpoints[-1] if self.checkpoints else None

    def raise_failure(self) -> None:
        """Raises the first failure, if there was one."""
        if self.failures:
            raise self.failures[0]


def record(
    data: Union[bytes, str],
    partition_key: str = "key",
    sequence_number: Union[str, int] = FIRST_SEQUENCE_NUMBER,
    sub_sequence_number: int = 0,
    arrival_millis: int = 0,
) -> RecordValues:
    """A record to hand to `run`, where its data alone is not enough."""
    raw = data.encode("utf-8") if isinstance(data, str) else data
    return RecordValues(raw, partition_key, str(sequence_number), sub_sequence_number, arrival_millis)


def run(
    processor: Union[AnyProcessor, Callable[[], AnyProcessor]],
    records: Iterable[Union[bytes, str, RecordValues]],
    *,
    shard: Shard = Shard("shardId-000000000000", Position("TRIM_HORIZON"), 1, "worker", "stream", "application"),
    batch_size: int = 1000,
    millis_behind_latest: Optional[int] = 0,
    checkpoint_interval: Optional[float] = DEFAULT_CHECKPOINT_INTERVAL,
    seconds_between_batches: float = 0.0,
    checkpoint_errors: Sequence[Optional[str]] = (),
    lease_lost_in_batch: Optional[int] = None,
    end: End = "shutdown_requested",
    restarts: int = 0,
) -> Result:
    """Runs a processor over the records of a shard, and then ends it.

    :param processor: as for `millrace.run`
    :param records: data, which gets ascending sequence numbers, or what `record` makes
    :param batch_size: how many records are handed over at a time
    :param checkpoint_interval: as for `millrace.run`
    :param seconds_between_batches: how much time passes before each batch, for automatic checkpoints
    :param checkpoint_errors: the answers to the first attempts of a checkpoint, such as ``["ThrottlingException", None]``;
        None for success, as for all others
    :param lease_lost_in_batch: the batch, from 1, that is being processed when the lease is lost: from there on
        checkpoints are refused by ShutdownException, and after it `lease_lost` is called
    :param end: what ends the run; `lease_lost` follows `shutdown_requested`
    :param restarts: how often a processor that failed begins anew, as another object, at the last checkpoint
    """
    given = list(_with_positions(records))
    result = Result([Position(each.sequence_number, each.sub_sequence_number) for each in given])
    link = _Link(result, checkpoint_errors)
    seconds = [0.0]
    surroundings = Surroundings(lambda: seconds[0], lambda seconds_waited: None, result.log.append)

    def observed() -> tuple[Processor, Optional[float]]:
        made, interval = factory_of(processor, checkpoint_interval)()
        return _Observed(made, result), interval

    for _ in range(restarts + 1):
        todo = [each for each, position in zip(given, result.positions) if not link.is_done(position)]
        batches = [todo[start : start + batch_size] for start in range(0, len(todo), batch_size)]
        begun = Shard(shard.shard_id, result.last_checkpoint or shard.checkpoint, *_identity(shard))
        try:
            host = ShardHost(observed, link, begun, surroundings)
            host.initialize()
            for number, batch in enumerate(batches, 1):
                seconds[0] += seconds_between_batches
                link.lost = link.lost or number == lease_lost_in_batch
                link.handed_over(batch)
                host.process(Records.of(batch, millis_behind_latest))
                host.store_if_due()
                if link.lost:
                    break
            _end(host, link, end)
            break
        except Exception as failure:
            result.failures.append(failure)
    return result


def _with_positions(records: Iterable[Union[bytes, str, RecordValues]]) -> Iterator[RecordValues]:
    for index, given in enumerate(records):
        if isinstance(given, RecordValues):
            yield given
        else:
            yield record(given, sequence_number=FIRST_SEQUENCE_NUMBER + index)


def _identity(shard: Shard) -> tuple[Optional[int], Optional[str], Optional[str], Optional[str]]:
    return shard.epoch, shard.worker_id, shard.stream, shard.application


def _end(host: ShardHost, link: _Link, end: End) -> None:
    if end == "shard_ended" and not link.lost:
        link.ended = True
        host.shard_ended()
        if link.last != SHARD_END:
            raise AssertionError(
                "shard_ended returned without checkpointer.checkpoint(): the shard would begin anew at its last checkpoint"
            )
        return
    if end == "shutdown_requested" and not link.lost:
        host.shutdown_requested()
    link.lost = True
    host.lease_lost()


class _Link:
    """The daemon's side of checkpoints."""

    def __init__(self, result: Result, errors: Sequence[Optional[str]]) -> None:
        self._result = result
        self._errors = list(errors)
        self._largest: Optional[Position] = None
        self.lost = False
        self.ended = False

    @property
    def last(self) -> Optional[Position]:
        return self._result.last_checkpoint

    def is_done(self, position: Position) -> bool:
        return self.last is not None and _order(position) <= _order(self.last)

    def handed_over(self, batch: Sequence[RecordValues]) -> None:
        self._largest = Position(batch[-1].sequence_number, batch[-1].sub_sequence_number)

    def checkpoint(self, position: Optional[Position]) -> None:
        error = self._errors.pop(0) if self._errors else None
        if self.lost:
            error = "ShutdownException"
        if error is not None:
            raise CheckpointError(error)
        self._store(position)

    def _store(self, position: Optional[Position]) -> None:
        target = self._largest if position is None else position
        if self.ended and (target is None or target == self._largest or target == SHARD_END):
            target = SHARD_END
        if target is None:
            return
        if self._largest is None and target != SHARD_END:
            raise CheckpointError("IllegalArgumentException", "nothing was handed over yet")
        if target != SHARD_END:
            self._judge(target)
        self._result.checkpoints.append(target)

    def _judge(self, target: Position) -> None:
        if not target.sequence_number.isdecimal() or target.sub_sequence_number < 0:
            raise CheckpointError("IllegalArgumentException", f"{target} is no position")
        if self.last is not None and _order(target) < _order(self.last):
            raise CheckpointError("IllegalArgumentException", f"{target} lies before the last checkpoint, {self.last}")
        if self._largest is not None and _order(target) > _order(self._largest):
            raise CheckpointError("IllegalArgumentException", f"{target} was not handed over yet")


def _order(position: Position) -> tuple[int, int, int]:
    if position == SHARD_END:
        return 1, 0, 0
    return 0, int(position.sequence_number), position.sub_sequence_number


class _Observed(Processor):
    """Writes down what is called."""

    def __init__(self, processor: Processor, result: Result) -> None:
        self._processor = processor
        self._calls = result.calls

    def initialize(self, shard: Shard) -> None:
        self._calls.append("initialize")
        self._processor.initialize(shard)

    def process(self, records: Records, checkpointer: Checkpointer) -> None:
        self._calls.append("process")
        self._processor.process(records, checkpointer)

    def shard_ended(self, checkpointer: Checkpointer) -> None:
        self._calls.append("shard_ended")
        self._processor.shard_ended(checkpointer)

    def shutdown_requested(self, checkpointer: Checkpointer) -> None:
        self._calls.append("shutdown_requested")
        self._processor.shutdown_requested(checkpointer)

    def lease_lost(self) -> None:
        self._calls.append("lease_lost")
        self._processor.lease_lost()
