//! Edges into connected components.

use ena::unify::{InPlaceUnificationTable, NoError, UnifyKey, UnifyValue};

/// For each of `count` things the smallest one it is connected with, in whatever order the edges come.
pub fn components(count: usize, edges: impl IntoIterator<Item = (u32, u32)>) -> Vec<u32> {
    let mut table: InPlaceUnificationTable<Member> = InPlaceUnificationTable::new();
    let members: Vec<Member> = (0..count as u32)
        .map(|n| table.new_key(Smallest(n)))
        .collect();
    for (one, other) in edges {
        table.union(members[one as usize], members[other as usize]);
    }
    members
        .iter()
        .map(|member| table.probe_value(*member).0)
        .collect()
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Member(u32);

#[derive(Clone, Copy, Debug)]
struct Smallest(u32);

impl UnifyKey for Member {
    type Value = Smallest;

    fn index(&self) -> u32 {
        self.0
    }

    fn from_index(index: u32) -> Member {
        Member(index)
    }

    fn tag() -> &'static str {
        "Member"
    }
}

impl UnifyValue for Smallest {
    type Error = NoError;

    fn unify_values(one: &Smallest, other: &Smallest) -> Result<Smallest, NoError> {
        Ok(Smallest(one.0.min(other.0)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_named_by_the_smallest_it_is_connected_with() {
        assert_eq!(components(6, [(5, 3), (4, 1), (3, 1)]), [0, 1, 2, 1, 1, 1]);
    }
}
