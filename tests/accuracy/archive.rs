//! An invented language into a wire archive whose answer is known: stories that borrow a passage of one kind or another from
//! another story, stories in several versions, and stories that share a set phrase, which is nothing to be told.

use std::collections::HashSet;
use std::ops::Range;

use wireprint::Document;

use crate::language::{Dice, Language};

/// What became of a passage on its way into another story.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Two to four sentences, as they were.
    Verbatim,
    /// One sentence of eleven to fifteen words, as it was.
    Sentence,
    /// Seven to fifteen words, inside quotation marks.
    Quote,
    /// One word in twenty replaced, dropped or added.
    Edit05,
    /// One word in five.
    Edit20,
    /// Two words in five.
    Edit40,
    /// One letter in twenty-five damaged.
    Ocr04,
    /// One letter in ten.
    Ocr10,
    /// The sentences shuffled.
    Reorder,
    /// A sentence of 28 to 40 words in the middle cut: too long for a gap.
    Abridge,
    /// Ten to twenty words put into the middle of a sentence.
    Added,
    /// 26 to 29 words in the middle of a long sentence written anew: too many for a gap, not for one passage.
    Reworded,
}

const KINDS: [Kind; 12] = [
    Kind::Verbatim,
    Kind::Sentence,
    Kind::Quote,
    Kind::Edit05,
    Kind::Edit20,
    Kind::Edit40,
    Kind::Ocr04,
    Kind::Ocr10,
    Kind::Reorder,
    Kind::Abridge,
    Kind::Added,
    Kind::Reworded,
];

/// Borrowed passages of each kind.
const EACH: usize = 30;
/// Stories that are there in several versions.
const FAMILIES: usize = 40;
/// Set phrases, each in two stories.
const PHRASES: usize = 150;

/// Bytes of a story's text.
pub(crate) type Place = (usize, Range<usize>);

/// A passage that two stories share.
pub(crate) struct Planted {
    pub(crate) kind: Kind,
    /// In the story it was taken from, and in the one that took it.
    pub(crate) places: [Place; 2],
}

#[derive(Default)]
pub(crate) struct Archive {
    pub(crate) stories: Vec<Document>,
    pub(crate) planted: Vec<Planted>,
    /// For each story the first of which it is a version.
    pub(crate) family: Vec<usize>,
}

impl Archive {
    pub(crate) fn invented() -> Archive {
        let mut dice = Dice(5);
        let language = Language::invented(&mut dice);
        let mut desk = Desk {
            language,
            dice,
            archive: Archive::default(),
        };
        for kind in KINDS {
            (0..EACH).for_each(|_| desk.borrow(kind));
        }
        (0..FAMILIES).for_each(|_| desk.family());
        desk.set_phrases();
        desk.archive
    }

    /// Whether two stories are versions of one.
    pub(crate) fn are_versions(&self, a: usize, b: usize) -> bool {
        self.family[a] == self.family[b]
    }
}

/// Paragraphs of sentences.
type Story = Vec<Vec<String>>;

/// Where stories are written.
struct Desk {
    language: Language,
    dice: Dice,
    archive: Archive,
}

impl Desk {
    fn story(&mut self) -> Story {
        let paragraphs = self.dice.between(2, 5);
        (0..paragraphs)
            .map(|_| self.language.paragraph(&mut self.dice))
            .collect()
    }

    /// Files a story and returns its number.
    fn file(&mut self, text: String, family: Option<usize>) -> usize {
        let number = self.archive.stories.len();
        self.archive
            .stories
            .push(Document::new(format!("s{number:04}"), text));
        self.archive.family.push(family.unwrap_or(number));
        number
    }

    /// A story, and another that borrows a passage from it.
    fn borrow(&mut self, kind: Kind) {
        let mut source = self.story();
        let from = self.dice.roll(source.len());
        source[from] = match kind {
            Kind::Sentence => vec![self.sentence(11, 15)],
            Kind::Quote => vec![self.sentence(20, 26)],
            Kind::Reorder => (0..3).map(|_| self.sentence(8, 26)).collect(),
            Kind::Abridge => [(8, 26), (28, 40), (8, 26)]
                .map(|(least, most)| self.sentence(least, most))
                .to_vec(),
            Kind::Reworded => vec![self.sentence(55, 70)],
            _ => source[from].clone(),
        };
        let (original, borrowed) = self.borrowed(kind, &source[from]);
        let text = rendered(&source);
        let at = text.find(&original).expect("it was taken from there");
        let in_source = (self.file(text, None), at..at + original.len());

        let (lead, tail) = self.frame(kind);
        let mut story: Vec<String> = self.story().iter().map(|p| p.join(" ")).collect();
        let to = self.dice.roll(story.len() + 1);
        let at = story[..to].iter().map(|p| p.len() + 2).sum::<usize>() + lead.len();
        story.insert(to, lead + &borrowed + &tail);
        let in_story = (self.file(story.join("\n\n"), None), at..at + borrowed.len());
        let places = [in_source, in_story];
        self.archive.planted.push(Planted { kind, places });
    }

    fn sentence(&mut self, least: usize, most: usize) -> String {
        let words = self.dice.between(least, most);
        self.language.sentence(words, &mut self.dice)
    }

    /// What stands before and after a borrowed passage in its paragraph.
    fn frame(&mut self, kind: Kind) -> (String, String) {
        if kind != Kind::Quote {
            return (String::new(), String::new());
        }
        let name = self.language.name(&mut self.dice);
        match self.dice.roll(2) {
            0 => (format!("{name} said: “"), ".”".to_owned()),
            _ => ("“".to_owned(), format!(",” said {name}.")),
        }
    }

