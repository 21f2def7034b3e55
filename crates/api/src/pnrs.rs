use std::collections::BTreeSet;
use std::fmt;

use civil::Pnr;
use serde::de::{Deserialize, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Serialize, Serializer};
use text::BadLines;

/// A PNR that is sent in the clear.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CleartextPnr(pub(crate) Pnr);

impl Serialize for CleartextPnr {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0.reveal())
    }
}

/// A PNR in a body. What is none is not repeated.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OnePnr(pub(crate) Pnr);

impl<'de> Deserialize<'de> for OnePnr {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Entry(number) = Entry::deserialize(deserializer)?;
        number.map(Self).ok_or_else(|| D::Error::custom("not ten digits"))
    }
}

/// A list of PNRs, and the positions, from 0, of entries that are not PNRs. The entries are not repeated, as serde's
/// own errors would.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct PnrList {
    pub(crate) numbers: BTreeSet<Pnr>,
    pub(crate) bad: BadLines,
}

/// An entry of the list: a number, or anything else.
struct Entry(Option<Pnr>);

impl<'de> Deserialize<'de> for PnrList {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(List)
    }
}

struct List;

impl<'de> Visitor<'de> for List {
    type Value = PnrList;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<PnrList, A::Error> {
        let (mut numbers, mut bad) = (Vec::new(), BadLines::default());
        let mut place = 0;
        while let Some(Entry(number)) = list.next_element()? {
            match number {
                Some(number) => numbers.push(number),
                None => bad.add(place, ""),
            }
            place += 1;
        }
        // Sorted as a whole, which is faster than one by one.
        Ok(PnrList { numbers: numbers.into_iter().collect(), bad })
    }
}

impl<'de> Deserialize<'de> for Entry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Anything)
    }
}

struct Anything;

impl<'de> Visitor<'de> for Anything {
    type Value = Entry;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ten digits")
    }

    fn visit_str<E>(self, text: &str) -> Result<Entry, E> {
        Ok(Entry(Pnr::from_text(text)))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Entry, E> {
        Ok(Entry(None))
    }

    fn visit_i64<E>(self, _: i64) -> Result<Entry, E> {
        Ok(Entry(None))
    }

    fn visit_u64<E>(self, _: u64) -> Result<Entry, E> {
        Ok(Entry(None))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Entry, E> {
        Ok(Entry(None))
    }

    fn visit_unit<E>(self) -> Result<Entry, E> {
        Ok(Entry(None))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Entry, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Entry(None))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Entry, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Entry(None))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(list: &str) -> PnrList {
        serde_json::from_str(list).unwrap()
    }

    #[test]
    fn numbers_are_read_in_any_order_and_once() {
        let PnrList { numbers, .. } = read(r#"["0202705002", "0101705001", "\u0030202705002"]"#);
        let numbers: Vec<String> = numbers.iter().map(|pnr| pnr.reveal().to_string()).collect();
        assert_eq!(numbers, ["0101705001", "0202705002"]);
        assert_eq!(read("[]"), PnrList::default());
    }

    #[test]
    fn entry_that_is_no_number_is_named_by_its_place() {
        for wrong in [
            r#""010170500""#,
            "101705001",
            "-1",
            "1.5",
            "null",
            "true",
            r#"["0101705001"]"#,
            r#"{"pnr": "0101705001"}"#,
        ] {
            let PnrList { numbers, bad } = read(&format!(r#"["0101705001", {wrong}, "x"]"#));
            assert_eq!((numbers.len(), bad.numbers().as_str()), (1, "1-2"), "{wrong}");
        }
    }

    #[test]
    fn what_is_no_list_is_none() {
        for wrong in ["{}", "101705001", r#""0101705001""#, r#"["0101705001""#] {
            assert!(serde_json::from_str::<PnrList>(wrong).is_err(), "{wrong}");
        }
    }
}
