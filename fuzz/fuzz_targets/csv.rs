#![no_main]

use libfuzzer_sys::fuzz_target;
use wireprint::input::Format;

fuzz_target!(|bytes: &[u8]| wireprint_fuzz::read(Some(Format::Csv), bytes));
