//! A filter as the two integers that are stored.

use civil::{AgeRange, EventCode, MunicipalityCode, Pnr};
use filters::{Filter, FilterKind};

use crate::StoreError;

pub(crate) const fn kind(kind: FilterKind) -> i64 {
    match kind {
        FilterKind::Pnr => 0,
        FilterKind::Age => 1,
        FilterKind::Municipality => 2,
        FilterKind::Event => 3,
        FilterKind::NoFilter => 4,
    }
}

pub(crate) fn kind_of(number: i64) -> Result<FilterKind, StoreError> {
    let found = FilterKind::ALL.into_iter().find(|&it| kind(it) == number);
    found.ok_or(StoreError::Corrupt("filter"))
}

pub(crate) fn value(filter: Filter) -> u64 {
    match filter {
        Filter::Pnr(pnr) => pnr.to_integer(),
        Filter::Age(range) => u64::from(range.start()) * 1000 + u64::from(range.end()),
        Filter::Municipality(code) => code.to_integer().into(),
        Filter::Event(code) => {
            code.as_str().bytes().fold(0, |value, byte| value << 8 | u64::from(byte))
        }
        Filter::NoFilter => 0,
    }
}

pub(crate) fn filter(kind: i64, value: u64) -> Result<Filter, StoreError> {
    let short = u16::try_from(value).ok();
    let event = || {
        let bytes = u32::try_from(value).ok()?.to_be_bytes();
        EventCode::from_register(&bytes[1..])
    };
    let range = || {
        let (start, end) = (u16::try_from(value / 1000).ok()?, u16::try_from(value % 1000).ok()?);
        AgeRange::new(start, end).ok()
    };
    match kind {
        0 => Pnr::from_integer(value).map(Filter::Pnr),
        1 => range().map(Filter::Age),
        2 => short.and_then(MunicipalityCode::from_integer).map(Filter::Municipality),
        3 => event().map(Filter::Event),
        4 => Some(Filter::NoFilter),
        _ => None,
    }
    .ok_or(StoreError::Corrupt("filter"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_read_back() {
        for line in [
            "pnr 0101701234",
            "pnr 3112999999",
            "age 0-17",
            "age 0-999",
            "age 999-999",
            "municipality 9999",
            "event Z99",
            "no-filter",
        ] {
            let original: Filter = line.parse().unwrap();
            assert_eq!(filter(kind(original.kind()), value(original)).unwrap(), original);
        }
    }
}
