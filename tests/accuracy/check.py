#!/usr/bin/env python3
"""What accuracy.sh asks of wireprint's answers, worked out again outside the program. Standard library only.

check.py seeds TRUTH.json FOUND.jsonl FOLDER          statements reported twice, found whole and nothing else
check.py floors SCORE.jsonl NAME=FLOOR...             no plagdet, or adjusted Rand index, lies below its floor, and where one
                                                      is asked for granularity is at most 1.01
check.py agree SCORE.py SCORE.jsonl ARGUMENT...       `wireprint score ARGUMENT...` told the figures of another scorer, to 1e-9
check.py same FILE...                                 all files hold the same bytes
check.py shuffle IN.jsonl OUT.jsonl                   the same lines in another order
check.py joined PAIRS.jsonl CLUSTERS.jsonl --from J [--archive A]
                                                      pairs of at least this jaccard are in one cluster; with --archive,
                                                      pairs apart are forgiven that have less than .8, counted again
check.py alike ARCHIVE.jsonl[.gz] CLUSTERS.jsonl --threshold T
                                                      of all pairs of at least this jaccard, found outside the program too,
                                                      9,995 in 10,000 are in one cluster
check.py removed ARCHIVE.jsonl[.gz] REMOVED.jsonl --measure jaccard|coverage --threshold T
                                                      each removal reaches the threshold, counted again
check.py pickups FOLDER REMOVED.jsonl [--floor R]     of the texts that make_pickups.py says should go, at least this share
                                                      is gone; none is gone of which a fifth of the words stands nowhere in
                                                      the kept one
check.py edges TRUTH.jsonl FOUND.jsonl ARCHIVE.jsonl[.gz]... --held CATEGORY [--only PAIRS.csv]
                                                      how many words the edges of what was found are off, for each
                                                      category; for CATEGORY a median of 0, a 95th percentile of at most 2

Each prints its figures; exit 1 if what it asks does not hold.
"""
import argparse, bisect, collections, csv, functools, gzip, hashlib, importlib.util, json, math, os, random, re, sys, unicodedata


def lines(path):
    opener = gzip.open if path.endswith(".gz") else open
    with opener(path, "rt", encoding="utf-8", newline="\n") as file:
        return [json.loads(line) for line in file if line.strip()]


# Words, as wireprint's tokeniser cuts them in English text: folded by NFKD and case, accents and apostrophes dropped, full
# stops and commas kept between digits, fractions (½) one word, initials joined (U.S.), a word broken by a hyphen at a line's end put together.
# What is left out: scripts without spaces, the marks of Indic scripts and the letters that fold by table (ł, ø, …), of
# which the texts checked hold next to none. Where the two tokenisers differ, a share differs in its third decimal.
BROKEN = re.compile(r"(?<=[^\W\d_])[-\u2010][ \t]*(?:\r\n|\n|\r)[ \t]*(?=[a-z])")
APOSTROPHE = re.compile(r"(?<=[^\W_])['\u2018\u2019`](?=[^\W_])")
INITIALS = re.compile(r"(?<![^\W_])([^\W\d_])((?:\.[^\W\d_](?![^\W_]))+)")
WORD = re.compile(r"[^\W_]+(?:(?<=\d)[.,](?=\d)[^\W_]+)*")


def words(text):
    text = BROKEN.sub("", text)
    text = unicodedata.normalize("NFKD", text).casefold()
    text = "".join(c for c in text if not unicodedata.combining(c) and c not in "\xad\u2044")
    text = APOSTROPHE.sub("", text)
    text = INITIALS.sub(lambda m: m[0].replace(".", ""), text)
    return WORD.findall(text)


def shingles(text, width=5):
    found = words(text)
    return {tuple(found[i:i + width]) for i in range(max(1, len(found) - width + 1))} if found else set()


def sides(row):
    """Where a passage stands in each of its two texts."""
    return {row["a_id"]: (row["a_start"], row["a_end"]), row["b_id"]: (row["b_start"], row["b_end"])}


