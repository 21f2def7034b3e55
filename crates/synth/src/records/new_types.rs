//! Record types that additions to the layout have brought.

use std::ops::Range;

use extract::RecordLayout;

use super::sheet::RecordSheet;

/// Of a hundred persons, those with a record of a new type.
const HAVE_RECORD: u32 = 30;

impl RecordSheet<'_> {
    /// The records of new types in this range, in rising order.
    pub(super) fn new_types(&mut self, kinds: Range<u16>) {
        let is_new = |layout: &&RecordLayout| {
            layout.kind().layout().is_none() && kinds.contains(&layout.kind().to_integer())
        };
        let layouts = self.writer.layouts().clone();
        for layout in layouts.all().iter().filter(is_new) {
            let kind = layout.kind().to_string();
            if self.detail(&kind, "").percent(HAVE_RECORD) {
                self.put(&kind, &[]);
            }
        }
    }
}
