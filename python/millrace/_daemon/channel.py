"""One shard in one life of its processor, in frames."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from queue import Empty, SimpleQueue
from typing import Any, Optional, Protocol

from ..checkpoints import CheckpointError
from ..processors import Shard
from ..records import Position
from . import frames
from .errors import DaemonGone, ProtocolError
from .frames import Frame
from .host import ProcessorFactory, ShardHost, Surroundings
from .pipes import ByteReader, Sender

_LONGEST_TRACEBACK = 100_000


class Inbox(Protocol):
    """Where a channel's frames come from."""

    def take(self, seconds: Optional[float]) -> Optional[Frame]:
        """The next frame; None when the time, if any, passed before. Raises DaemonGone when there will be none."""
        ...


class PipeInbox:
    """The pipe itself, where one shard has a process for itself."""

    def __init__(self, reader: ByteReader) -> None:
        self._reader = reader

    def take(self, seconds: Optional[float]) -> Optional[Frame]:
        return frames.read_frame(self._reader) if self._reader.wait(seconds) else None


class QueueInbox:
    """What another thread read from the pipe."""

    def __init__(self) -> None:
        self._frames: SimpleQueue[Optional[Frame]] = SimpleQueue()

    def put(self, frame: Optional[Frame]) -> None:
        """Hands a frame over; None when the daemon is gone."""
        self._frames.put(frame)

    def take(self, seconds: Optional[float]) -> Optional[Frame]:
        try:
            frame = self._frames.get(timeout=None if seconds is None else max(0.0, seconds))
        except Empty:
            return None
        if frame is None:
            raise DaemonGone("the daemon closed the pipe")
        return frame


class Channel:
    """Calls a processor by the frames of one channel, and answers them. For one thread.

    After a failed batch, what the daemon had sent ahead is discarded: its generation is not greater than the failed
    batch's.
    """

    def __init__(
        self, number: int, inbox: Inbox, sender: Sender, factory: ProcessorFactory, surroundings: Surroundings
    ) -> None:
        self._number = number
        self._inbox = inbox
        self._sender = sender
        self._factory = factory
        self._surroundings = surroundings
        self._postponed: deque[Frame] = deque()
        self._host: Optional[ShardHost] = None
        self._requests = 0
        self._failed_generation = -1
        self._processed: Optional[Position] = None
        self._in_hand: Optional[Position] = None
        self._ended = False

    def begin_with(self, first: Frame) -> None:
        """Has this frame handled before those of the inbox."""
        self._postponed.append(first)

    def run(self) -> None:
        """Serves the channel until it is over. Raises DaemonGone, or ProtocolError."""
        while True:
            frame = self._next()
            if frame is not None and self._handle(frame):
                return

    def _next(self) -> Optional[Frame]:
        if self._postponed:
            return self._postponed.popleft()
        due = None if self._host is None else self._host.seconds_until_due()
        frame = self._inbox.take(due)
        if frame is None and self._host is not None:
            self._host.store_if_due()
        return frame

    def _handle(self, frame: Frame) -> bool:
        """Whether the channel is over."""
        if frame.channel != self._number:
            raise ProtocolError(f"the daemon sent a frame for channel {frame.channel} while {self._number} is served")
        if frame.type == frames.RECORDS:
            self._records(frame)
            return False
        if frame.type == frames.INITIALIZE:
            self._attempt(frame.type, "initialize", lambda: self._initialize(frame))
            return False
        host = self._host
        if frame.type == frames.LEASE_LOST:
            self._attempt(frame.type, "leaseLost", _nothing if host is None else host.lease_lost)
            return True
        if frame.type == frames.SHARD_ENDED:
            self._ended = True
            return self._attempt(frame.type, "shardEnded", _nothing if host is None else host.shard_ended)
        if frame.type == frames.SHUTDOWN_REQUESTED:
            self._attempt(frame.type, "shutdownRequested", _nothing if host is None else host.shutdown_requested)
            return False
        raise ProtocolError(f"the daemon sent a frame of type {frame.type} unexpectedly")

    def _attempt(self, action: int, name: str, call: Callable[[], None]) -> bool:
        """Calls the processor for an action and answers: acknowledged (True) or failed."""
        try:
            call()
        except (DaemonGone, ProtocolError):
            raise
        except BaseException as error:
            self._fail(error, None, name)
            return False
        self._sender.send(frames.acknowledged(self._number, action))
        return True

    def _initialize(self, frame: Frame) -> None:
        host = ShardHost(self._factory, self, shard_of(frame), self._surroundings)
        host.initialize()
        self._host = host

    def _records(self, frame: Frame) -> None:
        batch = frames.batch_of(frame)
        host = self._host
        if host is None or batch.generation <= self._failed_generation:
            return
        self._in_hand = batch.records[-1].position
        try:
            host.process(batch.records)
        except (DaemonGone, ProtocolError):
            raise
        except BaseException as error:
            self._failed_generation = batch.generation
            self._in_hand = self._processed
            self._fail(error, batch.number, None)
            return
        self._processed = self._in_hand
        self._sender.send(frames.batch_done(self._number, batch.number))
        host.store_if_due()

    def _fail(self, error: BaseException, batch: Optional[int], action: Optional[str]) -> None:
        import traceback  # rarely needed, and slow to import

        text = "".join(traceback.format_exception(type(error), error, error.__traceback__))
        failure = {
            "batch": batch,
            "action": action,
            "error": f"{type(error).__name__}: {error}",
            "traceback": text[-_LONGEST_TRACEBACK:],
        }
        self._sender.send(frames.json_frame(frames.FAILED, self._number, failure))

    def checkpoint(self, position: Optional[Position]) -> None:
        """As Link says. Everything handed over is what was processed, with the batch in hand, or the shard's end."""
        if position is None and not self._ended:
            position = self._in_hand
            if position is None and self._failed_generation >= 0:
                return  # the only batches there were have failed: nothing is done that was not done before
        self._requests += 1
        sequence, sub_sequence = (None, None) if position is None else position
        asked = {"request": self._requests, "sequenceNumber": sequence, "subSequenceNumber": sub_sequence}
        self._sender.send(frames.json_frame(frames.CHECKPOINT, self._number, asked))
        result = self._result()
        if result.get("request") != self._requests:
            raise ProtocolError(f"the daemon answered checkpoint {result.get('request')!r}, not {self._requests}")
        if result.get("error") is not None:
            message = result.get("message")
            raise CheckpointError(str(result["error"]), None if message is None else str(message))

    def _result(self) -> Mapping[str, Any]:
        """The next answer to a checkpoint; what the daemon had sent before it is kept for later."""
        while True:
            frame = self._inbox.take(None)
            if frame is None:
                continue
            if frame.type == frames.CHECKPOINT_RESULT and frame.channel == self._number:
                return frames.json_of(frame)
            self._postponed.append(frame)


def shard_of(frame: Frame) -> Shard:
    """What an INITIALIZE says."""
    said = frames.json_of(frame)
    sequence = said.get("sequenceNumber")
    return Shard(
        shard_id=str(said["shardId"]),
        checkpoint=None if sequence is None else Position(str(sequence), int(said.get("subSequenceNumber") or 0)),
        epoch=said.get("epoch"),
        worker_id=said.get("workerId"),
        stream=said.get("stream"),
        application=said.get("application"),
    )


def _nothing() -> None:
    """What is called of a processor that could not be initialized."""
