//! The commonest of the words that the grammar has to read - don't, U.S., 10,000 - read from their bytes: a hundredth of the words
//! of a story took a third of the time. What [`grammar`](super::grammar) makes of them, and nothing else; where anything beyond
//! ASCII or a line end might have a say, it is asked.

/// Longer words go to the grammar.
const LONGEST: usize = 32;

/// The folded form of an ASCII word.
pub(super) struct Joined {
    letters: [u8; LONGEST],
    len: usize,
    /// Where the word ends in the text.
    pub(super) end: usize,
}

impl Joined {
    /// The word of which the first letter or digit stands at `start`; `None`: it is for the grammar to say.
    pub(super) fn at(text: &[u8], start: usize) -> Option<Joined> {
        let mut word = Joined {
            letters: [0; LONGEST],
            len: 0,
            end: start,
        };
        // Letters and digits since the word began, or since the last full stop that joined.
        let mut part = 0;
        let byte_at = |at| text.get(at).copied().unwrap_or(b' ');
        loop {
            let (byte, next) = (byte_at(word.end), byte_at(word.end + 1));
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => {
                    word.push(byte.to_ascii_lowercase())?;
                    part += 1;
                }
                b'\'' | b'`' if next.is_ascii_alphanumeric() => {}
                b'.' | b',' if word.ends_in_digit() && next.is_ascii_digit() => word.push(byte)?,
                b'.' if part == 1 && !word.ends_in_digit() && next.is_ascii_alphabetic() => {
                    match byte_at(word.end + 2) {
                        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => return Some(word),
                        0x80.. => return None,
                        _ => part = 0,
                    }
                }
                b'-' if next.is_ascii_whitespace() => return None,
                0x80.. => return None,
                _ if next.is_ascii() => return Some(word),
                _ => return None,
            }
            word.end += 1;
        }
    }

    /// Its letters, in lower case, and its digits with the points between them.
    pub(super) fn folded(&self) -> &str {
        str::from_utf8(&self.letters[..self.len]).unwrap_or_default()
    }

    fn push(&mut self, byte: u8) -> Option<()> {
        *self.letters.get_mut(self.len)? = byte;
        self.len += 1;
        Some(())
    }

    fn ends_in_digit(&self) -> bool {
        self.letters[..self.len]
            .last()
            .is_some_and(u8::is_ascii_digit)
    }
}
