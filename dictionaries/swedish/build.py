#!/usr/bin/env python3
"""Makes the word lists of this folder again from their origins. Needs Python 3 and `msgpack`.

    python3 build.py WORDFREQ_DATA FIGURES

WORDFREQ_DATA is the folder `wordfreq/data` inside the PyPI package wordfreq 3.1.1 (unpack the wheel), FIGURES the
folder with unigrams.tsv.xz, bigrams.tsv.xz and trigrams.tsv.xz. Writes wordfreq.csv, council-words.csv,
council-pairs.csv and council-triples.csv beside this script; the other files of the folder are written by hand.
"""

import collections
import gzip
import lzma
import pathlib
import re
import sys

import msgpack

HERE = pathlib.Path(__file__).parent
WORD = re.compile(r"[a-zåäöéèüàáæøêëïóíñç]{1,30}")
SKELETON = str.maketrans("åäö", "aao")
# A word is taken for a misspelling of its twin with å, ä or ö when it is this many times rarer.
TWIN_RATIO = 10
# Below this count the council lists keep a word only where the general list knows it or nothing contradicts it.
LOW_COUNT = 5
# Words that look like misspellings by that rule and are none: often words with other dots than their twin's (`sänt`, `sånt`).
KEEP = set("""
    anda barnsång bår far forts frän förman förmän förstora förutsatta förutsätt gängen hår häl häll hälla häller härd härda
    ifrågasatta inläst inlästa jäsa klå kår låns låste låsning längt lår matning minnesvård når nät nätt okände omsatts parlör
    provning provår rått råtta räka sa skåra sprängande stortå såga sågas sångs sänt tålt träng våg vågarna vågen vågrät vånda
    väta åhlström ån åra äska återtag åta ökände
""".split())
# The general list ends here: rarer words are half noise.
RAREST = 79
# A council word without å, ä, ö that the general list lacks is a misspelling when its twin is no rarer than this there:
# names such as `länsstyrelsen` fall away from the counts, and what is left are their misspellings in lower case.
TWIN_KNOWN = 70


def general(folder):
    """word -> rarity in tenths of a bel (30 = once in a thousand words)."""
    bins = msgpack.load(gzip.open(folder / "large_sv.msgpack.gz"), raw=False)
    assert bins[0] == {"format": "cB", "version": 1}, bins[0]
    return {w: round(cb / 10) for cb, words in enumerate(bins[1:]) for w in words
            if WORD.fullmatch(w) and round(cb / 10) <= RAREST}


def counts(path):
    rows = (line.rstrip("\n").split("\t") for line in lzma.open(path, "rt", encoding="utf-8"))
    return {tuple(row[:-1]): int(row[-1]) for row in rows}


def misspelt(share):
    """Words that differ from a far commoner one only in their dots: `fran` beside `från`, `mäste` beside `måste`."""
    best = collections.defaultdict(float)
    for word, p in share.items():
        skeleton = word.translate(SKELETON)
        if skeleton != word:
            best[skeleton] = max(best[skeleton], p)
    return {w for w, p in share.items() if best.get(w.translate(SKELETON), 0) > TWIN_RATIO * p}


def write(name, comment, head, rows):
    with open(HERE / name, "w", encoding="utf-8", newline="\n") as out:
        out.write(f"# {comment}\n{head}\n")
        out.writelines(row + "\n" for row in rows)
    print(name, (HERE / name).stat().st_size, "bytes,", len(rows), "rows")


def main(wordfreq, figures):
    words = general(wordfreq)
    council = {w: n for (w,), n in counts(figures / "unigrams.tsv.xz").items() if WORD.fullmatch(w)}
    total = sum(council.values())
    # Where council texts have both twins they judge (`fortsatta` is rare beside `fortsätta` elsewhere, not there); else the
    # general list does (`goteborg` stands in addresses, and names are not counted).
    wrong = misspelt({w: 10 ** (-r / 10) for w, r in words.items()})
    wrong_here = misspelt({w: n / total for w, n in council.items()})
    both = collections.Counter(w.translate(SKELETON) for w in council)
    wrong = {w for w in wrong if w not in council or w in wrong_here or both[w.translate(SKELETON)] == 1}
    wrong |= {w for w in wrong_here if words.get(w, 99) > 50}
    twins = {w.translate(SKELETON) for w, r in words.items() if r <= TWIN_KNOWN and w.translate(SKELETON) != w}
    wrong |= {w for w in council if w in twins and w not in words}
    wrong -= KEEP
    council = {w: n for w, n in council.items() if w not in wrong and (n >= LOW_COUNT or w in words or len(w) > 9)}
    words = {w: r for w, r in words.items() if w not in wrong}
    write("wordfreq.csv", "from wordfreq 3.1.1 (large, sv), CC BY-SA 4.0, see README.md; made by build.py",
          "word,rarity", [f"{w},{r}" for w, r in sorted(words.items())])
    write("council-words.csv", "counts of council language, see README.md; made by build.py",
          "word,count", [f"{w},{n}" for w, n in sorted(council.items())])
    known = set(council) | {".", "<num>"}
    grouped(figures / "bigrams.tsv.xz", "council-pairs.csv", "first,followers", known)
    grouped(figures / "trigrams.tsv.xz", "council-triples.csv", "first,second,followers", known)


def grouped(source, name, head, known):
    groups = collections.defaultdict(list)
    for row, n in counts(source).items():
        if all(w in known for w in row):
            groups[row[:-1]].append((row[-1], n))
    write(name, "counts of council language, see README.md; made by build.py", head,
          [",".join(k) + "," + " ".join(f"{w}:{n}" for w, n in sorted(v)) for k, v in sorted(groups.items())])


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
