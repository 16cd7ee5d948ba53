"""Records as a processor sees them.

A batch of thousands of records comes as columns of numbers and one block of bytes. A `Record` is made when it is looked
at, and reads its values out of the batch when they are asked for, so that a value that nobody needs costs nothing.
"""

from __future__ import annotations

import base64
import struct
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta, timezone
from itertools import accumulate, repeat
from typing import Any, NamedTuple, Optional, Union, overload

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_FIELDS = (
    "data",
    "partitionKey",
    "sequenceNumber",
    "subSequenceNumber",
    "approximateArrivalTimestamp",
    "action",
)


class Position(NamedTuple):
    """A place in a shard: a sequence number, and the index of a record in its aggregate."""

    sequence_number: str
    """Decimal digits of any length, or one of TRIM_HORIZON, LATEST, AT_TIMESTAMP where nothing was checkpointed."""
    sub_sequence_number: int = 0
    """From 0; 0 for records that do not come from an aggregated (KPL) record."""


class Record:
    """A record of a Kinesis stream, taken out of its aggregate. It cannot be changed and may be kept.

    A kept record keeps its whole batch in memory; keep `data` instead.
    """

    __slots__ = ("_batch", "_index")

    def __init__(self, batch: Records, index: int) -> None:
        self._batch = batch
        self._index = index

    @property
    def data(self) -> bytes:
        """What the producer put, copied out of the batch at each access."""
        index = self._index
        batch = self._batch
        start = batch._data_starts[index]
        return bytes(batch._memory[start : start + batch._data_lengths[index]])

    @property
    def text(self) -> str:
        """The data as UTF-8 text. Raises UnicodeDecodeError (a ValueError) when it is none."""
        return self.data.decode("utf-8")

    @property
    def partition_key(self) -> str:
        """What decided on the shard."""
        return self._batch._partition_key(self._index)

    @property
    def sequence_number(self) -> str:
        """Decimal digits; the records of one aggregate share it."""
        return self._batch._sequence_number(self._index)

    @property
    def sub_sequence_number(self) -> int:
        """The index in the aggregate, 0 for a record that was not in one."""
        return self._batch._sub_sequences[self._index]

    @property
    def position(self) -> Position:
        """Where the record stands in its shard."""
        return Position(self.sequence_number, self.sub_sequence_number)

    @property
    def arrival_millis(self) -> int:
        """When Kinesis took the record, approximately, in milliseconds since 1970-01-01T00:00Z."""
        return self._batch._arrivals[self._index]

    @property
    def arrival(self) -> datetime:
        """When Kinesis took the record, approximately, as a time in UTC."""
        return _EPOCH + timedelta(milliseconds=self.arrival_millis)

    def __getitem__(self, field: str) -> Union[str, int]:
        """A field by its name in the JSON protocol, as the records of older clients answer.

        `record["data"]` is text in base64. Raises KeyError for a name that the protocol does not know.
        """
        if field == "data":
            return base64.b64encode(self.data).decode("ascii")
        if field == "partitionKey":
            return self.partition_key
        if field == "sequenceNumber":
            return self.sequence_number
        if field == "subSequenceNumber":
            return self.sub_sequence_number
        if field == "approximateArrivalTimestamp":
            return self.arrival_millis
        if field == "action":
            return "record"
        raise KeyError(field)

    def get(self, field: str, default: Any = None) -> Any:
        """As `record[field]`, but `default` for an unknown name."""
        return self[field] if field in _FIELDS else default

    def __repr__(self) -> str:
        return (
            f"Record(sequence_number={self.sequence_number!r}, sub_sequence_number={self.sub_sequence_number},"
            f" partition_key={self.partition_key!r}, {len(self.data)} bytes)"
        )


class RecordValues(NamedTuple):
    """The values of one record, of which `Records.of` makes a batch."""

    data: bytes
    partition_key: str
    sequence_number: str
    sub_sequence_number: int = 0
    arrival_millis: int = 0


