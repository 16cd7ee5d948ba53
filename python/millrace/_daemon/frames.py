"""Frames: what goes through the pipes where the daemon offers a faster protocol than JSON lines. All numbers are
big-endian."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from typing import Any, NamedTuple, Optional, cast

from ..records import Records
from .errors import ProtocolError
from .pipes import ByteReader

VERSION = 1

INITIALIZE = 1
RECORDS = 2
LEASE_LOST = 3
SHARD_ENDED = 4
SHUTDOWN_REQUESTED = 5
CHECKPOINT_RESULT = 6
BATCH_DONE = 16
ACKNOWLEDGED = 17
CHECKPOINT = 18
FAILED = 19

NAMES: Mapping[int, str] = {
    INITIALIZE: "INITIALIZE",
    RECORDS: "RECORDS",
    LEASE_LOST: "LEASE_LOST",
    SHARD_ENDED: "SHARD_ENDED",
    SHUTDOWN_REQUESTED: "SHUTDOWN_REQUESTED",
    CHECKPOINT_RESULT: "CHECKPOINT_RESULT",
    BATCH_DONE: "BATCH_DONE",
    ACKNOWLEDGED: "ACKNOWLEDGED",
    CHECKPOINT: "CHECKPOINT",
    FAILED: "FAILED",
}

LONGEST = 67_108_864
_HEADER = struct.Struct(">IBI")
_AFTER_LENGTH = 5
_BATCH = struct.Struct(">QIIqI")
_BATCH_DONE = struct.Struct(">Q")


class Frame(NamedTuple):
    """A frame of any type."""

    type: int
    channel: int
    payload: memoryview


class Batch(NamedTuple):
    """What a RECORDS frame brings."""

    number: int
    attempt: int
    generation: int
    records: Records


def read_frame(reader: ByteReader) -> Frame:
    """The next frame, waiting for it. Raises ProtocolError when its length is out of bounds."""
    length, kind, channel = _HEADER.unpack(reader.block(_HEADER.size))
    if not _AFTER_LENGTH <= length <= LONGEST:
        raise ProtocolError(f"the daemon sent a frame of {length} bytes; from {_AFTER_LENGTH} to {LONGEST} are allowed")
    return Frame(kind, channel, reader.block(length - _AFTER_LENGTH))


def frame(kind: int, channel: int, payload: bytes = b"") -> bytes:
    """A frame as bytes."""
    return _HEADER.pack(_AFTER_LENGTH + len(payload), kind, channel) + payload


def json_frame(kind: int, channel: int, payload: Mapping[str, Any]) -> bytes:
    """A frame with a JSON object in it."""
    return frame(kind, channel, json.dumps(payload, separators=(",", ":")).encode("utf-8"))


def batch_done(channel: int, batch: int) -> bytes:
    return frame(BATCH_DONE, channel, _BATCH_DONE.pack(batch))


def acknowledged(channel: int, action: int) -> bytes:
    return frame(ACKNOWLEDGED, channel, bytes([action]))


def json_of(received: Frame) -> Mapping[str, Any]:
    """The JSON object in a frame. Raises ProtocolError when there is none."""
    try:
        value = json.loads(bytes(received.payload))
    except ValueError as error:
        raise ProtocolError(f"{NAMES.get(received.type, received.type)} without JSON in it: {error}") from error
    if not isinstance(value, dict):
        raise ProtocolError(f"{NAMES.get(received.type, received.type)} without a JSON object in it")
    return cast(Mapping[str, Any], value)


def batch_of(received: Frame) -> Batch:
    """The batch in a RECORDS frame. Raises ProtocolError when its parts do not fit together."""
    try:
        number, attempt, generation, lag, count = _BATCH.unpack_from(received.payload)
        records = Records(received.payload[_BATCH.size :], count, None if lag < 0 else lag)
    except (ValueError, struct.error) as error:
        raise ProtocolError(f"the daemon sent RECORDS that cannot be read: {error}") from error
    if count == 0:
        raise ProtocolError("the daemon sent RECORDS without records")
    return Batch(number, attempt, generation, records)


def batch_header(number: int, attempt: int, generation: int, lag_millis: Optional[int], count: int) -> bytes:
    """The beginning of a RECORDS frame's payload, before its columns."""
    return _BATCH.pack(number, attempt, generation, -1 if lag_millis is None else lag_millis, count)
