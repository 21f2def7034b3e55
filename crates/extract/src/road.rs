use std::collections::{BTreeSet, HashSet};

use civil::{MunicipalityCode, PostalCode, Road, RoadCode};

use crate::layout::known::{LABEL_KOMKOD, LABEL_POSTNR, LABEL_VEJKOD, VEJADRNVN};
use crate::layout::{Field, RecordType};

/// The fields of a `003` that make a road.
const FIELDS: [Field; 4] = [LABEL_KOMKOD, LABEL_VEJKOD, LABEL_POSTNR, VEJADRNVN];
const KEY: usize =
    LABEL_KOMKOD.length() + LABEL_VEJKOD.length() + LABEL_POSTNR.length() + VEJADRNVN.length();

/// The roads of many records. Most records name a road that others have named.
#[derive(Debug, Default)]
pub struct Roads {
    /// The fields of the roads so far, as they came.
    seen: HashSet<[u8; KEY]>,
    roads: BTreeSet<Road>,
}

impl Roads {
    /// Adds the road of a record, if it is a `003` with one.
    pub fn add(&mut self, record: &[u8]) {
        if is_label(record) && self.seen.insert(key(record)) {
            self.roads.extend(road_of(record));
        }
    }

    /// All roads.
    pub fn into_set(self) -> BTreeSet<Road> {
        self.roads
    }
}

fn is_label(record: &[u8]) -> bool {
    record.get(..3).and_then(RecordType::from_register) == Some(RecordType::LABEL)
}

fn key(record: &[u8]) -> [u8; KEY] {
    let mut key = [b' '; KEY];
    let fields = FIELDS.iter().flat_map(|field| {
        let found = field.of(record);
        found.iter().copied().chain(std::iter::repeat_n(b' ', field.length() - found.len()))
    });
    key.iter_mut().zip(fields).for_each(|(place, byte)| *place = byte);
    key
}

/// The road of a record; `None` when it is no `003`, or one without a road.
pub fn road_of(record: &[u8]) -> Option<Road> {
    if !is_label(record) {
        return None;
    }
    Some(Road {
        municipality: MunicipalityCode::from_register(LABEL_KOMKOD.of(record))?,
        code: RoadCode::from_register(LABEL_VEJKOD.of(record))?,
        postal_code: PostalCode::from_register(LABEL_POSTNR.of(record))?,
        name: Some(fold_road_name(VEJADRNVN.of(record))).filter(|name| !name.is_empty())?,
    })
}

/// The name of a road as roads are looked up: in lower case, with single blanks. Bytes are ISO-8859-1.
fn fold_road_name(name: &[u8]) -> String {
    let words: Vec<String> = name
        .split(u8::is_ascii_whitespace)
        .filter(|word| !word.is_empty())
        .map(|word| word.iter().flat_map(|&byte| char::from(byte).to_lowercase()).collect())
        .collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn label(postal_code: &str, codes: &str, name: &[u8]) -> Vec<u8> {
        let mut record = format!("0030101701234{:170}{postal_code}{:20}{codes}{:18}", "", "", "");
        record.truncate(229);
        let mut record = record.into_bytes();
        record.extend_from_slice(name);
        record
    }

    #[test]
    fn road_of_an_address_has_codes_and_its_name_in_lower_case() {
        let road = road_of(&label("8000", "07510512", b" \xc5ben  Vej        ")).unwrap();
        assert_eq!(road.name, "åben vej");
        assert_eq!(road.municipality, "0751".parse().unwrap());
        assert_eq!((road.code.to_integer(), road.postal_code.to_integer()), (512, 8000));
    }

    #[test]
    fn roads_of_many_records_are_each_there_once() {
        let mut roads = Roads::default();
        for name in [&b"Vej"[..], b"Vej ", b"VEJ", b"Anden Vej"] {
            roads.add(&label("8000", "07510512", name));
        }
        roads.add(b"002");
        let names: Vec<String> = roads.into_set().into_iter().map(|road| road.name).collect();
        assert_eq!(names, ["anden vej", "vej"]);
    }

    #[test]
    fn road_of_a_record_without_one_is_none() {
        for record in [
            label("0000", "07510512", b"Vej"),
            label("8000", "00000512", b"Vej"),
            label("8000", "07510000", b"Vej"),
            label("8000", "07510512", b"    "),
            b"002".to_vec(),
            b"00".to_vec(),
        ] {
            assert_eq!(road_of(&record), None);
        }
    }
}
