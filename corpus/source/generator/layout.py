"""What both typesetters share: the words on every page and how fixed dates are made."""

from __future__ import annotations

from datetime import datetime, timezone

from .source import Document

FOOTER = "Exempelstad är en påhittad kommun – dokumentet är ett övningsexempel."
AUTHOR = "Exempelstad"


def stamp(document: Document) -> datetime:
    """A document's own date at noon: the only clock in its PDF, so that runs agree."""
    return datetime.fromisoformat(document.meta["date"] + "T12:00:00").replace(tzinfo=timezone.utc)


def table_widths(rows: list[list[str]]) -> list[int]:
    """Relative column widths from the cells' lengths: long columns wider, none starved."""
    columns = list(zip(*rows))
    longest_word = [max(len(word) for cell in column for word in (cell.split() or [""])) for column in columns]
    mean = [sum(map(len, column)) / len(column) for column in columns]
    return [max(4, word + 1, min(round(average), 44)) for word, average in zip(longest_word, mean)]
