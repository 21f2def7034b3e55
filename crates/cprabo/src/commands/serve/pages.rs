use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use app::App;
use health::Snapshots;
use net::Listener;
use sandbox::Sandbox;
use tls::Tls;
use tokio::runtime::Handle;
use web::{Alert, ServiceAddresses, WebState};

use crate::authority::Pair;
use crate::commands::user::first_start;
use crate::installation::{Installation, operator_context};

/// How long a page waits for a look at the health.
const LOOK: Duration = Duration::from_millis(500);

/// The listener for the pages.
pub(super) struct Pages {
    pub(super) listener: Listener,
    pub(super) tls: Tls,
    pub(super) state: WebState,
}

impl Pages {
    /// The pages on a listener. `soap` and `sftp` are where the service listens.
    pub(super) fn open(
        installation: &Installation,
        listener: Listener,
        Pair { certificate, key }: &Pair,
        app: &App,
        snapshots: Snapshots,
        (soap, sftp): (SocketAddr, SocketAddr),
        sandbox: Option<Sandbox>,
    ) -> Result<Self> {
        let config = &installation.config;
        let soap = format!("https://{soap}");
        let soap = match &config.soap.public_url {
            Some(url) => (url.clone(), origin(url)),
            None => (format!("{soap}/service/CPRSubscription/CPRSubscription/1/"), soap),
        };
        let service = ServiceAddresses {
            api: format!("{}{}", soap.1, api::PATH),
            soap: soap.0,
            sftp: sftp.to_string(),
        };
        let state = WebState {
            app: app.clone(),
            environment: config.web.environment.into(),
            service,
            alerts: alerts(snapshots),
            sandbox,
            statement: config.web.statement(),
            public_url: config.web.public_url.clone(),
        };
        let tls = Tls::new(certificate.as_bytes(), key.as_bytes(), web::PROTOCOL)?;
        Ok(Self { listener, tls, state })
    }

    /// The address of the pages.
    pub(super) fn url(&self, installation: &Installation) -> Result<String> {
        Ok(installation.config.web.url(self.listener.local_address()?))
    }

    /// A line with a link that makes the first operator, when there is none.
    pub(super) fn first_link(&self, installation: &Installation) -> Result<Option<String>> {
        let app = &self.state.app;
        if app.has_operator()? {
            return Ok(None);
        }
        let token = app.first_link(&operator_context("serve"))?;
        let link = first_start(&self.url(installation)?, &token);
        Ok(Some(format!("first operator, once, within 24 hours: {link}")))
    }
}

/// What health sees. Pages are made on threads of the runtime that may block.
fn alerts(snapshots: Snapshots) -> Arc<dyn Fn() -> Vec<Alert> + Send + Sync> {
    Arc::new(move || {
        let Ok(runtime) = Handle::try_current() else { return Vec::new() };
        let seen = runtime.block_on(snapshots.fresh(LOOK)).health();
        let alert =
            |alert: health::Alert| Alert { kind: alert.kind.as_str().to_owned(), what: alert.what };
        seen.troubles.into_iter().map(alert).collect()
    })
}

/// `https://host` of an address.
fn origin(url: &str) -> String {
    url.splitn(4, '/').take(3).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origin_of_an_address_ends_with_its_host() {
        assert_eq!(origin("https://cpr.example.dk:8443/service/x/"), "https://cpr.example.dk:8443");
        assert_eq!(origin("https://cpr.example.dk"), "https://cpr.example.dk");
    }
}
