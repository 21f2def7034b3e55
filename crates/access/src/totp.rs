use jiff::Timestamp;
use store::{TotpSecret, UserName};
use totp_rs::{Builder, Secret, Totp};

use crate::random::{NoRandomness, fill};

/// The digits of a code.
const DIGITS: usize = 6;
/// What apps call the account, before the name.
const ISSUER: &str = "cprabo";

/// A secret that nobody has, for the codes of a second step.
///
/// # Errors
/// [`NoRandomness`].
pub fn new_totp_secret() -> Result<TotpSecret, NoRandomness> {
    let mut bytes = [0; 20];
    fill(&mut bytes)?;
    Ok(TotpSecret::new(bytes))
}

/// The step of which a code is, if it is a code of this moment, or of 30 seconds before or after it: clocks of telephones
/// are not right. Whether the step was used before is not asked. Blanks do not count.
pub fn totp_step(secret: &TotpSecret, code: &str, now: Timestamp) -> Option<u64> {
    let code: String = code.chars().filter(|letter| !letter.is_whitespace()).collect();
    let is_code = code.len() == DIGITS && code.bytes().all(|byte| byte.is_ascii_digit());
    let now = u64::try_from(now.as_second()).ok()?;
    is_code.then(|| totp(secret)?.check(&code, now)).flatten()
}

/// The secret for apps: as an address (`otpauth:`), which a QR code shows.
pub fn totp_address(secret: &TotpSecret, name: &UserName) -> String {
    let name = name.as_str().replace('@', "%40");
    format!("otpauth://totp/{ISSUER}:{name}?secret={}&issuer={ISSUER}", totp_text(secret))
}

/// The secret for people who type it.
pub fn totp_text(secret: &TotpSecret) -> String {
    Secret::from(secret.reveal().to_vec()).to_base32()
}

/// SHA-1, six digits, 30 seconds: apps take no other.
fn totp(secret: &TotpSecret) -> Option<Totp> {
    Builder::new().with_secret(secret.reveal().to_vec()).build().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    /// RFC 6238, appendix B: the last six of its eight digits.
    #[test]
    fn code_of_the_standard_is_of_its_step() {
        let secret = TotpSecret::new(*b"12345678901234567890");
        for (second, code) in
            [(59, "287082"), (1_111_111_109, "081804"), (20_000_000_000, "353130")]
        {
            let step = u64::try_from(second / 30).unwrap();
            assert_eq!(totp_step(&secret, code, at(second)), Some(step), "{second}");
        }
    }

    #[test]
    fn code_is_taken_a_step_too_early_and_too_late_and_no_more() {
        let secret = TotpSecret::new(*b"12345678901234567890");
        let taken = |second| totp_step(&secret, " 081 804 ", at(second)).is_some();
        let (first, after) = (1_111_111_109 / 30 * 30, 1_111_111_109 / 30 * 30 + 30);
        assert!(taken(first - 30) && taken(after + 29));
        assert!(!taken(first - 31) && !taken(after + 30));
        for wrong in ["", "08180", "0818040", "08180x", "081805"] {
            assert_eq!(totp_step(&secret, wrong, at(first)), None, "{wrong}");
        }
    }

    #[test]
    fn address_has_the_secret_as_apps_take_it() {
        let secret = TotpSecret::new(*b"12345678901234567890");
        assert_eq!(
            totp_address(&secret, &"mette@odder.dk".parse().unwrap()),
            "otpauth://totp/cprabo:mette%40odder.dk?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=cprabo"
        );
    }
}
