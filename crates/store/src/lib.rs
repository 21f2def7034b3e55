#![doc = include_str!("../README.md")]

mod author;
mod delivery;
mod error;
mod filter_change;
mod party;
mod replica;
mod run;
mod sha256;
mod shelf;
mod sqlite;
mod store;
mod trace;

pub use author::{Actor, AuditEntry, Author, InvalidActor};
pub use delivery::{
    DeliveriesOf, Delivery, DeliveryId, OnShelf, Pair, Part, Publish, Published, ShelfFile,
};
pub use error::StoreError;
pub use filter_change::{FilterChange, FilterVersion, InvalidFilterVersion, Revision};
pub use party::{
    Agreement, AgreementId, Certificate, Fingerprint, InvalidSftpUser, MetadataRoot, NewAgreement,
    NewSystem, SftpUser, SshKey, System, SystemId, UnknownRoot,
};
pub use replica::{Apply, Change, Day, Person, PersonUpdate, Planned};
pub use run::{Decision, Held, HeldReason, NearestDays, NewRun, Run, RunHeader, RunId, RunState};
pub use sha256::{InvalidSha256, Sha256};
pub use shelf::{Fs, FsFile, Shelf, ShelfReader};
pub use sqlite::Sqlite;
pub use store::{Counts, FilterEdit, Store};
pub use trace::{Collection, Stay, Trace, TracedDelivery};
