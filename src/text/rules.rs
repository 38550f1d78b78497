//! Rules for furniture, as they are written in TOML, into automata: one for each kind of place.
//!
//! All rules for a place are tried at once, and mostly given up at the first letter, since no rule has it there.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use memchr::memrchr2;
use regex_automata::hybrid::dfa::{Cache, DFA};
use regex_automata::nfa::thompson;
use regex_automata::nfa::thompson::pikevm::PikeVM;
use regex_automata::util::pool::Pool;
use regex_automata::util::syntax;
use regex_automata::{Anchored, HalfMatch, Input, MatchKind};
use serde::Deserialize;

use super::furniture::{Furniture, Kind};

/// The rules that come with the program.
const BUILT_IN: &str = include_str!("furniture.toml");

/// A file of rules.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    /// What patterns have in common, by the name it has in them.
    #[serde(default)]
    parts: BTreeMap<String, String>,
    #[serde(default, rename = "rule")]
    rules: Vec<Rule>,
}

/// One rule.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rule {
    name: String,
    kind: Kind,
    #[serde(rename = "where")]
    place: Where,
    pattern: String,
    then: Option<String>,
    like: Vec<String>,
    unlike: Vec<String>,
}

/// Where a rule looks.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Where {
    Start,
    Top,
    Bottom,
    Paragraph,
    End,
    Bracket,
}

/// All rules, ready for use.
#[derive(Debug)]
pub(super) struct Rules {
    list: Vec<Ready>,
    /// What a paragraph near the beginning may begin with, or be.
    pub(super) lead: Automaton,
    /// What a paragraph near the end may be.
    pub(super) foot: Automaton,
    /// What a text may end with.
    end: Automaton,
    /// What the bracket that a text ends with may be. Read backwards, it would be a dozen rules' until it opens.
    bracket: Automaton,
}

/// What is known of a rule besides its place in the automata.
#[derive(Debug)]
struct Ready {
    name: String,
    kind: Kind,
    pattern: String,
    then: Option<Automaton>,
    /// The pattern by itself, once its group `agency` was asked for; `None`: it has none.
    agency: OnceLock<Option<PikeVM>>,
}

/// The rules for one place: an automaton made while it is used, state by state.
#[derive(Debug)]
pub(super) struct Automaton {
    dfa: DFA,
    /// The states that were made, for each thread.
    caches: Pool<Cache, Box<dyn Fn() -> Cache + Send + Sync>>,
    /// The rule of each pattern.
    rules: Vec<usize>,
}

/// Which way an automaton reads.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    /// From a place on: the first rule that fits.
    On,
    /// From the end of a text back, as far as any rule goes.
    Back,
}

impl Rules {
    /// The built-in rules, behind those of a user. Fails with all that is wrong with the user's, a line for each.
    pub(super) fn read(user: Option<&str>) -> Result<Rules, Vec<String>> {
        let built_in = Written::read(BUILT_IN)?;
        let mut parts = built_in.parts;
        let mut rules = Vec::new();
        if let Some(user) = user {
            let user = Written::read(user)?;
            parts.extend(user.parts);
            let wrong: Vec<String> = user
                .rules
                .iter()
                .flat_map(|rule| rule.faults(&parts))
                .collect();
            if !wrong.is_empty() {
                return Err(wrong);
            }
            rules.extend(user.rules);
        }
        rules.extend(built_in.rules);
        Rules::of(&rules, &parts).map_err(|error| vec![error])
    }

    fn of(rules: &[Rule], parts: &BTreeMap<String, String>) -> Result<Rules, String> {
        let list = rules.iter().map(|rule| rule.ready(parts));
        let list = list.collect::<Result<Vec<Ready>, String>>()?;
        let automaton = |way: Way, places: &[Where]| {
            let there = (0..list.len()).filter(|rule| places.contains(&rules[*rule].place));
            let pattern = |rule: usize| match (rules[rule].place, &list[rule].pattern) {
                (Where::Start, pattern) => pattern.clone(),
                (_, pattern) => format!(r"(?:{pattern})[\t-\r\x20]*\z"),
            };
            Automaton::of(way, there.map(|rule| (rule, pattern(rule))))
        };
        Ok(Rules {
            lead: automaton(Way::On, &[Where::Start, Where::Top, Where::Paragraph])?,
            foot: automaton(Way::On, &[Where::Bottom, Where::Paragraph])?,
            end: automaton(Way::Back, &[Where::End])?,
            bracket: automaton(Way::On, &[Where::Bracket])?,
            list,
        })
    }

    /// No rules at all.
    pub(super) fn none() -> Rules {
        Rules::of(&[], &BTreeMap::new()).expect("there is nothing that could be wrong")
    }

