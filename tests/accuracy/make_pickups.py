#!/usr/bin/env python3
"""Wire stories with pickups as newspapers run them, and which texts of them a desk would take out. Standard library only.

make_pickups.py --stories N --seed S --out DIR [--shared ../shared] [--curve]

The stories are real text, taken at run time from the corpora beside the project by its make_archive.py; none is kept here.
What papers add (bylines, sign-offs, links, templates) was written for this script. Writes to DIR:
  archive.jsonl  {"id", "source", "published", "text"}, shuffled
  kinds.jsonl    {"id", "kind", "family"} of every text
  wanted.jsonl   {"id", "kept_id", "kind", "share"}: the texts that should go, and the one that stands for each

What should go. Every word knows which word of which text it was copied from; a word that was misspelt, respelt or replaced by
another stands for the one it was. A text should go if four fifths of its words were copied from one text that stays, or with it
from a third. It is decided as a desk would, the longest text first. The kind is that of the paper's version.

Kinds that mostly should go, in one direction or the other:
  copy             every word                        trimmed           from the bottom, to 15 to 95 % of the paragraphs
  new_lede         an own first paragraph            furniture         byline, dateline, sign-off, republisher's tail, links
  house_style      respelt: pct, mln, labour, U.S.   light_edits       typos, a word changed, dropped, added
  trimmed+furniture   trimmed+edits   furniture+edits   new_lede+trimmed   trimmed+furniture+edits
  writethru        a later take that has all of the one before and more
  brief            two sentences that stand whole in a roundup
Kinds that mostly should stay:
  update           takes half to two thirds of the story over, the rest is new
  stitched         the upper halves of two wires     half_own          half a wire, and as much of the paper's own
  statement        two stories with one statement    roundup           first sentences of six wires
  same_event       the same first facts, then each in its own words
  template         one form on another day: other names and numbers

How heavily papers edit is taken from Reuters 1987: of 122 pairs of longer stories that run nine tenths alike, word for word, the places
where they differ were counted: a quarter has up to 4 in 1,000 words, half 9, three quarters 22, nine tenths 44. Edits
are drawn so, up to those nine tenths (what lies above was rewritten, or is a form with other numbers). --curve makes
instead whole copies edited in 5 to 80 of 1,000 words.
"""
import argparse, bisect, datetime, itertools, json, os, random, re, sys

# Share of pairs, and places edited of each word.
EDITED = [(0.0, 0.001), (0.25, 0.004), (0.5, 0.009), (0.75, 0.022), (0.9, 0.044)]
MOST_EDITED = EDITED[-1][1]
CURVE = [0.005, 0.01, 0.015, 0.02, 0.025, 0.03, 0.035, 0.04, 0.045, 0.05, 0.06, 0.07, 0.08]
WANTED_SHARE = 0.8

