#!/usr/bin/env python3
"""Sorts the words of council-pairs.csv into classes by the words they stand beside. Needs Python 3; takes a while.

    python3 classes.py

Writes council-classes.csv beside this script. Exchange clustering (Kneser and Ney 1993): each word in turn goes to the class
in which the pairs of classes tell most about each other, until hardly a word moves. Counts are damped, so that the
commonest pairs don't decide alone. Deterministic: commonest words first, ties to the lowest class.
"""

import collections
import math
import pathlib

HERE = pathlib.Path(__file__).parent
CLASSES = 120
DAMPING = 0.75
ROUNDS = 15
# A round that moves fewer words than this is the last.
STILL = 20
# Words seen in fewer kinds of pairs are classed by their ending instead, where the lists are built in.
LEAST_KINDS = 4


def rows(name):
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    return [line.split(",", 1) for line in lines if not line.startswith("#")][1:]


def pairs():
    for first, followers in rows("council-pairs.csv"):
        for item in followers.split(" "):
            second, count = item.rsplit(":", 1)
            yield first, second, int(count)


def worth(x):
    return x * math.log(x) if x > 0 else 0.0


class Clusters:
    """Classes of words and how often class follows class."""

    def __init__(self, words, seen):
        self.of = {word: number % CLASSES for number, word in enumerate(words)}
        self.after, self.before = collections.defaultdict(list), collections.defaultdict(list)
        self.counts = [[0.0] * CLASSES for _ in range(CLASSES)]
        self.firsts, self.seconds = [0.0] * CLASSES, [0.0] * CLASSES
        for first, second, count in seen:
            self.after[first].append((second, count))
            self.before[second].append((first, count))
        for first, second, count in seen:
            self.add(self.of[first], self.of[second], count)

    def add(self, first, second, count):
        self.counts[first][second] += count
        self.firsts[first] += count
        self.seconds[second] += count

    def company(self, word):
        """How often each class stands after and before the word, and the word after itself."""
        after, before, itself = collections.Counter(), collections.Counter(), 0.0
        for other, count in self.after[word]:
            if other == word:
                itself += count
            else:
                after[self.of[other]] += count
        for other, count in self.before[word]:
            if other != word:
                before[self.of[other]] += count
        return after, before, itself

    def put(self, place, company, sign):
        after, before, itself = company
        for other, count in after.items():
            self.add(place, other, sign * count)
        for other, count in before.items():
            self.add(other, place, sign * count)
        self.add(place, place, sign * itself)

    def gain(self, place, company):
        after, before, itself = company
        gain = 0.0
        for other, count in after.items():
            if other != place:
                old = self.counts[place][other]
                gain += worth(old + count) - worth(old)
        for other, count in before.items():
            if other != place:
                old = self.counts[other][place]
                gain += worth(old + count) - worth(old)
        old, own = self.counts[place][place], after.get(place, 0.0) + before.get(place, 0.0) + itself
        gain += worth(old + own) - worth(old)
        lefts, rights = sum(after.values()) + itself, sum(before.values()) + itself
        gain -= worth(self.firsts[place] + lefts) - worth(self.firsts[place])
        return gain - worth(self.seconds[place] + rights) + worth(self.seconds[place])

    def move(self, word):
        """Put a word where it tells most; whether that is another class than before."""
        company, old = self.company(word), self.of[word]
        self.put(old, company, -1)
        self.of[word] = max(range(CLASSES), key=lambda place: self.gain(place, company))
        self.put(self.of[word], company, 1)
        return self.of[word] != old


def main():
    counts = {word: int(count) for word, count in rows("council-words.csv")}
    counts |= {".": 10**7, "<num>": 10**6}
    seen = [(first, second, count**DAMPING) for first, second, count in pairs()]
    kinds = collections.Counter(word for first, second, _ in seen for word in (first, second))
    words = sorted(kinds, key=lambda word: (-counts[word], word))
    clusters = Clusters(words, seen)
    for number in range(ROUNDS):
        moved = sum(clusters.move(word) for word in words)
        print("round", number + 1, "moved", moved, flush=True)
        if moved < STILL:
            break
    with open(HERE / "council-classes.csv", "w", encoding="utf-8", newline="\n") as out:
        out.write("# words of council language that stand in like company have the same class, see README.md; made by classes.py\n")
        out.write("word,class\n")
        out.writelines(f"{word},{clusters.of[word] + 1}\n" for word in sorted(words) if kinds[word] >= LEAST_KINDS)


if __name__ == "__main__":
    main()
