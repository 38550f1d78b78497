//! How the text format looks: how wide its lines are, and in which colours. Without colours nothing is lost: what differs
//! is marked by brackets too.

use anstyle::AnsiColor;

/// The look of the text format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// Lines are wrapped at this width.
    pub columns: usize,
    /// The letter and the id of an article.
    pub article: anstyle::Style,
    /// Words that stand only in the first article.
    pub only_a: anstyle::Style,
    /// Words that stand only in the second.
    pub only_b: anstyle::Style,
}

impl Default for Style {
    /// Without colours, for files and pipes.
    fn default() -> Style {
        Style {
            columns: 100,
            article: anstyle::Style::new(),
            only_a: anstyle::Style::new(),
            only_b: anstyle::Style::new(),
        }
    }
}

impl Style {
    /// With colours, for terminals.
    pub fn coloured() -> Style {
        Style {
            article: anstyle::Style::new().bold(),
            only_a: AnsiColor::Red.on_default(),
            only_b: AnsiColor::Green.on_default(),
            ..Style::default()
        }
    }

    /// For a terminal so many columns wide. Lines get no longer on a wide one: they would be hard to read.
    pub fn fitting(self, terminal_columns: usize) -> Style {
        Style {
            columns: terminal_columns.clamp(40, self.columns),
            ..self
        }
    }
}
