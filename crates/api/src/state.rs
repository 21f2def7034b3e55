use app::App;

use crate::concurrency_limiter::ConcurrencyLimiter;
use crate::limits;

/// Where the API is.
pub const PATH: &str = "/api/v1";

/// What the API needs.
#[derive(Debug, Clone)]
pub struct ApiState {
    /// The use cases.
    pub app: App,
}

/// What the handlers share.
#[derive(Debug, Clone)]
pub(crate) struct SharedState {
    pub(crate) app: App,
    pub(crate) comparisons: ConcurrencyLimiter,
    pub(crate) replays: ConcurrencyLimiter,
    pub(crate) lookups: ConcurrencyLimiter,
}

impl From<ApiState> for SharedState {
    fn from(state: ApiState) -> Self {
        Self {
            app: state.app,
            comparisons: ConcurrencyLimiter::new(limits::COMPARISONS),
            replays: ConcurrencyLimiter::new(limits::REPLAYS),
            lookups: ConcurrencyLimiter::new(limits::LOOKUPS),
        }
    }
}
