use std::net::IpAddr;
use std::sync::Arc;

use app::App;
use net::{Admission, Refusal, RefusalKind, RefusalLog};

/// Records what is refused of one connection.
#[derive(Clone)]
pub(crate) struct ConnectionRefusals {
    pub(crate) app: App,
    pub(crate) log: Arc<RefusalLog>,
    pub(crate) address: IpAddr,
    pub(crate) admission: Arc<Admission>,
}

impl ConnectionRefusals {
    pub(crate) fn record(&self, kind: RefusalKind, detail: String) {
        self.admission.note_refused();
        let refusal = Refusal { kind, address: self.address, detail, system: None };
        self.log.record(refusal, self.app.now());
    }
}
