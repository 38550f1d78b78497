//! Two lists of words into what both have and what only one has, in order (Myers 1986).
//!
//! `similar` picks its method when it runs, and so brings six of them for each kind of list: a quarter of a megabyte. Called by
//! its name, for one kind of list, it brings one.

use std::convert::Infallible;

use similar::DiffOp;
use similar::algorithms::{Capture, Compact, Replace, myers};

/// What has to be done to `a`, step by step, that it becomes `b`.
pub(crate) fn differences(a: &[&str], b: &[&str]) -> Vec<DiffOp> {
    let mut steps = Compact::new(Replace::new(Capture::new()), a, b);
    let done: Result<(), Infallible> = myers::diff(&mut steps, a, 0..a.len(), b, 0..b.len());
    let Ok(()) = done;
    steps.into_inner().into_inner().into_ops()
}
