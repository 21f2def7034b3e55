//! Every fault of an envelope that cannot be read, as a client gets it; those of use cases are in
//! `soap::fault`. The codes are stable, and so are the texts that people search for.
#![allow(clippy::unwrap_used, reason = "tests")]

use insta::assert_snapshot;
use jiff::Timestamp;
use soap_proto::{Fault, FaultCode, FaultedCall};
use uuid::Uuid;

#[test]
fn fault_of_each_code_is_this() {
    let call = FaultedCall {
        is_lookup: false,
        correlation: Uuid::nil(),
        received_at: Timestamp::UNIX_EPOCH,
    };
    let answers = FaultCode::ALL.map(|code| {
        let answer = String::from_utf8(Fault::from(code).answer(&call)).unwrap();
        format!("{answer}\n")
    });
    assert_snapshot!("faults", answers.join("\n"));
}
