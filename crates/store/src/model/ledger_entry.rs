use civil::{AgreementUuid, AuthorityUuid, Cvr, SystemUuid};
use jiff::Timestamp;
use sha256::Sha256;

use super::agreement_details::AgreementDetails;
use super::ids::{AgreementId, SystemId};

/// What the hash of an entry is of. Another form gets another number, and entries keep theirs.
const FORM: &[u8] = b"cprabo-ledger-1";

/// Entries are kept for years, so it stays as it is.
const ONE_PERSON_IN: &str = "one person in ";

/// How persons, or what may have persons in it, came to somebody; or what the ledger says of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LedgerWay {
    /// A day's delivery.
    Delivery,
    /// A part of a load.
    Load,
    /// An earlier delivery once more.
    Replay,
    /// An answer of a look-up.
    LookUp,
    /// An answer of the interface: a comparison of what a system holds.
    ApiAnswer,
    /// A file from one system to another. What is in it is not known.
    Transfer,
    /// A delivered file was collected.
    Collection,
    /// A file from another system was collected.
    TransferCollection,
    /// Somebody read to whom a person was disclosed.
    Report,
    /// Persons of earlier entries were reduced to counts.
    Reduction,
    /// Deliveries were taken back before anybody had read them.
    Withdrawal,
    /// The beginning. What was disclosed before that stands right behind it.
    Start,
}

impl LedgerWay {
    /// Every way.
    pub const ALL: [Self; 12] = [
        Self::Delivery,
        Self::Load,
        Self::Replay,
        Self::LookUp,
        Self::ApiAnswer,
        Self::Transfer,
        Self::Collection,
        Self::TransferCollection,
        Self::Report,
        Self::Reduction,
        Self::Withdrawal,
        Self::Start,
    ];

    /// Its name in the database and in listings.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Delivery => "delivery",
            Self::Load => "load",
            Self::Replay => "replay",
            Self::LookUp => "look-up",
            Self::ApiAnswer => "api-answer",
            Self::Transfer => "transfer",
            Self::Collection => "collection",
            Self::TransferCollection => "transfer-collection",
            Self::Report => "report",
            Self::Reduction => "reduction",
            Self::Withdrawal => "withdrawal",
            Self::Start => "start",
        }
    }

    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|way| way.as_str() == name)
    }

    /// Whether it is a file with persons whom the filters chose.
    pub const fn is_file(self) -> bool {
        matches!(self, Self::Delivery | Self::Load | Self::Replay)
    }
}

/// What is to be entered into the ledger.
#[derive(Debug, Clone)]
pub(crate) struct NewLedgerEntry<'a> {
    pub(crate) at: Timestamp,
    pub(crate) way: LedgerWay,
    pub(crate) agreement: Option<AgreementId>,
    pub(crate) system: Option<SystemId>,
    /// The delivery, the line of the audit trail or the transfer.
    pub(crate) subject: Option<i64>,
    pub(crate) service: Option<&'a str>,
    pub(crate) filter_version: Option<i64>,
    pub(crate) content: Option<Sha256>,
    pub(crate) detail: Option<&'a str>,
}

impl NewLedgerEntry<'_> {
    pub(crate) const fn of(way: LedgerWay, at: Timestamp) -> Self {
        Self {
            at,
            way,
            agreement: None,
            system: None,
            subject: None,
            service: None,
            filter_version: None,
            content: None,
            detail: None,
        }
    }
}

