use std::sync::Arc;

use app::App;
use net::RefusalLog;

/// The dependencies of a server.
#[derive(Debug, Clone)]
pub struct Off4State {
    /// The use cases.
    pub app: App,
    /// Records connections that failed.
    pub refusals: Arc<RefusalLog>,
}
