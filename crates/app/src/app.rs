use std::sync::Arc;

use clock::Clock;
use extract::Layouts;
use jiff::Timestamp;
use manifest::Signer;
use net::RateLimiter;
use pipeline::Pipeline;
use store::Store;

use crate::permits::Permits;
use crate::unknown_numbers::UnknownNumbers;

/// Searches for residents at the same time, for all systems: each has the records of a road in memory.
const ADDRESS_SEARCHES: usize = 8;

/// The use cases, with their dependencies. Cheap to clone.
#[derive(Debug, Clone)]
pub struct App {
    pub(crate) store: Arc<Store>,
    pub(crate) pipeline: Pipeline,
    pub(crate) clock: Clock,
    pub(crate) signer: Arc<Signer>,
    pub(crate) rate_limiter: Arc<RateLimiter>,
    pub(crate) unknown_numbers: Arc<UnknownNumbers>,
    pub(crate) layouts: Layouts,
    pub(crate) address_searches: Permits,
}

impl App {
    /// Use cases over an installation. `rate_limiter` limits addresses from which too much is refused.
    pub fn new(
        store: Arc<Store>,
        pipeline: Pipeline,
        clock: Clock,
        signer: Arc<Signer>,
        rate_limiter: Arc<RateLimiter>,
    ) -> Self {
        Self {
            store,
            pipeline,
            clock,
            signer,
            rate_limiter,
            unknown_numbers: Arc::default(),
            layouts: Layouts::default(),
            address_searches: Permits::new(ADDRESS_SEARCHES),
        }
    }

    /// The same with additions to the record layout, by which look-ups are read.
    #[must_use]
    pub fn with_layouts(self, layouts: Layouts) -> Self {
        Self { layouts, ..self }
    }

    /// What time it is.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }
}
