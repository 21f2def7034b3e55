use clock::danish_day;
use jiff::Timestamp;
use store::{Expiry, ExpiryKind, ExpiryWindow};

use super::DatabaseProbe;
use crate::note::{Note, NoteKind};
use crate::sources::Sources;

/// So many days before something ends it is noted.
const DAYS: u32 = 30;
/// Notes of this kind; more are counted.
const SHOWN: usize = 20;

/// Agreements, certificates of systems, and passwords of OFF4 that end within a month.
pub(crate) fn look(sources: &Sources, now: Timestamp, probe: &mut DatabaseProbe) -> Vec<Note> {
    let window = ExpiryWindow::of(now, DAYS, sources.passwords_last, &danish_day);
    let found = probe.ask(|| sources.store.expiries(&window));
    notes(&found.unwrap_or_default(), now)
}

fn notes(expiries: &[Expiry], now: Timestamp) -> Vec<Note> {
    let note = |what| Note { kind: NoteKind::Expiry, what };
    let mut notes: Vec<Note> =
        expiries.iter().take(SHOWN).map(|expiry| note(what(expiry, now))).collect();
    let more = expiries.len().saturating_sub(SHOWN);
    if more > 0 {
        notes.push(note(format!(
            "{more} more agreements, certificates and passwords end within {DAYS} days: `cprabo agreement list`, `cprabo system list`"
        )));
    }
    notes
}

fn what(expiry: &Expiry, now: Timestamp) -> String {
    let Expiry { kind, subject, system, last_day: day, .. } = expiry;
    let days = expiry.days_left(danish_day(now));
    let left = if days == 1 { "1 day".to_owned() } else { format!("{days} days") };
    match kind {
        ExpiryKind::Agreement => format!(
            "agreement {subject} of system {system:?} ends on {day}, in {left}: where it goes on, have it renewed and give \
             it a later last day with `cprabo agreement import`"
        ),
        // Reviews are alerts of their own.
        ExpiryKind::Review => {
            format!("agreement {subject} of system {system:?} is to be reviewed by {day}")
        }
        ExpiryKind::Certificate => format!(
            "the last client certificate of system {system:?} ends on {day}, in {left}: have a new one registered beside it \
             with `cprabo system add-cert`"
        ),
        ExpiryKind::Off4Password => format!(
            "the password of OFF4 account {subject} of system {system:?} expires on {day}, in {left}: its program sets a new \
             one when it logs on, or you do with `cprabo off4-account password`"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expiry(kind: ExpiryKind, last_day: &str) -> Expiry {
        let (subject, system) = ("00000000".to_owned(), "Omsorg".to_owned());
        Expiry { kind, subject, system, contact: None, last_day: last_day.parse().unwrap() }
    }

    #[test]
    fn notes_say_what_ends_and_what_to_do_and_count_what_is_too_many() {
        let now = "2026-01-05T12:00:00Z".parse().unwrap();
        let agreement = expiry(ExpiryKind::Agreement, "2026-01-12");
        let certificate = expiry(ExpiryKind::Certificate, "2026-01-06");
        let [one, other] = &notes(&[agreement.clone(), certificate], now)[..] else {
            panic!("two notes");
        };
        assert!(one.what.contains("ends on 2026-01-12, in 7 days"), "{}", one.what);
        assert!(other.what.contains("ends on 2026-01-06, in 1 day: have"), "{}", other.what);
        let many = notes(&vec![agreement; SHOWN + 3], now);
        assert_eq!(many.len(), SHOWN + 1);
        assert!(many[SHOWN].what.starts_with("3 more"), "{}", many[SHOWN].what);
    }
}
