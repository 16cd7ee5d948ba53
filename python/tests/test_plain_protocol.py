"""The conversation in the plain protocol, with real child processes."""

from __future__ import annotations

import signal
import unittest

from support.daemon import FakeDaemon, plain_records

RECORDER = """
    import millrace

    class Recorder(millrace.Processor):
        def initialize(self, shard):
            print("initialize", shard.shard_id, shard.checkpoint.sequence_number, shard.epoch)
        def process(self, records, checkpointer):
            for record in records:
                print(record.text, record.partition_key, record.sequence_number, record.arrival.isoformat())
            print("lag", records.lag)
        def shard_ended(self, checkpointer):
            print("shard_ended")
        def shutdown_requested(self, checkpointer):
            print("shutdown_requested")
        def lease_lost(self):
            print("lease_lost")
"""
EACH_BATCH = RECORDER + "    millrace.run(Recorder, checkpoint_interval=0)\n"
SELDOM = RECORDER + "    millrace.run(Recorder, checkpoint_interval=3600)\n"
NEVER = RECORDER + "    millrace.run(Recorder, checkpoint_interval=None)\n"
EVERYTHING = {"action": "checkpoint", "sequenceNumber": None, "subSequenceNumber": None}


def checkpoint(sequence_number: str) -> dict[str, object]:
    return {"action": "checkpoint", "sequenceNumber": sequence_number, "subSequenceNumber": 0}


