#!/usr/bin/env python3
"""What an analyst would write in a day instead: PyMuPDF, regular expressions, SQLite with FTS5, CSV.

    python3 pipeline.py FOLDER --out DIR [--jobs N]

The peer that `run` is measured against. It is meant to be good of its kind: one pass over each file, patterns compiled
once, a pool of processes, rows written in large batches, plans matched through an index of words instead of pair by pair.
It does less than `paragraf run` (README.md lists what), so the ratio errs in its favour.

Steps and their seconds go to stderr; the last line of stdout is JSON: {"documents", "pages", "seconds", ...}.
"""

import time

STARTED = time.perf_counter()  # before the heavy import: whoever waits for the program waits for that, too

import argparse
import csv
import json
import math
import re
import sqlite3
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from multiprocessing import Pool
from pathlib import Path

import pymupdf

DATE = re.compile(r"\b(20\d\d)-(\d\d)-(\d\d)\b")
MONTHS = "januari februari mars april maj juni juli augusti september oktober november december".split()
LONG_DATE = re.compile(rf"\b(\d{{1,2}})\s+({'|'.join(MONTHS)})\s+(20\d\d)\b", re.I)
ORGAN = re.compile(r"\b([A-ZÅÄÖ][\wåäöÅÄÖ-]*(?:[ ](?:och[ ])?[\wåäö-]+){0,3}?(?:nämnd|nämnden|styrelse|styrelsen|fullmäktige))\b")
KIND = re.compile(  # the first in a document's name and head wins; names of files have lost their dots
    r"(?P<tjansteutlatande>tj[äa]nsteutl[åa]tande)|(?P<kallelse>kallelse)|(?P<protokoll>protokoll)"
    r"|(?P<handlingsplan>handlingsplan)|(?P<riktlinjer>riktlinjer|policy|program för)|(?P<promemoria>promemoria|utlåtande)"
    r"|(?P<remissvar>remissvar|yttrande)|(?P<motion>\bmotion\b)",
    re.I,
)
ITEM = re.compile(r"^[ \t]*(?:§[ \t]*(\d+)|(\d+)[ \t]*§)(?![ \t]*(?:kap|lagen))[ \t]*(.*)$", re.M)
HEADING = re.compile(
    r"^[ \t]*(?P<decision>(?:\w+(?:nämnden|styrelsen|fullmäktige)s[ \t]+)?beslut)[ \t]*:?[ \t]*$"
    r"|^[ \t]*(?P<reservation>reservation(?:er)?|särskilt (?:uttalande|yttrande)|ersättaryttrande)\b.{0,80}$"
    r"|^[ \t]*(?P<other>yrkanden?|beslutsgång|propositionsordning|omröstning|beslutsunderlag|sammanfattning\b.{0,30}"
    r"|ärendet|bakgrund|justering|protokollsanteckning|jäv|vid protokollet)[ \t]*:?[ \t]*$",
    re.I | re.M,
)
PARTY = re.compile(r"\((S|M|SD|V|C|KD|MP|L|FI)\)")
BULLET = re.compile(r"^[ \t]*(?:[•●▪–-]|\d{1,2}[.)])\s+", re.M)
DUTY = re.compile(r"\b(?:ska|skall|bör|uppmanas|måste)\b", re.I)
SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-ZÅÄÖ•–])|\n\s*[•●▪]\s*|\n[ \t]*\n")
BROKEN_WORD = re.compile(r"(?:\u00ad|(?<=[a-zåäö])-)\n(?=[a-zåäö])")
WORD = re.compile(r"[a-zåäöé]{4,}")
ENDING = re.compile(r"(?:arnas|ernas|ornas|arna|erna|orna|ande|ning|het|ens|ets|ar|er|or|en|et|na|as|es|s|a|e|t)$")
STOP = set("från eller inte till över under efter inom utan samt även detta dessa deras skall vara blir varje alla".split())
FEWEST_SHARED = 3  # words that a plan's sentence must share with a point to be shown at all
SHARE_TO_CLAIM = 0.5  # of a point's weight, from which it counts as addressed


@dataclass
class Document:
    """A file and the rows that were found in it."""

    path: str
    pages: int = 0
    kind: str = "ovrigt"
    organ: str = ""
    date: str = ""
    error: str = ""
    page_texts: list = field(default_factory=list)
    items: list = field(default_factory=list)  # (number, heading, page, text)
    decisions: list = field(default_factory=list)  # (item, page, text)
    reservations: list = field(default_factory=list)  # (item, page, parties, text)
    points: list = field(default_factory=list)  # (page, text)
    sentences: list = field(default_factory=list)  # (page, text, stems): of plans


def read(path):
    """The texts of a file's pages."""
    if path.suffix.lower() == ".txt":
        return path.read_text(encoding="utf-8", errors="replace").split("\f")
    with pymupdf.open(path) as pdf:
        return [page.get_text() for page in pdf]


