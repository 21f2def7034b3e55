use std::fmt;

use civil::{Pnr, Status};

use crate::address_part::AddressPart;
use crate::country_code::CountryCode;
use crate::place::Place;
use crate::road::Road;
use crate::search_text::SearchText;
use crate::sex::Sex;

/// The key of `ADRSOG1`: who lives at an address (`lookup.md` 4.6). What is given must fit; what is not given filters nobody.
///
/// `Debug` does not show it: where somebody lives is personal data.
#[derive(Clone, PartialEq, Eq)]
pub struct AddressKey {
    /// `VEJK`, `VNVN`.
    pub road: Road,
    /// `POST`, `KOMK`.
    pub place: Place,
    /// `HNR`: the house's number with its letter.
    pub house_number: Option<AddressPart>,
    /// `BNR`: the building's number, in Greenland.
    pub building_number: Option<AddressPart>,
    /// `ETAG`.
    pub floor: Option<AddressPart>,
    /// `SIDO`: side or door.
    pub door: Option<AddressPart>,
    /// The words of `NVN`, `NVN1`, `NVN2` and `NVN3`: the person has each of them in the name.
    pub names: Vec<SearchText>,
    /// `KON`.
    pub sex: Option<Sex>,
    /// `STAF`: this status or a greater one.
    pub status_from: Option<Status>,
    /// `STB`: the country of citizenship.
    pub citizenship: Option<CountryCode>,
    /// `MAXA`: rows of persons at most, from 1 to [`limits::ROWS`](crate::limits::ROWS).
    pub max_rows: usize,
    /// `AIA`: whether the number of all who fit is wanted. It is given in any case when there are more than `max_rows`.
    pub wants_total: bool,
    /// `REST`: the number with which the page begins, as the last row of the page before gave it.
    pub from: Option<Pnr>,
}

impl fmt::Debug for AddressKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AddressKey").field("max_rows", &self.max_rows).finish_non_exhaustive()
    }
}
