//! The types of the store's interface, with the rules on them that need no database.

mod accounting_info;
mod ages_in;
mod agreement;
mod agreement_details;
mod agreement_field;
mod agreement_import;
mod agreement_state;
mod agreement_status;
mod agreement_terms;
mod agreement_text;
mod apply;
mod approval;
mod audit_query;
mod author;
mod call_count;
mod call_limits;
mod chain;
mod clean_up;
mod clock_state;
mod counts;
mod credentials;
mod database_finding;
mod delivery;
mod delivery_problem;
mod delivery_terms;
mod expiry;
mod file_name;
mod filter_change;
mod filter_draft;
mod filter_edit;
mod filter_request;
mod folder_entry;
mod hold;
mod ids;
mod ledger_entry;
mod ledger_finding;
mod ledger_removals;
mod legacy_ssh;
mod load;
mod load_terms;
mod load_work;
mod lookup;
mod match_input;
mod measurement;
mod metered_use;
mod mtimes;
mod need;
mod off4_account;
mod password_hash;
mod person;
mod person_disclosure;
mod published;
mod reduced_person;
mod refusal;
mod resident_query;
mod response_times;
mod review;
mod route;
mod run;
mod seed;
mod sent_bytes;
mod sent_file;
mod service_notice;
mod system;
mod taken_back;
mod trace;
mod transfer;
mod undo;
mod user;
mod volume_brake;

pub use civil::{InvalidSftpUser, SftpUser};
pub use exchange_proto::{MetadataRoot, UnknownRoot};
pub use sha256::{Hasher, InvalidSha256, Sha256};

pub use accounting_info::AccountingInfo;
pub use ages_in::{AgesIn, EnteredRange};
pub use agreement::{Agreement, ClaimedAgreement, LookupTerms, NewAgreement, Outstanding};
pub use agreement_details::AgreementDetails;
pub use agreement_field::AgreementField;
pub(crate) use agreement_import::system_list;
pub use agreement_import::{AgreementRow, ImportConflict, ImportEffect};
pub use agreement_state::{AgreementState, AgreementStep, StateChange};
pub use agreement_status::AgreementStatus;
pub use agreement_terms::TermsChange;
pub use agreement_text::{AgreementText, InvalidAgreementText};
pub use apply::Apply;
pub use approval::Approval;
pub use audit_query::{AuditPage, AuditQuery};
pub use author::{Actor, AuditEntry, Author, InvalidActor};
pub use call_count::{CallCount, CallKey, Calls, CountedCaller};
pub use call_limits::CallLimits;
pub use chain::{ChainHead, ChainPosition};
pub use clean_up::{CleanUp, CleanedUp, NumberFilter, NumberFilters, RestoredFilters};
pub use clock_state::{ClockJump, ClockState};
pub use counts::{Counts, DaySize};
pub use credentials::{Certificate, Fingerprint, SshKey};
pub use database_finding::{DatabaseFinding, DatabaseStep, Stopped};
pub use delivery::{
    Delivery, DeliveryKind, DeliveryQuery, Expired, Published, RunDeliveries, RunDelivery,
    RunVolume, Uncollected,
};
pub use delivery_problem::{DeliveryProblem, NewProblem};
pub use delivery_terms::DeliveryTerms;
pub use expiry::{Expiry, ExpiryKind, ExpiryWindow};
pub(crate) use file_name::day_name;
pub use file_name::free_name;
pub use filter_change::{
    ChangeReason, FilterChange, FilterVersion, InvalidFilterVersion, Revision,
};
pub use filter_draft::{DraftList, FilterDraft};
pub use filter_edit::{FilterEdit, Successor};
pub use filter_request::{
    FilterRequest, FilterRequestId, FilterRequestState, InvalidFilterRequestId,
};
pub use folder_entry::{FetchedFile, FileSource, Folder, FolderEntry, Part, WithheldAgreement};
pub use hold::{Decision, Held, HeldReason};
pub use ids::{
    AgreementId, DeliveryId, ForwardedFileId, InvalidLoadId, InvalidRunId, LoadId, ReceiptId,
    RunId, SystemId, TransferId,
};
pub use ledger_entry::{LedgerEntry, LedgerTerms, LedgerWay};
pub(crate) use ledger_entry::{
    NewLedgerEntry, one_person_in, ranges, read_one_person_in, read_ranges,
};
pub use ledger_finding::{LedgerCheckpoint, LedgerFinding, LedgerStep};
pub use ledger_removals::LedgerRemovals;
pub use legacy_ssh::{LegacyAccount, LegacySsh};
pub use load::{Load, LoadSelection, LoadState, NewLoad};
pub use load_terms::{InvalidLoadPurpose, InvalidPartSize, LoadPurpose, PartSize};
pub use load_work::{Checkpoint, LoadDelivery, LoadEnd, LoadPart, LoadStart, LoadWork};
pub use lookup::{FiltersOnPerson, LookupDisclosure, NewLookup, Reach};
pub use match_input::{Change, MatchInput, PlannedDelivery, Withheld};
pub use measurement::{Downtime, Measurement, ProbeFault, ProbeKind, ProbeState};
pub use metered_use::{MeteredAuthority, MeteredCalls, MeteredUse};
pub(crate) use mtimes::next_mtimes;
pub use need::{EndedNeeds, InvalidNeedReason, Need, NeedReason, StatedNeed};
pub use off4_account::{NewOff4Account, Off4Account, Off4Holder};
pub use password_hash::PasswordHash;
pub use person::{
    IndexRow, Person, PersonIndex, PersonUpdate, PnrRange, RecordsSize, ReplicaVersion,
    RestoredPerson,
};
pub use person_disclosure::PersonDisclosure;
pub use published::{PublishedDelivery, PublishedFiles, Replay};
pub use reduced_person::ReducedPerson;
pub use refusal::SystemRefusals;
pub use resident_query::{ResidentQuery, RoadKey};
pub use response_times::{Period, ResponseTimes, TimeCounts};
pub use review::{Review, ReviewPeriods, ReviewState, ReviewStatus};
pub use route::Route;
pub use run::{NearestDays, NewRun, Run, RunHeader, RunKind, RunState};
pub use seed::{Block, NewSeed, SeedPerson};
pub use sent_bytes::{Sent, SentBytes};
pub(crate) use sent_file::{SentFile, SentRange};
pub use service_notice::{
    InvalidNoticeAddress, InvalidNoticeText, NoticeAddress, NoticeKind, NoticeText, NoticeTexts,
    ServiceNotice,
};
pub use system::{NewSystem, System, SystemChange};
pub(crate) use taken_back::{LaterEdit, Remainder};
pub use trace::{
    AnswerDisclosure, Collection, MembershipPeriod, OtherDisclosures, Trace, TracedDelivery,
    TracedHold,
};
pub use transfer::{
    CheckedTransfer, DecidedTransfer, ForwardedFile, NewTransfer, TakenTransfer, Transfer,
    TransferState, UncollectedTransfers,
};
pub use undo::{NotUndoable, Undone};
pub use user::{
    InvalidUserName, InvalidUserRole, Language, NewUser, NewUserLink, NewUserSession, Theme,
    TotpSecret, User, UserId, UserLink, UserName, UserRole, UserSession, UserSessionId,
};
pub use volume_brake::{BrakeTerms, DeliveryHold, NewDeliveryHold, VolumeBrake};
