"""The conversation in frames, with real child processes."""

from __future__ import annotations

import os
import unittest

from support.daemon import FakeDaemon, values

from millrace._daemon import frames

ONE_SHARD = {"MILLRACE_FRAMES": "1", "MILLRACE_FRAMES_IN_FLIGHT": "4", "MILLRACE_SHARDS_PER_CHILD": "1"}
MANY_SHARDS = {**ONE_SHARD, "MILLRACE_SHARDS_PER_CHILD": "3"}
RECORDER = """
    import millrace, sys, threading

    class Recorder(millrace.Processor):
        def initialize(self, shard):
            print(shard)
            print(f"{threading.active_count()} threads")
        def process(self, records, checkpointer):
            print([(r.text, r.partition_key, *r.position, r.arrival_millis) for r in records], records.millis_behind_latest)
            for record in records:
                if record.text == "poison":
                    raise ValueError("bad luck")
                if record.text == "exit":
                    sys.exit(3)
                if record.text == "checkpoint":
                    checkpointer.checkpoint()
                if record.text == "this":
                    checkpointer.checkpoint(record)
        def shard_ended(self, checkpointer):
            print("shard_ended")
            checkpointer.checkpoint()
        def shutdown_requested(self, checkpointer):
            print("shutdown_requested")
            checkpointer.checkpoint()
        def lease_lost(self):
            print("lease_lost")
"""
MANUAL = RECORDER + "    millrace.run(Recorder, checkpoint_interval=None)\n"


