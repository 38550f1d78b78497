#!/usr/bin/env python3
"""Stories of one day on one topic that were written apart: what they are said to share is false. Standard library only.

same_event.py pairs ARCHIVE.jsonl[.gz] PAIRS.csv       all such pairs
same_event.py count PAIRS.csv FOUND.jsonl --most N     at most N templates reported in 10,000 pairs

A story is of each topic whose words (`TOPICS`) stand in it three times, or once in it and once in its headline. Two stories
of one topic and day are a pair unless they share a sentence to the word: one of eight words or more, folded. A sentence
ends at a full stop, an exclamation or a question mark before white space, or with its paragraph.

Among these pairs are updates that repeat a sentence with a word changed, which is truly shared: whether a passage is false only
a reader can tell. One kind of false one is counted here: a template, in which two figures or more differ, and more than half
as many as agree.
"""
import argparse, collections, csv, difflib, itertools, re, sys

from check import lines, words

TOPICS = {
    "acquisitions": "acquire acquired acquires acquisition merger merge takeover buyout tender bid stake",
    "bonds": "eurobond eurobonds bond bonds debentures notes offering coupon",
    "central banks": "fed bundesbank discount repurchase reserves liquidity",
    "cocoa": "cocoa",
    "coffee": "coffee",
    "currencies": "dollar yen mark sterling currency currencies intervention intervene",
    "debt": "debt creditors rescheduling",
    "dividends": "dividend div",
    "earnings": "earnings net shr qtr loss profit profits revs",
    "grain": "wheat corn grain barley maize sorghum",
    "livestock": "cattle hogs pork beef",
    "metals": "copper zinc lead nickel aluminium aluminum tin",
    "oil": "oil crude opec barrels barrel bpd petroleum",
    "oilseeds": "soybean soybeans oilseed oilseeds rapeseed palm",
    "precious metals": "gold silver ounce ounces platinum",
    "prices": "inflation cpi gnp unemployment",
    "shares": "stocks dow nyse",
    "shipping": "ship ships shipping vessel vessels tanker gulf strike",
    "sugar": "sugar",
    "trade": "trade tariffs tariff surplus deficit exports imports",
}
TOPIC_OF = {word: topic for topic, listed in TOPICS.items() for word in listed.split()}
SENTENCE_END = re.compile(r"(?<=[.!?])[\"']?\s+|\n {2,}|\n\s*\n")
SENTENCE_WORDS = 8
NUMERALS = set("nil one two three four five six seven eight nine ten eleven twelve".split())


def topics(story):
    """The topics of one story."""
    def met(field):
        return collections.Counter(TOPIC_OF[word] for word in words(story[field]) if word in TOPIC_OF)

    text, headline = met("text"), met("title")
    return {topic for topic, times in text.items() if times >= 3 or topic in headline}


def sentences(text):
    """The sentences of a text that are long enough to be no accident, each as its folded words."""
    return {tuple(s) for s in map(words, SENTENCE_END.split(text)) if len(s) >= SENTENCE_WORDS}


def pairs(archive, out):
    stories = [story for story in lines(archive) if story.get("published")]
    groups = collections.defaultdict(list)
    for story in stories:
        for topic in topics(story):
            groups[topic, story["published"][:10]].append(str(story["id"]))
    said = {str(story["id"]): sentences(story["text"]) for story in stories}
    together = {pair for ids in groups.values() for pair in itertools.combinations(sorted(ids), 2)}
    apart = sorted((a, b) for a, b in together if not said[a] & said[b])
    with open(out, "w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([("a_id", "b_id"), *apart])
    print(f"{len(together):,} pairs of stories of one topic and day; {len(together) - len(apart):,} share a sentence of "
          f"{SENTENCE_WORDS} words; {len(apart):,} are left")
    return len(apart) >= 10_000


def is_figure(word):
    return word in NUMERALS or any(map(str.isdigit, word))


def figures(passage):
    """How many figures of a passage agree on both sides, and how many stand against another."""
    a, b = words(passage["a_text"]), words(passage["b_text"])
    agree = differ = 0
    for kind, a_from, a_to, b_from, b_to in difflib.SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        in_a, in_b = sum(map(is_figure, a[a_from:a_to])), sum(map(is_figure, b[b_from:b_to]))
        agree += in_a if kind == "equal" else 0
        differ += min(in_a, in_b) if kind != "equal" else 0
    return agree, differ


def is_template(passage):
    agree, differ = figures(passage)
    return differ >= 2 and 2 * differ > agree


def count(listed, found, most):
    with open(listed, newline="", encoding="utf-8") as file:
        asked = {frozenset(row) for row in itertools.islice(csv.reader(file), 1, None)}
    passages = [p for p in lines(found) if frozenset((p["a_id"], p["b_id"])) in asked]
    templates = sum(map(is_template, passages))
    share = 10_000 * templates / len(asked)
    print(f"{len(asked):,} pairs, {len(passages):,} passages, {templates:,} templates: "
          f"{share:.2f} in 10,000 pairs (at most {most})")
    return share <= most


def main():
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    tasks = asked.add_subparsers(dest="task", required=True)
    one = tasks.add_parser("pairs")
    one.add_argument("archive")
    one.add_argument("out")
    one = tasks.add_parser("count")
    one.add_argument("listed")
    one.add_argument("found")
    one.add_argument("--most", type=float, required=True)
    arguments = vars(asked.parse_args())
    task = {"pairs": pairs, "count": count}[arguments.pop("task")]
    sys.exit(0 if task(**arguments) else 1)


if __name__ == "__main__":
    main()
