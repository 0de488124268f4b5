"""What both typesetters share: the words on every page and how fixed dates are made."""

from __future__ import annotations

from datetime import datetime, timezone

from .source import Document

FOOTER = "Exempelstad är en påhittad kommun – dokumentet är ett övningsexempel."
AUTHOR = "Exempelstad"


def stamp(document: Document) -> datetime:
    """A document's own date at noon: the only clock in its PDF, so that runs agree."""
    return datetime.fromisoformat(document.meta["date"] + "T12:00:00").replace(tzinfo=timezone.utc)


# how many letters of the table's size stand side by side on a line of the page
LINE_LETTERS = 92


def table_widths(rows: list[list[str]]) -> list[int]:
    """Column widths in letters: first room for every column's longest word, the rest to the long columns."""
    columns = list(zip(*rows))
    longest_word = [max(len(word) for cell in column for word in (cell.split() or [""])) for column in columns]
    # heads are bold and cells are padded
    needed = [round(1.15 * word) + 3 for word in longest_word]
    wanted = [max(0, sum(map(len, column)) / len(column) - need) for column, need in zip(columns, needed)]
    spare = max(0, LINE_LETTERS - sum(needed))
    return [need + round(spare * want / (sum(wanted) or 1)) for need, want in zip(needed, wanted)]
