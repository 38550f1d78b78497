//! Places that have something in common into the pairs of them that are looked at: all, or, where they are too many, each with
//! the earliest few.

use super::question::{Rank, Ranked};
use super::words::Spot;
use crate::settings::OverlapSettings;

/// Postings of one seed above which it links star-wise. Below, n postings make n²/2 hits; above, [`HUBS`] · n.
pub(super) const CUT_OFF: usize = 128;
/// The earliest places of a too common seed, to which all later ones are linked.
const HUBS: usize = 4;
/// Places looked at to find that many hubs that the settings allow.
const HUBS_TRIED: usize = 64;

/// Offers to `link` each pair of places (the later one first), or, where there are too many, each place with the first
/// few that `link` accepts. `places` are in the order of their articles' ranks.
pub(super) fn linked<P>(
    places: &[P],
    settings: &OverlapSettings,
    articles: &Ranked<'_>,
    article: impl Fn(&P) -> Rank,
    mut link: impl FnMut(&P, &P) -> bool,
) {
    if places.len() <= CUT_OFF {
        for (n, later) in places.iter().enumerate() {
            places[..n]
                .iter()
                .for_each(|earlier| _ = link(later, earlier));
        }
        return;
    }
    if articles.has_two_sides() {
        return linked_across(places, |place| articles.is_against(article(place)), link);
    }
    let firsts = first_of_each_source(places, settings, articles, &article);
    let mut oldest = 0;
    for (n, later) in places.iter().enumerate() {
        while oldest < n && is_too_old(article(&places[oldest]), article(later), settings, articles)
        {
            oldest += 1;
        }
        let near = oldest..n.min(oldest + HUBS_TRIED);
        let of_sources = firsts
            .iter()
            .copied()
            .filter(|first| (near.end..n).contains(first));
        let hubs = near
            .clone()
            .chain(of_sources)
            .filter(|hub| link(later, &places[*hub]));
        hubs.take(HUBS).for_each(drop);
    }
}

/// Offers to `link` the pairs of places (the later one first) that have the word before in common, or the words behind: where
/// more than the seed agrees, one of these does.
pub(super) fn each_like(places: &[Spot], mut link: impl FnMut(&Spot, &Spot)) {
    let keys: Vec<(u64, u64)> = places.iter().map(Spot::neighbours).collect();
    let mut order: Vec<usize> = (0..places.len()).collect();
    order.sort_unstable_by_key(|n| (keys[*n].0, *n));
    for like in order.chunk_by(|one, other| keys[*one].0 == keys[*other].0) {
        each_two(like, |later, earlier| {
            link(&places[later], &places[earlier])
        });
    }
    order.sort_unstable_by_key(|n| (keys[*n].1, *n));
    for like in order.chunk_by(|one, other| keys[*one].1 == keys[*other].1) {
        each_two(like, |later, earlier| {
            if keys[later].0 != keys[earlier].0 {
                link(&places[later], &places[earlier]);
            }
        });
    }
}

fn each_two(like: &[usize], mut link: impl FnMut(usize, usize)) {
    for (n, later) in like.iter().enumerate() {
        like[..n].iter().for_each(|earlier| link(*later, *earlier));
    }
}

/// The same between two sides: each place is linked with the first few of the other side, earlier or later.
fn linked_across<P>(
    places: &[P],
    is_against: impl Fn(&P) -> bool,
    mut link: impl FnMut(&P, &P) -> bool,
) {
    for side in [false, true] {
        let hubs: Vec<&P> = places
            .iter()
            .filter(|place| is_against(place) != side)
            .take(HUBS_TRIED)
            .collect();
        for place in places.iter().filter(|place| is_against(place) == side) {
            hubs.iter()
                .filter(|hub| link(place, hub))
                .take(HUBS)
                .for_each(drop);
        }
    }
}

/// Where only different sources are compared, the first place of each of the first few: the earliest places may all be
/// of one source, and link no other article of it.
fn first_of_each_source<P>(
    places: &[P],
    settings: &OverlapSettings,
    articles: &Ranked<'_>,
    article: impl Fn(&P) -> Rank,
) -> Vec<usize> {
    let mut firsts: Vec<usize> = Vec::new();
    if settings.across_sources {
        let source = |place: usize| &articles.header(article(&places[place])).source;
        for place in 0..places.len() {
            if firsts.len() <= HUBS && firsts.iter().all(|first| source(*first) != source(place)) {
                firsts.push(place);
            }
        }
    }
    firsts
}

/// Whether an article came so long before another that no later one can be compared with it either.
fn is_too_old(
    earlier: Rank,
    later: Rank,
    settings: &OverlapSettings,
    articles: &Ranked<'_>,
) -> bool {
    match (
        settings.window,
        articles.published(earlier),
        articles.published(later),
    ) {
        (Some(window), Some(earlier), Some(later)) => {
            later.duration_since(earlier).unsigned_abs() > window
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::made::{Desk, surveyed};
    use super::*;

    #[test]
    fn places_that_agree_in_more_than_their_seed_are_offered_once_and_no_others() {
        let mut desk = Desk(1);
        let seed = "harbour wall will be";
        let around = |desk: &mut Desk| {
            let count = desk.below(4);
            desk.words(count, 3).join(" ")
        };
        let text = |_| format!("{} {seed} {}", around(&mut desk), around(&mut desk));
        let texts: Vec<String> = (0..100).map(text).collect();
        let words = surveyed(&texts).words;
        let first = |text: &String| text.split_whitespace().position(|word| word == "harbour");
        let place = |(n, text)| words.place(Rank(n), first(text).unwrap() as u32);
        let spots: Vec<Spot> = (0..)
            .zip(&texts)
            .map(|each| words.spot(place(each)))
            .collect();

        let mut offered = Vec::new();
        each_like(&spots, |later, earlier| {
            offered.push((later.article, earlier.article))
        });
        offered.sort();
        let pairs = (0..spots.len()).flat_map(|later| (0..later).map(move |n| (later, n)));
        let alike = pairs.filter(|(one, other)| {
            let agreement = spots[*one].agreement(&spots[*other]);
            agreement.before() > 0 || agreement.most_bits() > 4 * 11
        });
        let alike: Vec<_> = alike
            .map(|(one, other)| (spots[one].article, spots[other].article))
            .collect();
        assert!(alike.len() > 500 && alike.len() < 100 * 99 / 2);
        assert_eq!(offered, alike);
    }
}
