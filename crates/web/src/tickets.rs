use std::collections::HashMap;
use std::fmt;
use std::sync::{Mutex, PoisonError};

use app::PersonQuestion;
use jiff::{SignedDuration, Timestamp};
use store::UserSessionId;
use uuid::Uuid;

/// How long a ticket is good.
const KEPT: SignedDuration = SignedDuration::from_mins(15);
/// Tickets at a time.
const REMEMBERED: usize = 10_000;

/// What was asked about persons, by a random ticket: an address has the ticket, and never the number. A ticket is its session's alone.
#[derive(Default)]
pub(crate) struct Tickets(Mutex<HashMap<Uuid, Kept>>);

struct Kept {
    session: i64,
    at: Timestamp,
    question: PersonQuestion,
}

impl Tickets {
    /// Keeps a question. Returns its ticket.
    pub(crate) fn put(
        &self,
        session: UserSessionId,
        question: PersonQuestion,
        at: Timestamp,
    ) -> Uuid {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|_, one| at.duration_since(one.at) < KEPT);
        let ticket = Uuid::new_v4();
        if kept.len() < REMEMBERED {
            kept.insert(ticket, Kept { session: session.number(), at, question });
        }
        ticket
    }

    /// The question of a ticket, if it is the session's and good.
    pub(crate) fn get(
        &self,
        session: UserSessionId,
        ticket: Uuid,
        now: Timestamp,
    ) -> Option<PersonQuestion> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let one = kept.get(&ticket).filter(|one| one.session == session.number())?;
        (now.duration_since(one.at) < KEPT).then(|| one.question.clone())
    }
}

/// Without the questions.
impl fmt::Debug for Tickets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tickets(…)")
    }
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan as _;

    use super::*;

    #[test]
    fn ticket_is_good_for_its_session_and_in_time() {
        let (tickets, now) = (Tickets::default(), Timestamp::UNIX_EPOCH);
        let [one, other] = [1, 2].map(UserSessionId::from_number);
        let question = PersonQuestion {
            pnr: "0101701234".parse().unwrap(),
            day: jiff::civil::date(2026, 3, 9),
            reason: "sag 7".parse().unwrap(),
            agreement: None,
        };
        let ticket = tickets.put(one, question, now);
        assert!(tickets.get(one, ticket, now).is_some() && tickets.get(one, ticket, now).is_some());
        assert!(tickets.get(other, ticket, now).is_none());
        assert!(tickets.get(one, Uuid::new_v4(), now).is_none());
        assert!(tickets.get(one, ticket, now + 15.minutes()).is_none());
    }
}
