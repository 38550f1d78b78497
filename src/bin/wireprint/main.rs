//! wireprint, the command.

fn main() {}