def seeds(truth, found, folder):
    with open(truth, encoding="utf-8") as file:
        statements = [s for s in json.load(file) if not s.get("optional")]
    passages = lines(found)
    texts = {}
    for name in sorted(os.listdir(folder)):
        with open(os.path.join(folder, name), encoding="utf-8", newline="") as file:
            texts[name] = file.read()

    def words_between(text, x, y):
        return len(words(text[min(x, y):max(x, y)]))

    holds, used = True, set()
    for statement in statements:
        best = (0.0, 0, None)
        for number, passage in enumerate(passages):
            spans, wanted = sides(passage), sides(statement)
            if spans.keys() != wanted.keys():
                continue
            covered = min(max(0, min(spans[i][1], wanted[i][1]) - max(spans[i][0], wanted[i][0])) / (wanted[i][1] - wanted[i][0]) for i in wanted)
            off = max(words_between(texts[i], spans[i][n], wanted[i][n]) for i in wanted for n in (0, 1))
            best = max(best, (covered, -off, number), key=lambda b: b[:2])
        covered, off, number = best
        used.add(number)
        print(f"{statement['name']}: {covered:.3f} covered on both sides by one passage (floor .970), edges off by {-off} words at most (2 allowed)")
        holds &= covered >= 0.97 and off >= -2
    pairs = {frozenset(sides(s)) for s in statements}
    foreign = sum(frozenset(sides(p)) not in pairs for p in passages)
    further = len(passages) - len(used - {None})
    print(f"{foreign} passages with the third article (0 allowed), {further} further passages in all (2 allowed)")
    return holds and foreign == 0 and further <= 2


# Passages that a true one may be found as, on average.
GRANULARITY = 1.01


def floors(scores, wanted):
    wanted = dict(floor.split("=") for floor in wanted)
    holds = True
    for row in lines(scores):
        name = row.pop("part", "all")
        floor = wanted.pop(name, None)
        floor, _, pieces = (floor or "").partition("/")
        below = floor and row.get("plagdet", row.get("ari")) < float(floor)
        most = float(pieces or GRANULARITY)
        broken = floor and row.get("granularity", 1) > most
        holds &= not below and not broken
        figures = " ".join(f"{k}={v:.4f}" if isinstance(v, float) else f"{k}={v}" for k, v in row.items())
        told = ": BELOW" * bool(below) + f"; granularity above {most}: BROKEN" * bool(broken)
        print(name, figures + (f" (floor {floor}{told})" if floor else ""))
    for name in wanted:
        print(f"{name} was not scored")
    return holds and not wanted


def agree(scorer, scores, arguments):
    spec = importlib.util.spec_from_file_location("scorer", scorer)
    other = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(other)
    expected = []
    other.show = lambda name, figures: expected.append((name, figures))
    other.main(arguments)
    told = lines(scores)
    if [row.get("part", "all") for row in told] != [name for name, _ in expected]:
        print("the scorers tell of other parts")
        return False
    apart = [abs(row[name] - figure) for row, (_, figures) in zip(told, expected) for name, figure in figures.items()]
    print(f"{len(apart)} figures, of which none differs from {os.path.basename(scorer)}'s by more than {max(apart):.0e} (1e-9 allowed)")
    return max(apart) <= 1e-9


def same(paths):
    sums = collections.Counter()
    size = 0
    for path in paths:
        with open(path, "rb") as file:
            content = file.read()
        sums[hashlib.sha256(content).hexdigest()] += 1
        size = len(content)
    print(f"{len(paths)} runs, {len(sums)} different, {size:,} bytes")
    return len(sums) == 1 and size > 0 and len(paths) > 1


def shuffle(path, out):
    with open(path, "rb") as file:
        rows = file.read().splitlines(keepends=True)
    random.Random(3).shuffle(rows)
    with open(out, "wb") as file:
        file.writelines(rows)
    return True


