#![doc = include_str!("../README.md")]

mod author;
mod call_limits;
mod clock_state;
mod database_finding;
mod delivery;
mod error;
mod filter_change;
mod installation_record;
mod layout;
mod load;
mod load_terms;
mod mend_requests;
mod party;
pub mod private_file;
mod refusal;
pub mod regular_file;
mod replica;
mod run;
mod seed;
mod sent_bytes;
mod sha256;
mod shelf;
mod sqlite;
mod store;
mod trace;
mod undo;

pub use author::{Actor, AuditEntry, Author, InvalidActor};
pub use call_limits::CallLimits;
pub use clock_state::{ClockJump, ClockState};
pub use database_finding::{DatabaseFinding, DatabaseStep, Stopped};
pub use delivery::{
    ChainHead, ChainPosition, Delivery, DeliveryId, DeliveryKind, DeliveryProblem, DeliveryQuery,
    DeliveryTerms, Expired, FolderEntry, NewProblem, Part, Published, PublishedDelivery,
    PublishedFiles, Replay, Uncollected,
};
pub use error::StoreError;
pub use filter_change::{FilterChange, FilterVersion, InvalidFilterVersion, Revision};
pub use installation_record::InstallationRecord;
pub use load::{
    Checkpoint, IndexRow, InvalidLoadId, Load, LoadDelivery, LoadEnd, LoadId, LoadPart,
    LoadSelection, LoadStart, LoadState, LoadWork, NewLoad, PnrRange, ReplicaVersion,
};
pub use load_terms::{InvalidLoadPurpose, InvalidPartSize, LoadPurpose, PartSize};
pub use mend_requests::{MendRequest, MendRequests, mend_requests};
pub use party::{
    Agreement, AgreementId, Certificate, Fingerprint, InvalidSftpUser, LegacyAccount, LegacySsh,
    MetadataRoot, NewAgreement, NewSystem, Outstanding, SftpUser, SshKey, System, SystemChange,
    SystemId, UnknownRoot,
};
pub use refusal::SystemRefusals;
pub use replica::{
    Apply, Change, MatchInput, Person, PersonUpdate, PlannedDelivery, RestoredPerson, Withheld,
};
pub use run::{
    Decision, Held, HeldReason, NearestDays, NewRun, Run, RunHeader, RunId, RunKind, RunState,
};
pub use seed::{Block, NewSeed, PersonIndex, SeedPerson};
pub use sent_bytes::{Sent, SentBytes};
pub use sha256::{Hasher, InvalidSha256, Sha256};
pub use shelf::{
    ArchiveFile, Archiving, CheckedFiles, FileIdentity, Fs, FsArchiving, FsFile, FsStaged,
    FsStaging, Shelf, ShelfReader, Staged, Staging,
};
pub use sqlite::Sqlite;
pub use store::{Counts, DaySize, FilterEdit, Seed, Store, Successor};
pub use trace::{
    AnswerDisclosure, Collection, MembershipPeriod, OtherDisclosures, Trace, TracedDelivery,
};
pub use undo::{NotUndoable, Undone};
