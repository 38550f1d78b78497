//! Lists of answers, the truth's or a program's, into what [`score`](crate::score) holds against each other. The fields are named as in
//! wireprint's own reports; what else a row has is not looked at.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use super::{Input, RowFaults, each_row};
use crate::error::Fault;
use crate::score::{DocumentPair, ListedPassage, Member};

/// What a list holds, and what was met while it was read.
pub type Read<T> = Result<(Vec<T>, RowFaults), Fault>;

type Value<'v> = Option<Cow<'v, str>>;

/// Reads passages (`a_id a_start a_end b_id b_start b_end`), each with the value of the field `kind`, if one is named. A row
/// without it is a fault, but its passage counts; that no row has it is a fault of the whole.
pub fn passages(input: &Input, kind: Option<&str>) -> Read<(ListedPassage, Option<String>)> {
    let mut passages = Vec::new();
    let names = [
        "a_id",
        "a_start",
        "a_end",
        "b_id",
        "b_start",
        "b_end",
        kind.unwrap_or("a_id"),
    ];
    let read = each_row(input, names, names.len(), &mut |[
        a,
        a_start,
        a_end,
        b,
        b_start,
        b_end,
        own,
    ]| {
        let a = (
            id(a, "a_id")?,
            stretch([a_start, a_end], ["a_start", "a_end"])?,
        );
        let b = (
            id(b, "b_id")?,
            stretch([b_start, b_end], ["b_start", "b_end"])?,
        );
        let own = own.filter(|_| kind.is_some()).map(Cow::into_owned);
        let lacks_kind = kind.filter(|_| own.is_none());
        passages.push((ListedPassage::new(a, b), own));
        match lacks_kind {
            Some(kind) => Err(format!("{}: it counts among all alone", missing(kind))),
            None => Ok(()),
        }
    })?;
    match kind {
        Some(kind) if !passages.is_empty() && passages.iter().all(|(_, own)| own.is_none()) => {
            let what = format!("no passage in it has a field `{kind}`");
            Err(Fault::of_file(input.to_string(), what))
        }
        _ => Ok((passages, read)),
    }
}

/// Reads documents and their clusters (`id cluster`). A document in two clusters is a fault; the last row counts.
pub fn clusters(input: &Input) -> Read<Member> {
    let mut members: Vec<Member> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    let read = each_row(input, ["id", "cluster"], 2, &mut |[own, cluster]| {
        let (id, cluster) = (id(own, "id")?, id(cluster, "cluster")?);
        let place = *places.entry(id.clone()).or_insert(members.len());
        let Some(before) = members.get_mut(place) else {
            members.push(Member { id, cluster });
            return Ok(());
        };
        if before.cluster == cluster {
            return Ok(());
        }
        before.cluster = cluster;
        Err(format!(
            "id `{id}` was met before, in another cluster: this row is used"
        ))
    })?;
    Ok((members, read))
}

/// Reads pairs of documents (`a_id b_id`), each with the value of the field `kind`, if one is named and it has it.
pub fn document_pairs(input: &Input, kind: Option<&str>) -> Read<(DocumentPair, Option<String>)> {
    let mut pairs = Vec::new();
    let names = ["a_id", "b_id", kind.unwrap_or("a_id")];
    let read = each_row(input, names, 2, &mut |[a, b, of_kind]| {
        let of_kind = of_kind.filter(|_| kind.is_some()).map(Cow::into_owned);
        pairs.push((DocumentPair::new(id(a, "a_id")?, id(b, "b_id")?), of_kind));
        Ok(())
    })?;
    Ok((pairs, read))
}

fn id(value: Value<'_>, name: &str) -> Result<String, String> {
    value.map(Cow::into_owned).ok_or_else(|| missing(name))
}

fn stretch([start, end]: [Value<'_>; 2], names: [&str; 2]) -> Result<Range<u64>, String> {
    let (start, end) = (offset(start, names[0])?, offset(end, names[1])?);
    match start <= end {
        true => Ok(start..end),
        false => Err(format!("`{}` lies before `{}`", names[1], names[0])),
    }
}

fn offset(value: Value<'_>, name: &str) -> Result<u64, String> {
    let value = value.ok_or_else(|| missing(name))?;
    let offset = value.trim().parse();
    offset.map_err(|_| format!("field `{name}` is no offset: {value}"))
}

fn missing(name: &str) -> String {
    format!("field `{name}` is missing")
}
