#!/usr/bin/env python3
"""How well `wireprint find` does on a made archive: quotations cut from planted passages, as they stand and edited.

find.py WIREPRINT FOLDER [--queries N] [--floor RECALL]

FOLDER holds archive.jsonl, passages.jsonl and clusters.jsonl. Exit 1 if any kind of query has a lower recall.

From each of N planted passages (quotes, and paragraphs with 5 and 20 % of the words edited) the first 6, 8, 12 and 20 words
of a sentence of the source are asked for: as they stand, with one word changed, with one dropped. Of every kind are told
how many of the articles that hold the words as they stood are found; how many of the edited copies; how many articles are
found per query that are neither, nor versions of these; and how many queries find any such. A copy may be edited beyond what
is asked of a printing in just these words: not all of them should be found. Standard library only.
"""
import argparse, collections, json, os, random, re, subprocess
from concurrent.futures import ThreadPoolExecutor

from check import lines, words

LENGTHS = (6, 8, 12, 20)
EDITS = ("as it stands", "a word changed", "a word dropped")
WORD = re.compile(r"\w[\w'\u2019]*")


def main():
    args = argparse.ArgumentParser()
    args.add_argument("wireprint")
    args.add_argument("folder")
    args.add_argument("--queries", type=int, default=60)
    args.add_argument("--floor", type=float, default=0)
    args = args.parse_args()
    archive = os.path.join(args.folder, "archive.jsonl")
    texts = {row["id"]: row["text"] for row in lines(archive)}
    folded = {id: f" {' '.join(words(text))} " for id, text in texts.items()}
    cluster = {row["id"]: row["cluster"] for row in lines(os.path.join(args.folder, "clusters.jsonl"))}
    copies = planted(lines(os.path.join(args.folder, "passages.jsonl")))
    queries = list(made(texts, copies, args.queries))

    def found(query):
        command = [args.wireprint, "find", query["quote"], archive, "--json", "-q", "-j", "1"]
        answer = subprocess.run(command, capture_output=True, text=True)
        assert answer.returncode < 2, answer.stderr
        return {json.loads(line)["id"] for line in answer.stdout.splitlines()}

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        answers = list(pool.map(found, queries))
    sums = collections.defaultdict(collections.Counter)
    for query, ids in zip(queries, answers):
        whole = {id for id, text in folded.items() if f" {' '.join(words(query['source']))} " in text}
        edited = query["copies"] - whole
        versions = {cluster[id] for id in whole | edited | {query["origin"]}}
        wrong = {id for id in ids - whole - edited if cluster[id] not in versions}
        sums[query["edit"], query["length"]].update(
            queries=1, whole=len(whole), whole_found=len(whole & ids), edited=len(edited),
            edited_found=len(edited & ids), wrong=len(wrong), with_wrong=bool(wrong))
    print("quotation                 queries  found as it stood  edited copies found  wrong per query  queries with any")
    for (edit, length), sum in sorted(sums.items(), key=lambda row: (EDITS.index(row[0][0]), row[0][1])):
        print(f"{length:>2} words, {edit:<14}  {sum['queries']:>7}"
              f"  {sum['whole_found']:>6}/{sum['whole']:<5} {share(sum['whole_found'], sum['whole'])}"
              f"  {sum['edited_found']:>8}/{sum['edited']:<4} {share(sum['edited_found'], sum['edited'])}"
              f"  {sum['wrong'] / sum['queries']:>15.2f}  {sum['with_wrong']:>16}")
    low = [kind for kind, sum in sums.items() if sum["whole_found"] < args.floor * sum["whole"]]
    raise SystemExit(1 if low else 0)


def share(part, whole):
    return f"{part / whole:.3f}" if whole else "  -  "


def planted(passages):
    """The articles that hold a copy of each planted passage, by (article, start, end) of its source."""
    copies = collections.defaultdict(set)
    for row in passages:
        if row["category"] in ("quote", "edit05", "edit20"):
            copies[row["b_id"], row["b_start"], row["b_end"]].add(row["a_id"])
    return copies


def made(texts, copies, count):
    chance = random.Random(3)
    sources = sorted(copies)
    chance.shuffle(sources)
    fillers = sorted({word for id in sorted(texts)[:50] for word in re.findall("[a-z]{4,9}", texts[id])})
    for length in LENGTHS:
        left = count
        for origin, start, end in sources:
            sentences = re.split(r"(?<=[.!?])\s+", texts[origin][start:end])
            long = [s for s in sentences if len(WORD.findall(s)) >= length]
            if not left or not long:
                continue
            left -= 1
            sentence = chance.choice(long)
            places = [match.span() for match in WORD.finditer(sentence)]
            source = sentence[places[0][0]:places[length - 1][1]]
            for edit in EDITS:
                yield dict(quote=edited(source, edit, chance, fillers), source=source, length=length, edit=edit,
                           origin=origin, copies=copies[origin, start, end])


def edited(source, edit, chance, fillers):
    places = [match.span() for match in WORD.finditer(source)]
    at = chance.randrange(1, len(places) - 1)
    (start, end), (after, _) = places[at], places[at + 1]
    if edit == "a word changed":
        return source[:start] + chance.choice(fillers) + source[end:]
    return source[:start] + source[after:] if edit == "a word dropped" else source


main()
