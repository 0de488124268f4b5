"""Checks the labels of all documents against what is printed and against each other."""

from __future__ import annotations

import re

from .source import Document, Mark, one_line, plain, printed

META_KEYS = ["id", "type", "organ_id", "organ", "title", "date", "dnr", "layout", "scan", "break", "header"]
TYPES = {"protokoll", "kallelse", "tjansteutlatande", "promemoria", "riktlinjer", "handlingsplan", "remissvar", "motion", "ovrigt"}
LAYOUTS = {"word", "typst", "typst-hyphen", "typst-twocol"}
SCANS = {"none", "eng", "eng-worn", "image"}
BREAKS = {"none", "xref"}
ORGANS = {
    "exempelstad": {
        "kommunfullmaktige": ("Kommunfullmäktige", "council"),
        "kommunstyrelsen": ("Kommunstyrelsen", "board"),
        "kommunstyrelsens-arbetsutskott": ("Kommunstyrelsens arbetsutskott", "board"),
        "byggnadsnamnden": ("Byggnadsnämnden", "specialist"),
        "socialnamnden": ("Socialnämnden", "specialist"),
        "utbildningsnamnden": ("Utbildningsnämnden", "specialist"),
        "kultur-och-fritidsnamnden": ("Kultur- och fritidsnämnden", "specialist"),
        "norrhamns-sdn": ("Norrhamns stadsdelsnämnd", "district"),
        "soderangs-sdn": ("Söderängs stadsdelsnämnd", "district"),
        "akerby-sdn": ("Åkerby stadsdelsnämnd", "district"),
        "soderang-akerby-sdn": ("Söderäng-Åkerby stadsdelsnämnd", "district"),
        "exempelbostader": ("AB Exempelbostäder", "company"),
    },
    "provkoping": {
        "kommunfullmaktige": ("Kommunfullmäktige", "council"),
        "kommunstyrelsen": ("Kommunstyrelsen", "board"),
        "samhallsbyggnadsnamnden": ("Samhällsbyggnadsnämnden", "specialist"),
        "tekniska-namnden": ("Tekniska nämnden", "specialist"),
        "vard-och-omsorgsnamnden": ("Vård- och omsorgsnämnden", "specialist"),
        "barn-och-utbildningsnamnden": ("Barn- och utbildningsnämnden", "specialist"),
        "kultur-och-fritidsnamnden": ("Kultur- och fritidsnämnden", "specialist"),
        "provkopings-bostads-ab": ("Provköpings Bostads AB", "company"),
    },
}
POINT_VALUES = {
    "kind": {"bullet", "prose", "list"},
    "origin": {"directive", "demand"},
    "class": {"all", "district", "specialist", "board", "company", "named", "other"},
}
RELATIONS = {"restated", "sharpened", "weakened", "narrowed", "widened", "mentioned", "addressed"}
STATUSES = {"addressed", "partly", "not_addressed"}
PERSON_LABELS = {"motion", "reservation", "special_statement", "substitute_statement", "note", "recusal"}


def check(documents: list[Document], known_points: dict[str, Mark]) -> list[str]:
    """All complaints, in file order. `known_points` holds every point of the whole corpus."""
    complaints = []
    for document in documents:
        check_meta(document)
        check_tables(document)
        words = printed(document)
        check_leftovers(document, words)
        check_spans(document, words)
        check_people(document, words)
        check_marks(document, words, known_points)
        if document.meta.get("type") == "handlingsplan":
            check_statuses_complete(document, known_points)
        complaints += sorted(set(document.complaints), key=line_of)
    return complaints + check_ids(documents)


def line_of(complaint: str) -> int:
    return int(complaint.split(":")[1])


