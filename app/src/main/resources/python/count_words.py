"""Counts words for ``millrace demo``.

Writes a line for each word that it counted to a file of its own, so that the demonstration can prove that every word was
counted: ``shard sequence-number word``. Arguments: the folder for these files, and the checkpoint interval in seconds.
"""

import collections
import os
import sys
from typing import Counter, TextIO

import millrace


class WordCount(millrace.Processor):
    def initialize(self, shard: millrace.Shard) -> None:
        self.shard_id = shard.shard_id
        self.counts: Counter[str] = collections.Counter()
        path = os.path.join(sys.argv[1], "{}.txt".format(os.getpid()))
        self.lines: TextIO = open(path, "a", encoding="utf-8")

    def process(self, records: millrace.Records, checkpointer: millrace.Checkpointer) -> None:
        for record in records:
            self.counts[record.text] += 1
            self.lines.write("{} {} {}\n".format(self.shard_id, record.sequence_number, record.text))
        self.lines.flush()


if __name__ == "__main__":
    millrace.run(WordCount, checkpoint_interval=float(sys.argv[2]))
