//! Random bytes.

use aws_lc_rs::rand;

/// What secrets are made of.
const LETTERS: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// The system gives no random bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the system gives no random bytes")]
pub struct NoRandomness;

/// Fills a buffer.
pub(crate) fn fill(buffer: &mut [u8]) -> Result<(), NoRandomness> {
    rand::fill(buffer).map_err(|_| NoRandomness)
}

/// Eight letters and digits.
pub(crate) fn letters() -> Result<[u8; 8], NoRandomness> {
    let mut letters = [0; 8];
    let mut filled = 0;
    while filled < letters.len() {
        let mut bytes = [0; 16];
        fill(&mut bytes)?;
        // Six bits each; what is no letter is thrown again, so that none is more likely.
        let found = bytes.iter().filter_map(|byte| LETTERS.get(usize::from(byte & 0x3f)));
        for (letter, found) in letters[filled..].iter_mut().zip(found) {
            *letter = *found;
            filled += 1;
        }
    }
    Ok(letters)
}
