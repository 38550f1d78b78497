#!/usr/bin/env python3
"""What is found of the statements that make_quotes.py planted, and what is found by chance, as a table. Standard library only.

quotes_curve.py DIR FOUND.jsonl NAME=FOUND.jsonl... [--held NAME --recall WORDS=FLOOR... --chance MOST]

FOUND.jsonl is of `wireprint overlap DIR/stories.jsonl --min-bits 20 --json`: a passage passes a higher threshold if its `bits`
reach it. Each NAME=FOUND.jsonl is the same at a preset. A statement is met by a passage that holds four fifths of it on both
sides. A chance find is a passage between two independent stories: nothing was planted in both, they were published a week
apart or more, their headlines have no word of four letters or more in common, and they share no sentence of six words
or more. Chance finds are told for 10,000 pairs of such stories: those that are all that stands between two quotation
marks in either story, and the others.

With --held, of that preset: the recall of statements of WORDS words inside marks, and chance finds of both sorts together.
"""
import argparse, collections, datetime, itertools, json, os, re, sys

BITS = (24, 30, 36, 42, 48, 54, 60, 70, 80, 90, 110)
MARKS = "\"“”„‟‘’‚«»‹›「」『』＂《》"
WEEK = datetime.timedelta(days=7)


def lines(path):
    with open(path, encoding="utf-8", newline="\n") as file:
        return [json.loads(line) for line in file if line.strip()]


def sides(row):
    return {row["a_id"]: (row["a_start"], row["a_end"]), row["b_id"]: (row["b_start"], row["b_end"])}


def pair(row):
    return tuple(sorted((row["a_id"], row["b_id"])))


def sentences(text):
    """Sentences of six words or more, folded."""
    parts = re.split(r"[.!?]\s|[.!?]?[\"”]\s|\n\n", text)
    folded = (" ".join(re.findall(r"\w+", part.lower())) for part in parts)
    return {sentence for sentence in folded if sentence.count(" ") >= 5}


def together(values_of):
    """Pairs of stories that have a value in common."""
    having = collections.defaultdict(list)
    for story, values in values_of.items():
        for value in values:
            having[value].append(story)
    return {tuple(sorted(two)) for some in having.values() for two in itertools.combinations(some, 2)}


def within_a_week(stories):
    """Pairs of stories published less than a week apart."""
    moment = lambda story: datetime.datetime.fromisoformat(story["published"].replace("Z", "+00:00"))
    ordered = sorted((moment(story), i) for i, story in stories.items())
    near, first = set(), 0
    for at, (when, story) in enumerate(ordered):
        while when - ordered[first][0] >= WEEK:
            first += 1
        near |= {tuple(sorted((story, other))) for _, other in ordered[first:at]}
    return near


def dependent(stories, planted):
    """Pairs of stories that may share text for a reason."""
    headlines = {i: set(re.findall(r"[a-z]{4,}", story["title"].lower())) for i, story in stories.items()}
    told = {i: sentences(story["text"]) for i, story in stories.items()}
    return together(headlines) | together(told) | within_a_week(stories) | set(map(pair, planted))


def is_quotation(stories, row):
    """Whether a passage is, in either story, all that stands between two quotation marks."""
    def is_whole(text, start, end):
        around = re.search(r"[\W_]*$", text[:start])[0], re.match(r"[\W_]*", text[end:])[0]
        return all(any(mark in part for mark in MARKS) for part in around)
    return any(is_whole(stories[i]["text"], *place) for i, place in sides(row).items())


def meets(row, case):
    """Whether a passage holds four fifths of a statement on both sides."""
    found = sides(row)
    return all(min(found[i][1], end) - max(found[i][0], start) >= 0.8 * (end - start) for i, (start, end) in sides(case).items())


class Found:
    """The passages of one run."""

    def __init__(self, path, stories, planted, dependent):
        of_pair = collections.defaultdict(list)
        for row in lines(path):
            of_pair[pair(row)].append(row)
        # Each statement with the bits of the best passage that meets it.
        self.statements = [(case, max((row["bits"] for row in of_pair[pair(case)] if meets(row, case)), default=-1)) for case in planted]
        by_chance = (row for two, rows in of_pair.items() if two not in dependent for row in rows)
        self.chance = [(row["bits"], is_quotation(stories, row)) for row in by_chance]

    def recall(self, least, is_asked):
        """The share of the statements asked for that is met by a passage of so many bits or more."""
        asked = [bits >= least for case, bits in self.statements if is_asked(case)]
        return sum(asked) / max(1, len(asked))

    def chance_finds(self, least, quotations):
        return sum(bits >= least and is_one == quotations for bits, is_one in self.chance)


def is_marked(case):
    return case["style"] != "none"


def rows(planted):
    """What is asked of every run: a name, and which statements."""
    for name, of in (("inside marks", is_marked), ("no marks", lambda case: not is_marked(case))):
        for length in sorted({case["words"] for case in planted}):
            yield f"{length} words, {name}", lambda case, length=length, of=of: of(case) and case["words"] == length
    for style in dict.fromkeys(case["style"] for case in planted):
        yield f"8 to 20 words, {style}", lambda case, style=style: case["words"] >= 8 and case["style"] == style


def holds(found, floors, most, ten_thousands):
    """Whether a preset reaches what is asked of it."""
    well = True
    for words, floor in (floor.split("=") for floor in floors):
        recall = found.recall(0, lambda case: is_marked(case) and case["words"] == int(words))
        well &= recall >= float(floor)
        print(f"held: {words} words inside marks: {recall:.3f} (floor {floor}{': BELOW' * (recall < float(floor))})")
    chance = (found.chance_finds(0, True) + found.chance_finds(0, False)) / ten_thousands
    print(f"held: by chance in 10,000 pairs: {chance:.3f} (at most {most}{': ABOVE' * (chance > most)})")
    return well and chance <= most


def main():
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("dir")
    asked.add_argument("found")
    asked.add_argument("presets", nargs="*")
    asked.add_argument("--held")
    asked.add_argument("--recall", nargs="*", default=[])
    asked.add_argument("--chance", type=float, default=1.0)
    asked = asked.parse_args()
    stories = {story["id"]: story for story in lines(os.path.join(asked.dir, "stories.jsonl"))}
    planted = lines(os.path.join(asked.dir, "planted.jsonl"))
    apart = dependent(stories, planted)
    pairs = len(stories) * (len(stories) - 1) // 2 - len(apart)
    print(f"{len(planted)} statements planted, {pairs:,} pairs of independent stories")

    of_bits = Found(asked.found, stories, planted, apart)
    presets = {name: Found(path, stories, planted, apart) for name, path in (preset.split("=", 1) for preset in asked.presets)}
    columns = [(str(bits), of_bits, bits) for bits in BITS] + [(name, found, 0) for name, found in presets.items()]
    show = lambda name, cells: print(f"{name:>24}" + "".join(f"{cell:>8}" for cell in cells))
    show("least bits, or preset", (name for name, _, _ in columns))
    for name, is_asked in rows(planted):
        show(name, (f"{found.recall(least, is_asked):.3f}" for _, found, least in columns))
    for name, quotations in (("by chance, quotations", True), ("by chance, other finds", False)):
        show(name, (f"{found.chance_finds(least, quotations) * 10_000 / pairs:.3f}" for _, found, least in columns))
    return not asked.held or holds(presets[asked.held], asked.recall, asked.chance, pairs / 10_000)


if __name__ == "__main__":
    sys.exit(0 if main() else 1)