STYLE = [
    {"pct": "per cent"}, {"pct": "percent"}, {"mln": "million", "bln": "billion"}, {"dlrs": "dollars", "dlr": "dollar"},
    {"labor": "labour", "center": "centre", "program": "programme", "programs": "programmes", "favor": "favour", "defense": "defence"},
    {"labour": "labor", "centre": "center", "programme": "program", "programmes": "programs", "favour": "favor", "defence": "defense"},
    {"organization": "organisation", "recognize": "recognise", "analyze": "analyse", "stabilize": "stabilise", "realized": "realised"},
    {"U.S.": "US", "U.K.": "UK", "U.N.": "UN"}, {"U.S.": "American"}, {"toward": "towards", "among": "amongst", "while": "whilst"},
    {"two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9"},
    {"2": "two", "3": "three", "4": "four", "5": "five", "6": "six", "7": "seven", "8": "eight", "9": "nine"},
    {"January": "Jan.", "February": "Feb.", "August": "Aug.", "September": "Sept.", "October": "Oct.", "November": "Nov.", "December": "Dec."},
    {"Jan": "January", "Feb": "February", "Aug": "August", "Sept": "September", "Oct": "October", "Nov": "November", "Dec": "December"},
    {"gov't": "government", "govt": "government"}, {"vs": "against"}, {"adviser": "advisor"}, {"travelers": "travellers", "canceled": "cancelled"},
]
OTHER_WORDS = {
    "said": "stated", "also": "too", "about": "around", "after": "following", "before": "ahead of", "however": "but", "would": "will",
    "which": "that", "because": "since", "last": "past", "new": "fresh", "told": "informed", "plan": "scheme", "big": "large",
    "show": "indicate", "rise": "increase", "rose": "climbed", "fell": "dropped", "talks": "negotiations", "company": "firm",
}
SMALL_WORDS = ["that", "the", "also", "now", "still", "yesterday", "here", "reportedly", "already", "then"]
FIRST_NAMES = ["Marit", "Oskar", "Ines", "Tobias", "Hanne", "Ruben", "Alma", "Karel", "Sunniva", "Piotr"]
LAST_NAMES = ["Hallow", "Vester", "Quill", "Sandmark", "Orrin", "Tavish", "Ekeby", "Lindwurm", "Brask", "Fenner"]
PLACES = ["Vessby", "Nordhavn", "Aldermere", "Kestrel Bay", "Tornby", "Little Marrow", "Ostwick", "Harrowgate Sound"]
PAPERS = ["Harbour Gazette", "Coastal Press", "Valley Courier", "Evening Lantern", "Northern Post", "Morning Ledger", "Free Observer"]
BYLINES = ["By {name}, {place}", "{name} in {place}", "By {name} and agencies", "From our correspondent {name}", "By {name}, staff writer"]
DATELINES = ["{place}, {month} {day} -", "{place} ({paper}) -", "{place}:"]
SIGN_OFFS = [
    "(Reporting by {name}; editing by {other})", "With reporting by {name} in {place}.", "{name} contributed to this report.",
    "This story was first carried by a news agency and has been edited for length and style.",
]
TAILS = [
    "Read more of our coverage on the {paper} website and in tomorrow's paper.",
    "Copyright {paper}. No part of this article may be reproduced without written permission.",
    "Follow the {paper} for the latest from {place}. Sign up for our morning letter and never miss a headline.",
]
LINKS = [
    "Ferry line adds two winter sailings", "Council votes on the harbour wall", "Why the bakery on Mill Street shut", "Rain expected until Friday",
    "School roof to be mended in June", "Old lighthouse opens to visitors", "What the new bus timetable means", "Five walks for the long weekend",
]
FORMS = [
    "{place} market close, {month} {day}: the index ended at {n}, {up} {d} points. Gainers outnumbered losers {k} to {m}. {last} led the rises, up {d} at {n}; "
    "{last2} fell {k} to {m}. Turnover was {n} million crowns against {m} million on the day before. The crown stood at {d} to the dollar and {k} to the mark.",
    "River levels at {k} on {month} {day}, in metres: {place} {d}, {up} {c}; {place2} {e}, {up} {c}; {place3} {d}, unchanged. Rain in the last 24 hours came to {k} millimetres "
    "at {place2} and {m} at {place}. Flow at the weir was {n} cubic metres a second.",
    "{last} Ltd, quarter to {month}: net profit {n} against {m}, per share {d} against {e}; sales {n} million against {m} million. Average shares {k} million. "
    "Note: the year before includes a gain of {m} from the sale of its {place} works.",
    "Fish landed at {place} on {month} {day}: cod {k} tonnes at {d} a kilo, haddock {m} tonnes at {e}, herring {n} tonnes at {c}. {k} boats were in, {m} of them from {place2}.",
]


class Words(list):
    """One paragraph: words as they are typed, each with the number of the word it was copied from."""

    def text(self):
        return " ".join(word for word, _ in self)


