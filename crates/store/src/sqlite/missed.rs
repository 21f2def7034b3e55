//! What left `IN` without having been collected, and ends being missed when something is that stands for it.

use rusqlite::Transaction;

use super::columns::execute;
use crate::StoreError;
use crate::delivery::DeliveryId;

const DOING: &str = "noting a collection";

/// The same bytes, whichever of the deliveries that bring them was collected.
pub(super) const SAME: &str = "
    UPDATE delivery SET missed = 0
    WHERE missed = 1 AND coalesce(replay_of, id) =
        (SELECT coalesce(replay_of, id) FROM delivery WHERE id = ?1)";

/// A load of everyone whom the filters choose stands for all that came before it, once all of its parts are
/// collected, the first time or once more.
pub(super) const BEFORE_LOAD: &str = "
    UPDATE delivery SET missed = 0
    WHERE missed = 1
        AND agreement = (SELECT agreement FROM delivery WHERE id = ?1)
        AND seq < (SELECT min(part.seq) FROM delivery AS collected
            CROSS JOIN load_order ON load_order.id = collected.load_order
            CROSS JOIN delivery AS part ON part.load_order = load_order.id AND part.kind = 'load'
            WHERE collected.id = ?1 AND load_order.kinds IN ('filters', 'all')
                AND load_order.since IS NULL AND load_order.is_confined = 0
                AND NOT EXISTS (SELECT 1 FROM delivery AS lacking
                    WHERE lacking.load_order = load_order.id AND lacking.kind = 'load'
                        AND NOT EXISTS (SELECT 1 FROM delivery AS same
                            CROSS JOIN collection ON collection.delivery = same.id
                            WHERE same.id = lacking.id OR same.replay_of = lacking.id)))";

/// Ends what is missed and need not be any more, now that this delivery is collected.
pub(super) fn collected(tx: &Transaction<'_>, delivery: DeliveryId) -> Result<(), StoreError> {
    execute(tx, DOING, SAME, [delivery.0])?;
    execute(tx, DOING, BEFORE_LOAD, [delivery.0]).map(|_| ())
}
