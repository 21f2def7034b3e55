//! A person with everything that the register keeps, past and present.

use jiff::civil::Date;

use crate::entries::{
    Abroad, Bond, Church, Citizenship, Civil, CivilRecords, FormerNumber, Home, Name, Partner,
    Residence, Slot, Span, close,
};

/// A person. In each history the last entry is the present one.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Person {
    /// The number within the group's block that is the person's valid one.
    pub(crate) number: u8,
    pub(crate) former: Vec<FormerNumber>,
    pub(crate) female: bool,
    pub(crate) born: Date,
    pub(crate) state: State,
    /// Since when the state holds.
    pub(crate) since: Date,
    pub(crate) job: u8,
    pub(crate) names: Vec<Name>,
    pub(crate) stays: Vec<Residence>,
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
    pub(crate) papers: CivilRecords,
}

/// 001.STATUS, without the difference between Denmark and Greenland, which is in the address.
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

impl Person {
    /// A person about whom only this is known.
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
            papers: CivilRecords::default(),
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

    /// The present address, if any.
    pub(crate) fn home(&self) -> Option<Home> {
        self.stays.last().filter(|_| self.is_resident()).map(|stay| stay.home)
    }

    pub(crate) fn name(&self) -> Name {
        self.names[self.names.len() - 1]
    }

    pub(crate) fn bond(&self) -> Bond {
        self.bonds[self.bonds.len() - 1]
    }

    /// The spouse, if in the same group.
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

    /// Ends the present civil status and begins another.
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
        self.stays.push(Residence { home, care_of, in_place_from, span: Span::since(day) });
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

    /// Changes the person's state.
    pub(crate) fn become_state(&mut self, state: State, day: Date) {
        (self.state, self.since) = (state, day);
    }
}
