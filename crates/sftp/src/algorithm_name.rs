/// The longest algorithm name that is logged, and the most digits in it, in a row and in total: fewer than a PNR has.
const NAME: usize = 64;
const DIGITS: usize = 5;
const DIGITS_IN_ALL: usize = 9;

/// The name of an algorithm, if it can be one: anybody can send any text as one, also a PNR.
pub(crate) fn algorithm_name(name: &str) -> &str {
    let is_plain =
        name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.@=+/".contains(&byte));
    let digits = name.split(|letter: char| !letter.is_ascii_digit()).map(str::len).max();
    let in_all = name.bytes().filter(u8::is_ascii_digit).count();
    let has_few_digits = digits.is_none_or(|digits| digits <= DIGITS) && in_all <= DIGITS_IN_ALL;
    let is_name = is_plain && name.len() <= NAME && has_few_digits;
    if is_name { name } else { "?" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn algorithm_name_keeps_names_and_nothing_else() {
        let known = [
            "curve25519-sha256@libssh.org",
            "ecdh-sha2-1.3.132.0.10",
            "rsa-sha2-512",
            "12345",
            "gss-group14-sha1-toWM5Slw5Ew8Mqkay+al2g==",
        ];
        for name in known {
            assert_eq!(algorithm_name(name), name);
        }
        let longest = "x".repeat(NAME);
        assert_eq!(algorithm_name(&longest), longest);
        for other in [
            "x".repeat(NAME + 1).as_str(),
            "010170-1234",
            "0101701234",
            "01-01-70-1234",
            "a b",
            "æ",
            "x\n",
        ] {
            assert_eq!(algorithm_name(other), "?");
        }
    }
}
