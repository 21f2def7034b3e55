use clock::danish_day;
use matching::LoadFilter;
use store::{AgesIn, EnteredRange, IndexRow};
use tracing::info;

use crate::error::PipelineError;
use crate::pipeline::Pipeline;

impl Pipeline {
    /// Orders loads of the persons who have entered an age range since the extract before, for agreements that ask for it. The
    /// replica is scanned once for all of them, and only if one of them has age ranges.
    ///
    /// # Errors
    /// When the store fails. The next call tries again.
    pub(crate) fn order_ages_in(&self) -> Result<(), PipelineError> {
        let (store, now) = (self.store(), self.clock().now());
        let awaiting = store.awaiting_ages_in(danish_day(now))?;
        let Some(AgesIn { run, day, .. }) = awaiting.first() else { return Ok(()) };
        let as_of = (*run, *day);
        let mut entering: Vec<Entering> = awaiting.into_iter().map(Entering::new).collect();
        if entering.iter().any(|one| one.is_possible) {
            let scanned =
                store.scan_index(&mut |row| entering.iter_mut().for_each(|one| one.look(row)))?;
            if scanned.is_none_or(|scanned| scanned.id != as_of.0) {
                // Another extract was applied meanwhile.
                return Ok(());
            }
        }
        let entered: Vec<EnteredRange> = entering.into_iter().map(|one| one.entered).collect();
        for load in store.order_ages_in(as_of, &entered, now)? {
            info!(event = "load.ages_in_ordered", %load, "a load of persons who enter an age range was ordered");
        }
        Ok(())
    }
}

/// Finds who enters an age range of an agreement.
struct Entering {
    asks: AgesIn,
    before: LoadFilter,
    now: LoadFilter,
    /// Without age ranges, or a day before, nobody can enter one.
    is_possible: bool,
    entered: EnteredRange,
}

impl Entering {
    fn new(asks: AgesIn) -> Self {
        let AgesIn { agreement, since, day, combination, ref filters, .. } = asks;
        let chosen = |day| LoadFilter::of_subscription(filters, combination, day);
        Self {
            before: chosen(since.unwrap_or(day)),
            now: chosen(day),
            is_possible: since.is_some() && filters.ages().next().is_some(),
            entered: EnteredRange { agreement, since, persons: Vec::new() },
            asks,
        }
    }

    fn look(&mut self, row: &IndexRow) {
        if self.is_possible && self.has_birthday(row) && self.enters(row) {
            self.entered.persons.push(row.pnr);
        }
    }

    /// One in some hundred: the others cost no more than this.
    fn has_birthday(&self, row: &IndexRow) -> bool {
        let age = |day| row.born.and_then(|born| born.age_on(day));
        self.asks.since.is_some_and(|since| age(since) != age(self.asks.day))
    }

    fn enters(&self, row: &IndexRow) -> bool {
        self.now.choose(row).is_some()
            && self.before.choose(row).is_none()
            && !self.asks.delivered.contains(&row.pnr)
    }
}