    pub(super) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    pub(super) fn kind(&self, rule: usize) -> Kind {
        self.list[rule].kind
    }

    pub(super) fn name(&self, rule: usize) -> &str {
        &self.list[rule].name
    }

    /// Whether what follows byte `at` is what a rule wants there.
    pub(super) fn may_be_followed(&self, rule: usize, text: &str, at: usize) -> bool {
        let then = self.list[rule].then.as_ref();
        then.is_none_or(|then| then.at(text, at).is_some())
    }

    /// The rule that takes most of what stands up to the end of `text`, from byte `from` on, and where that begins.
    pub(super) fn up_to_end(&self, text: &str, from: usize) -> Option<(usize, usize)> {
        let end = self.end.up_to_end(text, from);
        let bracket = last_bracket(&text.as_bytes()[from..])
            .and_then(|at| Some((self.bracket.at(text, from + at)?.0, from + at)));
        let found = end.into_iter().chain(bracket);
        found.min_by_key(|(rule, start)| (*start, *rule))
    }

    /// What the group `agency` of a rule takes of a stretch that the rule matched, without the full stop of the sentence.
    pub(super) fn agency<'t>(&self, rule: usize, matched: &'t str) -> Option<&'t str> {
        let rule = &self.list[rule];
        let alone = || {
            if !rule.pattern.contains("(?<agency>") {
                return None;
            }
            PikeVM::builder().syntax(syntax()).build(&rule.pattern).ok()
        };
        let alone = rule.agency.get_or_init(alone).as_ref()?;
        let mut groups = alone.create_captures();
        alone.captures(&mut alone.create_cache(), anchored(matched, 0), &mut groups);
        let named = matched[groups.get_group_by_name("agency")?.range()].trim();
        let before_stop = named.strip_suffix('.').filter(|name| !name.contains('.'));
        Some(before_stop.unwrap_or(named))
    }
}

impl Automaton {
    fn of(way: Way, patterns: impl Iterator<Item = (usize, String)>) -> Result<Automaton, String> {
        let (rules, patterns): (Vec<usize>, Vec<String>) = patterns.unzip();
        let match_kind = match way {
            Way::On => MatchKind::LeftmostFirst,
            Way::Back => MatchKind::All,
        };
        let config = DFA::config().match_kind(match_kind);
        let dfa = DFA::builder()
            .syntax(syntax())
            .thompson(thompson::Config::new().reverse(way == Way::Back))
            .configure(config.cache_capacity(MOST_STATES))
            .build_many(&patterns)
            .map_err(|error| error.to_string())?;
        let for_thread = dfa.clone();
        let caches = Pool::new(Box::new(move || for_thread.create_cache()) as Box<_>);
        Ok(Automaton { dfa, caches, rules })
    }

    /// The rule that holds from byte `from` on, and where what it takes ends. Nothing behind `text` counts.
    pub(super) fn at(&self, text: &str, from: usize) -> Option<(usize, usize)> {
        let found = self
            .dfa
            .try_search_fwd(&mut self.caches.get(), &anchored(text, from));
        self.rule(found.ok()?)
    }

    /// The rule that holds up to the end of `text`, from byte `from` on or later, and where what it takes begins.
    fn up_to_end(&self, text: &str, from: usize) -> Option<(usize, usize)> {
        let found = self
            .dfa
            .try_search_rev(&mut self.caches.get(), &anchored(text, from));
        self.rule(found.ok()?)
    }

    fn rule(&self, found: Option<HalfMatch>) -> Option<(usize, usize)> {
        found.map(|found| (self.rules[found.pattern()], found.offset()))
    }
}

/// Where the bracket opens that a text ends with.
fn last_bracket(text: &[u8]) -> Option<usize> {
    match text.strip_suffix(b".").unwrap_or(text) {
        [inside @ .., b')' | b']'] => memrchr2(b'(', b'[', inside),
        _ => None,
    }
}

/// Bytes of states, for each thread and place, above which they are made anew: four times what 100,000 stories need.
const MOST_STATES: usize = 8 << 20;

fn anchored(text: &str, from: usize) -> Input<'_> {
    Input::new(text).range(from..).anchored(Anchored::Yes)
}

impl Written {
    fn read(toml: &str) -> Result<Written, Vec<String>> {
        toml::from_str(toml).map_err(|error| vec![error.to_string().trim_end().to_owned()])
    }
}

