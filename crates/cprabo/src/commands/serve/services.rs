use std::sync::Arc;

use access::system_by_certificate;
use anyhow::Result;
use api::ApiState;
use app::App;
use axum::Router;
use https::Callers;
use net::{RateLimiter, RefusalLog};
use soap::SoapState;
use store::Store;

use crate::installation::Installation;

/// The callers over HTTPS, by their certificates.
pub(super) fn callers(
    installation: &Installation,
    store: &Arc<Store>,
    refusals: &Arc<RefusalLog>,
) -> Callers {
    let (store, clock) = (Arc::clone(store), installation.clock.clone());
    let look_up = move |certificate| system_by_certificate(&store, certificate, clock.now());
    Callers::new(look_up, Arc::clone(refusals), Arc::default(), installation.clock.clone())
}

/// The use cases for requests from the network.
pub(super) fn use_cases(
    installation: &Installation,
    store: &Arc<Store>,
    rate_limiter: &Arc<RateLimiter>,
) -> Result<App> {
    let app = App::new(
        Arc::clone(store),
        installation.pipeline_for_requests()?,
        installation.clock.clone(),
        Arc::new(installation.signer()?),
        Arc::clone(rate_limiter),
    );
    let app = app.with_layouts(installation.layouts_or_built_in());
    let app = app.with_filter_approval(installation.config.approval.settings());
    let app = app.with_web(installation.config.web.settings());
    let has_sandbox = installation.served_sandbox()?.is_some();
    let app = if has_sandbox { app.keeping_recent_calls() } else { app };
    Ok(app.with_off4(installation.config.off4.settings()))
}

/// The services over HTTPS: SOAP at the contract's paths, and the JSON API at its own.
pub(super) fn services(app: App, public_url: Option<String>) -> Router {
    let soap = soap::router(SoapState { app: app.clone(), public_url });
    soap.nest(api::PATH, api::router(ApiState { app }))
}
