use filters::{Combination, FilterSet};
use matching::LoadFilter;
use store::{Store, StoreError};

/// How many persons of the replica filters choose after a change and not before it: one scan, on one thread. Nobody while
/// the replica is empty.
pub fn persons_added(
    store: &Store,
    combination: Combination,
    (before, after): (&FilterSet, &FilterSet),
) -> Result<u64, StoreError> {
    let Some(day) = store.last_applied()?.and_then(|run| run.header) else { return Ok(0) };
    let filter = |set| LoadFilter::of_subscription(set, combination, day.proddto);
    let (before, after) = (filter(before), filter(after));
    let mut added = 0;
    store.scan_index(&mut |row| {
        added += u64::from(after.choose(row).is_some() && before.choose(row).is_none());
    })?;
    Ok(added)
}