class FramesProtocolTest(unittest.TestCase):
    def test_the_offer_is_taken_as_far_as_wished(self) -> None:
        wish = RECORDER + "    millrace.run(Recorder, batches_in_flight=2, shards_per_process=9)\n"
        with FakeDaemon(wish, MANY_SHARDS) as daemon:
            self.assertEqual({"action": "frames", "version": 1, "inFlight": 2, "shards": 3}, daemon.offer_taken())
            self.assertEqual(0, daemon.end())

    def test_an_offer_of_other_versions_is_not_taken(self) -> None:
        with FakeDaemon(MANUAL, {**ONE_SHARD, "MILLRACE_FRAMES": "2, 3"}) as daemon:
            daemon.initialize()

    def test_one_object_serves_one_shard_at_a_time(self) -> None:
        with FakeDaemon(RECORDER + "    millrace.run(Recorder())\n", MANY_SHARDS) as daemon:
            self.assertEqual(1, daemon.offer_taken()["shards"])

    def test_a_life_until_the_end_of_the_shard(self) -> None:
        with FakeDaemon(MANUAL, ONE_SHARD) as daemon:
            daemon.offer_taken()
            daemon.open_channel()
            daemon.send_batch(1, values("a", "ä", "checkpoint"), lag_millis=None)
            asked = {"request": 1, "sequenceNumber": "102", "subSequenceNumber": 0}
            daemon.require(frames.CHECKPOINT, 0, asked)
            daemon.send(frames.CHECKPOINT_RESULT, request=1, error=None, message=None)
            daemon.require(frames.BATCH_DONE, 0, 1)
            daemon.send(frames.SHARD_ENDED)
            end = {"request": 2, "sequenceNumber": None, "subSequenceNumber": None}
            daemon.require(frames.CHECKPOINT, 0, end)
            daemon.send(frames.CHECKPOINT_RESULT, request=2, error=None, message=None)
            daemon.require(frames.ACKNOWLEDGED, 0, frames.SHARD_ENDED)
            self.assertEqual(0, daemon.end())
            arrival = 1_700_000_000_123
            self.assertEqual(
                [
                    "Shard(shard_id='shardId-000000000000', checkpoint=Position(sequence_number='41',"
                    " sub_sequence_number=2), epoch=7, worker_id='worker-1', stream='words', application='count')",
                    "1 threads",
                    f"[('a', 'key-a', '100', 0, {arrival}), ('ä', 'key-ä', '101', 0, {arrival}),"
                    f" ('checkpoint', 'key-checkpoint', '102', 0, {arrival})] None",
                    "shard_ended",
                ],
                daemon.errors().splitlines(),
            )

    def test_batches_sent_ahead_wait_while_a_checkpoint_is_under_way(self) -> None:
        with FakeDaemon(MANUAL, ONE_SHARD) as daemon:
            daemon.offer_taken()
            daemon.open_channel()
            daemon.send_batch(1, values("this", "b"))
            daemon.send_batch(2, values("checkpoint", first=200))
            daemon.send_batch(3, values("c", first=300))
            for batch, sequence in ((1, "100"), (2, "200")):
                asked = {"request": batch, "sequenceNumber": sequence, "subSequenceNumber": 0}
                daemon.require(frames.CHECKPOINT, 0, asked)
                daemon.send(frames.CHECKPOINT_RESULT, request=batch, error=None, message=None)
                daemon.require(frames.BATCH_DONE, 0, batch)
            daemon.require(frames.BATCH_DONE, 0, 3)
            self.assertEqual(0, daemon.end())

    def test_after_a_failure_what_was_sent_ahead_is_discarded_until_the_generation_grows(self) -> None:
        with FakeDaemon(MANUAL, ONE_SHARD) as daemon:
            daemon.offer_taken()
            daemon.open_channel()
            daemon.send_batch(1, values("a"), generation=1)
            daemon.send_batch(2, values("poison"), generation=1)
            daemon.send_batch(3, values("ahead"), generation=1)
            daemon.require(frames.BATCH_DONE, 0, 1)
            kind, _, failure = daemon.receive()
            self.assertEqual(frames.FAILED, kind)
            self.assertEqual((2, None, "ValueError: bad luck"), (failure["batch"], failure["action"], failure["error"]))
            self.assertIn("ValueError: bad luck", failure["traceback"])
            daemon.send_batch(4, values("also ahead"), generation=1)
            daemon.send_batch(5, values("again"), generation=2, attempt=2)
            daemon.require(frames.BATCH_DONE, 0, 5)
            self.assertEqual(0, daemon.end())
            self.assertNotIn("ahead", daemon.errors())

    def test_at_a_shutdown_after_a_failure_only_what_was_processed_is_checkpointed(self) -> None:
        for before, expected in ((values("a"), "100"), ([], None)):
            with self.subTest(expected=expected), FakeDaemon(MANUAL, ONE_SHARD) as daemon:
                daemon.offer_taken()
                daemon.open_channel()
                if before:
                    daemon.send_batch(1, before)
                    daemon.require(frames.BATCH_DONE, 0, 1)
                daemon.send_batch(2, values("poison", first=200))
                self.assertEqual(frames.FAILED, daemon.receive()[0])
                daemon.send(frames.SHUTDOWN_REQUESTED)
                if expected:
                    asked = {"request": 1, "sequenceNumber": expected, "subSequenceNumber": 0}
                    daemon.require(frames.CHECKPOINT, 0, asked)
                    daemon.send(frames.CHECKPOINT_RESULT, request=1, error=None, message=None)
                daemon.require(frames.ACKNOWLEDGED, 0, frames.SHUTDOWN_REQUESTED)

    def test_at_a_shutdown_before_any_batch_everything_handed_over_is_meant(self) -> None:
        with FakeDaemon(MANUAL, ONE_SHARD) as daemon:
            daemon.offer_taken()
            daemon.open_channel()
            daemon.send(frames.SHUTDOWN_REQUESTED)
            asked = {"request": 1, "sequenceNumber": None, "subSequenceNumber": None}
            daemon.require(frames.CHECKPOINT, 0, asked)

    def test_a_wish_to_exit_fails_the_batch_like_an_exception(self) -> None:
        with FakeDaemon(MANUAL, ONE_SHARD) as daemon:
            daemon.offer_taken()
            daemon.open_channel()
            daemon.send_batch(1, values("exit"))
            _, _, failure = daemon.receive()
            self.assertEqual("SystemExit: 3", failure["error"])

    def test_an_exception_of_any_callback_is_told(self) -> None:
        calls = {
            "initialize": (frames.INITIALIZE, "initialize"),
            "shard_ended": (frames.SHARD_ENDED, "shardEnded"),
            "shutdown_requested": (frames.SHUTDOWN_REQUESTED, "shutdownRequested"),
            "lease_lost": (frames.LEASE_LOST, "leaseLost"),
        }
        for method, (kind, action) in calls.items():
            failing = f"    def fail(*_): raise ValueError('bad luck')\n    Recorder.{method} = fail\n    millrace.run"
            source = MANUAL.replace("    millrace.run", failing)
            with self.subTest(method), FakeDaemon(source, ONE_SHARD) as daemon:
                daemon.offer_taken()
                if kind == frames.INITIALIZE:
                    daemon.send(kind, shardId="s", sequenceNumber="1", subSequenceNumber=0)
                else:
                    daemon.open_channel()
                    daemon.send(kind)
                received, _, failure = daemon.receive()
                self.assertEqual(frames.FAILED, received)
                told = (failure["batch"], failure["action"], failure["error"])
                self.assertEqual((None, action, "ValueError: bad luck"), told)
                if kind != frames.LEASE_LOST:
                    daemon.send(frames.LEASE_LOST)
                    daemon.require(frames.ACKNOWLEDGED, 0, frames.LEASE_LOST)
                # The process goes on with another channel.
                daemon.send(frames.INITIALIZE, 1, shardId="s", sequenceNumber="1", subSequenceNumber=0)
                self.assertEqual(1, daemon.receive()[1])
                self.assertEqual(0, daemon.end())

    def test_an_idle_shard_stores_its_automatic_checkpoint_in_time(self) -> None:
        with FakeDaemon(RECORDER + "    millrace.run(Recorder, checkpoint_interval=0.2)\n", ONE_SHARD) as daemon:
            daemon.offer_taken()
            daemon.open_channel()
            daemon.send_batch(1, values("a"))
            heard = [daemon.receive() for _ in range(2)]
            asked = {"request": 1, "sequenceNumber": "100", "subSequenceNumber": 0}
            self.assertEqual([(frames.BATCH_DONE, 0, 1), (frames.CHECKPOINT, 0, asked)], heard)
            daemon.send(frames.CHECKPOINT_RESULT, request=1, error="ThrottlingException", message="too fast")
            asked = {"request": 2, "sequenceNumber": "100", "subSequenceNumber": 0}
            daemon.require(frames.CHECKPOINT, 0, asked)
            daemon.send(frames.CHECKPOINT_RESULT, request=2, error=None, message=None)
            self.assertEqual(0, daemon.end())
            self.assertIn("ThrottlingException: too fast", daemon.errors())

    def test_a_large_batch_arrives_whole(self) -> None:
        source = """
            import hashlib, millrace

            @millrace.processor(checkpoint_interval=None)
            def digest(records, checkpointer):
                print(len(records), hashlib.sha256(b"".join(r.data for r in records)).hexdigest())

            digest.run()
        """
        with FakeDaemon(source, ONE_SHARD) as daemon:
            daemon.offer_taken()
            daemon.open_channel()
            blob = os.urandom(1 << 20)
            record = values("a")[0]._replace(data=blob)
            for batch in range(1, 4):
                daemon.send_batch(batch, [record] * 5 * batch)
                daemon.require(frames.BATCH_DONE, 0, batch)
            daemon.end()
            import hashlib

            expected = [f"{5 * n} {hashlib.sha256(blob * 5 * n).hexdigest()}" for n in range(1, 4)]
            self.assertEqual(expected, daemon.errors().splitlines())

    def test_frames_that_break_the_rules_end_the_process(self) -> None:
        bad = {
            "length": b"\xff\xff\xff\xff\x02\x00\x00\x00\x00",
            "unexpectedly": frames.frame(99, 0),
            "cannot be read": frames.frame(frames.RECORDS, 0, frames.batch_header(1, 1, 1, 0, 7)),
            "channel 5": frames.frame(frames.LEASE_LOST, 5),
        }
        reasons = {"length": "67108864 are allowed"}
        for name, message in bad.items():
            for environment in (ONE_SHARD, MANY_SHARDS):
                with self.subTest(name), FakeDaemon(MANUAL, environment) as daemon:
                    daemon.offer_taken()
                    daemon.open_channel()
                    daemon.say_line(message)
                    self.assertEqual(1, daemon.process.wait())
                    self.assertIn(reasons.get(name, name), daemon.errors())


