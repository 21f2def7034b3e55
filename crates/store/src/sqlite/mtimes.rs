//! The mtimes of delivered files (`delivery.md`). Some clients take only what is newer than the last that they took, and
//! some pass over what is newer than their clock: within an account they rise, and none lies ahead.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::StoreError;
use crate::db::{Tx, values};
use crate::model::DeliveryId;

/// The mtimes of deliveries that are published together, by the order in which they come.
pub(super) fn give(
    tx: &Tx<'_>,
    deliveries: &[DeliveryId],
    at: Timestamp,
) -> Result<Vec<i64>, StoreError> {
    let select = "SELECT system.id, system.last_mtime FROM delivery
        JOIN system ON system.id = delivery.system WHERE delivery.id = ?1";
    let mut by_account: BTreeMap<i64, (i64, Vec<usize>)> = BTreeMap::new();
    for (place, delivery) in deliveries.iter().enumerate() {
        let found = tx.query_opt(select, &values![*delivery], |row| {
            Ok((row.get::<i64>("id")?, row.get::<i64>("last_mtime")?))
        })?;
        let (system, last) = found.ok_or_else(|| StoreError::NotFound("such delivery".into()))?;
        by_account.entry(system).or_insert((last, Vec::new())).1.push(place);
    }
    let now = at.as_second();
    let mut mtimes = vec![now; deliveries.len()];
    for (system, (last, places)) in by_account {
        for (mtime, place) in spread(last, now, places.len()).zip(places) {
            mtimes[place] = mtime;
        }
        let update = "UPDATE system SET last_mtime = ?2 WHERE id = ?1";
        tx.execute(update, &values![system, now])?;
    }
    Ok(mtimes)
}

/// So many rising seconds up to now, after the last one given: a second for each, or as many as there are, shared evenly.
/// None is left after a clock that was set back: all are now.
fn spread(last: i64, now: i64, files: usize) -> impl Iterator<Item = i64> {
    let files = i64::try_from(files).unwrap_or(i64::MAX).max(1);
    let room = now.saturating_sub(last).clamp(0, files);
    (1..=files).map(move |file| {
        now - room + (file * room).div_euclid(files) + i64::from(file * room % files > 0)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(last: i64, files: usize) -> Vec<i64> {
        spread(last, 100, files).collect()
    }

    #[test]
    fn spread_where_there_is_room_is_a_second_for_each_up_to_now() {
        assert_eq!(of(0, 1), [100]);
        assert_eq!(of(0, 3), [98, 99, 100]);
        assert_eq!(of(97, 3), [98, 99, 100]);
    }

    #[test]
    fn spread_where_there_is_none_shares_what_there_is_evenly() {
        assert_eq!(of(98, 4), [99, 99, 100, 100]);
        assert_eq!(of(97, 4), [98, 99, 100, 100]);
        assert_eq!(of(100, 3), [100; 3]);
        assert_eq!(of(5000, 2), [100; 2], "the clock was ahead, and is right again");
    }

    proptest::proptest! {
        #[test]
        fn spread_rises_after_the_last_and_never_ahead(last in 0i64..200, files in 1usize..300) {
            let given = of(last, files);
            proptest::prop_assert_eq!(given.len(), files);
            proptest::prop_assert!(given.is_sorted() && given.last() == Some(&100));
            proptest::prop_assert!(last >= 100 || given[0] > last);
            let distinct = given.iter().collect::<std::collections::BTreeSet<_>>().len() as i64;
            proptest::prop_assert_eq!(distinct, (100 - last).clamp(1, files as i64));
        }
    }
}
