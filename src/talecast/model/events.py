"""What is told on the way."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened on the way, for whoever shows progress. The kinds are those of `narrate --json`."""

    kind: str
    fields: dict[str, object] = field(default_factory=dict)
