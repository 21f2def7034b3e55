/// Masks everything that looks like a PNR: it may have been typed in the wrong place of a command line, and an error
/// repeats it.
pub(crate) fn mask_numbers(text: &str) -> String {
    let mut hushed = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(|letter: char| letter.is_ascii_digit()) {
        let (before, digits) = rest.split_at(start);
        let end = digits.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(digits.len());
        let (run, behind) = digits.split_at(end);
        let is_number =
            run.len() == 10 && !before.ends_with(is_of_an_id) && !behind.starts_with(is_of_an_id);
        hushed.push_str(before);
        hushed.push_str(if is_number { "**********" } else { run });
        rest = behind;
    }
    hushed.push_str(rest);
    hushed
}

/// Whether the letter, beside a digit, may be part of a UUID or a fingerprint.
fn is_of_an_id(letter: char) -> bool {
    letter.is_ascii_hexdigit() || letter == '-'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_digits_by_themselves_are_masked_and_nothing_else() {
        let hushed = mask_numbers("invalid value '0101701234' for --age: cannot read 0101701234");
        assert_eq!(hushed, "invalid value '**********' for --age: cannot read **********");
        assert_eq!(mask_numbers("\u{1b}[33m0101701234\u{1b}[0m"), "\u{1b}[33m**********\u{1b}[0m");
        for plain in
            ["run 7", "00000000-0000-4000-8000-000000000007", "a0101701234", "01017012345", ""]
        {
            assert_eq!(mask_numbers(plain), plain);
        }
    }
}