def take(path, root):
    """A file from disk to rows; one that can't be read becomes a row that says so."""
    document = Document(str(path.relative_to(root)))
    try:
        document.page_texts = [BROKEN_WORD.sub("", text) for text in read(path)]
    except Exception as error:  # a broken PDF must not stop the others, whatever the library throws
        document.error = f"{type(error).__name__}: {error}"
        return document
    document.pages = len(document.page_texts)
    describe(document)
    text, page_at = join_pages(document.page_texts)
    if document.kind == "protokoll":
        cut_minutes(document, text, page_at)
    elif document.kind in ("riktlinjer", "promemoria"):
        document.points = list(find_points(text, page_at))
    elif document.kind == "handlingsplan":
        document.sentences = list(find_sentences(text, page_at))
    return document


def describe(document):
    """Kind, organ and date, from the name and the head of the first page."""
    head = Path(document.path).stem.replace("-", " ") + "\n" + "".join(document.page_texts[:1])[:1500]
    if found := KIND.search(head):
        document.kind = found.lastgroup
    if found := ORGAN.search(head):
        document.organ = found[1].lower()
    if found := DATE.search(document.path) or DATE.search(head):
        document.date = found[0]
    elif found := LONG_DATE.search(head):
        document.date = f"{found[3]}-{MONTHS.index(found[2].lower()) + 1:02}-{int(found[1]):02}"


def join_pages(texts):
    """One text, and a function from a place in it to the page."""
    starts, at = [], 0
    for text in texts:
        starts.append(at)
        at += len(text) + 1

    def page_at(place):
        low, high = 0, len(starts)
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if starts[middle] <= place else (low, middle)
        return low + 1

    return "\n".join(texts), page_at


def cut_minutes(document, text, page_at):
    """§ with their decisions and reservations."""
    marks = list(ITEM.finditer(text))
    for mark, following in zip(marks, marks[1:] + [None]):
        number, end = mark[1] or mark[2], following.start() if following else len(text)
        body = text[mark.end() : end]
        heading = mark[3].strip() or body.strip().split("\n", 1)[0].strip()
        document.items.append((number, heading, page_at(mark.start()), text[mark.start() : end].strip()))
        cut_item(document, number, body, lambda place, base=mark.end(): page_at(base + place))


def cut_item(document, number, body, page_at):
    """The parts of one §, heading by heading."""
    headings = list(HEADING.finditer(body))
    for heading, following in zip(headings, headings[1:] + [None]):
        text = body[heading.end() : following.start() if following else len(body)].strip()
        page = page_at(heading.start())
        if heading.lastgroup == "decision":
            rows = [row.strip() for row in BULLET.split(text) if row.strip()]
            document.decisions.extend((number, page, row) for row in rows)
        elif heading.lastgroup == "reservation":
            parties = " | ".join(sorted(set(PARTY.findall(heading[0] + text))))
            document.reservations.append((number, page, parties, text))


def find_points(text, page_at):
    """Bullets of a guideline that put a duty on someone."""
    marks = list(BULLET.finditer(text))
    for mark, following in zip(marks, marks[1:] + [None]):
        body = text[mark.end() : following.start() if following else mark.end() + 600]
        point = " ".join(body.split("\n\n", 1)[0].split())
        if DUTY.search(point):
            yield page_at(mark.start()), point[:600]


def find_sentences(text, page_at):
    """Sentences of a plan, with their stems: made here so that the pool shares the work."""
    start = 0
    for gap in [*SENTENCE_END.finditer(text), None]:
        sentence = " ".join(text[start : gap.start() if gap else len(text)].split())
        stems = stems_of(sentence)
        if len(stems) >= FEWEST_SHARED:
            yield page_at(start), sentence, stems
        start = gap.end() if gap else len(text)


def stems_of(text):
    """The words that say something, without their endings."""
    return {ENDING.sub("", word) for word in WORD.findall(text.lower()) if word not in STOP}


def match(documents):
    """For each plan and point the sentence that shares most of the point's weight: (plan, point, share, page, quote)."""
    points = [(document, number, *point) for document in documents for number, point in enumerate(document.points, 1)]
    stems = [stems_of(text) for *_, text in points]
    plans = [document for document in documents if document.kind == "handlingsplan"]
    weights = weigh([words for plan in plans for _, _, words in plan.sentences])
    unseen = math.log(2 + sum(len(plan.sentences) for plan in plans))
    totals = [sum(weights.get(word, unseen) for word in words) or 1.0 for words in stems]
    for plan in plans:
        places = defaultdict(list)
        for at, (_, _, words) in enumerate(plan.sentences):
            for word in words:
                places[word].append(at)
        for (source, number, _, _), words, total in zip(points, stems, totals):
            at, share = best_sentence(words, places, weights, total)
            if at is None:
                yield plan.path, f"{source.path}#{number}", 0.0, None, ""
            else:
                yield plan.path, f"{source.path}#{number}", share, *plan.sentences[at][:2]


