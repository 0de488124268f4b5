"""What both typesetters share: the words on every page, how fixed dates are made, and table widths."""

from __future__ import annotations

from datetime import datetime, timezone

from .source import Document

# what every page of a municipality's documents says at its foot
FOOTERS = {
    "exempelstad": "Exempelstad är en påhittad kommun – dokumentet är ett övningsexempel.",
    "provkoping": "Provköping och Exempelstad är påhittade kommuner – dokumentet är ett övningsexempel.",
}
AUTHORS = {"exempelstad": "Exempelstad", "provkoping": "Provköping"}


def footer_lines(document: Document) -> list[str]:
    """The document's own foot, if it has one, above the words that it is made up."""
    own = [document.meta["foot"]] if document.meta.get("foot") else []
    return [*own, FOOTERS[document.municipality]]


def author(document: Document) -> str:
    return AUTHORS[document.municipality]


def page_word(document: Document) -> str:
    """What stands before the page number; `pages: bare` leaves it out, as some templates do."""
    return "" if document.meta.get("pages") == "bare" else "Sida "


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
