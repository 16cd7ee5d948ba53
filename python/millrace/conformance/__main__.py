"""`python -m millrace.conformance`: holds a client against the conversations."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Optional

from .conversation import read_all
from .player import Failed, NotForThisClient, play

_HERE = Path(__file__).resolve().parent


def conversations_folder() -> Optional[Path]:
    """The conversations that the package carries, or those of the checkout."""
    for folder in (_HERE / "conversations", _HERE.parents[2] / "conformance"):
        if folder.is_dir():
            return folder
    return None


def main() -> int:
    options = argparse.ArgumentParser(
        prog="python -m millrace.conformance",
        description="Starts a client program once for each recorded conversation, plays the daemon's part, and requires"
        " the client's. The exit status is 0 when the client did all as recorded, 1 when it did not.",
    )
    options.add_argument("--conversations", type=Path, default=conversations_folder(), metavar="FOLDER")
    options.add_argument("--only", default="", metavar="TEXT", help="only conversations with this in their names")
    options.add_argument("--patience", type=float, default=30.0, metavar="SECONDS", help="the most for one conversation")
    options.add_argument("command", nargs="+", metavar="COMMAND", help="the client and its arguments, after --")
    given = options.parse_args()
    if given.conversations is None or not given.conversations.is_dir():
        options.error(f"--conversations={given.conversations}: there is no such folder")
    chosen = [each for each in read_all(given.conversations) if each.is_for_the_player and given.only in each.name]
    if not chosen:
        options.error(f"--only={given.only}: no conversation for a client has this in its name")
    failures = 0
    for conversation in chosen:
        try:
            play(conversation, given.command, given.patience)
            print(f"ok    {conversation.name}")
        except NotForThisClient as reason:
            print(f"skip  {conversation.name}: {reason}")
        except Failed as failure:
            failures += 1
            print(f"FAIL  {conversation.name}, {failure}")
        except OSError as error:
            options.error(f"cannot start {given.command[0]}: {error}")
    print(f"{len(chosen)} conversations, {failures} failed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
