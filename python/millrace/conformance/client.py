"""The client that the conversations are about, written with this package: ``python -m millrace.conformance.client``."""

from __future__ import annotations

import millrace


class CheckpointingClient(millrace.Processor):
    """Checkpoints whatever it can, takes refusals as they come, and fails at a record that says ``fail``."""

    def process(self, records: millrace.Records, checkpointer: millrace.Checkpointer) -> None:
        if any(record.data == b"fail" for record in records):
            raise ValueError("told to fail")
        if records:
            _checkpoint(checkpointer)

    def shard_ended(self, checkpointer: millrace.Checkpointer) -> None:
        _checkpoint(checkpointer)

    def shutdown_requested(self, checkpointer: millrace.Checkpointer) -> None:
        _checkpoint(checkpointer)


def _checkpoint(checkpointer: millrace.Checkpointer) -> None:
    try:
        checkpointer.checkpoint()
    except millrace.CheckpointError as refused:
        print(f"refused: {refused}")


if __name__ == "__main__":
    millrace.run(CheckpointingClient, checkpoint_interval=None)
