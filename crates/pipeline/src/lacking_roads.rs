use civil::{HouseNumber, Road, RoadCode};
use extract::{Person, RecordType, road_of};
use store::{Store, StoreError};

/// Reads the roads of a replica that an older cprabo filled from its records, so that residents can be looked up. Returns
/// whether there was something to do.
///
/// # Errors
/// A [`StoreError`]; nothing has changed then.
pub fn read_lacking_roads(store: &Store) -> Result<bool, StoreError> {
    store.read_lacking_roads(&address_of)
}

fn address_of(records: &[u8]) -> (Option<RoadCode>, Option<HouseNumber>, Vec<Road>) {
    let lines = || records.split(|&byte| byte == b'\n');
    let is_address = |line: &&[u8]| {
        line.get(..3).and_then(RecordType::from_register) == Some(RecordType::ADDRESS)
    };
    let (road, house_number) = lines().find(is_address).map(Person::address_of).unwrap_or_default();
    (road, house_number, lines().filter_map(road_of).collect())
}
