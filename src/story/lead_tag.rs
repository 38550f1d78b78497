//! The words by which a desk marks a new version of a story, before or behind its headline or slug and on its first lines, into the
//! step they name: `UPDATE 2-`, `CORRECTED (UPDATE 1)`, `1stLd-Writethru`, `(Zusammenfassung 1)`, `(Adds detail)`.
//!
//! A tag is believed only where it is set off: in brackets, or in capitals, or with a colon, or as an ordinal of a lead. "Update on
//! the ferry strike" is a headline.

use super::Step;

/// What a lead tag says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LeadTag {
    /// What became of the story.
    pub step: Step,
    /// Which one of its kind, from 1.
    pub number: Option<u32>,
}

/// The words of tags, in lower case, as English, German, Spanish and French desks write them. (As furniture they are recognised by
/// `text/furniture.toml`; a test holds the two to one vocabulary.)
const WORDS: [(Step, &str); 4] = [
    (
        Step::Update,
        "update updated updates wrapup ld lead adds recast recasts zusammenfassung aktualisierung aktualisiert \
         ampliación ampliacion amplía amplia actualización actualizacion actualiza actualisation actualise",
    ),
    (Step::Writethru, "writethru writethrough"),
    (
        Step::Correction,
        "correction corrected corrects correct corr refile refiled refiles berichtigung berichtigt korrektur korrigiert \
         korr rectificación rectificacion corrección correccion corregido corrige rectificatif rectification corrigé",
    ),
    (
        Step::Kill,
        "kill killed withdrawal withdrawn zurückziehung zurückgezogen anulación anulacion anulado annulation annule",
    ),
];

/// What may stand beside the word of a tag and says nothing by itself.
const BESIDE: &[&str] = &["mandatory", "bulletin", "notice", "sub", "final"];

/// The verbs with which a note begins that says what a version does: `(Adds comments, detail)`, `Eds: Updates with vote`.
const NOTES: [(Step, &str); 2] = [
    (Step::Update, "adds updates recasts writes neu"),
    (
        Step::Correction,
        "corrects refiles fixes berichtigt corrige",
    ),
];

/// Before a note to editors.
const TO_EDITORS: &[&str] = &["eds", "editors", "editor's note", "editors' note"];

/// Bytes of a text in which notes to editors and tags stand.
const FIRST_LINES: usize = 400;
/// Bytes before the first hyphen or colon that may be a tag.
const LONGEST_TAG: usize = 40;

/// Takes the lead tags off a headline or a slug: what they say together, and what is left.
///
/// ```
/// use wireprint::story::{Step, without_lead_tag};
///
/// let (tag, headline) = without_lead_tag("CORRECTED-UPDATE 2-Ferries idle for eighth day");
/// let tag = tag.expect("there are two");
/// assert_eq!((tag.step, tag.number), (Step::Correction, Some(2)));
/// assert_eq!(headline, "Ferries idle for eighth day");
/// assert_eq!(without_lead_tag("Update on the ferry strike").0, None);
/// ```
pub fn without_lead_tag(line: &str) -> (Option<LeadTag>, &str) {
    let (mut found, mut rest) = (None, line.trim());
    while let Some((tag, behind)) = in_front(rest) {
        found = both(found, tag);
        rest = behind.trim();
    }
    while let Some((tag, before)) = behind(rest) {
        found = both(found, tag);
        rest = before.trim();
    }
    (found, rest)
}

/// The lead tag among the first lines of a text: a line of its own, or the note that says what is new.
pub fn lead_tag_of_text(text: &str) -> Option<LeadTag> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let mut read = 0;
    lines
        .take(3)
        .take_while(|line| {
            read += line.len();
            read - line.len() < FIRST_LINES
        })
        .find_map(|line| of_words(bare(line)).or_else(|| of_note(line)))
}

/// Of two tags of one headline the graver step, and the first number.
fn both(one: Option<LeadTag>, other: LeadTag) -> Option<LeadTag> {
    Some(one.map_or(other, |one| LeadTag {
        step: one.step.max(other.step),
        number: one.number.or(other.number),
    }))
}

/// A tag at the beginning, and what follows it.
fn in_front(line: &str) -> Option<(LeadTag, &str)> {
    if let Some(inner) = line.strip_prefix(['(', '[']) {
        let end = inner.find([')', ']'])?;
        let tag = of_words(&inner[..end])?;
        return Some((tag, without_marks(&inner[end + 1..])));
    }
    let ends = line
        .char_indices()
        .take_while(|(at, _)| *at <= LONGEST_TAG)
        .filter(|(_, c)| is_mark(*c) || *c == '(');
    ends.filter_map(|(at, c)| {
        let words = &line[..at];
        let is_set_off = c == ':' || is_shouted(words) || has_lead_ordinal(words);
        let tag = of_words(words).filter(|_| is_set_off)?;
        Some((tag, without_marks(&line[at..])))
    })
    .next()
}

