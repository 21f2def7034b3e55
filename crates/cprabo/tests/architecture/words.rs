//! Words of our own that were replaced by those of the field must not come back. docs/glossary.md has the ones that are
//! allowed.

use std::path::Path;

use crate::{root, sources};

/// A refused word, and its replacement.
const REFUSED: &[(&str, &str)] = &[
    ("audit_telling", "record_answer"),
    ("authorize_holder", "authorize"),
    ("certificate_holder", "system_by_certificate"),
    ("CertificateHolder", "RegisteredCertificate"),
    ("ChainEnd", "ChainHead"),
    ("check_modest", "check_replay_quota"),
    ("Chooser", "LoadFilter"),
    ("cprabo_troubles", "cprabo_alerts"),
    ("decide_run", "resolve_hold"),
    ("DeliveriesOf", "DeliveryQuery"),
    ("forget_extract", "delete_archived_extract"),
    ("forget_load", "delete_archived_load"),
    ("FORGIVEN", "REFILL_PER_SECOND"),
    ("HoldsItsKey", "ProofOfPossessionVerifier"),
    ("hush_numbers", "mask_numbers"),
    ("Inlet", "RequestQueueSender"),
    ("is_strangers", "is_unauthenticated"),
    ("join_run", "link_intake"),
    ("kept_since", "retention_effective_since"),
    ("KindSet", "FilterKinds"),
    ("label_run", "set_hold"),
    ("lay_aside", "spill"),
    ("LIES_IN_FOLDER", "REPLAY_NOT_COLLECTED"),
    ("LiesInFolder", "ReplayNotCollected"),
    ("LOAD_OVER", "LOAD_FINISHED"),
    ("LoadKinds", "LoadSelection"),
    ("LoadOver", "LoadFinished"),
    ("LoadStanding", "LoadStatus"),
    ("look_through", "scan_index"),
    ("LOST_IN_ARCHIVE", "NOT_IN_ARCHIVE"),
    ("LostInArchive", "NotInArchive"),
    ("LostLoad", "LoadNotInArchive"),
    ("make_again", "render_verified"),
    ("NO_LOAD", "LOAD_NOT_POSSIBLE"),
    ("NOBODY_THERE", "REPLICA_EMPTY"),
    ("NobodyThere", "ReplicaEmpty"),
    ("nothing_here", "not_found"),
    ("OfNobody", "EmptySelection"),
    ("OnShelf", "PublishedDelivery"),
    ("own_address", "request_url"),
    ("RefusedLogin", "LoginError"),
    ("replay_modestly", "replay_self_service"),
    ("say_goodbye", "send_disconnect"),
    ("ShelfFile", "FolderEntry"),
    ("Shelving", "Publisher"),
    ("Sighting", "FileObservation"),
    ("StoppedReplay", "PartialReplay"),
    ("take_down", "open_published"),
    ("take_untold", "take_unreported"),
    ("tell_drift", "compare_and_record"),
    ("tell_strangers", "render_unrouted"),
    ("TOO_MUCH_TO_REPLAY", "TOO_MANY_DELIVERIES"),
    ("TooMuchToReplay", "TooManyDeliveries"),
    ("TroubleKind", "AlertKind"),
    ("take_if_free", "try_lock"),
    ("TurnedAway", "RejectedConnectionLog"),
    ("Unproven", "KeyNotProven"),
    ("Untried", "NotAttempted"),
    ("WhyNot", "NotMatched"),
    ("Withhold", "Exclude"),
];

/// The same for words that are also plain English: refused as names, and not in sentences.
const REFUSED_NAMES: &[(&str, &str)] = &[
    ("Alarms", "AlertThresholds"),
    ("Archiving", "ArchiveWriter"),
    ("Asking", "DatabaseProbe"),
    ("Awaited", "PendingFirstData"),
    ("Beside", "OtherDisclosures"),
    ("Broken", "ChannelError"),
    ("Candidate", "IndexRow"),
    ("Causes", "Report"),
    ("Claimed", "ClaimedAccount"),
    ("Clan", "FamilyGroup"),
    ("Described", "ApiDoc"),
    ("Farewell", "ShutdownGrace"),
    ("FileIdentity", "BlobVersion"),
    ("Gathered", "ScannedExtract"),
    ("Hearing", "RequestContext"),
    ("Intake", "ParsedFile"),
    ("Judgement", "QueueDecision"),
    ("Mine", "InFlight"),
    ("Nowhere", "Unknown"),
    ("Outlet", "RequestQueueReceiver"),
    ("Panicked", "TaskPanicked"),
    ("Papers", "CivilRecords"),
    ("Patience", "WaitDeadline"),
    ("Seat", "PendingRun"),
    ("Sheet", "RecordSheet"),
    ("Shelf", "AccountFolders"),
    ("ShelfReader", "BlobReader"),
    ("Staged", "WorkFile"),
    ("Staging", "WorkFolder"),
    ("Telling", "AnswerDisclosure"),
    ("Throttle", "RateLimiter"),
    ("Timely", "TimeoutBody"),
    ("Trouble", "Alert"),
    ("Turns", "FairMutex"),
    ("Unread", "BodyError"),
    ("Visitors", "Connections"),
];

#[test]
fn code_and_docs_have_no_refused_words() {
    let mut found = String::new();
    for path in texts() {
        let text = std::fs::read_to_string(&path).unwrap();
        for (number, line) in text.lines().enumerate() {
            let is_code = path.extension().is_some_and(|extension| extension == "rs")
                && !line.trim_start().starts_with("//");
            for (word, instead) in refused_in(line, is_code) {
                let place = format!("{}:{}", path.display(), number + 1);
                found += &format!("{place}: not {word}, but {instead}\n");
            }
        }
    }
    assert!(found.is_empty(), "{found}");
}

#[test]
fn refused_words_are_whole_words() {
    let in_code = |line| refused_in(line, true).map(|(word, _)| word).collect::<Vec<_>>();
    assert_eq!(in_code("let hearing = Hearing::new();"), ["Hearing"]);
    let words = |line| refused_in(line, false).map(|(word, _)| word).collect::<Vec<_>>();
    assert_eq!(words("Hearing of it"), [""; 0]);
    assert_eq!(words("NO_LOADS and TroubleKinds"), [""; 0]);
    assert_eq!(words("`NO_LOAD`"), ["NO_LOAD"]);
}

fn refused_in(line: &str, is_code: bool) -> impl Iterator<Item = (&'static str, &'static str)> {
    let is_part = |character: char| character.is_alphanumeric() || character == '_';
    let words: Vec<&str> = line.split(|character| !is_part(character)).collect();
    let names = if is_code { REFUSED_NAMES } else { &[] };
    REFUSED.iter().chain(names).copied().filter(move |(refused, _)| words.contains(refused))
}

/// The texts of this project: code, documents, tests. Not the change log and the decisions, which are about the past.
fn texts() -> Vec<std::path::PathBuf> {
    let of = |folder: &str, ending: &str| {
        let files = sources(&root().join(folder), ending).into_iter();
        files.filter(|path| !is_history(path)).collect::<Vec<_>>()
    };
    let mut texts = of("crates", "rs");
    texts.extend(of("crates", "md"));
    texts.extend(of("docs", "md"));
    texts.extend(of("tests", "py"));
    texts.extend(
        ["README.md", "ARCHITECTURE.md", "docs/openapi.json"].map(|file| root().join(file)),
    );
    texts
}

pub(crate) fn is_history(path: &Path) -> bool {
    path.ends_with("tests/architecture/words.rs")
        || path.components().any(|part| matches!(part.as_os_str().to_str(), Some("adr" | "target")))
}
