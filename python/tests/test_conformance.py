"""The conversations, and the player that holds clients against them."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from support import CHECKOUT, PYTHON

from millrace._daemon import frames
from millrace._daemon.frames import Frame
from millrace.conformance import conversation
from millrace.conformance.frame_text import bytes_of, text_of

FOLDER = CHECKOUT / "conformance"
LAX = """
import json, sys
def say(**message): print(json.dumps(message), flush=True)
for line in sys.stdin:
    message = json.loads(line)
    if message["action"] == "checkpoint":
        continue
    FAULT
    say(action="status", responseFor=message["action"])
"""
NULL_IN_FRAMES = """
import millrace
from millrace._daemon.channel import Channel
from millrace.conformance.client import CheckpointingClient
original = Channel.checkpoint
def checkpoint(self, position):
    self._in_hand = None
    original(self, None)
Channel.checkpoint = checkpoint
millrace.run(CheckpointingClient, checkpoint_interval=None)
"""


def conformance(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "millrace.conformance", *arguments],
        env={**os.environ, "PYTHONPATH": str(PYTHON)},
        capture_output=True,
        text=True,
        check=False,
    )


class ConformanceTest(unittest.TestCase):
    def test_the_package_does_all_conversations(self) -> None:
        done = conformance("--", sys.executable, "-m", "millrace.conformance.client")
        self.assertEqual(0, done.returncode, done.stdout + done.stderr)
        names = [line.split()[1] for line in done.stdout.splitlines() if line.startswith("ok ")]
        ours = [each.name for each in conversation.read_all(FOLDER) if each.is_for_the_player]
        self.assertEqual(ours, names, done.stdout)
        self.assertGreater(len(names), 10)

    def test_a_client_without_the_package_does_the_plain_ones(self) -> None:
        done = conformance("--", "node", str(FOLDER / "clients" / "checkpointing-client.js"))
        self.assertEqual(0, done.returncode, done.stdout + done.stderr)
        for line in done.stdout.splitlines()[:-1]:
            word, name = line.rstrip(": ").split()[:2]
            self.assertEqual("ok" if name.startswith("plain/") else "skip", word, line)

    def test_a_client_that_does_otherwise_is_found_out(self) -> None:
        faults = {
            "pass": "the client said something else",
            "if message['action'] == 'processRecords': say(action='checkpoint', sequenceNumber='7')": "is another",
            "if message['action'] == 'processRecords': say(action='checkpoint', sequenceNumber=7)": "must be text",
            "if message['action'] == 'initialize': say(action='status', responseFor='leaseLost')": "responseFor",
            "if message['action'] == 'processRecords': break": "ended too early",
        }
        for fault, told in faults.items():
            with self.subTest(told):
                client = LAX.replace("FAULT", fault)
                done = conformance("--only", "plain/millrace-lease-lost", "--", sys.executable, "-c", client)
                self.assertEqual(1, done.returncode, done.stdout)
                self.assertIn("FAIL  plain/millrace-lease-lost.txt", done.stdout)
                self.assertIn(told, done.stdout)

    def test_a_client_that_takes_a_failure_for_done_is_found_out(self) -> None:
        client = LAX.replace("FAULT", "if message.get('records'): say(action='checkpoint')")
        done = conformance("--only", "plain/millrace-failure", "--", sys.executable, "-c", client)
        self.assertIn("the client said more than it should", done.stdout)

    def test_a_checkpoint_without_position_within_a_batch_is_found_out_in_frames(self) -> None:
        done = conformance("--only", "framed/millrace-shard-ended", "--", sys.executable, "-c", NULL_IN_FRAMES)
        self.assertIn("null only after", done.stdout)

    def test_a_client_that_hangs_is_killed(self) -> None:
        client = "import threading; threading.Event().wait()"
        options = ("--only", "plain/millrace-shard-ended", "--patience", "0.2")
        done = conformance(*options, "--", sys.executable, "-c", client)
        self.assertIn("it was killed", done.stdout)

    def test_a_command_that_cannot_be_started_is_told(self) -> None:
        done = conformance("--", "no-such-program-anywhere")
        self.assertEqual(2, done.returncode)
        self.assertIn("cannot start no-such-program-anywhere", done.stderr)


def _of_clients() -> list[conversation.Conversation]:
    """Those that clients are held against: in the others children also say what is no message, for daemons to bear."""
    return [each for each in conversation.read_all(FOLDER) if "/millrace-" in each.name]


class ConversationsTest(unittest.TestCase):
    def test_every_conversation_of_the_client_can_be_read(self) -> None:
        for each in _of_clients():
            for step in each.steps:
                with self.subTest(each.name, line=step.line):
                    self.assertTrue(not step.is_message or step.message)

    def test_the_bytes_of_frames_are_as_they_are_said_to_be(self) -> None:
        checked = 0
        for each in conversation.read_all(FOLDER):
            for frame, step in zip(each.steps, each.steps[1:]):
                if step.by == "==":
                    with self.subTest(each.name, line=step.line):
                        self.assertEqual(step.text, bytes_of(frame.message).hex())
                        checked += 1
        self.assertGreater(checked, 10)

    def test_frames_are_described_as_they_are(self) -> None:
        for each in _of_clients():
            for step in each.steps:
                if step.is_message and "frame" in step.message:
                    content = memoryview(bytes_of(step.message))
                    frame = Frame(content[4], int.from_bytes(content[5:9], "big"), content[9:])
                    self.assertEqual(step.message, text_of(frame))
                    self.assertIn(frame.type, frames.NAMES)

    def test_a_line_that_is_none_is_told(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "wrong.txt"
            path.write_text(">> {}\nnonsense\n")
            with self.assertRaisesRegex(ValueError, "line 2: 'nonsense'"):
                conversation.read(path)


if __name__ == "__main__":
    unittest.main()