/// A tag at the end, and what stands before it.
fn behind(line: &str) -> Option<(LeadTag, &str)> {
    if line.ends_with([')', ']']) {
        let start = line.rfind(['(', '['])?;
        let tag = of_words(&line[start + 1..line.len() - 1])?;
        return Some((tag, &line[..start]));
    }
    let start = line.rfind([',', '-', '–', '—'])?;
    let words = line[start..].trim_start_matches([',', '-', '–', '—']);
    let tag = of_words(words)?;
    let is_set_off = is_shouted(words) || has_lead_ordinal(words) || tag.step == Step::Writethru;
    is_set_off.then_some((tag, line[..start].trim_end_matches([',', '-', '–', '—'])))
}

fn is_mark(c: char) -> bool {
    matches!(c, '-' | ':' | '–' | '—')
}

fn without_marks(line: &str) -> &str {
    line.trim_start_matches(|c: char| is_mark(c) || c == ' ')
}

/// A line without the brackets or marks it stands in.
fn bare(line: &str) -> &str {
    line.trim_matches(|c: char| !c.is_alphanumeric())
}

fn is_shouted(words: &str) -> bool {
    words.chars().any(char::is_uppercase) && !words.chars().any(char::is_lowercase)
}

/// `1stLd`, `2nd Lead`: the number of a lead, which no headline begins with.
fn has_lead_ordinal(words: &str) -> bool {
    let words = words.to_lowercase();
    pieces(&words).any(|piece| lead_ordinal(piece).is_some())
        || (words.starts_with(|c: char| c.is_ascii_digit()) && words.contains("ld"))
}

/// What words say that are nothing but a tag.
fn of_words(words: &str) -> Option<LeadTag> {
    if words.len() > LONGEST_TAG {
        return None;
    }
    let words = words.to_lowercase();
    let words = words.replace("write-thr", "writethr");
    let words = words.replace("wrap-up", "wrapup");
    let (mut step, mut number, mut needs_number) = (None::<Step>, None, false);
    for piece in pieces(&words) {
        if let Some(ordinal) = lead_ordinal(piece) {
            (step, number) = (step.max(Some(Step::Update)), Some(ordinal));
        } else if let Some(counted) = ordinal(piece) {
            number = Some(counted);
        } else if let Some(named) = named(piece, &WORDS) {
            needs_number |= matches!(piece, "lead" | "ld");
            step = step.max(Some(named));
        } else if !BESIDE.contains(&piece) {
            return None;
        }
    }
    // "Lead" alone is a metal, or what a runner has.
    let step = step.filter(|step| !needs_number || number.is_some() || *step > Step::Update)?;
    Some(LeadTag { step, number })
}

fn pieces(words: &str) -> impl Iterator<Item = &str> {
    words
        .split([' ', '-', '–', '—', ',', '.', ':', '/', '(', ')'])
        .filter(|piece| !piece.is_empty())
}

fn named(word: &str, table: &[(Step, &str)]) -> Option<Step> {
    let row = table
        .iter()
        .find(|(_, words)| words.split(' ').any(|named| named == word));
    row.map(|(step, _)| *step)
}

/// `2`, `2nd`, `1er`, `3eme`.
fn ordinal(piece: &str) -> Option<u32> {
    let digits = piece.trim_end_matches(|c: char| !c.is_ascii_digit());
    let ending = &piece[digits.len()..];
    let is_ordinal = [
        "", "st", "nd", "rd", "th", "er", "ème", "eme", "e", "º", "a", "ª",
    ];
    digits
        .parse()
        .ok()
        .filter(|number| (1..100).contains(number) && is_ordinal.contains(&ending))
}

/// `1stld`, `2ndlead`.
fn lead_ordinal(piece: &str) -> Option<u32> {
    let counted = piece
        .strip_suffix("ld")
        .or_else(|| piece.strip_suffix("lead"))?;
    ordinal(counted)
}

