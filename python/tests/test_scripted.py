"""The client that daemons are held against, held against the player that clients are held against."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from typing import Any, Optional
from unittest import mock

from support import CHECKOUT, PYTHON

from millrace._daemon.frames import Frame
from millrace.conformance import conversation
from millrace.conformance.frame_text import bytes_of, is_written_so
from millrace.conformance.player import Failed, play
from millrace.conformance.turns import difference

FOLDER = CHECKOUT / "conformance"
PLAIN = "plain/millrace-lease-lost"
BYTES = "framed/millrace-bytes"
REFUSED = "framed/millrace-checkpoint-refused"
AGAIN = "framed/millrace-failure-handed-over-again"
IN_FLIGHT = "framed/millrace-in-flight"
ENDED = "framed/millrace-shard-ended"
TWO_SHARDS = "framed/millrace-two-shards"
LEASE_LOST = '>> {"frame":"LEASE_LOST","channel":0}\n'
RESULT = '>> {"frame":"CHECKPOINT_RESULT","channel":0,"request":1,"error":null,"message":null}\n'


def text_of(name: str) -> str:
    return (FOLDER / f"{name}.txt").read_text(encoding="utf-8")


def line_of(name: str, number: int) -> str:
    return text_of(name).splitlines(keepends=True)[number - 1]


def changed(name: str, *changes: tuple[str, str]) -> str:
    """The conversation with the first of each text replaced."""
    text = text_of(name)
    for old, new in changes:
        if old not in text:
            raise AssertionError(f"{name} does not have {old}")
        text = text.replace(old, new, 1)
    return text


def moved(name: str, line: int, above: int) -> str:
    """The conversation with a line said earlier."""
    lines = text_of(name).splitlines(keepends=True)
    lines.insert(above - 1, lines.pop(line - 1))
    return "".join(lines)


class WithPackage(unittest.TestCase):
    def setUp(self) -> None:
        environment = mock.patch.dict(os.environ, {"PYTHONPATH": str(PYTHON)})
        environment.start()
        self.addCleanup(environment.stop)
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def scripted(self, recorded: str, *options: str) -> list[str]:
        """The command of the client for a conversation."""
        path = self.folder / "recorded.txt"
        path.write_text(recorded, encoding="utf-8")
        return [sys.executable, "-m", "millrace.conformance.scripted", *options, str(path)]

    def against(self, daemon: str, recorded: str, *options: str) -> tuple[Optional[str], str]:
        """The player as a daemon that has the one conversation, and the client that has the other: what the player says
        against the client, and what the client wrote to its standard error."""
        path, errors = self.folder / "daemon.txt", self.folder / "errors"
        path.write_text(daemon, encoding="utf-8")
        redirected = ["sh", "-c", 'exec "$@" 2>"$0"', str(errors), *self.scripted(recorded, *options)]
        try:
            play(conversation.read(path), redirected, 60)
            failure = None
        except Failed as failed:
            failure = str(failed)
        return failure, errors.read_text(encoding="utf-8")

    def require_agreement(self, daemon: str, recorded: str) -> None:
        self.assertEqual((None, "ok    recorded.txt\n"), self.against(daemon, recorded))

    def require_deviation(self, daemon: str, name: str, *told: str, options: tuple[str, ...] = ()) -> None:
        failure, errors = self.against(daemon, text_of(name), *options)
        self.assertIsNotNone(failure, errors)
        self.assertIn("FAIL  recorded.txt, ", errors)
        for text in told:
            self.assertIn(text, errors)


class ScriptedTest(WithPackage):
    def test_it_does_all_conversations_with_the_player(self) -> None:
        chosen = [each.name for each in conversation.read_all(FOLDER) if each.is_for_the_player]
        self.assertGreater(len(chosen), 10)
        for name in chosen:
            with self.subTest(name):
                text = text_of(name[: -len(".txt")])
                self.require_agreement(text, text)

    def test_it_does_all_recordings(self) -> None:
        chosen = [each for each in conversation.read_all(FOLDER) if not each.is_for_the_player]
        self.assertGreater(len(chosen), 5)
        for each in chosen:
            with self.subTest(each.name):
                self.assertEqual((0, "ok    recorded.txt\n"), self._recorded(each))

    def _recorded(self, each: conversation.Conversation) -> tuple[int, str]:
        """What becomes of the client when a daemon takes its lines as they come; the player knows none of these clients."""
        command = self.scripted(text_of(each.name[: -len(".txt")]))
        pipe = subprocess.PIPE
        with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, encoding="utf-8") as client:
            assert client.stdin and client.stdout and client.stderr
            for step in each.steps:
                if step.by == ">>" and step.is_message:
                    client.stdin.write(step.text + "\n")
                    client.stdin.flush()
                elif step.by == "<<" and step.is_message:
                    self.assertEqual(step.text + "\n", client.stdout.readline())
            client.stdin.close()
            self.assertEqual("", client.stdout.read())
            return client.wait(), client.stderr.read()

    def test_it_names_the_lines_when_it_is_asked_to(self) -> None:
        _, errors = self.against(text_of(ENDED), text_of(ENDED), "--tell")
        self.assertIn("line 5: heard\nline 6: said\nline 7: heard\nline 8: said\n", errors)

    def test_a_deviation_is_told_by_the_exit_status(self) -> None:
        done = subprocess.run(
            self.scripted(text_of(PLAIN)), stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
        )
        self.assertEqual(1, done.returncode)
        self.assertIn("line 4: the daemon closed the pipe", done.stderr)

    def test_a_file_that_is_none_is_told(self) -> None:
        done = subprocess.run(self.scripted("nonsense"), capture_output=True, text=True, check=False)
        self.assertEqual(2, done.returncode)
        self.assertIn("line 1: 'nonsense' is no line of a conversation", done.stderr)


class DeviationsTest(WithPackage):
    def test_a_value_that_is_another_is_found(self) -> None:
        changes = {
            ('"epoch":3', '"epoch":4', "epoch is 4 instead of 3"): REFUSED,
            ('"attempt":1', '"attempt":2', "attempt is 2 instead of 1"): REFUSED,
            ('"generation":2', '"generation":1', "generation is 1 instead of 2"): AGAIN,
            ('"data":"ZG9n"', '"data":"ZG9t"', 'records[0].data is "ZG9t" instead of "ZG9n"'): REFUSED,
            ("Throttling", "Shutdown", 'error is "ShutdownException" instead of "ThrottlingException"'): REFUSED,
            ("over its capacity", "away", 'message is "the lease table is away" instead of "the'): REFUSED,
            (LEASE_LOST, LEASE_LOST.replace("LEASE_LOST", "SHARD_ENDED"), "the daemon said something else"): REFUSED,
            (LEASE_LOST, LEASE_LOST.replace("0", "1"), "the daemon must not say this here"): REFUSED,
            ('"shardId":"shardId-0', '"shardId":"shardId-1', 'line 5: shardId is "shardId-1'): REFUSED,
            ('"partitionKey":"k1"', '"partitionKey":"k2"', 'records[1].partitionKey is "k2" instead of "k1"'): PLAIN,
            ('"millisBehindLatest":0', '"millisBehindLatest":null', "millisBehindLatest is null instead of 0"): PLAIN,
        }
        for (old, new, told), name in changes.items():
            with self.subTest(told):
                self.require_deviation(changed(name, (old, new)), name, told, "\n  expected {", "\n  heard    {")

    def test_the_line_that_is_not_as_it_should_be_is_told(self) -> None:
        daemon = changed(REFUSED, ('"error":"ShutdownException"', '"error":null'))
        told = 'line 15: error is null instead of "ShutdownException"\n  expected ' + line_of(REFUSED, 15)[len(">> ") :]
        self.require_deviation(daemon, REFUSED, told)

    def test_what_is_left_out_is_found(self) -> None:
        self.require_deviation(changed(REFUSED, (',"message":null', "")), REFUSED, "message is left out")
        records = line_of(PLAIN, 6)
        fewer = records[: records.index(",{")] + records[records.index('],"millis') :]
        self.require_deviation(changed(PLAIN, (records, fewer)), PLAIN, "records has 1 entries instead of 2")

    def test_what_is_said_beyond_the_record_is_found(self) -> None:
        more = changed(ENDED, (">> -- EOF\n", f"{LEASE_LOST}>> -- EOF\n"))
        self.require_deviation(more, ENDED, "line 17: the daemon said more than it should\n  expected -- EOF\n")

    def test_the_end_of_input_is_found_when_it_comes_early(self) -> None:
        text = text_of(ENDED)
        early = text[: text.index('>> {"frame":"SHARD_ENDED"')] + ">> -- EOF\n-- exit 0\n"
        self.require_deviation(early, ENDED, "line 13: the daemon closed the pipe")

    def test_silence_is_found(self) -> None:
        text = text_of(ENDED)
        silent = text[: text.index('>> {"frame":"SHARD_ENDED"')] + "-- exit 0\n"
        told = "line 13: the daemon has said nothing for 2 s"
        self.require_deviation(silent, ENDED, told, options=("--patience", "2"))

    def test_another_offer_is_found(self) -> None:
        daemon = changed(IN_FLIGHT, ("IN_FLIGHT=3", "IN_FLIGHT=2"))
        told = "MILLRACE_FRAMES_IN_FLIGHT is 2 in the environment instead of 3"
        self.require_deviation(daemon, IN_FLIGHT, told)

    def test_further_keys_and_other_orders_of_keys_mean_nothing(self) -> None:
        swapped = ('"stream":"words","application":"counting"', '"note":1,"application":"counting","stream":"words"')
        self.require_agreement(changed(REFUSED, swapped), text_of(REFUSED))

    def test_where_bytes_are_recorded_only_the_order_of_keys_may_differ(self) -> None:
        swapped = ('"stream":"words","application":"counting"', '"application":"counting","stream":"words"')
        self.require_agreement(changed(BYTES, swapped), text_of(BYTES))
        further = changed(BYTES, ('"epoch":3', '"epoch":3,"note":1'))
        self.require_deviation(further, BYTES, "line 7: the bytes are 000000b0", "7d instead of 000000a7")


class OrderTest(WithPackage):
    def test_no_channel_waits_for_another(self) -> None:
        for line, above in ((18, 14), (20, 18), (14, 12)):
            with self.subTest(line=line, above=above):
                self.require_agreement(moved(TWO_SHARDS, line, above), text_of(TWO_SHARDS))

    def test_results_and_records_may_overtake_each_other(self) -> None:
        # The third batch comes while the first one's checkpoint is under way.
        asked, records, result = (line_of(IN_FLIGHT, number) for number in (13, 12, 14))
        records_first = changed(IN_FLIGHT, (records + asked + result, asked + records + result))
        result_first = changed(IN_FLIGHT, (records + asked + result, asked + result + records))
        self.require_agreement(records_first, result_first)
        self.require_agreement(result_first, records_first)

    def test_a_channel_is_opened_where_the_record_opens_it(self) -> None:
        name = "framed/millrace-failure-begun-anew"
        told = 'line 11: the daemon must not say this here\n  expected {"frame":"LEASE_LOST"'
        self.require_deviation(moved(name, line=13, above=11), name, told)

    def test_nothing_comes_before_its_cause(self) -> None:
        self.require_deviation(moved(ENDED, line=13, above=11), ENDED, "line 11: the daemon must not say this here")
        self.require_deviation(moved(PLAIN, line=10, above=8), PLAIN, "line 8: the daemon said something else")

    def test_batches_keep_their_order(self) -> None:
        self.require_deviation(moved(IN_FLIGHT, line=12, above=11), IN_FLIGHT, "line 11: batch is 3 instead of 2")


class MeaningTest(unittest.TestCase):
    def test_a_number_is_not_another_type_of_number(self) -> None:
        for other in (0.0, False, None, "0"):
            self.assertIsNotNone(difference({"a": 0}, {"a": other}))

    def test_the_place_of_a_difference_is_told(self) -> None:
        expected: dict[str, Any] = {"a": [{"b": 1}, {"c": {"d": 2}}]}
        self.assertIsNone(difference(expected, {"e": 5, **expected}))
        heard = {"a": [{"b": 1}, {"c": {"d": 3}}]}
        self.assertEqual("a[1].c.d is 3 instead of 2", difference(expected, heard))

    def test_bytes_are_the_same_but_for_the_order_of_keys(self) -> None:
        text = {"frame": "CHECKPOINT_RESULT", "channel": 7, "request": 12, "error": None}
        written = bytes_of(text)

        def is_same(payload: bytes, channel: int = 7) -> bool:
            return is_written_so(Frame(6, channel, memoryview(payload)), written)

        self.assertTrue(is_same(b'{"request":12,"error":null}'))
        self.assertTrue(is_same(b'{"error":null,"request":12}'))
        self.assertFalse(is_same(b'{"error":null,"request":21}'))
        self.assertFalse(is_same(b'{"error": null,"request":12}'))
        self.assertFalse(is_same(b'{"request":12,"error":null}', channel=8))
        self.assertFalse(is_written_so(Frame(3, 0, memoryview(b"more")), bytes_of({"frame": "LEASE_LOST", "channel": 0})))


if __name__ == "__main__":
    unittest.main()
