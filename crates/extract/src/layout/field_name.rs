use std::collections::HashSet;
use std::sync::{LazyLock, Mutex, PoisonError};

use super::limits::{LONGEST_NAME, MOST_NAMES};

/// A name that lives as long as the process, as the names of the built-in table do. So a [`Field`](super::Field) and
/// every problem that names one stay small and `Copy`.
///
/// `None` when there are [`MOST_NAMES`]: the memory is never given back.
pub(super) fn kept(name: &str) -> Option<&'static str> {
    static NAMES: LazyLock<Mutex<HashSet<&'static str>>> = LazyLock::new(Mutex::default);
    let mut names = NAMES.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = names.get(name) {
        return Some(known);
    }
    if names.len() >= MOST_NAMES {
        return None;
    }
    let name: &'static str = Box::leak(name.to_owned().into_boxed_str());
    names.insert(name);
    Some(name)
}

/// Whether it can be the name of a field: letters, digits, `-` and `_`, beginning with a letter.
pub(super) fn is_valid(name: &str) -> bool {
    name.chars().count() <= LONGEST_NAME
        && name.starts_with(char::is_alphabetic)
        && name.chars().all(|letter| letter.is_alphanumeric() || "-_".contains(letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn name_is_kept_once() {
        let (one, other) = (kept("DELTBOPAEL").unwrap(), kept("DELTBOPAEL").unwrap());
        assert!(std::ptr::eq(one, other));
    }

    #[test]
    fn name_of_letters_is_valid_up_to_its_limit() {
        for name in ["KOMKOD", "START_MYNKOD-FØDESTED", "A", &"X".repeat(LONGEST_NAME)] {
            assert!(is_valid(name), "{name}");
        }
        for name in ["", "1A", "A B", "A\"", "A,", &"X".repeat(LONGEST_NAME + 1)] {
            assert!(!is_valid(name), "{name}");
        }
    }
}
