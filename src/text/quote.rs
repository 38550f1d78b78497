//! The signs between two words into quotation marks: which of them open, which close, and which are apostrophes.
//!
//! Newspapers do not agree which mark does what: the “ that opens in London closes in Berlin („…“), «…» is turned round in
//! Copenhagen (»…«), and in Stockholm one mark does both (”…”). So it counts first on which side a mark touches text; what the
//! mark mostly does decides only where it touches text on both sides, as in Chinese, or on neither, as in French.

/// What the signs between two words say of quotations.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct QuotationMarks {
    opening: Kinds,
    closing: Kinds,
    /// Whether any sign is a quotation mark, or the mark of a title, for certain.
    is_edge: bool,
    ends_line: bool,
}

/// Which kinds of marks there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Kinds {
    double: bool,
    /// One half of these may be apostrophes: they are paired among themselves.
    single: bool,
}

impl Kinds {
    fn add(&mut self, mark: char) {
        match is_single(mark) {
            true => self.single = true,
            false => self.double = true,
        }
    }

    fn meets(self, other: Kinds) -> bool {
        (self.double && other.double) || (self.single && other.single)
    }
}

/// What a mark does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    Opens,
    Closes,
    Either,
}

impl QuotationMarks {
    /// The marks in `signs`; `beside` says whether a word stands before them, and after them: not at the ends of a text.
    pub(crate) fn of(signs: &str, beside: (bool, bool)) -> QuotationMarks {
        let mut found = QuotationMarks::default();
        if !may_hold_marks(signs) {
            return found;
        }
        let signs = composed(signs);
        let apostrophe = is_apostrophe(&signs);
        for (at, &mark) in signs.iter().enumerate().filter(|(_, c)| is_mark(**c)) {
            let touches = (
                touches_before(&signs[..at], beside.0),
                touches_after(&signs[at + 1..], beside.1),
            );
            let role = role(mark, touches);
            found.is_edge |= !apostrophe;
            if is_title_mark(mark) {
                continue;
            }
            if role != Role::Closes && mark != '’' {
                found.opening.add(mark);
            }
            if role != Role::Opens {
                found.closing.add(mark);
            }
        }
        found.ends_line = signs.contains(&'\n');
        found
    }

    /// Whether a quotation ends or begins here, for all that can be told.
    pub(crate) fn is_edge(self) -> bool {
        self.is_edge
    }

    /// Whether all that stands between these marks and those `after` is a quotation: what was opened here is closed there,
    /// or opened anew, as a running quotation is at each of its paragraphs.
    pub(crate) fn enclose(self, after: QuotationMarks) -> bool {
        self.opening.meets(after.closing) || (after.ends_line && self.opening.meets(after.opening))
    }
}

/// The signs, with marks that are typed with two keys as one: ``TeX'', ,,so'' and <<so>>.
fn composed(signs: &str) -> Vec<char> {
    let mut composed: Vec<char> = Vec::new();
    for c in signs.chars() {
        let double = match (composed.last(), c) {
            (Some('`'), '`') | (Some('‘'), '‘') => '“',
            (Some('\''), '\'') | (Some('’'), '’') | (Some('´'), '´') => '”',
            (Some(','), ',') | (Some('‚'), '‚') => '„',
            (Some('<'), '<') => '«',
            (Some('>'), '>') => '»',
            _ => {
                composed.push(c);
                continue;
            }
        };
        composed.pop();
        composed.push(double);
    }
    composed
}

/// Most gaps are a space, or a comma and a space.
fn may_hold_marks(signs: &str) -> bool {
    signs.contains(is_mark) || [",,", "<<", ">>"].iter().any(|pair| signs.contains(pair))
}

fn is_mark(c: char) -> bool {
    is_single(c)
        || is_title_mark(c)
        || matches!(
            c,
            '"' | '“'
                | '”'
                | '„'
                | '‟'
                | '«'
                | '»'
                | '‹'
                | '›'
                | '「'
                | '」'
                | '『'
                | '』'
                | '＂'
        )
        || matches!(
            c,
            '｢' | '｣' | '﹁' | '﹂' | '﹃' | '﹄' | '〝' | '〞' | '〟' | '❝' | '❞'
        )
}

fn is_single(c: char) -> bool {
    matches!(c, '\'' | '‘' | '’' | '‚' | '‛' | '`' | '´' | '＇')
}

/// Chinese sets the titles of books and laws so. A title is no statement that somebody made: the name of a law is longer than
/// many a quotation, and every report of it has it.
fn is_title_mark(c: char) -> bool {
    matches!(c, '《' | '》' | '〈' | '〉')
}

/// Whether the one mark between two words is as likely an apostrophe: the workers’ union, rock ’n’ roll, the ’90s.
fn is_apostrophe(signs: &[char]) -> bool {
    let is_apostrophe = |c: &char| matches!(c, '\'' | '’' | '`' | '´' | '＇');
    let is_blank = |c: &char| matches!(c, ' ' | '\u{A0}');
    match signs {
        [one, other] => {
            (is_apostrophe(one) && is_blank(other)) || (is_blank(one) && is_apostrophe(other))
        }
        _ => false,
    }
}