impl Rule {
    fn ready(&self, parts: &BTreeMap<String, String>) -> Result<Ready, String> {
        let pattern = with_parts(&self.pattern, parts)?;
        let then = self.then.as_ref().map(|then| {
            let then = with_parts(then, parts)?;
            Automaton::of(Way::On, [(0, then)].into_iter())
        });
        let then = then.transpose()?;
        let (name, kind) = (self.name.clone(), self.kind);
        Ok(Ready {
            name,
            kind,
            pattern,
            then,
            agency: OnceLock::new(),
        })
    }

    /// What is wrong with a rule: its pattern, or what it makes of its own examples.
    fn faults(&self, parts: &BTreeMap<String, String>) -> Vec<String> {
        let named = |what: String| format!("rule `{}`: {what}", self.name);
        let mut patterns = [&self.pattern].into_iter().chain(&self.then);
        let checked = patterns.try_for_each(|pattern| check(&with_parts(pattern, parts)?));
        let alone = match checked.and_then(|()| Rules::of(std::slice::from_ref(self), parts)) {
            Ok(alone) => Furniture::of(alone),
            Err(error) => return vec![named(error)],
        };
        let mut wrong = Vec::new();
        if self.kind != Kind::Text && (self.like.is_empty() || self.unlike.is_empty()) {
            wrong.push(
                "needs an example of what is like it, and one of what is unlike it".to_owned(),
            );
        }
        for like in &self.like {
            let found = marked(&alone, &like.replace(['⟦', '⟧'], ""));
            if found != *like {
                wrong.push(format!("{like:?} should be like it: found is {found:?}"));
            }
        }
        for unlike in &self.unlike {
            let found = marked(&alone, unlike);
            if found != *unlike {
                wrong.push(format!(
                    "{unlike:?} should be unlike it: found is {found:?}"
                ));
            }
        }
        wrong.into_iter().map(named).collect()
    }
}

/// A text with its furniture between ⟦ and ⟧.
fn marked(furniture: &Furniture, text: &str) -> String {
    let mut marked = text.to_owned();
    for piece in furniture.pieces(text).iter().rev() {
        marked.insert(piece.span.end as usize, '⟧');
        marked.insert(piece.span.start as usize, '⟦');
    }
    marked
}

/// A pattern with its parts put in, and theirs.
fn with_parts(pattern: &str, parts: &BTreeMap<String, String>) -> Result<String, String> {
    let mut pattern = plain(pattern);
    // Parts are made of parts, but not of themselves.
    for _ in 0..DEEPEST {
        let Some((range, name)) = first_part(&pattern) else {
            return Ok(pattern);
        };
        let part = parts
            .get(name)
            .ok_or(format!("there is no part {{{name}}}"))?;
        let part = plain(part);
        pattern.replace_range(range, &format!("(?:{part})"));
    }
    Err("its parts are made of themselves".to_owned())
}

/// A pattern whose `\b` and `\s` are those of newspapers: Unicode's would stop the automaton at the first letter beyond ASCII, and
/// make it three times as large.
fn plain(pattern: &str) -> String {
    let pattern = pattern.replace(r"\b", r"(?-u:\b)");
    pattern.replace(r"\s", r"[\t-\r\x20\u{A0}\u{3000}]")
}

/// Parts that are put into one pattern.
const DEEPEST: usize = 1000;

/// The first `{name}` of a pattern: where it stands, and the name.
fn first_part(pattern: &str) -> Option<(std::ops::Range<usize>, &str)> {
    let starts = pattern.match_indices('{').map(|(at, _)| at);
    starts
        .filter_map(|at| {
            let len = pattern[at + 1..].find('}')?;
            let name = &pattern[at + 1..at + 1 + len];
            let is_name = !name.is_empty()
                && name
                    .bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte == b'_');
            let escaped =
                pattern[..at].ends_with(['p', 'x', 'u']) && pattern[..at - 1].ends_with('\\');
            (is_name && !escaped).then_some((at..at + len + 2, name))
        })
        .next()
}

/// Fails with what is wrong with a pattern, in one line.
fn check(pattern: &str) -> Result<(), String> {
    let parsed = syntax::parse_with(pattern, &syntax());
    parsed.map(drop).map_err(|error| {
        let told = error.to_string();
        let last = told.lines().last().unwrap_or_default();
        format!("pattern: {}", last.trim_start_matches("error: "))
    })
}

fn syntax() -> syntax::Config {
    syntax::Config::new()
        .ignore_whitespace(true)
        .dot_matches_new_line(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_built_in_rule_finds_what_is_like_it_and_nothing_else() {
        let written = Written::read(BUILT_IN).unwrap();
        let faults = written
            .rules
            .iter()
            .flat_map(|rule| rule.faults(&written.parts));
        let faults: Vec<String> = faults.collect();
        assert!(faults.is_empty(), "{}", faults.join("\n"));
    }
}
