//! How far a run is: which stage, and how much of it is done. The library tells it to whoever watches, and never prints.

/// Is told how far a run is, from any of its threads.
pub trait Watch: Send + Sync {
    /// A stage begins, with so much to do; the stage before it is over.
    fn begins(&self, stage: Stage, total: u64);

    /// So much more of the stage is done.
    fn advances(&self, by: u64);

    /// The stages are over, and an answer is there or an error.
    fn ends(&self);
}

/// A part of a run that takes long with many articles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stage {
    /// What is done: `aligning`.
    pub name: &'static str,
    /// What is counted.
    pub unit: Unit,
}

/// What a stage counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Bytes of files.
    Bytes,
    /// Files.
    Files,
    /// Articles.
    Articles,
    /// Pairs of articles.
    Pairs,
    /// Parts of the seeds.
    Shelves,
}

impl Stage {
    /// Files opened, unpacked and decoded.
    pub const OPENING: Stage = Stage::of("opening", Unit::Files);
    /// Files into records.
    pub const READING: Stage = Stage::of("reading", Unit::Bytes);
    /// Words and seeds of all articles counted.
    pub const SURVEY: Stage = Stage::of("counting words", Unit::Articles);
    /// Seeds that are met again written down.
    pub const POSTINGS: Stage = Stage::of("looking for seeds", Unit::Articles);
    /// Places with the same seed held against each other.
    pub const LINKS: Stage = Stage::of("linking places", Unit::Shelves);
    /// Pairs of articles aligned.
    pub const ALIGNMENT: Stage = Stage::of("aligning", Unit::Pairs);
    /// A quotation looked for.
    pub const SEARCH: Stage = Stage::of("searching", Unit::Articles);

    const fn of(name: &'static str, unit: Unit) -> Stage {
        Stage { name, unit }
    }
}

/// Nobody watches.
pub(super) struct Unwatched;

impl Watch for Unwatched {
    fn begins(&self, _: Stage, _: u64) {}

    fn advances(&self, _: u64) {}

    fn ends(&self) {}
}