/// An entry of the disclosure ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerEntry {
    /// Its number, counted from 1 without gaps.
    pub number: u64,
    /// When.
    pub at: Timestamp,
    /// By which way.
    pub way: LedgerWay,
    /// The agreement; `None` for the operator, and for transfers.
    pub agreement: Option<AgreementId>,
    /// The system that received.
    pub system: Option<SystemId>,
    /// The row number of the delivery, the line of the audit trail or the transfer.
    pub subject: Option<i64>,
    /// The service.
    pub service: Option<String>,
    /// The digest of what the agreement said then.
    pub terms: Option<Sha256>,
    /// The version of the filters.
    pub filter_version: Option<i64>,
    /// SHA-256 of a file that was given.
    pub content: Option<Sha256>,
    /// The key by which a file was collected, or the entries that are reduced or withdrawn.
    pub detail: Option<String>,
    /// How many persons.
    pub persons: u64,
    /// The commitment to them; `None` where there are none.
    pub commitment: Option<Sha256>,
    /// The hash of the entry before; zeros for the first.
    pub previous: Sha256,
}

impl LedgerEntry {
    /// Its hash, over everything that it says and the hash before.
    pub fn hash(&self) -> Sha256 {
        let mut form = Form(FORM.to_vec());
        form.number(self.number.cast_signed());
        form.number(self.at.as_millisecond());
        form.text(self.way.as_str());
        form.optional(self.agreement.map(|id| id.0.to_be_bytes()));
        form.optional(self.system.map(|id| id.0.to_be_bytes()));
        form.optional(self.subject.map(i64::to_be_bytes));
        form.optional(self.service.as_deref());
        form.optional(self.terms.as_ref().map(Sha256::as_bytes));
        form.optional(self.filter_version.map(i64::to_be_bytes));
        form.optional(self.content.as_ref().map(Sha256::as_bytes));
        form.optional(self.detail.as_deref());
        form.number(self.persons.cast_signed());
        form.optional(self.commitment.as_ref().map(Sha256::as_bytes));
        form.0.extend_from_slice(self.previous.as_bytes());
        Sha256::of([&form.0[..]])
    }
}

/// What an agreement said of its parties and its purpose when something was disclosed under it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerTerms {
    /// The agreement.
    pub agreement: AgreementUuid,
    /// The authority.
    pub authority: AuthorityUuid,
    /// The authority's number in the business register.
    pub cvr: Option<Cvr>,
    /// The system that received: the agreement's, or the user system that called.
    pub system: SystemUuid,
    /// Its name.
    pub system_name: String,
    /// Name, supplier, purpose and legal basis. The contact is left out: it may be a person.
    pub details: AgreementDetails,
}

impl LedgerTerms {
    /// The digest by which entries name them.
    pub(crate) fn digest(&self) -> Sha256 {
        let mut form = Form(b"cprabo-terms-1".to_vec());
        let AgreementDetails { authority_name, supplier, purpose, law, paragraph, .. } =
            &self.details;
        form.text(&self.agreement.to_string());
        form.text(&self.authority.to_string());
        form.text(&self.system.to_string());
        form.text(&self.system_name);
        form.optional(self.cvr.map(|cvr| cvr.to_string()).as_deref());
        let municipality = self.details.municipality.map(civil::MunicipalityCode::to_integer);
        form.optional(municipality.map(u16::to_be_bytes));
        for text in [authority_name, supplier, purpose, law, paragraph, &self.details.legal_text] {
            form.optional(text.as_ref().map(super::AgreementText::as_str));
        }
        Sha256::of([&form.0[..]])
    }
}

/// The bytes that are hashed: each value with its length or of a fixed one, so that no two differ and read the same.
struct Form(Vec<u8>);

impl Form {
    fn number(&mut self, number: i64) {
        self.0.extend_from_slice(&number.to_be_bytes());
    }

    fn text(&mut self, text: &str) {
        self.bytes(text.as_bytes());
    }

    fn optional(&mut self, value: Option<impl AsRef<[u8]>>) {
        match value {
            None => self.0.push(0),
            Some(value) => {
                self.0.push(1);
                self.bytes(value.as_ref());
            }
        }
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.number(i64::try_from(bytes.len()).unwrap_or(i64::MAX));
        self.0.extend_from_slice(bytes);
    }
}