def joined(pairs, clusters, least, archive):
    cluster_of = {row["id"]: row["cluster"] for row in lines(clusters)}
    wanted = [row for row in lines(pairs) if row["jaccard"] >= least]
    apart = [row for row in wanted if cluster_of[row["a_id"]] != cluster_of[row["b_id"]]]
    sizes = collections.Counter(cluster_of.values())
    print(f"{len(wanted) - len(apart)} of {len(wanted)} pairs of jaccard {least} and more are in one cluster; the largest cluster holds {max(sizes.values())}")
    ids = {row[side] for row in apart for side in ("a_id", "b_id")}
    of = {str(row["id"]): shingles(row["text"]) for row in lines(archive) if str(row["id"]) in ids} if archive and ids else {}
    missed = 0
    for row in apart:
        a, b = of.get(row["a_id"]), of.get(row["b_id"])
        again = len(a & b) / len(a | b) if of else row["jaccard"]
        missed += again >= 0.8
        print(f"  apart: {row['a_id']} {row['b_id']}, jaccard {row['jaccard']} in the list, {again:.4f} counted again")
    print(f"{missed} missed (0 allowed)")
    return bool(wanted) and not missed


def resembling(of, threshold):
    """All pairs of shingle sets of at least this jaccard, each with it. Of two such sets, one of the rarest n − tn + 1 of the n
    shingles of either stands in the other too."""
    sizes = {i: len(found) for i, found in of.items()}
    common = collections.Counter(s for found in of.values() for s in found)
    having = collections.defaultdict(list)
    for i, found in of.items():
        rarest = sorted(found, key=lambda s: (common[s], s))[:len(found) - math.ceil(threshold * len(found) - 1e-9) + 1]
        near = {other for s in rarest if common[s] > 1 for other in having[s]}
        for other in near:
            if min(sizes[i], sizes[other]) >= threshold * max(sizes[i], sizes[other]) - 1e-9:
                both = len(found & of[other])
                if both >= threshold * (sizes[i] + sizes[other] - both) - 1e-9:
                    yield i, other, both / (sizes[i] + sizes[other] - both)
        for s in rarest:
            if common[s] > 1:
                having[s].append(i)


def alike(archive, clusters, threshold):
    cluster_of = {row["id"]: row["cluster"] for row in lines(clusters)}
    # Shingles as numbers: of a large archive as tuples they would not fit into memory.
    of = {str(row["id"]): {hash(shingle) for shingle in shingles(row["text"])} for row in lines(archive)}
    pairs = list(resembling({i: found for i, found in of.items() if found}, threshold))
    apart = [pair for pair in pairs if cluster_of[pair[0]] != cluster_of[pair[1]]]
    at = sum(jaccard < threshold + 0.02 for _, _, jaccard in pairs)
    print(f"{len(pairs) - len(apart)} of all {len(pairs)} pairs of jaccard {threshold} and more are in one cluster, {at} of them within .02 of it (floor .9995)")
    for i, other, jaccard in apart[:5]:
        print(f"  apart: {i} {other}, jaccard {jaccard:.4f}")
    return bool(pairs) and len(apart) <= 0.0005 * len(pairs)


def removed(archive, rows, measure, threshold):
    rows = lines(rows)
    ids = {row[side] for row in rows for side in ("removed_id", "kept_id")}
    of = {str(row["id"]): shingles(row["text"]) for row in lines(archive) if str(row["id"]) in ids}
    gone = {row["removed_id"] for row in rows}
    least, unlike, below = 1.0, 0, []
    for row in rows:
        a, b = of[row["removed_id"]], of[row["kept_id"]]
        common = len(a & b)
        shares = {"coverage": common / max(1, len(a)), "jaccard": common / max(1, len(a | b))}
        told = {"coverage": row["removed_coverage"], "jaccard": row["jaccard"]}
        unlike += any(abs(shares[m] - told[m]) > 0.0001 for m in shares)
        least = min(least, shares[measure])
        if shares[measure] < threshold:
            below.append((row["removed_id"], row["kept_id"], round(shares[measure], 4), told[measure]))
    chained = sum(row["kept_id"] in gone for row in rows)
    print(f"{len(rows)} removals, lowest {measure} counted again {least:.4f} (floor {threshold}); "
          f"{unlike} rows told another share, {chained} name a text that was removed itself")
    for row in below[:5]:
        print("  below:", row)
    return bool(rows) and not below and not chained and unlike <= len(rows) // 100


