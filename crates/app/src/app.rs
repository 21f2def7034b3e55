use std::net::IpAddr;
use std::num::NonZero;
use std::sync::{Arc, OnceLock};

use access::{Off4Tokens, PasswordHasher};
use civil::Off4User;
use clock::Clock;
use extract::Layouts;
use jiff::Timestamp;
use manifest::Signer;
use net::RateLimiter;
use pipeline::Pipeline;
use store::{Approval, Fingerprint, Sha256, Store};

use crate::call_meter::CallMeter;
use crate::filter_approval::FilterApproval;
use crate::leaky_buckets::LeakyBuckets;
use crate::limited_caller::LimitedCaller;
use crate::off4_settings::Off4Settings;
use crate::permits::Permits;
use crate::recent_calls::RecentCalls;
use crate::run_volumes::RunVolumes;
use crate::web_settings::WebSettings;

/// Searches for residents at the same time, for all systems: each has the records of a road in memory.
const ADDRESS_SEARCHES: usize = 8;
/// Numbers that nobody has which a system may look up at once, and how many more in a minute: who guesses numbers would
/// learn who exists.
const UNKNOWN_NUMBERS: (f64, f64) = (500.0, 10.0);
/// Previews that a system may have at once, and how many more in a minute: each tells something of persons whom it does not
/// receive.
const PREVIEWS: (f64, f64) = (60.0, 1.0);
/// Logons with a wrong password that an account may have at once, and how many more in a minute.
const FAILED_LOGONS: (f64, f64) = (20.0, 0.5);
/// Sign-ins to the pages with a wrong password by one name from one address, and wrong codes by one name from wherever, and how
/// many more in a minute: who knows a password and guesses codes needs years.
const FAILED_SIGN_INS: (f64, f64) = (10.0, 0.2);
/// Sign-ins with a wrong password by one name from wherever: so many that one address cannot keep somebody else out.
const FAILED_NAMES: (f64, f64) = (200.0, 2.0);
/// The same from one address, by any names: an office has one address.
const FAILED_ADDRESSES: (f64, f64) = (50.0, 2.0);
/// Passwords that are hashed at the same time, if there are so many cores: each takes one, and 19 MiB.
const PASSWORDS: usize = 4;

/// The use cases, with their dependencies. Cheap to clone.
#[derive(Debug, Clone)]
pub struct App {
    pub(crate) store: Arc<Store>,
    pub(crate) pipeline: Pipeline,
    pub(crate) clock: Clock,
    pub(crate) signer: Arc<Signer>,
    pub(crate) rate_limiter: Arc<RateLimiter>,
    pub(crate) unknown_numbers: Arc<LeakyBuckets<LimitedCaller>>,
    pub(crate) previews: Arc<LeakyBuckets<LimitedCaller>>,
    pub(crate) failed_logons: Arc<LeakyBuckets<Off4User>>,
    pub(crate) failed_sign_ins: Arc<LeakyBuckets<Sha256>>,
    pub(crate) failed_names: Arc<LeakyBuckets<Sha256>>,
    pub(crate) failed_addresses: Arc<LeakyBuckets<IpAddr>>,
    pub(crate) web_settings: WebSettings,
    pub(crate) passwords: Arc<PasswordHasher>,
    pub(crate) off4_tokens: Arc<Off4Tokens>,
    pub(crate) off4_settings: Off4Settings,
    pub(crate) filter_approval: FilterApproval,
    pub(crate) layouts: Layouts,
    pub(crate) address_searches: Permits,
    pub(crate) approval: Approval,
    pub(crate) call_meter: Arc<CallMeter>,
    pub(crate) probe: Arc<OnceLock<Fingerprint>>,
    pub(crate) run_volumes: Arc<RunVolumes>,
    /// In a sandbox alone.
    pub(crate) recent_calls: Option<Arc<RecentCalls>>,
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
        let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
        Self {
            store,
            pipeline,
            clock,
            signer,
            rate_limiter,
            unknown_numbers: Arc::new(LeakyBuckets::new(UNKNOWN_NUMBERS.0, UNKNOWN_NUMBERS.1)),
            previews: Arc::new(LeakyBuckets::new(PREVIEWS.0, PREVIEWS.1)),
            failed_logons: Arc::new(LeakyBuckets::new(FAILED_LOGONS.0, FAILED_LOGONS.1)),
            failed_sign_ins: Arc::new(LeakyBuckets::new(FAILED_SIGN_INS.0, FAILED_SIGN_INS.1)),
            failed_names: Arc::new(LeakyBuckets::new(FAILED_NAMES.0, FAILED_NAMES.1)),
            failed_addresses: Arc::new(LeakyBuckets::new(FAILED_ADDRESSES.0, FAILED_ADDRESSES.1)),
            web_settings: WebSettings::default(),
            passwords: Arc::new(PasswordHasher::new(cores.min(PASSWORDS))),
            off4_tokens: Arc::new(Off4Tokens::new(Off4Settings::default().tokens_last)),
            off4_settings: Off4Settings::default(),
            filter_approval: FilterApproval::default(),
            layouts: Layouts::default(),
            address_searches: Permits::new(ADDRESS_SEARCHES),
            approval: Approval::default(),
            call_meter: Arc::default(),
            probe: Arc::default(),
            run_volumes: Arc::default(),
            recent_calls: None,
        }
    }

    /// The same with additions to the record layout, by which look-ups are read.
    #[must_use]
    pub fn with_layouts(self, layouts: Layouts) -> Self {
        Self { layouts, ..self }
    }

    /// The same with changes of filters that wait for a second person.
    #[must_use]
    pub fn with_filter_approval(self, filter_approval: FilterApproval) -> Self {
        Self { filter_approval, ..self }
    }

    /// The same with other settings for accounts of OFF4.
    #[must_use]
    pub fn with_off4(self, off4_settings: Off4Settings) -> Self {
        let off4_tokens = Arc::new(Off4Tokens::new(off4_settings.tokens_last));
        Self { off4_tokens, off4_settings, ..self }
    }

    /// The same with other times for sessions of the pages.
    #[must_use]
    pub fn with_web(self, web_settings: WebSettings) -> Self {
        Self { web_settings, ..self }
    }

    /// The same with others who may approve agreements.
    #[must_use]
    pub fn with_approval(self, approval: Approval) -> Self {
        Self { approval, ..self }
    }

    /// The same with another limiter of addresses from which too much is refused: so that failures by one protocol do not
    /// limit callers by another.
    #[must_use]
    pub fn with_rate_limiter(self, rate_limiter: Arc<RateLimiter>) -> Self {
        Self { rate_limiter, ..self }
    }

    /// What time it is.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }
}
