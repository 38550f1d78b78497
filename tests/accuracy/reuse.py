#!/usr/bin/env python3
"""How well coverage tells how a short answer was made from a text: the corpus of Clough and Stevenson (2011). Standard library
only.

reuse.py FOLDER PAIRS.jsonl [--two-way FLOOR] [--four-way FLOOR]

FOLDER holds the corpus: 95 answers, named gXpY_taskZ.txt, five texts, orig_taskZ.txt, and file_information.csv, which says of
each answer whether it was written without the text of its task (non), or from it: rewritten (heavy), revised lightly
(light), pasted (cut). PAIRS.jsonl is what `wireprint overlap --rows pairs --json` says of the answers against the five texts.

Two numbers are taken from a pair: how much of the answer is matched (matched words over all its words), and how unbroken
the copies are (matched words over the words that lie in passages). Two-way, an answer is reuse if enough of it is matched.
Four-way, reuse that is unbroken, and no mere scrap, is cut; other reuse light if enough of it is matched, heavy else. Each
answer is judged by the thresholds that suit the other 94 best; of equally good ones, those in the middle of the widest gap.
"""
import argparse, collections, csv, os, sys

from check import lines, words

CLASSES = ("non", "heavy", "light", "cut")
NON, HEAVY, LIGHT, CUT = range(4)

Answer = collections.namedtuple("Answer", "matched unbroken made")


def answers(folder, pairs):
    """The 95 answers: what is taken from their pairs, and how they were made."""
    found = {(os.path.basename(row["a_id"]), os.path.basename(row["b_id"])): row for row in lines(pairs)}
    with open(os.path.join(folder, "file_information.csv"), newline="", encoding="utf-8") as file:
        truth = [(row["File"], row["Category"]) for row in csv.DictReader(file) if row["Category"] in CLASSES]
    return [answer(folder, name, found.get((name, "orig_" + name[-9:])), made) for name, made in truth]


def answer(folder, name, pair, made):
    made = CLASSES.index(made)
    if pair is None:
        return Answer(0.0, 0.0, made)
    with open(os.path.join(folder, name), encoding="utf-8", errors="replace") as file:
        length = len(words(file.read()))
    matched = pair["matched_words"] / length
    return Answer(matched, matched / pair["a_coverage"], made)


def threshold(values, wanted):
    """The threshold from which on values count as wanted, best for as many as can be, in the middle of its gap."""
    best = (0, 0.0, 0.0)
    told = sorted(zip(values, wanted))
    right = sum(wanted)
    edges = [told[0][0] - 1.0] + [value for value, _ in told] + [told[-1][0] + 1.0] if told else []
    for n, (low, high) in enumerate(zip(edges, edges[1:])):
        if high > low:
            best = max(best, (right, high - low, (low + high) / 2))
        if n < len(told):
            right += -1 if told[n][1] else 1
    return best[2]


def two_way(known):
    return threshold([a.matched for a in known], [a.made != NON for a in known])


def gaps(values):
    """The gaps between values, in which a threshold can lie."""
    edges = sorted({0.0, 2.0, *values})
    return [(high - low, (low + high) / 2) for low, high in zip(edges, edges[1:])]


def four_way(known):
    """The thresholds: of reuse, of cut (how unbroken, how much matched), and of light, which suits what the others leave."""
    reuse = two_way(known)
    taken = [a for a in known if a.matched >= reuse]

    def tried(unbroken, enough):
        rest = [a for a in taken if a.unbroken < unbroken or a.matched < enough]
        light = threshold([a.matched for a in rest], [a.made == LIGHT for a in rest])
        return reuse, unbroken, enough, light

    def right(thresholds):
        return sum(judged(a, thresholds) == a.made for a in taken)

    options = [(tried(unbroken, enough), wide, deep)
               for wide, unbroken in gaps(a.unbroken for a in taken)
               for deep, enough in gaps(a.matched for a in taken if a.made == CUT)]
    return max(options, key=lambda option: (right(option[0]), min(option[1:])))[0]


def judged(answer, thresholds):
    reuse, unbroken, enough, light = thresholds
    if answer.matched < reuse:
        return NON
    if answer.unbroken >= unbroken and answer.matched >= enough:
        return CUT
    return LIGHT if answer.matched >= light else HEAVY


def left_out(known, learn, right):
    """The share of answers that are judged right by what is learnt from the others."""
    return sum(right(a, learn(known[:n] + known[n + 1:])) for n, a in enumerate(known)) / len(known)


def main():
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("folder")
    asked.add_argument("pairs")
    asked.add_argument("--two-way", type=float, default=0.0)
    asked.add_argument("--four-way", type=float, default=0.0)
    arguments = asked.parse_args()
    known = answers(arguments.folder, arguments.pairs)
    two = left_out(known, two_way, lambda a, reuse: (a.matched >= reuse) == (a.made != NON))
    four = left_out(known, four_way, lambda a, thresholds: judged(a, thresholds) == a.made)
    print(f"{len(known)} answers: two-way {two:.3f} (floor {arguments.two_way}), "
          f"four-way {four:.3f} (floor {arguments.four_way})")
    thresholds = four_way(known)
    print("thresholds on all: reuse from {:.3f} matched, cut from {:.3f} unbroken and {:.3f} matched, "
          "light from {:.3f} matched".format(*thresholds))
    table = collections.Counter((a.made, judged(a, thresholds)) for a in known)
    for made, name in enumerate(CLASSES):
        print(f"  {name:5} judged " + ", ".join(f"{CLASSES[j]} {table[made, j]}" for j in range(4)))
    sys.exit(0 if len(known) == 95 and two >= arguments.two_way and four >= arguments.four_way else 1)


if __name__ == "__main__":
    main()
