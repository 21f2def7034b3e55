//! A person with everything that the register keeps, past and present.

use jiff::civil::Date;

use crate::places::DANISH;

/// A person's place in his clan, counted from 0.
pub(crate) type Slot = u8;

/// A person. In each history the last entry is the present one.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Person {
    /// The number within the clan's block that is the person's valid one.
    pub(crate) number: u8,
    pub(crate) former: Vec<FormerNumber>,
    pub(crate) female: bool,
    pub(crate) born: Date,
    pub(crate) state: State,
    /// Since when the state holds.
    pub(crate) since: Date,
    pub(crate) job: u8,
    pub(crate) names: Vec<Name>,
    pub(crate) stays: Vec<Stay>,
    pub(crate) abroad: Vec<Abroad>,
    pub(crate) lost: Vec<Span>,
    pub(crate) bonds: Vec<Bond>,
    pub(crate) separated: Option<Date>,
    pub(crate) separations: Vec<Span>,
    pub(crate) mother: Option<Slot>,
    pub(crate) father: Option<Slot>,
    pub(crate) children: Vec<Slot>,
    /// Whether the register still keeps who has custody of the person.
    pub(crate) custody: bool,
    pub(crate) birthplace: u8,
    pub(crate) church: Vec<Church>,
    pub(crate) citizenship: Vec<Citizenship>,
    pub(crate) papers: Papers,
}

/// A number that was the person's until it was changed, or that turned out to be a second one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct FormerNumber {
    pub(crate) number: u8,
    pub(crate) until: Date,
    pub(crate) duplicate: bool,
    /// The person's name then: what happens later is told under the valid number alone.
    pub(crate) name: Name,
}

/// 001.STATUS, with what it does not tell: whether it is Denmark or Greenland stands in the address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    /// 01, 03, 05 or 07.
    Resident,
    /// 20: a number for tax reasons.
    Tax,
    /// 30: the number was annulled.
    Annulled,
    /// 70.
    Disappeared,
    /// 80.
    Emigrated,
    /// 90.
    Dead,
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

/// An address, as far as it is one's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Home {
    pub(crate) place: u8,
    /// `None`: a special road code, no fixed address.
    pub(crate) street: Option<u8>,
    pub(crate) house: u16,
    /// 0: no floor, a house of one's own.
    pub(crate) floor: u8,
}

impl Home {
    pub(crate) fn is_greenland(&self) -> bool {
        usize::from(self.place) >= DANISH
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Stay {
    pub(crate) home: Home,
    pub(crate) care_of: Option<u8>,
    /// When the municipality was moved to, which may be long before the address was.
    pub(crate) in_place_from: Date,
    pub(crate) span: Span,
}

/// A time abroad, as the register knows it: who came as a stranger has not left, who has not come back has
/// not come.
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

/// With whom a civil status is or was.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Partner {
    Nobody,
    Of(Slot),
    /// Somebody without a number, of whom the register has a name.
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
pub(crate) struct Papers {
    /// BESKYTTYPE with start and end: 1 name and address, 2 local directory, 3 marketing, 4 research.
    pub(crate) protections: Vec<(u8, Span)>,
    pub(crate) contact: Option<Span>,
    /// Supplementary address, of the present stay.
    pub(crate) supplement: Option<Date>,
    pub(crate) guardian: Option<Guardian>,
    pub(crate) condition: Option<(u8, Date)>,
    pub(crate) notes: Vec<(u8, Span)>,
    pub(crate) election: Option<(u8, Span)>,
    pub(crate) order_to_move: Option<Date>,
    /// Custody that another than a parent has, over this child.
    pub(crate) foster: Option<(Slot, Date)>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Guardian {
    pub(crate) from: Date,
    pub(crate) by: Option<Slot>,
}

impl Span {
    /// From a day until further notice.
    pub(crate) const fn since(from: Date) -> Self {
        Self { from, until: None, mark: Mark::None }
    }

    /// Between two days.
    pub(crate) const fn between(from: Date, until: Date) -> Self {
        Self { from, until: Some(until), mark: Mark::None }
    }
}

impl Person {
    /// Somebody of whom nothing is known but this.
    pub(crate) fn new(number: u8, female: bool, born: Date, name: Name) -> Self {
        Self {
            number,
            former: Vec::new(),
            female,
            born,
            state: State::Resident,
            since: born,
            job: 0,
            names: vec![name],
            stays: Vec::new(),
            abroad: Vec::new(),
            lost: Vec::new(),
            bonds: vec![Bond {
                kind: Civil::Unmarried,
                partner: Partner::Nobody,
                span: Span::since(born),
            }],
            separated: None,
            separations: Vec::new(),
            mother: None,
            father: None,
            children: Vec::new(),
            custody: false,
            birthplace: 0,
            church: Vec::new(),
            citizenship: vec![Citizenship { country: None, span: Span::since(born) }],
            papers: Papers::default(),
        }
    }

    pub(crate) fn is_resident(&self) -> bool {
        self.state == State::Resident
    }

    /// Whole years on a day.
    pub(crate) fn age(&self, day: Date) -> i16 {
        let birthday = (self.born.month(), self.born.day());
        day.year() - self.born.year() - i16::from((day.month(), day.day()) < birthday)
    }

    /// The present address, where there is one.
    pub(crate) fn home(&self) -> Option<Home> {
        self.stays.last().filter(|_| self.is_resident()).map(|stay| stay.home)
    }

    pub(crate) fn name(&self) -> Name {
        self.names[self.names.len() - 1]
    }

    pub(crate) fn bond(&self) -> Bond {
        self.bonds[self.bonds.len() - 1]
    }

    /// The one to whom the person is married, if that is somebody of the clan.
    pub(crate) fn spouse(&self) -> Option<Slot> {
        match self.bond() {
            Bond {
                kind: Civil::Married | Civil::Partner, partner: Partner::Of(spouse), ..
            } => Some(spouse),
            _ => None,
        }
    }

    pub(crate) fn is_married(&self) -> bool {
        matches!(self.bond().kind, Civil::Married | Civil::Partner)
    }

    /// Ends the present entry of a civil status and begins another.
    pub(crate) fn begin_bond(&mut self, kind: Civil, partner: Partner, day: Date) {
        close(self.bonds.last_mut().map(|bond| &mut bond.span), day);
        self.bonds.push(Bond { kind, partner, span: Span::since(day) });
    }

    /// Moves to an address.
    pub(crate) fn move_to(&mut self, home: Home, care_of: Option<u8>, day: Date) {
        let same_place = self.home().filter(|before| before.place == home.place);
        let in_place_from = match (same_place, self.stays.last()) {
            (Some(_), Some(stay)) => stay.in_place_from,
            _ => day,
        };
        self.leave_home(day);
        self.stays.push(Stay { home, care_of, in_place_from, span: Span::since(day) });
        self.papers.supplement = None;
    }

    /// Ends the present stay.
    pub(crate) fn leave_home(&mut self, day: Date) {
        close(self.stays.last_mut().map(|stay| &mut stay.span), day);
    }

    /// Takes another name.
    pub(crate) fn rename(&mut self, name: Name) {
        close(self.names.last_mut().map(|name| &mut name.span), name.span.from);
        self.names.push(name);
    }

    /// Becomes somebody of another state.
    pub(crate) fn become_state(&mut self, state: State, day: Date) {
        (self.state, self.since) = (state, day);
    }
}

/// Ends what has not ended.
pub(crate) fn close(span: Option<&mut Span>, day: Date) {
    if let Some(span) = span {
        span.until.get_or_insert(day);
    }
}