/// What a note says: the verb it begins with.
fn of_note(line: &str) -> Option<LeadTag> {
    let lower = line.to_lowercase();
    let inner = match lower.strip_prefix(['(', '[']) {
        Some(inner) => inner,
        None => {
            let (whom, note) = lower.split_once(':')?;
            TO_EDITORS.contains(&whom.trim()).then_some(note)?
        }
    };
    let verb = pieces(inner.trim()).next()?;
    let number = None;
    named(verb, &NOTES).map(|step| LeadTag { step, number })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(line: &str) -> Option<(Step, Option<u32>, &str)> {
        let (tag, rest) = without_lead_tag(line);
        tag.map(|tag| (tag.step, tag.number, rest))
    }

    #[test]
    fn a_lead_tag_is_read_and_taken_off() {
        use Step::{Correction, Kill, Update, Writethru};
        let cases = [
            ("UPDATE 2-Ferries idle", Update, Some(2), "Ferries idle"),
            ("UPDATE: Ferries idle", Update, None, "Ferries idle"),
            ("(UPDATE 2) Ferries idle", Update, Some(2), "Ferries idle"),
            ("Ferries idle (UPDATE 2)", Update, Some(2), "Ferries idle"),
            ("WRAPUP 3-Ferries idle", Update, Some(3), "Ferries idle"),
            ("WRITETHRU: Ferries idle", Writethru, None, "Ferries idle"),
            ("WRITE-THRU: Ferries idle", Writethru, None, "Ferries idle"),
            ("WRAP-UP 2-Ferries idle", Update, Some(2), "Ferries idle"),
            ("CORRECTED-Ferries idle", Correction, None, "Ferries idle"),
            (
                "(CORRECTED) - FERRIES IDLE",
                Correction,
                None,
                "FERRIES IDLE",
            ),
            (
                "CORRECTED (UPDATE 1) Ferries idle",
                Correction,
                Some(1),
                "Ferries idle",
            ),
            (
                "CORRECTED-UPDATE 2-Ferries idle",
                Correction,
                Some(2),
                "Ferries idle",
            ),
            ("REFILE-Ferries idle", Correction, None, "Ferries idle"),
            ("KILL-Ferries idle", Kill, None, "Ferries idle"),
            ("MANDATORY KILL: Ferries idle", Kill, None, "Ferries idle"),
            (
                "BC-VB--Ferries,1stLd-Writethru",
                Writethru,
                Some(1),
                "BC-VB--Ferries",
            ),
            ("BC-VB--Ferries,2nd Ld", Update, Some(2), "BC-VB--Ferries"),
            ("BC-VB--Ferries-1stLd", Update, Some(1), "BC-VB--Ferries"),
            (
                "Fähren stehen still (Zusammenfassung 1)",
                Update,
                Some(1),
                "Fähren stehen still",
            ),
            (
                "BERICHTIGUNG: Fähren stehen still",
                Correction,
                None,
                "Fähren stehen still",
            ),
            (
                "Fähren stehen still (2. Zusammenfassung)",
                Update,
                Some(2),
                "Fähren stehen still",
            ),
            (
                "AMPLIACIÓN-Los barcos no salen",
                Update,
                None,
                "Los barcos no salen",
            ),
            (
                "CORREGIDO-Los barcos no salen",
                Correction,
                None,
                "Los barcos no salen",
            ),
            (
                "RECTIFICATIF: Les bacs à quai",
                Correction,
                None,
                "Les bacs à quai",
            ),
            (
                "Les bacs à quai (ACTUALISATION)",
                Update,
                None,
                "Les bacs à quai",
            ),
        ];
        for (line, step, number, rest) in cases {
            assert_eq!(said(line), Some((step, number, rest)), "{line}");
        }
    }

    #[test]
    fn a_headline_is_no_lead_tag() {
        let headlines = [
            "Update on the ferry strike",
            "Update-happy editors",
            "Lead: the metal that poisons",
            "Lead-free petrol sells",
            "Kill Bill returns",
            "CORRECTIONS OFFICERS STRIKE",
            "FED SAYS 2-YEAR NOTES",
            "Correction officers: a profile",
            "Harbour wall (picture)",
            "3-2 win for Vessby",
            "WITHDRAWAL OF FERRIES",
            "",
            "-",
            "(",
        ];
        for line in headlines {
            assert_eq!(said(line), None, "{line}");
        }
    }

    #[test]
    fn the_first_lines_of_a_text_say_what_it_is() {
        let step = |text| lead_tag_of_text(text).map(|tag| tag.step);
        assert_eq!(
            step("(Adds comments, detail)\n\nFerries."),
            Some(Step::Update)
        );
        assert_eq!(
            step("KALBORG\nEds: Updates with vote.\nFerries."),
            Some(Step::Update)
        );
        assert_eq!(
            step("(Corrects the name in paragraph 2)\nFerries."),
            Some(Step::Correction)
        );
        assert_eq!(step("BULLETIN KILL\n\nKill the story."), Some(Step::Kill));
        assert_eq!(step("1stLd-Writethru\nFerries."), Some(Step::Writethru));
        assert_eq!(step("She adds salt. (Adds nothing.)"), None);
        assert_eq!(step("Note: Updates follow.\nFerries."), None);
    }

    /// The words of one part of the rules for furniture.
    fn part(name: &str) -> Vec<String> {
        let rules: toml::Table = include_str!("../text/furniture.toml").parse().unwrap();
        let part = rules["parts"][name].as_str().unwrap();
        let part = part.split_whitespace().collect::<String>();
        let words = part.trim_start_matches("(?:").trim_end_matches(')');
        words
            .split('|')
            .map(|word| word.replace(r"\s", " "))
            .collect()
    }

    #[test]
    fn what_is_a_lead_tag_as_furniture_names_a_step() {
        let words = part("version");
        assert!(words.len() > 20);
        for word in words {
            assert!(said(&format!("{word}-Ferries idle")).is_some(), "{word}");
        }
    }

    #[test]
    fn what_names_a_step_is_a_lead_tag_as_furniture() {
        let furniture = crate::text::Furniture::default();
        let words = WORDS.iter().flat_map(|(_, words)| words.split(' '));
        // A lead has a number before it, or behind.
        for word in words.filter(|word| !matches!(*word, "ld" | "lead")) {
            let text = format!("{}-Ferries idle for eighth day", word.to_uppercase());
            let kinds: Vec<_> = furniture.pieces(&text).iter().map(|p| p.kind).collect();
            assert_eq!(kinds, [crate::text::Kind::LeadTag], "{text}");
        }
    }
}