def check_meta(document: Document) -> None:
    meta = document.meta
    for key in META_KEYS:
        if not meta.get(key):
            document.complain(1, f"front matter lacks `{key}`")
    if meta.get("id") != document.path.stem:
        document.complain(2, "id differs from the file name")
    for key, allowed in (("type", TYPES), ("layout", LAYOUTS), ("scan", SCANS), ("break", BREAKS)):
        if meta.get(key) not in allowed:
            document.complain(1, f"{key} `{meta.get(key)}` is not one of {sorted(allowed)}")
    if document.municipality not in ORGANS:
        document.complain(1, f"unknown municipality `{document.municipality}`")
    elif ORGANS[document.municipality].get(meta.get("organ_id", ""), ("", ""))[0] != meta.get("organ"):
        document.complain(1, f"organ_id `{meta.get('organ_id')}` and organ `{meta.get('organ')}` do not belong together")
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", meta.get("date", "")):
        document.complain(1, "date is not YYYY-MM-DD")


def check_tables(document: Document) -> None:
    for block in document.blocks:
        if block.kind == "table" and len({len(row) for row in block.rows}) != 1:
            document.complain(block.line, f"table rows differ in width: {[len(row) for row in block.rows]}")


def check_leftovers(document: Document, words: str) -> None:
    for trace in ("**", "^[", "%%", "](", ":::", "<!--", "\\"):
        if trace in words:
            at = words.index(trace)
            document.complain(1, f"markup left in print: …{words[max(0, at - 30):at + 20]}…")


def check_spans(document: Document, words: str) -> None:
    for span in document.spans:
        if span.first == span.last:
            document.complain(span.line, f"`begin {span.kind}` covers nothing")
        if "text" in span.attributes:
            check_quote(document, span.line, "text", span.attributes["text"], words)
        if span.kind == "item" and not span.attributes.get("number"):
            document.complain(span.line, "item without number")
        if span.kind == "decision" and not span.attributes.get("seq", "").isdigit():
            document.complain(span.line, "decision without seq")
        if span.kind in PERSON_LABELS:
            for name in split(span.attributes.get("persons", "")):
                check_quote(document, span.line, "person", name, words)
        if span.kind == "activities":
            check_activities(document, span)


def check_activities(document: Document, span) -> None:
    from .truth import ACTIVITY_HEADS

    tables = [b for b in document.blocks[span.first : span.last] if b.kind == "table"]
    if not tables:
        document.complain(span.line, "`activities` covers no table")
    for table in tables:
        heads = [plain(cell) for cell in table.rows[0]]
        if not any(ACTIVITY_HEADS.get(head.lower()) == "activity" for head in heads):
            document.complain(table.line, f"no activity column among {heads}")
        for head in heads:
            if head.lower() not in ACTIVITY_HEADS:
                document.complain(table.line, f"unknown table head `{head}`; add it to ACTIVITY_HEADS in truth.py")


def check_people(document: Document, words: str) -> None:
    for person in document.people:
        name = person.attributes.get("name", "")
        check_quote(document, person.line, "person", name, words)
        for other in split(person.attributes.get("replaces", "")):
            check_quote(document, person.line, "replaced person", other, words)
        if not person.attributes.get("role"):
            document.complain(person.line, f"{name} has no role")
    names = [person.attributes.get("name") for person in document.people]
    for name in {name for name in names if names.count(name) > 1}:
        document.complain(document.people[names.index(name)].line, f"{name} is listed twice")


def check_marks(document: Document, words: str, known_points: dict[str, Mark]) -> None:
    for mark in document.marks:
        attributes = mark.attributes
        if mark.kind == "status":
            check_status(document, mark, words, known_points)
            continue
        check_quote(document, mark.line, "text", attributes.get("text", ""), words)
        relations = split(attributes.get("relation", ""))
        for relation in relations:
            if relation not in RELATIONS:
                document.complain(mark.line, f"unknown relation `{relation}`")
        if mark.kind == "point":
            check_point(document, mark, words, known_points, relations)
        elif attributes.get("id") not in known_points:
            document.complain(mark.line, f"repeats an unknown point `{attributes.get('id')}`")


