"""Conversations as they are written down."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Optional, cast

EOF = "-- EOF"
CLIENT = "checkpointing"
"""The client that the player can hold against a conversation; recordings of other clients are for reading."""

_LINE = re.compile(r"(?:\+?[\d.]+ )?(>>|<<|==|--)(?: (.*))?")
_HEADER = re.compile(r"# ([a-z]+): (.*)")


@dataclass(frozen=True)
class Step:
    """A line of a conversation."""

    line: int
    by: str
    """``>>`` the daemon says it, ``<<`` the client does, ``==`` the bytes of the frame before in hexadecimal, ``--`` how
    the client ends."""
    text: str

    @property
    def message(self) -> Mapping[str, Any]:
        """The JSON object. Raises ValueError when the line has none."""
        value = json.loads(self.text)
        if not isinstance(value, dict):
            raise ValueError(f"line {self.line} is no JSON object")
        return cast(Mapping[str, Any], value)

    @property
    def meaning(self) -> Mapping[str, Any]:
        """The JSON object; empty when the line has none: clients print other things too."""
        try:
            return self.message
        except ValueError:
            return {}

    @property
    def is_message(self) -> bool:
        return self.by in (">>", "<<") and self.text != EOF


@dataclass(frozen=True)
class Conversation:
    """A file."""

    name: str
    headers: Mapping[str, str]
    steps: tuple[Step, ...]

    @property
    def is_for_the_player(self) -> bool:
        return self.headers.get("client") == CLIENT

    @property
    def environment(self) -> Mapping[str, str]:
        """What the daemon sets in the environment of the client."""
        return dict(part.split("=", 1) for part in self.headers.get("environment", "").split())

    def needs(self, wish: str) -> int:
        """What the client must have taken of the offer, such as ``inFlight``, for the conversation to make sense."""
        needed = dict(part.split("=", 1) for part in self.headers.get("needs", "").split())
        return int(needed.get(wish, "1"))


def read(path: Path, name: Optional[str] = None) -> Conversation:
    """Raises ValueError for a line that is none."""
    headers: dict[str, str] = {}
    steps: list[Step] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        header = _HEADER.fullmatch(line)
        step = _LINE.fullmatch(line.rstrip())
        if header:
            headers[header.group(1)] = header.group(2)
        elif step:
            # Clients send blank lines, which say nothing.
            if step.group(2):
                steps.append(Step(number, step.group(1), step.group(2)))
        elif line.strip() and not line.startswith("#"):
            raise ValueError(f"{path}, line {number}: {line!r} is no line of a conversation")
    return Conversation(name or path.name, headers, tuple(steps))


def read_all(folder: Path) -> list[Conversation]:
    """All below a folder, by their paths."""
    return [read(path, path.relative_to(folder).as_posix()) for path in sorted(folder.rglob("*.txt"))]
