"""The samples do what they say."""

from __future__ import annotations

import contextlib
import io
import re
import sys
import unittest

from support import PYTHON
from support.daemon import FakeDaemon, plain_records

import millrace.testing

SAMPLE = PYTHON / "samples" / "wordcount"
sys.path.insert(0, str(SAMPLE))

from word_count import WordCount
from word_count_three_methods import RecordProcessor


class SamplesTest(unittest.TestCase):
    def test_words_are_counted(self) -> None:
        counter = WordCount()
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            result = millrace.testing.run(counter, ["cat", "dog", "cat"], end="shard_ended")
        result.raise_failure()
        self.assertEqual(2, counter.counts["cat"])
        self.assertIn("shardId-000000000000 has ended: 3 words (cat 2, dog 1)", printed.getvalue())

    def test_words_are_counted_by_three_methods(self) -> None:
        counter = RecordProcessor()
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            words = ["cat", "dog"] * 11
            errors = ["ThrottlingException"]
            result = millrace.testing.run(counter, words, batch_size=1, end="shard_ended", checkpoint_errors=errors)
        result.raise_failure()
        self.assertEqual({"cat": 11, "dog": 11}, dict(counter.counts))
        self.assertEqual([result.positions[19], millrace.testing.SHARD_END], result.checkpoints)
        self.assertIn("TERMINATE", printed.getvalue())

    def test_they_run_as_programs(self) -> None:
        for name in ("word_count.py", "word_count_three_methods.py"):
            with self.subTest(name), FakeDaemon((SAMPLE / name).read_text(encoding="utf-8")) as daemon:
                daemon.initialize()
                daemon.ask("processRecords", records=plain_records("a"), millisBehindLatest=0)
                daemon.ask("leaseLost")
                self.assertEqual(0, daemon.end())

    def test_the_properties_start_the_sample(self) -> None:
        properties = (SAMPLE / "sample.properties").read_text(encoding="utf-8")
        program = re.search(r"(?m)^executableName = python3 (\S+)$", properties)
        assert program
        self.assertTrue((SAMPLE / program.group(1)).is_file())


if __name__ == "__main__":
    unittest.main()