/// What `mark` does, by the sides on which it touches text.
fn role(mark: char, touches: (bool, bool)) -> Role {
    let usual = usual_role(mark);
    let is_fixed = !matches!(
        mark,
        '"' | '＂' | '“' | '”' | '«' | '»' | '‹' | '›' | '\'' | '＇' | '‘'
    );
    match touches {
        _ if is_fixed => usual,
        (false, true) => Role::Opens,
        (true, false) => Role::Closes,
        _ => usual,
    }
}

fn usual_role(mark: char) -> Role {
    match mark {
        '“' | '„' | '‟' | '«' | '‹' | '‘' | '‚' | '‛' | '`' | '❝' => Role::Opens,
        '「' | '『' | '｢' | '﹁' | '﹃' | '〝' | '《' | '〈' => Role::Opens,
        '"' | '＂' | '\'' | '＇' => Role::Either,
        _ => Role::Closes,
    }
}

/// Whether a mark touches text on its left. Other marks are looked through: “‘So.
fn touches_before(signs: &[char], word: bool) -> bool {
    let is_gap = |c: char| is_blank(c) || matches!(c, '(' | '[' | '{' | '¿' | '¡');
    let next = signs.iter().rev().find(|c| !is_mark(**c));
    next.map_or(word, |c| !is_gap(*c))
}

/// Whether a mark touches text on its right. What ends a sentence or a clause is no text.
fn touches_after(signs: &[char], word: bool) -> bool {
    let is_gap = |c: char| {
        is_blank(c) || matches!(c, ')' | ']' | '}' | '.' | ',' | ';' | ':' | '!' | '?' | '…')
    };
    let next = signs.iter().find(|c| !is_mark(**c));
    next.map_or(word, |c| !is_gap(*c))
}

fn is_blank(c: char) -> bool {
    // Wires that have no dash send an underscore for it.
    c.is_whitespace() || matches!(c, '-' | '–' | '—' | '―' | '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether the marks on both sides of QUOTE make a quotation of it.
    fn encloses(text: &str) -> bool {
        let (before, after) = text.split_once("QUOTE").unwrap();
        let signs_before = before.trim_start_matches(char::is_alphanumeric);
        let signs_after = after.trim_end_matches(char::is_alphanumeric);
        let marks = |signs: &str, beside| QuotationMarks::of(signs, beside);
        marks(signs_before, (signs_before != before, true))
            .enclose(marks(signs_after, (true, signs_after != after)))
    }

    #[test]
    fn a_quotation_stands_between_what_opens_and_what_closes() {
        for text in [
            "said “QUOTE,” he",
            "said \"QUOTE\" he",
            "said: ‘QUOTE’, he",
            "said, 'QUOTE.' he",
            "a „QUOTE“, b",
            "a „QUOTE” b",
            "a ”QUOTE”, b",
            "a »QUOTE«, b",
            "a »QUOTE», b",
            "a « QUOTE », b",
            "a «QUOTE». b",
            "a ‹QUOTE› b",
            "a ‚QUOTE‘ b",
            "说“QUOTE”的",
            "说：“QUOTE。”他",
            "は「QUOTE」と",
            "は『QUOTE』と",
            "は｢QUOTE｣と",
            "said ``QUOTE,'' he",
            "wall _ ``QUOTE'' _ he",
            "wall _\"QUOTE\"_ he",
            "sagte ,,QUOTE'', er",
            "a <<QUOTE>>, b",
            "“‘QUOTE,’ b",
            "(“QUOTE”) b",
            "a—“QUOTE”—b",
            "a “QUOTE.\n\n“b",
            "a »QUOTE.\n\n»b",
        ] {
            assert!(encloses(text), "{text}");
        }
    }

    #[test]
    fn what_stands_between_two_quotations_is_none() {
        for text in [
            "we,” QUOTE, “so",
            "we,\" QUOTE, \"so",
            "wir“, QUOTE: „so",
            "vi», QUOTE: «so",
            "vi « a », QUOTE « so",
            "vi«, QUOTE: »so",
            "了。」QUOTE「我",
            "了，”QUOTE，“我",
            "“QUOTE.\n\nThe",
            "《QUOTE》",
        ] {
            assert!(!encloses(text), "{text}");
        }
    }

    #[test]
    fn an_apostrophe_neither_opens_nor_is_an_edge() {
        for text in [
            "workers’ QUOTE players’ union",
            "rock ’QUOTE’ roll",
            "the ’QUOTE’ union",
        ] {
            assert!(!encloses(text), "{text}");
        }
        for signs in ["’ ", " ’", "' ", " '"] {
            assert!(
                !QuotationMarks::of(signs, (true, true)).is_edge(),
                "{signs:?}"
            );
        }
        for signs in [",’ ", ": '", " ‘", "’\n\n‘", "“"] {
            assert!(
                QuotationMarks::of(signs, (true, true)).is_edge(),
                "{signs:?}"
            );
        }
    }
}