def weigh(sentences):
    """A rare word says more: the logarithm of how few sentences hold it."""
    counts = Counter(word for words in sentences for word in words)
    return {word: math.log((1 + len(sentences)) / count) for word, count in counts.items()}


def best_sentence(words, places, weights, total):
    """The sentence of a plan that shares most with a point, and how much of the point's weight that is."""
    scores, shared = defaultdict(float), Counter()
    for word in words:
        for at in places.get(word, ()):
            scores[at] += weights[word]
            shared[at] += 1
    found = [(score, -at) for at, score in scores.items() if shared[at] >= FEWEST_SHARED]
    if not found:
        return None, 0.0
    score, at = max(found)
    return -at, score / total


TABLES = {
    "documents": ("path", "kind", "organ", "date", "pages", "error"),
    "items": ("path", "number", "heading", "page", "text"),
    "decisions": ("path", "item", "page", "text"),
    "reservations": ("path", "item", "page", "parties", "text"),
    "points": ("point", "page", "text"),
    "evidence": ("plan", "point", "status", "share", "page", "quote"),
}


def rows_of(documents, evidence):
    """The rows of all tables."""

    def of(name):
        return [(document.path, *row) for document in documents for row in getattr(document, name)]

    return {
        "documents": [(d.path, d.kind, d.organ, d.date, d.pages, d.error) for d in documents],
        "items": of("items"),
        "decisions": of("decisions"),
        "reservations": of("reservations"),
        "points": [(f"{d.path}#{n}", *point) for d in documents for n, point in enumerate(d.points, 1)],
        "evidence": [
            (plan, point, "addressed" if share >= SHARE_TO_CLAIM else "not_addressed", round(share, 3), page, quote)
            for plan, point, share, page, quote in evidence
        ],
    }


def write_csv(out, tables):
    for name, rows in tables.items():
        with open(out / f"{name}.csv", "w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(TABLES[name])
            writer.writerows(rows)
    write_matrix(out, tables["evidence"])


def write_matrix(out, evidence):
    """A row a plan, a column a point."""
    points = sorted({row[1] for row in evidence})
    cells = defaultdict(dict)
    for plan, point, status, *_ in evidence:
        cells[plan][point] = status
    with open(out / "matrix.csv", "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["plan", *points])
        writer.writerows([plan, *(cells[plan][point] for point in points)] for plan in sorted(cells))


def write_sqlite(out, tables, documents):
    """All tables, and a full-text index of pages; made anew, without a journal since a half-made one is thrown away."""
    path = out / "pipeline.sqlite"
    path.unlink(missing_ok=True)
    database = sqlite3.connect(path)
    database.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")
    with database:
        for name, rows in tables.items():
            database.execute(f"CREATE TABLE {name} ({', '.join(TABLES[name])})")
            database.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * len(TABLES[name]))})", rows)
        database.execute(
            "CREATE VIRTUAL TABLE pages USING fts5(path UNINDEXED, page UNINDEXED, text,"
            " tokenize = \"unicode61 remove_diacritics 0\")"
        )
        pages = ((d.path, number, text) for d in documents for number, text in enumerate(d.page_texts, 1))
        database.executemany("INSERT INTO pages VALUES (?, ?, ?)", pages)
        database.execute("INSERT INTO pages(pages) VALUES ('optimize')")
    database.close()


def take_all(root, jobs):
    """Every document of a folder, sorted by path; the largest files go first so that none is left alone at the end."""
    files = [path for path in root.rglob("*") if path.suffix.lower() in (".pdf", ".txt") and path.is_file()]
    files.sort(key=lambda path: -path.stat().st_size)
    work = [(path, root) for path in files]
    if jobs == 1:
        documents = [take(*one) for one in work]
    else:
        with Pool(jobs) as pool:
            documents = pool.starmap(take, work, chunksize=4)
    return sorted(documents, key=lambda document: document.path)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--jobs", type=int, default=1)
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    pymupdf.TOOLS.mupdf_display_errors(False)  # damaged files are counted, not printed

    laps, last = {}, STARTED

    def lap(step):
        nonlocal last
        now = time.perf_counter()
        laps[step], last = round(now - last, 3), now
        print(f"{step:<12} {laps[step]:8.2f} s", file=sys.stderr)

    lap("start")
    documents = take_all(arguments.folder, arguments.jobs)
    lap("read and cut")
    evidence = list(match(documents))
    lap("match")
    tables = rows_of(documents, evidence)
    write_csv(arguments.out, tables)
    lap("csv")
    write_sqlite(arguments.out, tables, documents)
    lap("sqlite")

    print(json.dumps({
        "documents": len(documents),
        "pages": sum(document.pages for document in documents),
        "failed": sum(bool(document.error) for document in documents),
        "rows": {name: len(rows) for name, rows in tables.items()},
        "steps": laps,
        "seconds": round(time.perf_counter() - STARTED, 3),
    }))


if __name__ == "__main__":
    main()
