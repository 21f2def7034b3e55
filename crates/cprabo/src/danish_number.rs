//! Numbers as Danes write them: a full stop between thousands, a comma before decimals.

/// A whole number: `1.234.567`.
pub(crate) fn whole(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() * 4 / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push('.');
        }
        text.push(digit);
    }
    text
}

/// A number of tenths, with one decimal: `1.234,5`.
pub(crate) fn tenths(tenths: u64) -> String {
    format!("{},{}", whole(tenths / 10), tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_have_full_stops_and_decimals_a_comma() {
        assert_eq!([0, 999, 1000, 1_234_567].map(whole), ["0", "999", "1.000", "1.234.567"]);
        assert_eq!([0, 9, 12_345].map(tenths), ["0,0", "0,9", "1.234,5"]);
    }
}