    /// A passage of a paragraph, and what was made of it.
    fn borrowed(&mut self, kind: Kind, paragraph: &[String]) -> (String, String) {
        let whole = paragraph.join(" ");
        let made = match kind {
            Kind::Verbatim | Kind::Sentence => whole.clone(),
            Kind::Quote => {
                let words: Vec<&str> = paragraph[0].trim_end_matches('.').split(' ').collect();
                let length = self.dice.between(7, 15);
                let from = self.dice.roll(words.len() - length + 1);
                let quote = words[from..from + length].join(" ");
                let quote = quote.trim_end_matches(',').to_owned();
                return (quote.clone(), quote);
            }
            Kind::Edit05 => self.edited(&whole, 0.05),
            Kind::Edit20 => self.edited(&whole, 0.20),
            Kind::Edit40 => self.edited(&whole, 0.40),
            Kind::Ocr04 => self.damaged(&whole, 0.04),
            Kind::Ocr10 => self.damaged(&whole, 0.10),
            Kind::Reorder => [&paragraph[2], &paragraph[0], &paragraph[1]]
                .map(String::as_str)
                .join(" "),
            Kind::Abridge => [&paragraph[0], &paragraph[2]].map(String::as_str).join(" "),
            Kind::Added => {
                let added = self.dice.between(10, 20);
                self.interrupted(&whole, 0, added)
            }
            Kind::Reworded => {
                let anew = self.dice.between(26, 29);
                self.interrupted(&whole, anew, anew)
            }
        };
        (whole, made)
    }

    /// A share of the words replaced (half of it), dropped or joined by another.
    fn edited(&mut self, text: &str, share: f64) -> String {
        let mut words = Vec::new();
        for word in text.split(' ') {
            let chance = self.dice.share();
            if chance >= share * 0.5 {
                words.extend((chance >= share * 0.75).then(|| word.to_owned()));
            }
            if chance < share * 0.5 || (share * 0.75..share).contains(&chance) {
                words.push(self.language.word(&mut self.dice).to_owned());
            }
        }
        words.join(" ")
    }

    /// A text with so many words in its middle taken out, and so many others put in.
    fn interrupted(&mut self, text: &str, removed: usize, added: usize) -> String {
        let mut words: Vec<String> = text.split(' ').map(str::to_owned).collect();
        let at = (words.len() - removed) / 2;
        words.splice(at..at + removed, self.language.words(added, &mut self.dice));
        words.join(" ")
    }

    /// A share of the letters dropped, misread or doubled.
    fn damaged(&mut self, text: &str, share: f64) -> String {
        let mut damaged = String::new();
        for letter in text.chars() {
            if letter == ' ' || self.dice.share() >= share {
                damaged.push(letter);
                continue;
            }
            match self.dice.roll(3) {
                0 => {}
                1 => damaged.push(char::from(
                    *self.dice.pick(b"abcdefghijklmnopqrstuvwxyz.,'"),
                )),
                _ => damaged.extend([letter, char::from(*self.dice.pick(b"il1."))]),
            }
        }
        damaged
    }

    /// A story and one to four versions of it.
    fn family(&mut self) {
        let mut story = self.story();
        story.push(self.language.paragraph(&mut self.dice));
        let first = self.file(rendered(&story), None);
        for _ in 0..self.dice.between(1, 4) {
            let version = self.version(story.clone());
            self.file(version, Some(first));
        }
    }

    fn version(&mut self, mut story: Story) -> String {
        let (language, dice) = (&self.language, &mut self.dice);
        let at = dice.roll(story.len());
        match dice.roll(9) {
            0 => {}
            1 => return self.edited(&rendered(&story), 0.01),
            2 => return self.edited(&rendered(&story), 0.03),
            3 => story.truncate(story.len().div_ceil(2)),
            4 => drop(story.remove(at)),
            // Written anew but for a little more than half of it.
            5 => {
                let kept = story.len().div_ceil(2);
                story[kept..].fill_with(|| language.paragraph(dice));
            }
            6 => story.insert(at, language.paragraph(dice)),
            7 => dice.shuffle(&mut story),
            _ => story[0] = language.paragraph(dice),
        }
        rendered(&story)
    }

    /// Puts each of a few phrases into two stories that have nothing else in common.
    fn set_phrases(&mut self) {
        let mut alone: Vec<usize> = (0..self.archive.stories.len()).collect();
        let versions: HashSet<usize> = self.archive.family.iter().copied().collect();
        alone.retain(|story| versions.contains(story));
        self.dice.shuffle(&mut alone);
        for two in alone.chunks_exact(2).take(PHRASES) {
            let length = self.dice.between(5, 9);
            let phrase = self.language.words(length, &mut self.dice).join(" ");
            two.iter().for_each(|story| self.add(*story, &phrase));
        }
    }

    /// Adds a sentence with a phrase in it at the end of a story, where it moves nothing.
    fn add(&mut self, story: usize, phrase: &str) {
        let [before, after] = [(); 2].map(|()| self.sentence(6, 12));
        let text = &mut self.archive.stories[story].text;
        *text = format!(
            "{text}\n\n{} {phrase} {after}",
            before.trim_end_matches('.')
        );
    }
}

fn rendered(story: &Story) -> String {
    let paragraphs: Vec<String> = story.iter().map(|p| p.join(" ")).collect();
    paragraphs.join("\n\n")
}
