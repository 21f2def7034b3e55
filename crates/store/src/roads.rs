//! The roads of the addresses in the replica, and who lives there.

use std::collections::BTreeSet;

use civil::{HouseNumber, MunicipalityCode, PostalCode, Road};

use crate::StoreError;
use crate::db::{Row, Tx, Value, values};
use crate::model::{Person, ResidentQuery, RoadKey};
use crate::records_codec::Decoder;
use crate::replica::{read_person, select_persons};
use crate::store::Store;

const READING: &str = "looking up the residents of a road";

/// The index of residents. It is the schema's; a seed makes it once all rows are there.
const DROP_INDEX: &str = "DROP INDEX person_by_road";
const CREATE_INDEX: &str =
    "CREATE INDEX person_by_road ON person (komkod, vejkod, husnr) WHERE vejkod IS NOT NULL";

const OF_ROAD: &str = "WHERE komkod = ?1 AND vejkod = ?2 AND vejkod IS NOT NULL
    ORDER BY pnr LIMIT ?3";
const OF_HOUSE: &str = "WHERE komkod = ?1 AND vejkod = ?2 AND vejkod IS NOT NULL AND husnr = ?4
    ORDER BY pnr LIMIT ?3";

/// Who lives where.
impl Store {
    /// The persons in the replica who live at an address, in rising order of number. The cost is that of the road's
    /// residents.
    pub fn residents(&self, query: &ResidentQuery) -> Result<Vec<Person>, StoreError> {
        self.read(READING, |tx| {
            let mut decoder = Decoder::default();
            let mut found = Vec::new();
            for (komkod, vejkod) in roads(tx, query)? {
                if found.len() >= query.at_most {
                    break;
                }
                let mut take = |row: &Row<'_>| {
                    found.push(read_person(tx, &mut decoder, row)?);
                    Ok(())
                };
                match query.house_number.map(HouseNumber::to_integer) {
                    Some(husnr) => {
                        let key = values![komkod, vejkod, query.at_most, husnr];
                        tx.for_each(&select_persons(OF_HOUSE), &key, &mut take)?;
                    }
                    None => {
                        let key = values![komkod, vejkod, query.at_most];
                        tx.for_each(&select_persons(OF_ROAD), &key, &mut take)?;
                    }
                }
            }
            found.sort_by_key(|person| person.pnr);
            found.truncate(query.at_most);
            Ok(found)
        })
    }
}

/// The roads that a query means, by municipality and number; none when it names no place.
fn roads(tx: &Tx<'_>, query: &ResidentQuery) -> Result<BTreeSet<(u16, u16)>, StoreError> {
    let postnr = query.postal_code.map(PostalCode::to_integer);
    let komkod = query.municipality.map(MunicipalityCode::to_integer);
    let mut found = BTreeSet::new();
    match (&query.road, komkod, postnr) {
        (_, None, None) => {}
        (RoadKey::Code(code), Some(komkod), None) => {
            found.insert((komkod, code.to_integer()));
        }
        (RoadKey::Code(code), komkod, Some(postnr)) => {
            let key = values![postnr, code.to_integer()];
            found.extend(read_roads(tx, "postnr = ?1 AND vejkod = ?2", &key, komkod)?);
        }
        (RoadKey::Names(names), komkod, place) => {
            let which = match place {
                Some(_) => "postnr = ?1 AND name = ?2",
                None => "komkod = ?1 AND name = ?2",
            };
            for name in names {
                let key = values![place.or(komkod), name];
                found.extend(read_roads(tx, which, &key, komkod)?);
            }
        }
    }
    Ok(found)
}

/// The selected roads in a municipality, or in any.
fn read_roads(
    tx: &Tx<'_>,
    which: &str,
    key: &[Value<'_>],
    komkod: Option<u16>,
) -> Result<Vec<(u16, u16)>, StoreError> {
    let select = format!("SELECT DISTINCT komkod, vejkod FROM road WHERE {which}");
    let roads: Vec<(u16, u16)> =
        tx.query(&select, key, |row| Ok((row.get("komkod")?, row.get("vejkod")?)))?;
    Ok(roads
        .into_iter()
        .filter(|(found, _)| komkod.is_none_or(|komkod| komkod == *found))
        .collect())
}

/// Adds roads that addresses name.
pub(crate) fn add(tx: &Tx<'_>, roads: &BTreeSet<Road>) -> Result<(), StoreError> {
    let insert = "INSERT INTO road (komkod, name, vejkod, postnr) VALUES (?1, ?2, ?3, ?4)
        ON CONFLICT DO NOTHING";
    for road in roads {
        let (komkod, vejkod) = (road.municipality.to_integer(), road.code.to_integer());
        let row = values![komkod, &road.name, vejkod, road.postal_code.to_integer()];
        tx.execute(insert, &row)?;
    }
    Ok(())
}

/// Before many rows are written: entries of the index in the order of numbers would each touch another page.
pub(crate) fn drop_index(tx: &Tx<'_>) -> Result<(), StoreError> {
    tx.execute(DROP_INDEX, &[]).map(|_| ())
}

/// Afterwards: sorted, in one go.
pub(crate) fn create_index(tx: &Tx<'_>) -> Result<(), StoreError> {
    tx.execute(CREATE_INDEX, &[]).map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::testing;

    #[test]
    fn residents_are_found_by_the_index() {
        for which in [OF_ROAD, OF_HOUSE] {
            let plan = testing::plan(&select_persons(which));
            assert!(plan.iter().any(|step| step.contains("person_by_road")), "{plan:?}");
        }
    }
}
