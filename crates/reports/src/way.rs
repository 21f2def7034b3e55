use store::LedgerWay;

use crate::language::Words;

/// How data were given, or what the ledger says of itself.
pub(crate) const fn way(way: LedgerWay) -> Words {
    match way {
        LedgerWay::Delivery => Words::new("daily file of changes", "daglig fil med ændringer"),
        LedgerWay::Load => {
            Words::new("file with all current data", "fil med alle aktuelle oplysninger")
        }
        LedgerWay::Replay => Words::new("an earlier file once more", "en tidligere fil sendt igen"),
        LedgerWay::LookUp => Words::new("look-up", "opslag"),
        LedgerWay::ApiAnswer => Words::new(
            "answer to the system about its own list of persons",
            "svar til systemet om dets egen liste over personer",
        ),
        LedgerWay::Transfer => Words::new("file from another system", "fil fra et andet it-system"),
        LedgerWay::Collection => Words::new("file collected", "fil hentet"),
        LedgerWay::TransferCollection => {
            Words::new("file from another system collected", "fil fra et andet it-system hentet")
        }
        LedgerWay::Report => Words::new("an overview like this one", "en oversigt som denne"),
        LedgerWay::Reduction => {
            Words::new("persons reduced to counts", "personer reduceret til antal")
        }
        LedgerWay::Withdrawal => Words::new("file taken back", "fil trukket tilbage"),
        LedgerWay::Start => Words::new("the register begins", "registreringen begynder"),
    }
}