class Desk:
    """Writes and edits stories."""

    def __init__(self, stream, story):
        self.stream, self.new_story, self.rng, self.numbers = stream, story, stream.rng, itertools.count()
        self.furniture = {}

    def own(self, text):
        return Words((word, next(self.numbers)) for word in text.split())

    def wire(self, least=3):
        """A story of real text, of at least so many paragraphs."""
        while True:
            paragraphs = [self.own(" ".join(sentences)) for sentences in self.new_story(self.stream)]
            if len(paragraphs) >= least:
                return paragraphs

    def paragraph(self):
        return self.own(" ".join(self.stream.next()))

    def filled(self, form):
        """A form with names and numbers drawn anew; the form's words are the same each time."""
        rng, number = self.rng, lambda a, b: str(rng.randint(a, b))
        name = lambda: rng.choice(FIRST_NAMES) + " " + rng.choice(LAST_NAMES)
        places = rng.sample(PLACES, 3)
        return form.format(
            name=name(), other=name(), last=rng.choice(LAST_NAMES), last2=rng.choice(LAST_NAMES), place=places[0], place2=places[1], place3=places[2],
            paper=rng.choice(PAPERS), month=rng.choice(["March", "April", "May"]), day=number(1, 28), n=number(1000, 9999), k=number(2, 60), m=number(61, 999),
            d="%.2f" % rng.uniform(1, 30), e="%.2f" % rng.uniform(1, 9), c="%.2f" % rng.uniform(0, 1), up=rng.choice(["up", "down"]))

    # What papers do to a story: paragraphs in, paragraphs out.

    def copy(self, story):
        return [Words(paragraph) for paragraph in story]

    def trimmed(self, story):
        return story[:max(1, round(len(story) * self.rng.uniform(0.15, 0.95)))]

    def new_lede(self, story):
        return [self.own(self.stream.next()[0])] + story[1:]

    def with_furniture(self, story):
        rng, story = self.rng, [Words(paragraph) for paragraph in story]
        if rng.random() < 0.5:
            story[0][:0] = self.own(self.filled(rng.choice(DATELINES)))
        if rng.random() < 0.7:
            story.insert(0, self.own(self.filled(rng.choice(BYLINES))))
        if rng.random() < 0.6:
            story.append(self.own(self.filled(rng.choice(SIGN_OFFS))))
        if rng.random() < 0.5:
            story.append(self.own(self.filled(rng.choice(TAILS))))
        if rng.random() < 0.3:
            story += [self.own("Related:")] + [self.own(link) for link in rng.sample(LINKS, rng.randint(2, 4))]
        return story

    def house_style(self, story):
        """Respelt by a style sheet of some rules, as far as an edit is light."""
        sheet = {}
        for rule in self.rng.sample(STYLE, 9):
            sheet.update({old: new for old, new in rule.items() if new not in sheet})
        left = int(MOST_EDITED * sum(map(len, story)))
        return [self.respelt(paragraph, sheet, left // len(story) + 1) for paragraph in story]

    def respelt(self, paragraph, sheet, left):
        out = Words()
        for word, number in paragraph:
            core = word.strip(",.;:\"'()") if word not in sheet else word
            if core in sheet and left:
                left -= 1
                word = word.replace(core, sheet[core], 1)
            out += [(part, number) for part in word.split()]
        return out

    def edited(self, story, rate=None):
        rate = self.drawn_rate() if rate is None else rate
        return [self.edited_paragraph(paragraph, rate) for paragraph in story]

    def drawn_rate(self):
        at = self.rng.uniform(0, EDITED[-1][0])
        upper = bisect.bisect_left([share for share, _ in EDITED], at) or 1
        (x, low), (y, high) = EDITED[upper - 1], EDITED[upper]
        return low + (high - low) * (at - x) / (y - x)

    def edited_paragraph(self, paragraph, rate):
        rng, out = self.rng, Words()
        for word, number in paragraph:
            if rng.random() >= rate:
                out.append((word, number))
                continue
            edit = rng.choice(["typo", "change", "change", "drop", "add"])
            if edit == "typo":
                out.append((self.misspelt(word), number))
            elif edit == "change":
                out += [(part, number) for part in OTHER_WORDS.get(word, self.stream.word()).split()]
            elif edit == "add":
                out += [(word, number), (rng.choice(SMALL_WORDS), next(self.numbers))]
        return out

    def misspelt(self, word):
        at = self.rng.randrange(len(word))
        turned = word[:at] + word[at + 1:at + 2] + word[at] + word[at + 2:]
        return turned if len(word) > 2 and turned != word else word + self.rng.choice("sed")

    # Families: texts that have something of each other, each with its kind.

    def pickup(self, kind, *changes):
        wire = self.wire()
        story = self.copy(wire)
        for change in changes:
            story = change(story)
        return [("wire", wire), (kind, story)]

    def writethru(self):
        wire = self.wire()
        return [("wire", wire), ("writethru", wire + [self.paragraph() for _ in range(self.rng.randint(1, 4))])]

    def update(self):
        wire = self.wire(4)
        kept = wire[:round(len(wire) * self.rng.uniform(0.5, 0.67))]
        return [("wire", wire), ("update", [self.paragraph()] + kept + [self.paragraph() for _ in range(len(wire) // 2)])]

    def stitched(self):
        one, other = self.wire(4), self.wire(4)
        upper = lambda wire: self.copy(wire[:round(len(wire) * self.rng.uniform(0.4, 0.7))])
        return [("wire", one), ("wire", other), ("stitched", upper(one) + upper(other))]

    def half_own(self):
        wire = self.wire(4)
        half = wire[:len(wire) // 2]
        return [("wire", wire), ("half_own", half + [self.paragraph() for _ in half])]

    def statement(self):
        stated = self.paragraph()
        quoted = Words([("\u201c" + stated[0][0], stated[0][1])] + stated[1:-1] + [(stated[-1][0] + "\u201d", stated[-1][1])])
        stories = [self.wire(4), self.wire(4)]
        for story in stories:
            story.insert(self.rng.randint(1, len(story)), quoted)
        return [("statement", story) for story in stories]

    def same_event(self):
        facts = Words(self.paragraph()[:14])
        return [("same_event", [Words(facts + self.paragraph())] + self.wire()) for _ in range(2)]

    def template(self):
        form = self.rng.choice(FORMS)
        return [("template", [self.own(self.filled(form))]) for _ in range(2)]

    def brief(self):
        """Six briefs, one of them sent alone."""
        briefs = [self.paragraph() for _ in range(6)]
        return [("brief", [briefs[self.rng.randrange(6)]]), ("roundup", briefs)]

    def roundup(self):
        wires = [self.wire() for _ in range(6)]
        return [("wire", wire) for wire in wires] + [("roundup", [Words(wire[0][:25]) for wire in wires])]

    def family_of_papers(self):
        """One wire in three or four papers."""
        wire = self.wire()
        ways = [(self.trimmed,), (self.with_furniture,), (self.edited,), (self.trimmed, self.with_furniture), (self.house_style,)]
        return [("wire", wire)] + [("several_papers", self.through(wire, way)) for way in self.rng.choices(ways, k=self.rng.randint(3, 4))]

    def through(self, wire, changes):
        story = self.copy(wire)
        for change in changes:
            story = change(story)
        return story

    def families(self):
        pickup = lambda kind, *changes: lambda: self.pickup(kind, *changes)
        trim, furniture, edit = self.trimmed, self.with_furniture, self.edited
        return [
            pickup("copy"), pickup("trimmed", trim), pickup("new_lede", self.new_lede), pickup("furniture", furniture),
            pickup("house_style", self.house_style), pickup("light_edits", edit), pickup("trimmed+furniture", trim, furniture),
            pickup("trimmed+edits", trim, edit), pickup("furniture+edits", furniture, edit), pickup("new_lede+trimmed", trim, self.new_lede),
            pickup("trimmed+furniture+edits", trim, furniture, edit), self.writethru, self.brief, self.family_of_papers,
            self.update, self.stitched, self.half_own, self.statement, self.same_event, self.template, self.roundup,
        ]

    def curve(self):
        def copies(rate):
            return lambda: self.pickup("edited %.3f" % rate, lambda story: self.edited(story, rate))
        return [copies(rate) for rate in CURVE]


def numbers(story):
    return [number for paragraph in story for _, number in paragraph]


def wanted(family):
    """Of one family's texts, the longest first: those of which a text that stays has four fifths, with that one and the share."""
    order = sorted(range(len(family)), key=lambda n: (-len(numbers(family[n][1])), n))
    stays, goes = [], {}
    for text in order:
        own = numbers(family[text][1])
        found = [(sum(number in of_kept for number in own) / len(own), kept) for kept, of_kept in stays]
        share, kept = max(found, key=lambda pair: pair[0], default=(0, None))
        if share >= WANTED_SHARE:
            goes[text] = (kept, share)
        else:
            stays.append((text, set(own)))
    return goes


def written(path, rows):
    with open(path, "w", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def main():
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--stories", type=int, required=True, help="families of texts")
    asked.add_argument("--seed", type=int, required=True)
    asked.add_argument("--out", required=True)
    asked.add_argument("--shared", default=os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "..", "shared"))
    asked.add_argument("--curve", action="store_true", help="only copies, edited at one rate after the other")
    arguments = asked.parse_args()
    sys.path.insert(0, os.path.join(arguments.shared, "eval"))
    sys.dont_write_bytecode = True
    import make_archive

    rng = random.Random(arguments.seed)
    desk = Desk(make_archive.Paragraphs(make_archive.read_pool(rng), rng), make_archive.story)
    makers = desk.curve() if arguments.curve else desk.families()
    archive, kinds, goes = [], [], []
    start = datetime.datetime(2026, 1, 1, tzinfo=datetime.timezone.utc)
    for number, make in zip(range(arguments.stories), itertools.cycle(makers)):
        family = make()
        name = lambda text: "%05d-%d" % (number, text)
        for text, (kind, story) in enumerate(family):
            when = start + datetime.timedelta(minutes=20 * number + 95 * text)
            archive.append({"id": name(text), "source": "Wire" if kind == "wire" else rng.choice(PAPERS), "published": when.strftime("%Y-%m-%dT%H:%M:%SZ"),
                            "text": "\n\n".join(paragraph.text() for paragraph in story)})
            kinds.append({"id": name(text), "kind": kind, "family": "%05d" % number})
        for text, (kept, share) in sorted(wanted(family).items()):
            kind = family[kept if family[text][0] == "wire" else text][0]
            goes.append({"id": name(text), "kept_id": name(kept), "kind": kind, "share": round(share, 4)})
    rng.shuffle(archive)
    os.makedirs(arguments.out, exist_ok=True)
    for file, rows in (("archive", archive), ("kinds", kinds), ("wanted", goes)):
        written(os.path.join(arguments.out, file + ".jsonl"), rows)
    print(f"{len(archive)} texts, {len(goes)} of which should go")


if __name__ == "__main__":
    main()
