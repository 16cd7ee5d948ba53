"""Records, and the pipes they come through."""

from __future__ import annotations

import os
import random
import threading
import unittest
from datetime import datetime, timedelta, timezone

from support.daemon import values

from millrace._daemon.errors import DaemonGone
from millrace._daemon.pipes import ByteReader
from millrace.records import Position, Records, columns_of


class RecordsTest(unittest.TestCase):
    def test_a_batch_is_a_sequence(self) -> None:
        records = Records.of(values("a", "bc", ""), 1500)
        self.assertEqual(3, len(records))
        self.assertEqual(["a", "bc", ""], [record.text for record in records])
        self.assertEqual("", records[-1].text)
        self.assertEqual(["bc", ""], [record.text for record in records[1:]])
        with self.assertRaises(IndexError):
            records[3]
        self.assertEqual(timedelta(seconds=1.5), records.lag)
        self.assertIsNone(Records.of([]).lag)
        self.assertEqual(0, len(Records.of([])))

    def test_a_record_has_its_values(self) -> None:
        record = Records.of([values("ä")[0]._replace(sub_sequence_number=7)])[0]
        self.assertEqual(b"\xc3\xa4", record.data)
        self.assertEqual(Position("100", 7), record.position)
        self.assertEqual(datetime(2023, 11, 14, 22, 13, 20, 123000, timezone.utc), record.arrival)
        wire = ("data", "partitionKey", "sequenceNumber", "subSequenceNumber", "approximateArrivalTimestamp", "action")
        self.assertEqual(["w6Q=", "key-ä", "100", 7, 1_700_000_000_123, "record"], [record[name] for name in wire])
        with self.assertRaises(KeyError):
            record["nothing"]

    def test_text_that_is_none_is_refused(self) -> None:
        with self.assertRaises(ValueError):
            Records.of([values("")[0]._replace(data=b"\xff")])[0].text

    def test_columns_that_do_not_fit_are_refused(self) -> None:
        columns, count = columns_of(values("a", "b"))
        for wrong, number in ((columns[:-1], count), (columns + b"x", count), (columns, 3), (b"", 1)):
            with self.subTest(number), self.assertRaises(ValueError):
                Records(memoryview(wrong), number, None)


class ByteReaderTest(unittest.TestCase):
    def test_lines_and_blocks_of_all_sizes_arrive_as_they_were_sent(self) -> None:
        chance = random.Random(7)
        sizes = [0, 1, 9, 1 << 15, (1 << 15) - 1, 1 << 18, (1 << 18) + 1, 3_000_000] * 2
        chance.shuffle(sizes)
        sent = [(chance.choice(("line", "block")), chance.randbytes(size).replace(b"\n", b"-")) for size in sizes]
        input_, output = os.pipe()

        def write() -> None:
            with open(output, "wb") as pipe:
                for kind, content in sent:
                    pipe.write(content + (b"\n" if kind == "line" else b""))

        writer = threading.Thread(target=write)
        writer.start()
        reader = ByteReader(input_)
        for kind, content in sent:
            received = reader.line() if kind == "line" else bytes(reader.block(len(content)))
            self.assertEqual(len(content), len(received))
            self.assertTrue(content == received)
        writer.join()
        with self.assertRaises(DaemonGone):
            reader.line()
        os.close(input_)

    def test_a_pipe_that_ends_within_a_message_is_told(self) -> None:
        for size in (5, 1 << 20):
            input_, output = os.pipe()
            os.write(output, b"abc")
            os.close(output)
            with self.assertRaises(DaemonGone):
                ByteReader(input_).block(size)
            os.close(input_)


if __name__ == "__main__":
    unittest.main()
