"""Where the words of a link end in Markdown, in time that grows with the text alone.

The parser looks for the closing bracket of each opening one, and for one that has none through all that follows: 240 KB of "["
took it 8 seconds.
"""

from __future__ import annotations

from typing import Any


def end_of_label(state: Any, start: int, disableNested: bool = False) -> int:  # noqa: FBT001, FBT002, N803 - as it is called
    """The place of the bracket that closes the one at `start`, or -1; in place of the parser's own `parseLinkLabel`.

    `state` is the parser's. A bracket that nothing closes is remembered, and none around it can be closed either.
    """
    here, end, depth = state.pos, -1, 1
    state.pos = start + 1
    while state.pos < state.posMax:
        at, sign = state.pos, state.src[state.pos]
        if sign == "]":
            depth -= 1
            if not depth:
                end = at
                break
        state.md.inline.skipToken(state)
        if sign != "[":
            continue
        if at == state.pos - 1:  # no link begins there, so it is text
            depth += 1
            if _unclosed(at) in state.cache:
                break
        elif disableNested and state.pos < state.posMax:
            state.pos = here
            return -1
    if end < 0:
        state.cache[_unclosed(start)] = start
    state.pos = here
    return end


def _unclosed(place: int) -> int:
    """The key of a bracket without an end among the places that the parser has already looked at, which are not negative."""
    return -1 - place