class SeveralShardsTest(unittest.TestCase):
    def test_each_shard_has_a_processor_and_a_thread_and_none_waits_for_another(self) -> None:
        with FakeDaemon(MANUAL, MANY_SHARDS) as daemon:
            self.assertEqual(3, daemon.offer_taken()["shards"])
            for channel in range(3):
                daemon.open_channel(channel, f"shardId-{channel}")
            daemon.send_batch(1, values("checkpoint"), channel=0)
            asked = {"request": 1, "sequenceNumber": "100", "subSequenceNumber": 0}
            daemon.require(frames.CHECKPOINT, 0, asked)
            daemon.send_batch(1, values("poison"), channel=1)
            self.assertEqual((frames.FAILED, 1), daemon.receive()[:2])
            daemon.send_batch(1, values("a"), channel=2)
            daemon.require(frames.BATCH_DONE, 2, 1)
            daemon.send(frames.CHECKPOINT_RESULT, 0, request=1, error=None, message=None)
            daemon.require(frames.BATCH_DONE, 0, 1)
            daemon.send(frames.LEASE_LOST, 1)
            daemon.require(frames.ACKNOWLEDGED, 1, frames.LEASE_LOST)
            daemon.open_channel(3, "shardId-1")
            daemon.send_batch(1, values("b"), channel=3)
            daemon.require(frames.BATCH_DONE, 3, 1)
            self.assertEqual(0, daemon.end())

    def test_the_end_of_the_pipe_ends_the_process_though_a_processor_is_busy(self) -> None:
        source = """
            import sys, threading, millrace

            class Stuck(millrace.Processor):
                def process(self, records, checkpointer):
                    print("stuck", file=sys.stderr, flush=True)
                    threading.Event().wait()

            millrace.run(Stuck)
        """
        with FakeDaemon(source, MANY_SHARDS) as daemon:
            daemon.offer_taken()
            daemon.open_channel(4)
            daemon.send_batch(1, values("a"), channel=4)
            daemon.await_error("stuck")
            self.assertEqual(0, daemon.end())

    def test_a_checkpoint_from_a_foreign_thread_is_refused(self) -> None:
        source = """
            import millrace
            from concurrent.futures import ThreadPoolExecutor

            @millrace.processor(checkpoint_interval=None)
            def count(records, checkpointer):
                with ThreadPoolExecutor() as pool:
                    print(pool.submit(checkpointer.checkpoint).exception())

            count.run()
        """
        with FakeDaemon(source, MANY_SHARDS) as daemon:
            daemon.offer_taken()
            daemon.open_channel(0)
            daemon.send_batch(1, values("a"))
            daemon.require(frames.BATCH_DONE, 0, 1)
            daemon.end()
            self.assertIn("InvalidStateException", daemon.errors())


if __name__ == "__main__":
    unittest.main()