class Records(Sequence[Record]):
    """A batch of records of one shard, in the order of the shard. It cannot be changed."""

    __slots__ = (
        "_memory",
        "_data_lengths",
        "_data_starts",
        "_arrivals",
        "_sub_sequences",
        "_key_lengths",
        "_key_starts",
        "_sequence_lengths",
        "_sequence_starts",
        "_lag_millis",
    )

    def __init__(self, columns: memoryview, count: int, millis_behind_latest: Optional[int]) -> None:
        """Reads `count` records from the columns of a RECORDS frame, the part after `count`.

        Raises ValueError when the columns say something else than there is.
        """
        offset = _COLUMN_BYTES * count
        if count < 0 or offset > len(columns):
            raise ValueError(f"{count} records do not fit in {len(columns)} bytes")
        self._memory = columns
        self._lag_millis = millis_behind_latest
        self._data_lengths: tuple[int, ...] = struct.unpack_from(f">{count}I", columns, 0)
        self._arrivals: tuple[int, ...] = struct.unpack_from(f">{count}q", columns, 4 * count)
        self._sub_sequences: tuple[int, ...] = struct.unpack_from(f">{count}I", columns, 12 * count)
        self._key_lengths: tuple[int, ...] = struct.unpack_from(f">{count}H", columns, 16 * count)
        self._sequence_lengths = bytes(columns[18 * count : offset])
        self._sequence_starts = list(accumulate(self._sequence_lengths, initial=offset))
        self._key_starts = list(accumulate(self._key_lengths, initial=self._sequence_starts[-1]))
        self._data_starts = list(accumulate(self._data_lengths, initial=self._key_starts[-1]))
        if self._data_starts[-1] != len(columns):
            raise ValueError(f"{count} records say they end at byte {self._data_starts[-1]} of {len(columns)}")

    @staticmethod
    def of(values: Iterable[RecordValues], millis_behind_latest: Optional[int] = None) -> Records:
        """A batch of these records."""
        columns, count = columns_of(values)
        return Records(memoryview(columns), count, millis_behind_latest)

    @property
    def millis_behind_latest(self) -> Optional[int]:
        """How far the end of this batch is behind the tip of the shard, in milliseconds; None when unknown."""
        return self._lag_millis

    @property
    def lag(self) -> Optional[timedelta]:
        """`millis_behind_latest` as a duration; None when unknown."""
        return None if self._lag_millis is None else timedelta(milliseconds=self._lag_millis)

    def _partition_key(self, index: int) -> str:
        start = self._key_starts[index]
        return str(self._memory[start : start + self._key_lengths[index]], "utf-8")

    def _sequence_number(self, index: int) -> str:
        start = self._sequence_starts[index]
        return str(self._memory[start : start + self._sequence_lengths[index]], "ascii")

    def __len__(self) -> int:
        return len(self._data_lengths)

    def __iter__(self) -> Iterator[Record]:
        return map(Record, repeat(self), range(len(self._data_lengths)))

    @overload
    def __getitem__(self, index: int) -> Record: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Record]: ...
    def __getitem__(self, index: Union[int, slice]) -> Union[Record, Sequence[Record]]:
        places = range(len(self._data_lengths))
        if isinstance(index, slice):
            return [Record(self, place) for place in places[index]]
        return Record(self, places[index])

    def __repr__(self) -> str:
        return f"<{len(self)} records, {self._lag_millis} ms behind the latest>"


_COLUMN_BYTES = 4 + 8 + 4 + 2 + 1


def columns_of(values: Iterable[RecordValues]) -> tuple[bytes, int]:
    """The records in the columns of a RECORDS frame, and how many they are.

    Raises struct.error when a key has over 65,535 bytes or a sequence number over 255 digits.
    """
    records = list(values)
    count = len(records)
    keys = [record.partition_key.encode("utf-8") for record in records]
    sequences = [record.sequence_number.encode("ascii") for record in records]
    parts = [
        struct.pack(f">{count}I", *(len(record.data) for record in records)),
        struct.pack(f">{count}q", *(record.arrival_millis for record in records)),
        struct.pack(f">{count}I", *(record.sub_sequence_number for record in records)),
        struct.pack(f">{count}H", *map(len, keys)),
        struct.pack(f">{count}B", *map(len, sequences)),
    ]
    return b"".join([*parts, *sequences, *keys, *(record.data for record in records)]), count