def standing(text, kept, run=3):
    """The share of the words of a text that lie in a run of three or more that the kept text has too."""
    text, kept = words(text), words(kept)
    run = min(run, len(text))
    runs = {tuple(kept[i:i + run]) for i in range(len(kept) - run + 1)}
    stands = [False] * len(text)
    for i in range(len(text) - run + 1):
        if tuple(text[i:i + run]) in runs:
            stands[i:i + run] = [True] * run
    return sum(stands) / max(1, len(stands))


def pickups(folder, rows, floor):
    texts = {row["id"]: row["text"] for row in lines(os.path.join(folder, "archive.jsonl"))}
    kind_of = {row["id"]: row["kind"] for row in lines(os.path.join(folder, "kinds.jsonl"))}
    wanted = lines(os.path.join(folder, "wanted.jsonl"))
    gone = {row["removed_id"]: row["kept_id"] for row in lines(rows)}
    # Of two texts as long as each other either may go.
    done = {(row["id"], row["kept_id"]): row["id"] in gone or gone.get(row["kept_id"]) == row["id"] for row in wanted}
    by_kind = collections.defaultdict(lambda: [0, 0])
    for row in wanted:
        for kind in (row["kind"], "all"):
            by_kind[kind][0] += done[row["id"], row["kept_id"]]
            by_kind[kind][1] += 1
    for kind, (hits, count) in sorted(by_kind.items(), key=lambda item: (item[0] == "all", item[0])):
        print(f"  {kind}: {hits} of {count}, {hits / count:.3f}")
    still = [pair for pair, is_done in done.items() if not is_done]
    covered = {i: len(of & shingles(texts[kept])) / len(of) for i, kept, of in ((i, kept, shingles(texts[i])) for i, kept in still)}
    reach = sum(share >= 0.8 for share in covered.values())
    print(f"{len(still)} not gone, {reach} of which have .8 of their shingles in the text that should stand for them; lowest {min(covered.values(), default=1):.3f}")
    asked = {i for pair in done for i in pair if i in gone}
    unasked = [i for i in gone if i not in asked]
    kinds = collections.Counter(kind_of[i] if kind_of[i] != "wire" else "wire of " + kind_of[gone[i]] for i in unasked)
    print(f"{len(unasked)} gone beside those: {', '.join(f'{kind} {count}' for kind, count in sorted(kinds.items())) or 'none'}")
    shares = {i: standing(texts[i], texts[kept]) for i, kept in gone.items()}
    lost = [i for i, share in shares.items() if share <= 0.8]
    print(f"{len(gone)} removals; {len(lost)} lose a fifth of the words or more (0 allowed), lowest share standing {min(shares.values(), default=1):.3f}")
    hits, count = by_kind["all"]
    print(f"recall {hits / max(1, count):.4f}" + (f" (floor {floor})" if floor else ""))
    return bool(wanted) and not lost and hits >= (floor or 0) * count


# A word where it stands, with its apostrophes and decimal points.
PLACED = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+|(?<=\d)[.,]\d+)*")


def words_over_run(middles, wanted, got, is_start):
    """Words by which the edge `got` lies outside (negative: inside) the edge `wanted`. A word is counted whose middle lies
    between the two, so that truth which cuts a word in two is held against nobody."""
    words = bisect.bisect(middles, got) - bisect.bisect(middles, wanted)
    return -words if is_start else words


def edges_of(wanted, passages, middles_of):
    """(text, offset, words over-run) for the four edges of a true passage: against those of the stretch that all the passages
    found over it make. Nothing where none was."""
    over = [p for p in passages if all(min(p[i][1], wanted[i][1]) > max(p[i][0], wanted[i][0]) for i in wanted)]
    for i, (start, end) in wanted.items() if over else ():
        yield i, start, words_over_run(middles_of(i), start, min(p[i][0] for p in over), True)
        yield i, end, words_over_run(middles_of(i), end, max(p[i][1] for p in over), False)