class PlainProtocolTest(unittest.TestCase):
    def test_a_life_with_manual_checkpoints_sends_acknowledgements_only(self) -> None:
        with FakeDaemon(NEVER) as daemon:
            daemon.initialize()
            daemon.ask("processRecords", records=plain_records("a", "ä"), millisBehindLatest=1500)
            daemon.ask("shutdownRequested")
            daemon.ask("leaseLost")
            self.assertEqual(0, daemon.end())
            self.assertEqual(
                [
                    "initialize shardId-000000000000 TRIM_HORIZON None",
                    "a key-a 100 2023-11-14T22:13:20.123000+00:00",
                    "ä key-ä 101 2023-11-14T22:13:20.123000+00:00",
                    "lag 0:00:01.500000",
                    "shutdown_requested",
                    "lease_lost",
                ],
                daemon.errors().splitlines(),
            )

    def test_an_interval_of_zero_checkpoints_each_batch_before_its_acknowledgement(self) -> None:
        with FakeDaemon(EACH_BATCH) as daemon:
            daemon.initialize()
            for first in (100, 200):
                daemon.say(
                    action="processRecords",
                    records=plain_records("a", "b", first=first),
                    millisBehindLatest=None,
                )
                self.assertEqual(checkpoint(str(first + 1)), daemon.hear())
                daemon.say(**checkpoint(str(first + 1)), error=None)
                daemon.require_acknowledged("processRecords")
            daemon.say(action="shardEnded")
            self.assertEqual(EVERYTHING, daemon.hear())
            daemon.say(**EVERYTHING, error=None)
            daemon.require_acknowledged("shardEnded")
            self.assertEqual(0, daemon.end())

    def test_a_long_interval_checkpoints_at_the_request_of_a_shutdown(self) -> None:
        with FakeDaemon(SELDOM) as daemon:
            daemon.initialize()
            daemon.ask("processRecords", records=plain_records("a"), millisBehindLatest=0)
            daemon.say(action="shutdownRequested")
            self.assertEqual(EVERYTHING, daemon.hear())
            daemon.say(**EVERYTHING, error=None)
            daemon.require_acknowledged("shutdownRequested")

    def test_a_failed_automatic_checkpoint_is_logged_once_and_tried_at_the_next_batch(self) -> None:
        with FakeDaemon(EACH_BATCH) as daemon:
            daemon.initialize()
            for error in ("ThrottlingException", "RuntimeException", None):
                daemon.say(action="processRecords", records=plain_records("a"), millisBehindLatest=0)
                self.assertEqual(checkpoint("100"), daemon.hear())
                daemon.say(**checkpoint("100"), error=error)
                daemon.require_acknowledged("processRecords")
            self.assertEqual(0, daemon.end())
            logged = [line for line in daemon.errors().splitlines() if line.startswith("millrace: ")]
            self.assertEqual(2, len(logged), logged)
            self.assertIn("ThrottlingException", logged[0])
            self.assertIn("stored again", logged[1])

    def test_after_the_lease_is_lost_no_more_automatic_checkpoints_are_tried(self) -> None:
        with FakeDaemon(EACH_BATCH) as daemon:
            daemon.initialize()
            daemon.say(action="processRecords", records=plain_records("a"), millisBehindLatest=0)
            daemon.hear()
            daemon.say(**checkpoint("100"), error="ShutdownException")
            daemon.require_acknowledged("processRecords")
            daemon.ask("processRecords", records=plain_records("b", first=101), millisBehindLatest=0)
            daemon.ask("leaseLost")

    def test_an_end_of_shard_that_cannot_be_stored_ends_the_process_after_some_attempts(self) -> None:
        with FakeDaemon(EACH_BATCH.replace("import millrace", "import time; time.sleep = print; import millrace")) as daemon:
            daemon.initialize()
            daemon.say(action="shardEnded")
            for _ in range(5):
                self.assertEqual(EVERYTHING, daemon.hear())
                daemon.say(**EVERYTHING, error="ThrottlingException")
            self.assertEqual(1, daemon.process.wait())
            self.assertIn("CheckpointError: ThrottlingException", daemon.errors())

    def test_an_exception_of_any_callback_ends_the_process_with_its_traceback(self) -> None:
        actions = {
            "initialize": "initialize",
            "process": "processRecords",
            "shard_ended": "shardEnded",
            "shutdown_requested": "shutdownRequested",
            "lease_lost": "leaseLost",
        }
        for method, action in actions.items():
            failing = f"    def fail(*_): raise ValueError('bad luck')\n    Recorder.{method} = fail\n    millrace.run"
            with self.subTest(method), FakeDaemon(NEVER.replace("    millrace.run", failing)) as daemon:
                if action != "initialize":
                    daemon.initialize()
                fields: dict[str, object] = {"shardId": "s", "sequenceNumber": "1", "subSequenceNumber": 0}
                if action == "processRecords":
                    fields = {"records": plain_records("a"), "millisBehindLatest": 0}
                daemon.say(action=action, **fields)
                self.assertEqual(1, daemon.process.wait())
                self.assertTrue(daemon.nothing_more_is_said())
                self.assertIn("ValueError: bad luck", daemon.errors())

    def test_a_processor_sees_the_name_of_a_refused_checkpoint(self) -> None:
        source = """
            import millrace

            @millrace.processor(checkpoint_interval=None)
            def process(records, checkpointer):
                try:
                    checkpointer.checkpoint(records[0])
                    checkpointer.checkpoint("1", 3)
                except millrace.CheckpointError as error:
                    print(error.name, error.value, error)
                checkpointer.checkpoint()

            if __name__ == "__main__":
                process.run()
        """
        with FakeDaemon(source) as daemon:
            daemon.initialize()
            daemon.say(action="processRecords", records=plain_records("a", "b"), millisBehindLatest=0)
            self.assertEqual(checkpoint("100"), daemon.hear())
            daemon.say(**checkpoint("100"), error=None)
            self.assertEqual({**checkpoint("1"), "subSequenceNumber": 3}, daemon.hear())
            daemon.say(**checkpoint("1"), error="IllegalArgumentException")
            self.assertEqual(EVERYTHING, daemon.hear())
            daemon.say(**EVERYTHING, error=None)
            daemon.require_acknowledged("processRecords")
            daemon.end()
            self.assertEqual(
                "IllegalArgumentException IllegalArgumentException IllegalArgumentException\n", daemon.errors()
            )

    def test_a_checkpoint_that_finds_the_lease_lost_does_not_end_the_process(self) -> None:
        source = """
            import millrace

            class Careless(millrace.Processor):
                def process(self, records, checkpointer):
                    checkpointer.checkpoint()

            millrace.run(Careless, checkpoint_interval=None)
        """
        with FakeDaemon(source) as daemon:
            daemon.initialize()
            daemon.say(action="processRecords", records=plain_records("a"), millisBehindLatest=0)
            daemon.hear()
            daemon.say(**EVERYTHING, error="ShutdownException")
            daemon.require_acknowledged("processRecords")
            daemon.ask("leaseLost")
            self.assertEqual(0, daemon.end())

    def test_what_is_printed_by_whatever_means_goes_to_standard_error(self) -> None:
        source = """
            import os, subprocess, sys, millrace

            class Noisy(millrace.Processor):
                def process(self, records, checkpointer):
                    print("from print")
                    sys.stdout.write("without end of line")
                    os.write(1, b"from the descriptor\\n")
                    subprocess.run([sys.executable, "-c", "print('from a child', input.__name__)"])
                    assert sys.stdin.read() == ""

            print("before the run", end="", flush=True)
            millrace.run(Noisy, checkpoint_interval=None)
        """
        with FakeDaemon(source) as daemon:
            daemon.say(action="initialize", shardId="s", sequenceNumber="1", subSequenceNumber=0)
            self.assertEqual(b"before the run", daemon.hear_line())
            daemon.require_acknowledged("initialize")
            daemon.ask("processRecords", records=plain_records("a"), millisBehindLatest=0)
            self.assertEqual(0, daemon.end())
            for text in ("from print", "without end of line", "from the descriptor", "from a child input"):
                self.assertIn(text, daemon.errors())

    def test_signals_of_the_group_leave_the_child_to_the_daemon(self) -> None:
        with FakeDaemon(SELDOM) as daemon:
            daemon.initialize()
            daemon.process.send_signal(signal.SIGINT)
            daemon.process.send_signal(signal.SIGTERM)
            daemon.say(action="shutdownRequested")
            self.assertEqual(EVERYTHING, daemon.hear())
            daemon.say(**EVERYTHING, error=None)
            daemon.require_acknowledged("shutdownRequested")
            self.assertEqual(0, daemon.end())

    def test_a_child_that_is_stuck_after_the_daemon_is_gone_can_be_terminated(self) -> None:
        source = """
            import sys, threading, millrace

            class Stuck(millrace.Processor):
                def process(self, records, checkpointer):
                    print("stuck", file=sys.stderr, flush=True)
                    threading.Event().wait()

            millrace.run(Stuck, checkpoint_interval=None)
        """
        with FakeDaemon(source) as daemon:
            daemon.initialize()
            daemon.say(action="processRecords", records=plain_records("a"), millisBehindLatest=0)
            daemon.await_error("stuck")
            daemon.close_input()
            daemon.process.send_signal(signal.SIGTERM)
            self.assertEqual(-signal.SIGTERM, daemon.process.wait())

    def test_an_empty_batch_is_handed_over_and_checkpoints_nothing(self) -> None:
        with FakeDaemon(EACH_BATCH) as daemon:
            daemon.initialize()
            daemon.ask("processRecords", records=[], millisBehindLatest=0)
            daemon.ask("leaseLost")
            self.assertEqual(0, daemon.end())

    def test_what_is_not_of_the_protocol_ends_the_process(self) -> None:
        for line, reason in (
            (b"nonsense\n", "not JSON"),
            (b"[]\n", "without an action"),
            (b'{"action":"dance"}\n', "dance"),
        ):
            with self.subTest(line), FakeDaemon(NEVER) as daemon:
                daemon.initialize()
                daemon.say_line(line)
                self.assertEqual(1, daemon.process.wait())
                self.assertIn(reason, daemon.errors())

    def test_a_pipe_that_ends_at_once_is_no_failure(self) -> None:
        with FakeDaemon(NEVER) as daemon:
            self.assertEqual(0, daemon.end())
            self.assertEqual("", daemon.errors())


if __name__ == "__main__":
    unittest.main()
