//! How the bits of one same quotation change with what else was read: hardly with the size of the archive, and downwards
//! with every further printing.

use wireprint::align::{Background, Side, Thresholds, accounts, common_seeds};
use wireprint::text::Tokens;
use wireprint::{Bits, Preset};

const QUOTE: &str = "We will not close the northern ward before the new clinic has opened, and nobody who works there \
                     will lose a day of pay";

/// The word of so high a rank, the commonest first: the commoner, the shorter (Zipf's law of abbreviation).
fn word(rank: u32) -> String {
    let letters = 2 + (rank + 1).ilog2() as usize * 2 / 3;
    let (mut rest, mut word) = (rank, String::new());
    while word.len() < letters {
        word.push(b"etaoinshrdlu"[rest as usize % 12] as char);
        rest = rest / 12 + rank;
    }
    word
}

/// Two hundred words, the n-th commonest met in proportion to 1/n.
fn article(number: u32) -> String {
    let mut state = u64::from(number).wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut draw = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as f64 / (1u64 << 53) as f64
    };
    let ranks = (0..200).map(|_| 30_000f64.powf(draw()) as u32);
    ranks.map(word).collect::<Vec<_>>().join(" ")
}

/// The bits of the quotation in two articles, where so many print it and so many others were read.
fn bits(printings: u32, others: u32) -> Bits {
    let print = |number: u32| {
        format!(
            "{}. \"{QUOTE},\" {}",
            article(2 * number),
            article(2 * number + 1)
        )
    };
    let mut background = Background::default();
    let mut count = |text: &str| background.add(Tokens::of(text).as_slice());
    (0..printings).for_each(|number| count(&print(number)));
    (0..others).for_each(|number| count(&article(1_000_000 + number)));
    let (a, b) = (print(0), print(1));
    let (a, b) = (Side::new(&a, &background), Side::new(&b, &background));
    let found = accounts(&a, &b, common_seeds(&a, &b), &Thresholds::of(Preset::Wire));
    found.passages[0].passage.bits
}

#[test]
fn a_quotation_is_worth_about_as_much_among_3_articles_300_and_3000() {
    let among = [1, 298, 2_998].map(|others| bits(2, others));
    let (least, most) = (among.iter().min().unwrap(), among.iter().max().unwrap());
    assert!(least.0 * 10 >= most.0 * 8, "{among:?}");
    assert!(*least >= Bits::whole(150), "{among:?}");
}

#[test]
fn a_quotation_is_worth_no_more_the_more_often_it_is_printed() {
    for others in [1, 298] {
        let printed = [2, 3, 5, 10, 40].map(|printings| bits(printings, others));
        assert!(
            printed.is_sorted_by(|less, more| less >= more),
            "{printed:?}"
        );
    }
}
