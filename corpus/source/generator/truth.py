"""Writes the truth tables and the truth texts from the labels.

All tables are sorted and hold the whole corpus; lists inside a cell are split by ` | `.
"""

from __future__ import annotations

import csv
from pathlib import Path

from .check import split
from .source import Document, Span, block_lines, one_line, plain, printed, span_text

DOCUMENT_COLUMNS = ["type", "organ_id", "organ", "title", "printed_title", "date", "year", "dnr", "layout", "scan", "break", "header", "municipality"]
STATEMENTS = ("reservation", "special_statement", "substitute_statement", "note")
# only labels whose words belong to one item of a meeting carry these
SEGMENT_EXTRAS = ["item", "seq", "persons", "parties", "with_others", "refers_to", "yes", "no", "abstain", "section"]
ACTIVITY_COLUMNS = ["activity", "responsible", "timeframe", "follow_up"]
# how tables head their columns, lower case; an empty value is a column the truth leaves out
ACTIVITY_HEADS = {
    "aktivitet": "activity", "aktiviteter": "activity", "insats": "activity", "insatser": "activity",
    "åtgärd": "activity", "åtgärder": "activity", "vad": "activity", "vad vi gör": "activity", "vad ska göras": "activity",
    "ansvarig": "responsible", "ansvar": "responsible", "ansvarig enhet": "responsible", "vem": "responsible",
    "ansvarig funktion": "responsible", "ansvarig verksamhet": "responsible", "vem ansvarar": "responsible",
    "tidplan": "timeframe", "när": "timeframe", "tid": "timeframe", "klart": "timeframe", "klar": "timeframe",
    "klart senast": "timeframe", "sluttid": "timeframe", "tidpunkt": "timeframe", "slutdatum": "timeframe",
    "uppföljning": "follow_up", "indikator": "follow_up", "mått": "follow_up", "följs upp genom": "follow_up",
    "så följs det upp": "follow_up", "uppföljning och mått": "follow_up", "uppföljning/mått": "follow_up",
    "kostnad": "", "mål": "", "nr": "", "målgrupp": "", "samverkan": "", "samverkanspart": "", "läge": "", "kommentar": "",
}


def write_truth(documents: list[Document], folder: Path) -> None:
    for document in documents:
        write_text(folder / "text" / f"{document.id}.txt", document)
    table(folder / "documents.csv", ["doc_id", *DOCUMENT_COLUMNS], rows_of(documents, document_row))
    table(
        folder / "segments.csv",
        ["doc_id", "seq_in_doc", "kind", "number", "title", "dnr", *SEGMENT_EXTRAS, "parent_kind", "words", "first_words", "last_words"],
        [row for document in documents for row in segment_rows(document)],
    )
    table(folder / "decisions.csv", ["doc_id", "item", "seq", "text"], rows_of(documents, decision_rows))
    table(
        folder / "reservations.csv",
        ["doc_id", "item", "kind", "persons", "parties", "with_others", "refers_to", "text"],
        rows_of(documents, statement_rows),
    )
    table(folder / "attendance.csv", ["doc_id", "name", "party", "role", "replaces", "items"], rows_of(documents, attendance_rows))
    table(folder / "activities.csv", ["doc_id", "section", *ACTIVITY_COLUMNS], rows_of(documents, activity_rows))
    table(
        folder / "points.csv",
        ["point_id", "doc_id", "year", "origin", "kind", "heading", "stem", "text", "modality", "addressee_class", "addressees"],
        sorted(rows_of(documents, point_rows)),
    )
    table(
        folder / "lineage.csv",
        ["to_doc_id", "to_kind", "to_id", "from_id", "relation", "text"],
        sorted(rows_of(documents, lineage_rows)),
    )
    table(
        folder / "statuses.csv",
        ["doc_id", "organ_id", "year", "point_id", "status", "acceptable", "quote", "note"],
        sorted(rows_of(documents, status_rows)),
    )


def document_row(document: Document) -> list[list]:
    """The front matter, save that a diary number no reader can see is left out."""
    meta = dict(document.meta)
    meta.setdefault("year", meta["date"][:4])
    if meta["dnr"] not in printed(document) + meta["header"]:
        meta["dnr"] = ""
    headings = [block for block in document.blocks if block.kind == "heading" and block.level == 1]
    meta["header"] = " | ".join(document.header_lines)
    meta["municipality"] = document.municipality
    meta["printed_title"] = one_line(plain(headings[0].text)) if headings else ""
    return [[document.id] + [meta.get(key, "") for key in DOCUMENT_COLUMNS]]


