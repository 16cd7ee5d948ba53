"""The plain protocol: a JSON object a line, one shard, one message at a time."""

from __future__ import annotations

import json
from binascii import a2b_base64
from collections.abc import Callable, Mapping
from typing import Any, Optional, cast

from ..checkpoints import CheckpointError
from ..processors import Shard
from ..records import Position, Records, RecordValues
from .errors import DaemonGone, ProtocolError
from .host import ProcessorFactory, ShardHost, Surroundings
from .pipes import ByteReader, Sender

Message = Mapping[str, Any]


def read_message(reader: ByteReader) -> Message:
    """The next message. Raises ProtocolError when a line is none; blank lines are passed over."""
    line = reader.line()
    while not line.strip():
        line = reader.line()
    try:
        message = json.loads(line.decode("utf-8"))
    except ValueError as error:
        raise ProtocolError(f"the daemon sent a line that is not JSON ({error}): {line[:200]!r}") from error
    if not isinstance(message, dict) or not isinstance(cast(Message, message).get("action"), str):
        raise ProtocolError(f"the daemon sent a line without an action: {line[:200]!r}")
    return cast(Message, message)


def line_of(message: Message) -> bytes:
    """The message as a line."""
    return json.dumps(message, separators=(",", ":")).encode("ascii") + b"\n"


class PlainConversation:
    """Serves the daemon until it closes the pipe. It is the shard's link too.

    Between two actions the daemon reads nothing, so checkpoints are possible only before an acknowledgement.
    """

    def __init__(
        self, reader: ByteReader, sender: Sender, factory: ProcessorFactory, surroundings: Surroundings
    ) -> None:
        self._reader = reader
        self._sender = sender
        self._factory = factory
        self._surroundings = surroundings
        self._host: Optional[ShardHost] = None

    def run(self, first: Message) -> None:
        """Answers `first` and what follows it. Raises what the processor raises, and ProtocolError."""
        # Something may have been printed without its line's end before the streams were taken.
        self._sender.send(b"\n")
        message = first
        try:
            while True:
                self._answer(message)
                message = read_message(self._reader)
        except DaemonGone:
            return

    def _answer(self, message: Message) -> None:
        action = message["action"]
        if action == "initialize":
            self._host = ShardHost(self._factory, self, shard_of(message), self._surroundings)
            self._host.initialize()
        elif action == "processRecords":
            self._the_host().process(records_of(message))
            self._the_host().store_if_due()
        else:
            self._the_call(action)()
        self._sender.send(line_of({"action": "status", "responseFor": action}))

    def _the_call(self, action: str) -> Callable[[], None]:
        host = self._the_host()
        calls = {
            "leaseLost": host.lease_lost,
            "shardEnded": host.shard_ended,
            "shutdownRequested": host.shutdown_requested,
        }
        if action not in calls:
            raise ProtocolError(f"the daemon sent the action {action!r}, which this version does not know")
        return calls[action]

    def _the_host(self) -> ShardHost:
        if self._host is None:
            raise ProtocolError("the daemon did not begin with initialize")
        return self._host

    def checkpoint(self, position: Optional[Position]) -> None:
        sequence, sub_sequence = (None, None) if position is None else position
        request = {"action": "checkpoint", "sequenceNumber": sequence, "subSequenceNumber": sub_sequence}
        self._sender.send(line_of(request))
        answer = read_message(self._reader)
        if answer["action"] != "checkpoint":
            raise ProtocolError(f"the daemon answered a checkpoint by the action {answer['action']!r}")
        error = answer.get("error")
        if error is not None:
            raise CheckpointError(str(error))


def shard_of(message: Message) -> Shard:
    """What an initialize says."""
    sequence = message.get("sequenceNumber")
    checkpoint = None if sequence is None else Position(str(sequence), int(message.get("subSequenceNumber") or 0))
    return Shard(shard_id=str(message["shardId"]), checkpoint=checkpoint)


def records_of(message: Message) -> Records:
    """What a processRecords brings."""
    lag = message.get("millisBehindLatest")
    return Records.of((values_of(record) for record in message["records"]), None if lag is None else int(lag))


def values_of(record: Message) -> RecordValues:
    """One of its records."""
    return RecordValues(
        a2b_base64(record.get("data") or ""),
        record["partitionKey"],
        record["sequenceNumber"],
        record.get("subSequenceNumber") or 0,
        record.get("approximateArrivalTimestamp") or 0,
    )
