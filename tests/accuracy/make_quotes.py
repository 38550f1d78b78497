#!/usr/bin/env python3
"""Stories that share nothing but a short statement: what is the shortest that is still found? Standard library only.

make_quotes.py --data SHARED/data --seed S --out DIR [--each 80]

Statements are the first 4 to 20 words of what people are quoted with in Reuters stories of 1987; each is
planted in two others of these stories, as a paragraph of its own, told by another invented speaker in each. For each
length, EACH statements stand inside quotation marks, alike in both stories, in turn of every style in STYLES, and half as
many stand there without any. A story holds one statement, and no run of five words of any other, nor a shorter one whole.
Words are what stands between spaces.

DIR/stories.jsonl   {"id", "published", "title", "text"}
DIR/planted.jsonl   {"a_id", "a_start", "a_end", "b_id", "b_start", "b_end", "words", "style"}; half-open offsets in code
                    points, without the outer marks
"""
import argparse, gzip, json, os, random, re

# Between two halves of a statement: a running quotation opens again at its second paragraph.
STYLES = {
    "“ ”": ("“", " ", "”"), "‘ ’": ("‘", " ", "’"), "« »": ("«", " ", "»"), "„ “": ("„", " ", "“"), "「 」": ("「", " ", "」"),
    '" "': ('"', " ", '"'), "running": ("“", "\n\n“", "”"), "none": ("", " ", ""),
}
LENGTHS = range(4, 21)
SAID = re.compile(r'"([A-Z][^"]{15,600})"')


def read_stories(data):
    """Those with a date, without their sign-off."""
    with gzip.open(os.path.join(data, "reuters21578", "reuters.jsonl.gz"), "rt", encoding="utf-8") as file:
        stories = [json.loads(line) for line in file]
    for story in stories:
        story["text"] = re.sub(r"\s+reuter\W*$", "", story["text"], flags=re.IGNORECASE)
    return [story for story in stories if story["published"]]


def is_prose(story):
    """Of middling length, and no table."""
    text = story["text"]
    return 80 <= len(text.split()) <= 800 and sum(c.isdigit() for c in text) < len(text) / 25


def statements(stories):
    """What people are quoted with, without the comma or the full stop at its end; each beginning once."""
    begun = set()
    for story in stories:
        for said in SAID.findall(" ".join(story["text"].split())):
            words = said.rstrip(",.!?").split()
            if len(words) >= LENGTHS[0] and tuple(words[:4]) not in begun:
                begun.add(tuple(words[:4]))
                yield words


def runs(text, length):
    """Every run of so many words, folded."""
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[n:n + length]) for n in range(len(words) - length + 1)}


def speaker(rng):
    name = lambda: "".join(rng.choice("bdfgklmnprstv") + rng.choice("aeiou") for _ in range(rng.randint(2, 3))).title()
    return f"{name()} {name()}"


def told(words, style, rng):
    """A paragraph that reports a statement, and where in it the statement stands."""
    opening, between, closing = STYLES[style]
    half = len(words) // 2
    statement = " ".join(words[:half]) + between + " ".join(words[half:])
    if rng.random() < 0.5:
        lead, tail = f"{speaker(rng)} said: {opening}", f".{closing}"
    else:
        lead, tail = opening, f",{closing} said {speaker(rng)}."
    return lead + statement + tail, (len(lead), len(lead) + len(statement))


def planted(story, words, style, rng):
    """The story with the statement in it, and where it stands."""
    paragraphs = [" ".join(p.split()) for p in story["text"].split("\n    ")]
    paragraph, (start, end) = told(words, style, rng)
    before = "\n\n".join(paragraphs[:rng.randint(1, len(paragraphs))])
    text = "\n\n".join([before, paragraph, *paragraphs[before.count("\n\n") + 1:]])
    at = len(before) + 2
    row = {"id": story["id"], "published": story["published"], "title": story["title"], "text": text}
    return row, (at + start, at + end)


def plan(each):
    """(words, style) of every statement, the long ones first: they are the rarest."""
    marked = [style for style in STYLES if style != "none"]
    for length in reversed(LENGTHS):
        yield from ((length, marked[n % len(marked)]) for n in range(each))
        yield from ((length, "none") for _ in range(each // 2))


def main():
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--data", required=True)
    asked.add_argument("--seed", type=int, required=True)
    asked.add_argument("--out", required=True)
    asked.add_argument("--each", type=int, default=80, help="statements of each length inside marks")
    asked = asked.parse_args()
    rng = random.Random(asked.seed)
    stories = read_stories(asked.data)
    rng.shuffle(stories)
    prose = [story for story in stories if is_prose(story)]
    wanted = list(plan(asked.each))
    hosts, ids = prose[:2 * len(wanted)], {story["id"] for story in prose[:2 * len(wanted)]}
    said = list(statements(story for story in stories if story["id"] not in ids))
    rng.shuffle(said)
    os.makedirs(asked.out, exist_ok=True)
    told_already = {run: set().union(*(runs(story["text"], run) for story in hosts)) for run in (4, 5)}
    rows, truth = [], []
    for length, style in wanted:
        run = min(5, length)
        is_new = lambda words: runs(" ".join(words[:length]), run).isdisjoint(told_already[run])
        at = next(n for n, words in enumerate(said) if len(words) >= length and is_new(words))
        words = said.pop(at)[:length]
        (a, in_a), (b, in_b) = (planted(hosts.pop(), words, style, rng) for _ in "ab")
        rows += [a, b]
        truth.append({"a_id": a["id"], "a_start": in_a[0], "a_end": in_a[1], "b_id": b["id"], "b_start": in_b[0], "b_end": in_b[1],
                      "words": length, "style": style})
    for name, list_of in (("stories", rows), ("planted", truth)):
        with open(os.path.join(asked.out, f"{name}.jsonl"), "w", encoding="utf-8") as file:
            file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in list_of)
    print(f"{len(rows)} stories, {len(truth)} statements; {len(said)} statements left over")


if __name__ == "__main__":
    main()
