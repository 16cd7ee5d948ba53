"""Frames as JSON objects, as conversations have them."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Mapping
from typing import Any, Optional

from .._daemon import frames
from .._daemon.frames import Frame
from .._daemon.plain import values_of
from ..records import columns_of

_TYPES = {name: kind for kind, name in frames.NAMES.items()}
_JSON = frozenset({frames.INITIALIZE, frames.CHECKPOINT_RESULT, frames.CHECKPOINT, frames.FAILED})


def bytes_of(text: Mapping[str, Any]) -> bytes:
    """The frame that a JSON object describes."""
    kind, channel = _TYPES[text["frame"]], int(text["channel"])
    if kind in _JSON:
        return frames.json_frame(kind, channel, {key: text[key] for key in text if key not in ("frame", "channel")})
    if kind == frames.BATCH_DONE:
        return frames.batch_done(channel, text["batch"])
    if kind == frames.ACKNOWLEDGED:
        return frames.acknowledged(channel, _TYPES[text["acknowledges"]])
    if kind == frames.RECORDS:
        columns, count = columns_of(values_of(record) for record in text["records"])
        header = frames.batch_header(
            text["batch"], text["attempt"], text["generation"], text["millisBehindLatest"], count
        )
        return frames.frame(kind, channel, header + columns)
    return frames.frame(kind, channel)


def bytes_if_fixed(text: Mapping[str, Any]) -> Optional[bytes]:
    """The frame that a JSON object describes; None when its payload is JSON, which may be written in many ways."""
    return None if _TYPES[text["frame"]] in _JSON else bytes_of(text)


def whole(frame: Frame) -> bytes:
    """A frame that was read, with its head."""
    return frames.frame(frame.type, frame.channel, bytes(frame.payload))


def is_written_so(frame: Frame, written: bytes) -> bool:
    """Whether a frame is made of these bytes, but for the order of the keys in JSON."""
    read = whole(frame)
    if read == written or frame.type not in _JSON:
        return read == written
    start = len(read) - len(frame.payload)
    # The same object and the same bytes, though not in the same places.
    return (
        read[:start] == written[:start]
        and sorted(read) == sorted(written)
        and json.loads(read[start:]) == json.loads(written[start:])
    )


def text_of(frame: Frame) -> dict[str, Any]:
    """The JSON object that describes a frame. Raises ProtocolError when its payload cannot be read."""
    text: dict[str, Any] = {"frame": frames.NAMES.get(frame.type, str(frame.type)), "channel": frame.channel}
    if frame.type in _JSON:
        text.update(frames.json_of(frame))
    elif frame.type == frames.BATCH_DONE:
        text["batch"] = int.from_bytes(frame.payload, "big")
    elif frame.type == frames.ACKNOWLEDGED:
        action = int.from_bytes(frame.payload, "big")
        text["acknowledges"] = frames.NAMES.get(action, str(action))
    elif frame.type == frames.RECORDS:
        text.update(_records(frame))
    return text


def _records(frame: Frame) -> dict[str, Any]:
    batch = frames.batch_of(frame)
    return {
        "batch": batch.number,
        "attempt": batch.attempt,
        "generation": batch.generation,
        "millisBehindLatest": batch.records.millis_behind_latest,
        "records": [
            {
                "data": b64encode(record.data).decode("ascii"),
                "partitionKey": record.partition_key,
                "sequenceNumber": record.sequence_number,
                "subSequenceNumber": record.sub_sequence_number,
                "approximateArrivalTimestamp": record.arrival_millis,
            }
            for record in batch.records
        ],
    }
