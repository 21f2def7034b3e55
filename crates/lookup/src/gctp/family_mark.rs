/// What a related person is to the person asked for, FAMMRK (`lookup.md` 4.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FamilyMark {
    /// `Ægtefælle`: the spouse, in marriage.
    Spouse,
    /// `Barn`.
    Child,
    /// `Mor`.
    Mother,
    /// `Far`.
    Father,
    /// `Andet`: a former spouse, the partner in a registered partnership, a guardian; also the person asked for.
    Other,
}

impl FamilyMark {
    /// The mark.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Spouse => "Ægtefælle",
            Self::Child => "Barn",
            Self::Mother => "Mor",
            Self::Father => "Far",
            Self::Other => "Andet",
        }
    }
}
