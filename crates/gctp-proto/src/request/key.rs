use std::str::FromStr;

use civil::{MunicipalityCode, Pnr, PostalCode, RoadCode, Status};

use crate::address_key::AddressKey;
use crate::address_part::AddressPart;
use crate::error::GctpError;
use crate::key_field::KeyField;
use crate::limits;
use crate::place::Place;
use crate::road::Road;
use crate::search_text::SearchText;
use crate::tree::Element;

/// The fields of a message's key that have a value.
pub(super) struct Key<'a>(Vec<(KeyField, &'a str)>);

impl<'a> Key<'a> {
    /// Reads `Key`. Empty fields are not given: some clients send all that there are.
    pub(super) fn read(key: &'a Element) -> Result<Self, GctpError> {
        let given = key.children("Field").filter(|field| !field.attribute("v").is_empty());
        let fields = given.map(|field| {
            let name = KeyField::named(field.attribute("r")).ok_or(GctpError::UnknownField)?;
            Ok((name, field.attribute("v")))
        });
        fields.collect::<Result<_, _>>().map(Self)
    }

    /// The key of a method about one person.
    pub(super) fn person(&self) -> Result<Pnr, GctpError> {
        let is_known = |field: KeyField| field == KeyField::Pnr || field.is_about_rows();
        self.only(is_known)?;
        self.parsed(KeyField::Pnr)?.ok_or(GctpError::MissingField(KeyField::Pnr, None))
    }

    /// The key of `ADRSOG1`.
    pub(super) fn address(&self) -> Result<AddressKey, GctpError> {
        self.only(|field| field != KeyField::Pnr)?;
        Ok(AddressKey {
            road: self.road()?,
            place: self.place()?,
            house_number: self.part(KeyField::Hnr, limits::HOUSE_NUMBER)?,
            building_number: self.part(KeyField::Bnr, limits::BUILDING_NUMBER)?,
            floor: self.part(KeyField::Etag, limits::FLOOR)?,
            door: self.part(KeyField::Sido, limits::DOOR)?,
            names: self.names()?,
            sex: self.parsed(KeyField::Kon)?,
            status_from: self.status()?,
            citizenship: self.parsed(KeyField::Stb)?,
            max_rows: self.max_rows()?,
            wants_total: self.one(KeyField::Aia)?.is_some_and(|aia| aia.parse::<Pnr>().is_err()),
            from: self.from()?,
        })
    }

    fn road(&self) -> Result<Road, GctpError> {
        let mut names = Vec::new();
        for name in self.all(KeyField::Vnvn) {
            let name = limited(KeyField::Vnvn, name, limits::ROAD_NAME).map(SearchText::new)?;
            if !names.contains(&name) {
                names.push(name);
            }
        }
        if names.len() > limits::ROAD_NAMES {
            return Err(GctpError::RepeatedField(KeyField::Vnvn));
        }
        Road::new(self.code(KeyField::Vejk, RoadCode::from_register)?, names)
            .ok_or(GctpError::MissingField(KeyField::Vejk, Some(KeyField::Vnvn)))
    }

    fn place(&self) -> Result<Place, GctpError> {
        let postal_code = self.code(KeyField::Post, PostalCode::from_register)?;
        let municipality = self.code(KeyField::Komk, MunicipalityCode::from_register)?;
        Place::new(postal_code, municipality)
            .ok_or(GctpError::MissingField(KeyField::Post, Some(KeyField::Komk)))
    }

    fn names(&self) -> Result<Vec<SearchText>, GctpError> {
        let mut words = Vec::new();
        for field in KeyField::NAMES {
            if let Some(name) = self.one(field)? {
                words.extend(SearchText::words(limited(field, name, limits::NAME)?));
            }
        }
        Ok(words)
    }

    fn status(&self) -> Result<Option<Status>, GctpError> {
        self.read_one(KeyField::Staf, |text| Status::from_register(text.as_bytes()))
    }

    fn max_rows(&self) -> Result<usize, GctpError> {
        let number = |text: &str| {
            let is_number =
                text.len() <= limits::ROWS_DIGITS && text.bytes().all(|byte| byte.is_ascii_digit());
            text.parse().ok().filter(|&rows| is_number && rows > 0)
        };
        let wanted = self.read_one(KeyField::Maxa, number)?;
        Ok(wanted.map_or(limits::ROWS, |rows: usize| rows.min(limits::ROWS)))
    }

    /// Where the page begins: `REST`, or `AIA` from clients that take that one for it.
    fn from(&self) -> Result<Option<Pnr>, GctpError> {
        let rest = self.parsed(KeyField::Rest)?;
        Ok(rest.or(self.one(KeyField::Aia)?.and_then(|aia| aia.parse().ok())))
    }

    /// The value of a field, as it is read from text.
    fn parsed<T: FromStr>(&self, field: KeyField) -> Result<Option<T>, GctpError> {
        self.read_one(field, |text| text.parse().ok())
    }

    /// A code of four digits; clients leave leading zeros out.
    fn code<T>(
        &self,
        field: KeyField,
        read: impl Fn(&[u8]) -> Option<T>,
    ) -> Result<Option<T>, GctpError> {
        self.read_one(field, |text| read(format!("{text:0>4}").as_bytes()))
    }

    fn part(&self, field: KeyField, limit: usize) -> Result<Option<AddressPart>, GctpError> {
        let part = |text| limited(field, text, limit).map(AddressPart::new);
        self.one(field)?.map(part).transpose()
    }

    fn read_one<T>(
        &self,
        field: KeyField,
        read: impl Fn(&str) -> Option<T>,
    ) -> Result<Option<T>, GctpError> {
        let read = |text| read(text).ok_or(GctpError::InvalidField(field));
        self.one(field)?.map(read).transpose()
    }

    /// The value of a field. It may stand there twice, but not with two values: which one is meant could not be said.
    fn one(&self, field: KeyField) -> Result<Option<&'a str>, GctpError> {
        let mut values = self.all(field);
        let first = values.next();
        if values.all(|value| Some(value) == first) {
            Ok(first)
        } else {
            Err(GctpError::RepeatedField(field))
        }
    }

    fn all(&self, field: KeyField) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(name, _)| *name == field).map(|(_, value)| *value)
    }

    /// Refuses other fields: a filter that is ignored would show persons who were not asked for.
    fn only(&self, is_known: impl Fn(KeyField) -> bool) -> Result<(), GctpError> {
        let all_known = self.0.iter().all(|(field, _)| is_known(*field));
        if all_known { Ok(()) } else { Err(GctpError::UnknownField) }
    }
}

fn limited(field: KeyField, text: &str, limit: usize) -> Result<&str, GctpError> {
    if text.chars().count() <= limit { Ok(text) } else { Err(GctpError::InvalidField(field)) }
}
