use std::collections::HashMap;
use std::fmt;
use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};
use store::UserSessionId;

/// How long a text waits to be shown.
const KEPT: SignedDuration = SignedDuration::from_mins(10);
/// Texts that wait at a time.
const REMEMBERED: usize = 1_000;

/// Texts that a session may see once: a POST ends in a redirect, and the page behind it shows what was made.
#[derive(Default)]
pub(crate) struct ShownOnce(Mutex<HashMap<i64, (Timestamp, Vec<String>)>>);

impl ShownOnce {
    /// Keeps texts for a session, in place of those before.
    pub(crate) fn put(&self, session: UserSessionId, texts: Vec<String>, now: Timestamp) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|_, (at, _)| now.duration_since(*at) < KEPT);
        if kept.len() < REMEMBERED {
            kept.insert(session.number(), (now, texts));
        }
    }

    /// The texts of a session, if they were not shown yet.
    pub(crate) fn take(&self, session: UserSessionId, now: Timestamp) -> Option<Vec<String>> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (at, texts) = kept.remove(&session.number())?;
        (now.duration_since(at) < KEPT).then_some(texts)
    }
}

/// Without the texts.
impl fmt::Debug for ShownOnce {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ShownOnce(…)")
    }
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan as _;

    use super::*;

    #[test]
    fn text_is_shown_once_to_its_session_and_in_time() {
        let (kept, now) = (ShownOnce::default(), Timestamp::UNIX_EPOCH);
        let [one, other] = [1, 2].map(UserSessionId::from_number);
        kept.put(one, vec!["code".into()], now);
        assert_eq!(kept.take(other, now), None);
        assert_eq!(kept.take(one, now), Some(vec!["code".into()]));
        assert_eq!(kept.take(one, now), None);
        kept.put(one, vec!["code".into()], now);
        assert_eq!(kept.take(one, now + 10.minutes()), None);
        assert!(!format!("{kept:?}").contains("code"));
    }
}
