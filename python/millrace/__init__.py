"""Record processors for Amazon Kinesis Data Streams, run by the Millrace daemon.

    import millrace

    class WordCount(millrace.Processor):
        def process(self, records, checkpointer):
            for record in records:
                print(record.partition_key, record.text)

    if __name__ == "__main__":
        millrace.run(WordCount)
"""

from ._version import __version__
from .checkpoints import Checkpointer, CheckpointError
from .processors import DEFAULT_CHECKPOINT_INTERVAL, FunctionProcessor, Processor, Shard, processor
from .records import Position, Record, Records
from .running import ThreeMethods, run

__all__ = [
    "DEFAULT_CHECKPOINT_INTERVAL",
    "CheckpointError",
    "Checkpointer",
    "FunctionProcessor",
    "Position",
    "Processor",
    "Record",
    "Records",
    "Shard",
    "ThreeMethods",
    "__version__",
    "processor",
    "run",
]
