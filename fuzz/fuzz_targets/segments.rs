#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| paragraf_fuzz::segments(bytes));
