#!/usr/bin/env python3
"""How many of the words that poppler and MuPDF agree on does `paragraf read` give, too?

    agree_on_words.py PROGRAM FOLDER [--worst N]

Each PDF under FOLDER is read by pdftotext, PyMuPDF (`pip install pymupdf`) and PROGRAM, each in a process of its own with
a time limit. Where both peers open a file and find words, the words that both have (as a bag: letters and digits,
compatibility forms and case folded, line-end hyphens joined) are the expectation. Words that one peer alone sees say
nothing: one of the two is wrong there.
"""

import argparse
import collections
import concurrent.futures
import json
import pathlib
import re
import subprocess
import sys
import unicodedata

SECONDS = 60

MUPDF = """
import sys, pymupdf
pymupdf.TOOLS.mupdf_display_errors(False)
for page in pymupdf.open(sys.argv[1]):
    sys.stdout.write(page.get_text() + "\\f")
"""


def answer_of(command):
    """What a command prints, or nothing where it fails or takes too long."""
    try:
        done = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return ""
    return done.stdout.decode("utf-8", "replace")


def words(text):
    text = unicodedata.normalize("NFKC", text).casefold()
    text = re.sub(r"(\w)[-\u00ad]\s*\n\s*(?=\w)", r"\1", text.replace("\f", "\n"))
    return collections.Counter(re.findall(r"[^\W_]+", text))


def of_program(program, path):
    lines = []
    for page in answer_of([program, "read", "--ocr", "never", "--format", "json", path]).splitlines():
        page = json.loads(page)
        lines += [line["text"] for line in page["lines"] + page["furniture"]]
    return words("\n".join(lines))


def compare(program, path):
    """Path, words agreed on, words of those that the program has."""
    poppler = words(answer_of(["pdftotext", "-q", path, "-"]))
    mupdf = words(answer_of([sys.executable, "-c", MUPDF, path]))
    agreed = poppler & mupdf
    if not agreed:
        return path, 0, 0, []
    missing = agreed - of_program(program, path)
    total = agreed.total()
    return path, total, total - missing.total(), [word for word, _ in missing.most_common(8)]


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("program")
    arguments.add_argument("folder", type=pathlib.Path)
    arguments.add_argument("--worst", type=int, default=20)
    arguments = arguments.parse_args()
    paths = sorted(str(path) for path in arguments.folder.rglob("*.pdf"))
    with concurrent.futures.ThreadPoolExecutor(2) as hands:
        rows = list(hands.map(lambda path: compare(arguments.program, path), paths))
    good = [row for row in rows if row[1]]
    agreed, read = sum(row[1] for row in good), sum(row[2] for row in good)
    for path, total, had, missing in sorted(good, key=lambda row: (row[2] / row[1], row[0]))[: arguments.worst]:
        print(f"{had / total:7.1%} of {total:6} {path}: {' '.join(missing)}")
    mean = sum(row[2] / row[1] for row in good) / max(len(good), 1)
    print(f"{len(paths)} files, {len(good)} with words that both peers have; read {read} of {agreed} words", end="")
    print(f" ({read / max(agreed, 1):.2%}), mean of files {mean:.2%}")


if __name__ == "__main__":
    main()
