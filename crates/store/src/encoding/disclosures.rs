//! The stored form of a log of disclosures: 8 bytes for each person, PNR * 256 + reason,
//! big-endian, rising.

use civil::Pnr;
use filters::Reason;

use crate::StoreError;

pub(crate) fn encode(disclosed: &[(Pnr, Reason)]) -> Vec<u8> {
    let entry = |(pnr, reason): &(Pnr, Reason)| pnr.to_integer() << 8 | u64::from(reason.bits());
    disclosed.iter().flat_map(|disclosed| entry(disclosed).to_be_bytes()).collect()
}

pub(crate) fn decode(entries: &[u8]) -> Result<Vec<(Pnr, Reason)>, StoreError> {
    let entry = |entry: &[u8; 8]| Ok((pnr(number(entry))?, Reason::from_bits(entry[7])));
    split(entries)?.iter().map(entry).collect()
}

/// Finds a person.
pub(crate) fn find(entries: &[u8], pnr: Pnr) -> Result<Option<Reason>, StoreError> {
    let entries = split(entries)?;
    let place = entries.binary_search_by_key(&pnr.to_integer(), number).ok();
    Ok(place.map(|place| Reason::from_bits(entries[place][7])))
}

fn split(entries: &[u8]) -> Result<&[[u8; 8]], StoreError> {
    match entries.as_chunks() {
        (entries, []) => Ok(entries),
        _ => Err(StoreError::Corrupt("disclosure")),
    }
}

fn pnr(number: u64) -> Result<Pnr, StoreError> {
    Pnr::from_integer(number).ok_or(StoreError::Corrupt("disclosure"))
}

fn number(entry: &[u8; 8]) -> u64 {
    u64::from_be_bytes(*entry) >> 8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_is_found_among_the_disclosed() {
        let pnr = |number| Pnr::from_integer(number).unwrap();
        let entry = |number: u64, reason: u64| (number << 8 | reason).to_be_bytes();
        let entries = [entry(1, 1), entry(5, 16), entry(9_999_999_999, 255)].concat();
        let found = |number| find(&entries, pnr(number)).unwrap().map(Reason::bits);
        assert_eq!([1, 5, 9_999_999_999].map(found), [Some(1), Some(16), Some(255)]);
        assert_eq!([0, 2, 6].map(found), [None; 3]);
        assert_eq!(find(&[], pnr(1)).unwrap(), None);
        assert!(find(&entries[1..], pnr(1)).is_err());
    }
}