def write_text(path: Path, document: Document) -> None:
    lines = [line for block in document.blocks for line in block_lines(block)]
    lines += [f"{number} {note}" for number, note in enumerate(document.notes, start=1)]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def table(path: Path, heads: list[str], rows: list[list]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(heads)
        writer.writerows(rows)


def rows_of(documents: list[Document], make) -> list[list]:
    return [row for document in documents for row in make(document)]


def item_of(span: Span) -> str:
    item = span if span.kind == "item" else span.ancestor("item")
    return item_number(item.attributes.get("number", "")) if item else ""


def item_number(number: str) -> str:
    return number.removeprefix("§").strip()


def listed(value: str) -> str:
    return " | ".join(split(value))


def segment_rows(document: Document) -> list[list]:
    rows = []
    for seq, span in enumerate(document.spans, start=1):
        attributes = dict(span.attributes, item=item_of(span))
        for key in ("persons", "parties"):
            attributes[key] = listed(attributes.get(key, ""))
        words = span_text(document, span, headings=True).split()
        rows.append(
            [document.id, seq, span.kind, item_number(attributes.get("number", ""))]
            + [attributes.get(key, "") for key in ("title", "dnr", *SEGMENT_EXTRAS)]
            + [span.parent.kind if span.parent else "", len(words), " ".join(words[:8]), " ".join(words[-8:])]
        )
    return rows


def decision_rows(document: Document) -> list[list]:
    return [
        [document.id, item_of(span), span.attributes.get("seq", ""), span_text(document, span)]
        for span in document.spans
        if span.kind == "decision"
    ]


def statement_rows(document: Document) -> list[list]:
    return [
        [document.id, item_of(span), span.kind]
        + [listed(span.attributes.get(key, "")) for key in ("persons", "parties")]
        + [span.attributes.get("with_others", ""), span.attributes.get("refers_to", ""), span_text(document, span)]
        for span in document.spans
        if span.kind in STATEMENTS
    ]


def attendance_rows(document: Document) -> list[list]:
    return [
        [document.id]
        + [listed(person.attributes.get(key, "")) for key in ("name", "party", "role", "replaces")]
        + [listed(person.attributes.get("items", "").replace(",", "|"))]
        for person in document.people
    ]


def activity_rows(document: Document) -> list[list]:
    rows = []
    for span in (span for span in document.spans if span.kind == "activities"):
        for block in (b for b in document.blocks[span.first : span.last] if b.kind == "table"):
            heads = [ACTIVITY_HEADS.get(plain(cell).lower(), "") for cell in block.rows[0]]
            for row in block.rows[1:]:
                cells = {head: one_line(plain(cell)) for head, cell in zip(heads, row) if head}
                rows.append([document.id, span.attributes.get("section", "")] + [cells.get(c, "") for c in ACTIVITY_COLUMNS])
    return rows


def point_rows(document: Document) -> list[list]:
    rows = []
    for mark in (mark for mark in document.marks if mark.kind == "point"):
        a = mark.attributes
        rows.append(
            [a["id"], document.id, document.meta.get("year", ""), a.get("origin", ""), a.get("kind", ""), document.heading_before(mark.block)]
            + [a.get("stem", ""), a.get("text", ""), a.get("modality", ""), a.get("class", ""), listed(a.get("addressees", ""))]
        )
    return rows


def lineage_rows(document: Document) -> list[list]:
    rows = []
    for mark in document.marks:
        a = mark.attributes
        if mark.kind == "point":
            for earlier, relation in zip(split(a.get("from", "")), split(a.get("relation", ""))):
                rows.append([document.id, "point", a["id"], earlier, relation, a.get("text", "")])
        elif mark.kind == "repeats":
            rows.append([document.id, repeat_kind(mark.parent), "", a["id"], a.get("relation", ""), a.get("text", "")])
    return rows


def repeat_kind(span: Span | None) -> str:
    """What a repeated demand stands in: the nearest statement round it, else the document's text."""
    while span is not None and span.kind not in STATEMENTS:
        span = span.parent
    return span.kind if span else "text"


def status_rows(document: Document) -> list[list]:
    return [
        [document.id, document.meta["organ_id"], document.meta.get("year", ""), mark.attributes.get("point", "")]
        + [mark.attributes.get("status", ""), listed(mark.attributes.get("acceptable", ""))]
        + [mark.attributes.get("quote", ""), mark.attributes.get("note", "")]
        for mark in document.marks
        if mark.kind == "status"
    ]
