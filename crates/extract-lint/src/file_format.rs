use extract::{DayLayouts, PRIVATE_PERSON, RecordType, STATUS_PERSON};

/// What kind of file of the CPR office it is, by its records (`layout-since-2011.md` 3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum FileFormat {
    /// A change extract, U12170-P.
    #[default]
    Change,
    /// A status extract, U12180-P: records alike, but for a longer `001`, and `031` to `033`.
    Status,
    /// An answer of CPR Direkte PNR (OFF4): the records of one person.
    Off4,
    /// An extract for private customers of CPR Direkte: the fields stand elsewhere.
    Private,
    /// A copy of the register for authorities, with other record types: `005` is a birth.
    RegistryCopy,
}

/// Positions, from 0, that show another format.
const REGISTRY_KOEN: usize = 66;
const BIRTH_MYNKOD: usize = 29;
/// The length of `031` to `033`, a mother, father or child with address. Of another length they are records that CPR has
/// added to the change extract.
const STATUS_RELATIVE: usize = 269;
/// The longest `050` of a private extract; that of a registry copy, a guardianship, is much longer.
const PRIVATE_CREDIT_WARNING: usize = 29;

impl FileFormat {
    /// The format as an identifier, for programs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Change => "change",
            Self::Status => "status",
            Self::Off4 => "off4",
            Self::Private => "private",
            Self::RegistryCopy => "registry-copy",
        }
    }

    /// Whether the fields are not those of U12170-P, so that nothing in them can be checked.
    pub const fn is_foreign(self) -> bool {
        matches!(self, Self::Private | Self::RegistryCopy)
    }

    /// Whether a type is one of this format that a change extract does not have.
    pub(crate) const fn has_own(self, kind: RecordType) -> bool {
        matches!((self, kind.to_integer()), (Self::Status, 31..=33))
    }

    /// The format that a person's record shows; `None` for one that a change extract can have, too. Types that
    /// additions to the layout have taught show nothing.
    pub fn shown_by(kind: RecordType, text: &[u8], layouts: &DayLayouts) -> Option<Self> {
        let is_unknown = layouts.of(kind).is_none();
        match kind.to_integer() {
            1 => Self::shown_by_person(text, layouts),
            5 if text.get(BIRTH_MYNKOD).is_some_and(u8::is_ascii_digit) => Some(Self::RegistryCopy),
            31..=33 if is_unknown && text.len() == STATUS_RELATIVE => Some(Self::Status),
            50 if is_unknown && text.len() <= PRIVATE_CREDIT_WARNING => Some(Self::Private),
            50 if is_unknown => Some(Self::RegistryCopy),
            _ => None,
        }
    }

    /// By the length of a `001`, and by the place of KOEN. Blanks at its end may be those of a file whose records are
    /// all of one length.
    fn shown_by_person(text: &[u8], layouts: &DayLayouts) -> Option<Self> {
        let known = layouts.of(RecordType::PERSON)?.length();
        if text.len() <= known {
            return None;
        }
        let has_more = text.iter().skip(STATUS_PERSON).any(|&byte| byte != b' ');
        match text.len() {
            STATUS_PERSON => Some(Self::Status),
            PRIVATE_PERSON if has_more => Some(Self::Private),
            _ if has_more && matches!(text[REGISTRY_KOEN], b'K' | b'M') => Some(Self::RegistryCopy),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Option<FileFormat> {
        let kind = RecordType::from_register(&text.as_bytes()[..3]).unwrap();
        FileFormat::shown_by(kind, text.as_bytes(), &DayLayouts::BUILT_IN)
    }

    const CHANGE: &str = "0010101581234          01000000000000 K1858-01-01 1858-01-01";
    // As in a registry copy: STATUS at 36, KOEN at 67, FOED_DT at 68.
    const REGISTRY: &str = "0010101581234          20010317120001000000000000 0000199103201200K1858-01-01         00001858-01-01*";

    #[test]
    fn format_is_shown_by_the_length_of_a_person() {
        assert_eq!(shown(CHANGE), None);
        assert_eq!(shown(&format!("{CHANGE:106}")), None);
        assert_eq!(shown(&format!("{CHANGE:120}")), None);
        assert_eq!(shown(&format!("{CHANGE:121}")), Some(FileFormat::Status));
        assert_eq!(shown(&format!("{CHANGE:122}")), None);
        assert_eq!(shown(&format!("{CHANGE:468}x")), Some(FileFormat::Private));
        assert_eq!(shown(&format!("{CHANGE:469}")), None, "records of one length");
        assert_eq!(shown(&format!("{REGISTRY:175}0000")), Some(FileFormat::RegistryCopy));
    }

    #[test]
    fn format_is_shown_by_records_that_a_change_extract_does_not_have() {
        let emigration = "00501015812345180198209031200 Brummersteig 33";
        assert_eq!(shown(emigration), None);
        assert_eq!(shown(&emigration.replace("1200 B", "1200*B")), None);
        assert_eq!(shown("005010158123460000199103201200000"), Some(FileFormat::RegistryCopy));
        assert_eq!(shown(&format!("0310101581234{:256}", "Anna")), Some(FileFormat::Status));
        assert_eq!(shown(&format!("0310101581234{:255}", "Anna")), None);
        assert_eq!(shown("05001015812342017010112000005"), Some(FileFormat::Private));
        assert_eq!(shown(&format!("0500101581234{:200}x", "")), Some(FileFormat::RegistryCopy));
        assert_eq!(shown("0520101581234"), None);
    }
}