def edges(truth, found, archives, held, only, show):
    texts = {str(row["id"]): row["text"] for archive in archives for row in lines(archive)}
    middles_of = functools.cache(lambda i: [(word.start() + word.end()) / 2 for word in PLACED.finditer(texts[i])])
    if only:
        with open(only, encoding="utf-8", newline="") as file:
            only = {frozenset((row["a_id"], row["b_id"])) for row in csv.DictReader(file)}
    passages, cases = collections.defaultdict(list), collections.defaultdict(list)
    for passage in map(sides, lines(found)):
        passages[frozenset(passage)].append(passage)
    for case in lines(truth):
        pair = frozenset(sides(case))
        if not only or pair in only:
            cases[case["category"]].append(list(edges_of(sides(case), passages[pair], middles_of)))

    holds = held in cases
    for category in sorted(cases):
        met = [case for case in cases[category] if case]
        off = [words for case in met for _, _, words in case]
        sizes = sorted(map(abs, off)) or [0]
        median, most = sizes[(len(sizes) - 1) // 2], sizes[math.ceil(len(sizes) * .95) - 1]
        share = lambda test: sum(map(test, off)) / max(1, len(off))
        is_off = category == held and (median > 0 or most > 2)
        holds &= not is_off
        print(f"{category}: {len(met)} of {len(cases[category])} met; words off: median {median}, 95th percentile {most}, most {sizes[-1]}; "
              f"{share(lambda w: w == 0):.3f} exact, {share(lambda w: w > 0):.3f} over-run, {share(lambda w: w < 0):.3f} under-run"
              + (f" (median 0 and 95th percentile 2 allowed{': OFF' if is_off else ''})" if category == held else ""))
    far = sorted({edge for case in cases[held] for edge in case if abs(edge[2]) > 2}, key=lambda edge: -abs(edge[2]))
    for i, at, words in far[:show]:
        print(f"  {words:+} words at {i}:{at}: {texts[i][max(0, at - 60):at]!r} | {texts[i][at:at + 60]!r}")
    return holds


def main():
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    checks = asked.add_subparsers(dest="check", required=True)
    for name, positional in (("seeds", ("truth", "found", "folder")), ("shuffle", ("path", "out")),
                             ("joined", ("pairs", "clusters")), ("removed", ("archive", "rows")), ("alike", ("archive", "clusters")), ("pickups", ("folder", "rows"))):
        one = checks.add_parser(name)
        for argument in positional:
            one.add_argument(argument)
        if name == "joined":
            one.add_argument("--from", dest="least", type=float, required=True)
            one.add_argument("--archive")
        if name == "removed":
            one.add_argument("--measure", choices=("jaccard", "coverage"), required=True)
        if name == "pickups":
            one.add_argument("--floor", type=float)
        if name in ("removed", "alike"):
            one.add_argument("--threshold", type=float, required=True)
    one = checks.add_parser("edges")
    for argument in ("truth", "found"):
        one.add_argument(argument)
    one.add_argument("archives", nargs="+")
    one.add_argument("--held", required=True)
    one.add_argument("--only")
    one.add_argument("--show", type=int, default=0)
    one = checks.add_parser("floors")
    one.add_argument("scores")
    one.add_argument("wanted", nargs="+")
    one = checks.add_parser("agree")
    one.add_argument("scorer")
    one.add_argument("scores")
    one.add_argument("arguments", nargs=argparse.REMAINDER)
    checks.add_parser("same").add_argument("paths", nargs="+")
    arguments = vars(asked.parse_args())
    check = {f.__name__: f for f in (seeds, floors, agree, same, shuffle, joined, alike, removed, pickups, edges)}[arguments.pop("check")]
    sys.exit(0 if check(**arguments) else 1)


if __name__ == "__main__":
    main()