def check_point(document: Document, mark: Mark, words: str, known_points: dict[str, Mark], relations: list[str]) -> None:
    attributes = mark.attributes
    for key, allowed in POINT_VALUES.items():
        if attributes.get(key) not in allowed:
            document.complain(mark.line, f"{key} `{attributes.get(key)}` is not one of {sorted(allowed)}")
    if not re.fullmatch(rf"[RPS]{document.meta.get('year')}-\d\d", attributes.get("id", "")):
        document.complain(mark.line, f"point id `{attributes.get('id')}` does not fit the document's year")
    if attributes.get("stem"):
        check_quote(document, mark.line, "stem", attributes["stem"], words)
    earlier = split(attributes.get("from", ""))
    if len(earlier) != len(relations):
        document.complain(mark.line, "`from` and `relation` differ in length")
    for point in earlier:
        if point not in known_points:
            document.complain(mark.line, f"`from` names an unknown point `{point}`")


def check_status(document: Document, mark: Mark, words: str, known_points: dict[str, Mark]) -> None:
    attributes = mark.attributes
    if attributes.get("point") not in known_points:
        document.complain(mark.line, f"status of an unknown point `{attributes.get('point')}`")
    acceptable = split(attributes.get("acceptable", ""))
    for status in [attributes.get("status"), *acceptable]:
        if status not in STATUSES:
            document.complain(mark.line, f"unknown status `{status}`")
    if attributes.get("status") not in acceptable:
        document.complain(mark.line, "status is not among acceptable")
    if attributes.get("quote"):
        check_quote(document, mark.line, "quote", attributes["quote"], words)
    elif attributes.get("status") != "not_addressed":
        document.complain(mark.line, "only not_addressed may lack a quote")


def check_statuses_complete(document: Document, known_points: dict[str, Mark]) -> None:
    """A plan has one status for each point that applies to it of the guideline it answers (`answers`, or the one of 2016)."""
    organ = document.meta["organ_id"]
    kind = ORGANS[document.municipality][organ][1]
    guideline = document.meta.get("answers", "R2016")
    wanted = {
        point for point, mark in known_points.items() if point.startswith(guideline) and applies(mark, organ, kind)
    }
    given = [mark.attributes.get("point", "") for mark in document.marks if mark.kind == "status"]
    for point in sorted(wanted - set(given)):
        document.complain(1, f"no status for {point}, which applies to {organ}")
    for point in sorted({p for p in given if p.startswith(guideline)} - wanted):
        document.complain(1, f"status for {point}, which does not apply to {organ}")
    for point in sorted({p for p in given if given.count(p) > 1}):
        document.complain(1, f"two statuses for {point}")


def applies(mark: Mark, organ: str, kind: str) -> bool:
    """Whether a point is put on an organ: on all, on its kind, or by name."""
    attributes = mark.attributes
    if attributes.get("class") == "named":
        named = split(attributes.get("addressees", ""))
        return organ in named or (kind == "district" and "stadsdelsnämnderna" in named)
    return attributes.get("class") in ("all", kind)


def check_ids(documents: list[Document]) -> list[str]:
    seen: dict[str, str] = {}
    complaints = []
    for document in documents:
        for mark in document.marks:
            if mark.kind != "point":
                continue
            point, here = mark.attributes.get("id", ""), f"{document.path.name}:{mark.line}"
            if point in seen:
                complaints.append(f"{here}: point {point} already stands at {seen[point]}")
            seen[point] = here
    return complaints


def check_quote(document: Document, line: int, what: str, quote: str, words: str) -> None:
    if not quote:
        document.complain(line, f"empty {what}")
    elif one_line(quote) not in words:
        document.complain(line, f"{what} is not printed: {quote[:70]!r}")


def split(value: str) -> list[str]:
    """Lists in a label are split by `|`, with or without spaces."""
    return [part.strip() for part in value.split("|") if part.strip()]
