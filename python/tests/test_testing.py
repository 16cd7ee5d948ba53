"""Processors run by `millrace.testing`."""

from __future__ import annotations

import base64
import unittest
from typing import Any

import support as support

import millrace
import millrace.testing
from millrace.testing import SHARD_END, record


class Counter(millrace.Processor):
    def __init__(self) -> None:
        self.texts: list[str] = []

    def process(self, records: millrace.Records, checkpointer: millrace.Checkpointer) -> None:
        self.texts += [each.text for each in records]


class Old:
    """In the form of the first client."""

    def __init__(self) -> None:
        self.seen: list[object] = []

    def initialize(self, shard_id: str) -> None:
        self.seen.append(shard_id)

    def process_records(self, records: Any, checkpointer: millrace.Checkpointer) -> None:
        for each in records:
            self.seen.append((base64.b64decode(each.get("data")), each["partitionKey"], each.get("nothing", 5)))
        checkpointer.checkpoint(records[-1].get("sequenceNumber"))

    def shutdown(self, checkpointer: millrace.Checkpointer, reason: str) -> None:
        self.seen.append(reason)
        if reason == "TERMINATE":
            checkpointer.checkpoint()
        else:
            try:
                checkpointer.checkpoint()
            except millrace.CheckpointError as error:
                self.seen.append(error.value)


class TestingTest(unittest.TestCase):
    def test_a_life_until_a_shutdown(self) -> None:
        counter = Counter()
        result = millrace.testing.run(counter, [b"a", "ä", record("c", sequence_number=10**56)], batch_size=2)
        self.assertEqual(["a", "ä", "c"], counter.texts)
        self.assertEqual(["initialize", "process", "process", "shutdown_requested", "lease_lost"], result.calls)
        self.assertEqual([result.positions[-1]], result.checkpoints)
        self.assertEqual([], result.failures)

    def test_time_decides_on_automatic_checkpoints(self) -> None:
        result = millrace.testing.run(
            Counter, "abcde", batch_size=1, seconds_between_batches=4, checkpoint_interval=10
        )
        self.assertEqual([result.positions[2], result.positions[4]], result.checkpoints)

    def test_errors_of_checkpoints(self) -> None:
        result = millrace.testing.run(
            Counter, "ab", batch_size=1, checkpoint_interval=0, checkpoint_errors=["ThrottlingException"]
        )
        self.assertEqual(result.positions[1], result.checkpoints[0])
        self.assertEqual(2, len(result.log))

    def test_the_loss_of_a_lease(self) -> None:
        result = millrace.testing.run(Counter, "abc", batch_size=1, checkpoint_interval=0, lease_lost_in_batch=2)
        self.assertEqual(["initialize", "process", "process", "lease_lost"], result.calls)
        self.assertEqual(result.positions[:1], result.checkpoints)

    def test_the_end_of_a_shard(self) -> None:
        result = millrace.testing.run(Counter, "abc", end="shard_ended")
        self.assertEqual([SHARD_END], result.checkpoints)

    def test_a_forgotten_end_of_a_shard_is_a_failure(self) -> None:
        result = millrace.testing.run(Counter, "abc", end="shard_ended", checkpoint_interval=None)
        with self.assertRaisesRegex(AssertionError, "without checkpointer.checkpoint"):
            result.raise_failure()

    def test_a_failure_begins_anew_at_the_last_checkpoint(self) -> None:
        lives: list[list[str]] = []

        class Fragile(millrace.Processor):
            def initialize(self, shard: millrace.Shard) -> None:
                lives.append([])

            def process(self, records: millrace.Records, checkpointer: millrace.Checkpointer) -> None:
                lives[-1] += [each.text for each in records]
                if len(lives) == 1 and records[0].text == "b":
                    raise ValueError("bad luck")

        result = millrace.testing.run(Fragile, "abc", batch_size=1, checkpoint_interval=0, restarts=1)
        self.assertEqual([["a", "b"], ["b", "c"]], lives)
        self.assertEqual("bad luck", str(result.failures[0]))
        self.assertEqual(result.positions, result.checkpoints[:3])

    def test_positions_are_judged_as_the_daemon_does(self) -> None:
        refused: list[str] = []

        class Astray(millrace.Processor):
            def process(self, records: millrace.Records, checkpointer: millrace.Checkpointer) -> None:
                checkpointer.checkpoint(records[1])
                for position in (records[0].position, millrace.Position("9" * 60), millrace.Position("abc")):
                    try:
                        checkpointer.checkpoint(position)
                    except millrace.CheckpointError as error:
                        refused.append(error.name)
                checkpointer.checkpoint(records[1].sequence_number, 0)

        result = millrace.testing.run(Astray, "ab", checkpoint_interval=None)
        result.raise_failure()
        self.assertEqual(["IllegalArgumentException"] * 3, refused)

    def test_the_interface_of_three_methods(self) -> None:
        for end, expected in (("shard_ended", ["TERMINATE"]), ("lease_lost", ["ZOMBIE", "InvalidStateException"])):
            old = Old()
            result = millrace.testing.run(old, [record(b"\xff", "k")], end=end)  # type: ignore[arg-type]
            result.raise_failure()
            self.assertEqual(["shardId-000000000000", (b"\xff", "k", 5), *expected], old.seen)
            self.assertEqual(end == "shard_ended", result.last_checkpoint == SHARD_END)

    def test_what_is_no_processor_is_refused(self) -> None:
        for candidate in (object(), object, lambda: object()):
            with self.subTest(candidate), self.assertRaisesRegex(TypeError, "no record processor"):
                made: Any = candidate
                millrace.testing.run(made, []).raise_failure()

    def test_a_wrong_interval_is_refused(self) -> None:
        with self.assertRaisesRegex(ValueError, "checkpoint_interval=-1"):
            millrace.run(Counter, checkpoint_interval=-1)


if __name__ == "__main__":
    unittest.main()
