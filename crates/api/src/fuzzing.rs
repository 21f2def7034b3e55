//! Entry point of `fuzz/fuzz_targets/api_body.rs`.

use crate::handlers::clean_up::{Acceptance, Undoing};
use crate::handlers::drift::HeldPersonsRequest;
use crate::handlers::loads::Order;
use crate::handlers::needs::NeedStatement;
use crate::handlers::persons::{PersonRequest, PersonsRequest};
use crate::handlers::preview::PreviewRequest;
use crate::handlers::replays::Days;
use crate::handlers::reports::PersonReportRequest;
use crate::handlers::reviews::Confirmation;
use crate::json_body;

/// Reads bytes as each body of the API; returns the texts of the rejections.
pub fn parse_bodies(body: &[u8]) -> Vec<String> {
    let refusals = [
        json_body::parse::<Order>(body).err(),
        json_body::parse::<Days>(body).err(),
        json_body::parse::<HeldPersonsRequest>(body).err(),
        json_body::parse::<NeedStatement>(body).err(),
        json_body::parse::<Acceptance>(body).err(),
        json_body::parse::<Undoing>(body).err(),
        json_body::parse::<PersonRequest>(body).err(),
        json_body::parse::<PersonsRequest>(body).err(),
        json_body::parse::<PreviewRequest>(body).err(),
        json_body::parse::<Confirmation>(body).err(),
        json_body::parse::<PersonReportRequest>(body).err(),
    ];
    let details = refusals.into_iter().flatten().filter_map(|refusal| refusal.detail);
    details.flat_map(|detail| [detail.english.into_owned(), detail.danish.into_owned()]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn door_reads_all_bodies() {
        assert_eq!(
            parse_bodies(br#"{"from": "2026-03-09"}"#).len(),
            20,
            "one is taken, ten refused"
        );
    }
}
