//! The entries of a person's histories.

use jiff::civil::Date;

use crate::places::DANISH;

/// A person's index in the group.
pub(crate) type Slot = u8;

/// A former number of the person: it was changed, or was deleted as a second one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct FormerNumber {
    pub(crate) number: u8,
    pub(crate) until: Date,
    pub(crate) duplicate: bool,
    /// The person's name then: later changes are only in the records of the valid number.
    pub(crate) name: Name,
}

/// Whether an entry of a history was corrected or annulled (ANNKOR).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Mark {
    #[default]
    None,
    Annulled,
    Corrected,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Span {
    pub(crate) from: Date,
    pub(crate) until: Option<Date>,
    pub(crate) mark: Mark,
}

/// An address, except for what is shared with the municipality.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Home {
    pub(crate) place: u8,
    /// `None`: a special road code, no fixed address.
    pub(crate) street: Option<u8>,
    pub(crate) house: u16,
    /// 0: no floor, a detached house.
    pub(crate) floor: u8,
}

impl Home {
    pub(crate) fn is_greenland(&self) -> bool {
        usize::from(self.place) >= DANISH
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Residence {
    pub(crate) home: Home,
    pub(crate) care_of: Option<u8>,
    /// When the person moved to the municipality, which may be long before the address.
    pub(crate) in_place_from: Date,
    pub(crate) span: Span,
}

/// A time abroad, as in the register: without a departure for an immigrant, without a return for a person still away.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Abroad {
    pub(crate) country: u8,
    pub(crate) left: Option<Date>,
    pub(crate) came: Option<Date>,
    pub(crate) mark: Mark,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Name {
    /// `None`: not named yet.
    pub(crate) first: Option<u8>,
    pub(crate) middle: Option<u8>,
    pub(crate) family: u8,
    pub(crate) span: Span,
}

/// A civil status (CIVST).
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Bond {
    pub(crate) kind: Civil,
    pub(crate) partner: Partner,
    pub(crate) span: Span,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Civil {
    Unmarried,
    Married,
    Divorced,
    Widowed,
    /// Registered partnership, entered into until 2012.
    Partner,
    /// Dead: the civil status ends with the person (D).
    Dead,
}

/// The partner of a civil status.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Partner {
    Nobody,
    Of(Slot),
    /// A person without a number, whose name the register has.
    Stranger {
        first: u8,
        family: u8,
        born: Date,
    },
}

/// FKIRK: `F` member, `U` not.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Church {
    pub(crate) member: bool,
    pub(crate) span: Span,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Citizenship {
    /// `None`: Danish.
    pub(crate) country: Option<u8>,
    pub(crate) span: Span,
}

/// What only some have.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct CivilRecords {
    /// BESKYTTYPE with start and end: 1 name and address, 3 marketing, 5 credit warning. 4,
    /// research, was abolished.
    pub(crate) protections: Vec<(u8, Span)>,
    pub(crate) contact: Option<Span>,
    /// Supplementary address, of the present stay.
    pub(crate) supplement: Option<Span>,
    pub(crate) guardian: Option<Guardian>,
    pub(crate) condition: Option<(u8, Date)>,
    pub(crate) notes: Vec<(u8, Span)>,
    pub(crate) election: Option<(u8, Span)>,
    pub(crate) order_to_move: Option<Date>,
    /// Custody of this child by a person other than a parent.
    pub(crate) foster: Option<(Slot, Date)>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Guardian {
    pub(crate) from: Date,
    pub(crate) until: Option<Date>,
    pub(crate) by: Option<Slot>,
}

impl Span {
    /// From a day on, without an end.
    pub(crate) const fn since(from: Date) -> Self {
        Self { from, until: None, mark: Mark::None }
    }

    /// Between two days.
    pub(crate) const fn between(from: Date, until: Date) -> Self {
        Self { from, until: Some(until), mark: Mark::None }
    }
}

/// Ends what has not ended.
pub(crate) fn close(span: Option<&mut Span>, day: Date) {
    if let Some(span) = span {
        span.until.get_or_insert(day);
    }
}