/// The numbers of entries as ranges: `3-7,9`.
pub(crate) fn ranges(numbers: &[u64]) -> String {
    let ranges = numbers.chunk_by(|one, next| one + 1 == *next);
    let text = |range: &[u64]| match range {
        [first, .., last] => format!("{first}-{last}"),
        [only] => only.to_string(),
        [] => String::new(),
    };
    ranges.map(text).collect::<Vec<_>>().join(",")
}

/// The numbers of a text of [`ranges`], first and last of each; `None` when it is none.
pub(crate) fn read_ranges(text: &str) -> Option<Vec<(u64, u64)>> {
    let range = |part: &str| match part.split_once('-') {
        Some((first, last)) => Some((first.parse().ok()?, last.parse().ok()?)),
        None => part.parse().ok().map(|only| (only, only)),
    };
    text.split(',').map(range).collect()
}

/// What a reduction of one person says: from how many entries the person was taken.
pub(crate) fn one_person_in(entries: u64) -> String {
    format!("{ONE_PERSON_IN}{entries}")
}

/// The number of a text of [`one_person_in`]; `None` when it is none.
pub(crate) fn read_one_person_in(text: &str) -> Option<u64> {
    text.strip_prefix(ONE_PERSON_IN)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry() -> LedgerEntry {
        LedgerEntry {
            number: 2,
            at: Timestamp::from_second(1).unwrap(),
            way: LedgerWay::Delivery,
            agreement: Some(AgreementId(3)),
            system: Some(SystemId(4)),
            subject: Some(5),
            service: Some("SF6002".to_owned()),
            terms: Some(Sha256::from_bytes([6; 32])),
            filter_version: Some(7),
            content: None,
            detail: None,
            persons: 8,
            commitment: Some(Sha256::from_bytes([9; 32])),
            previous: Sha256::from_bytes([10; 32]),
        }
    }

    /// Chains are verified for years, also by other programs: `tests/end_to_end/ledger_truth.py` has the form, too.
    #[test]
    fn hash_of_an_entry_stays_the_same() {
        assert_eq!(
            entry().hash().to_string(),
            "51d4b9e5e0042392fe6992f61b5c30bc5c9eed819ce13ece5b415da50235b977"
        );
    }

    #[test]
    fn hash_depends_on_every_value() {
        type Change = fn(&mut LedgerEntry);
        let changes: [Change; 14] = [
            |it| it.number = 3,
            |it| it.at = Timestamp::UNIX_EPOCH,
            |it| it.way = LedgerWay::Load,
            |it| it.agreement = None,
            |it| it.system = Some(SystemId(3)),
            |it| it.subject = Some(6),
            |it| it.service = None,
            |it| it.terms = None,
            |it| it.filter_version = Some(8),
            |it| it.content = Some(Sha256::from_bytes([1; 32])),
            |it| it.detail = Some(String::new()),
            |it| it.persons = 9,
            |it| it.commitment = None,
            |it| it.previous = Sha256::from_bytes([11; 32]),
        ];
        for (place, change) in changes.into_iter().enumerate() {
            let mut other = entry();
            change(&mut other);
            assert_ne!(other.hash(), entry().hash(), "{place}");
        }
    }

    #[test]
    fn ranges_are_read_back() {
        assert_eq!(ranges(&[3, 4, 5, 7, 9, 10]), "3-5,7,9-10");
        assert_eq!(read_ranges("3-5,7,9-10").unwrap(), [(3, 5), (7, 7), (9, 10)]);
        assert_eq!(read_one_person_in(&one_person_in(12)), Some(12));
        assert_eq!(read_one_person_in("3-5"), None);
        assert_eq!([read_ranges(""), read_ranges("3-"), read_ranges("x")], [None, None, None]);
    }

    #[test]
    fn ways_are_read_back() {
        for way in LedgerWay::ALL {
            assert_eq!(LedgerWay::from_name(way.as_str()), Some(way));
        }
    }
}
