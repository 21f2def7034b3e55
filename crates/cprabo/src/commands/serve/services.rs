use std::sync::Arc;

use access::system_by_certificate;
use anyhow::Result;
use axum::Router;
use https::Callers;
use net::{RateLimiter, RefusalLog};
use store::Store;

use crate::installation::Installation;

/// Who calls over HTTPS, by their certificates.
pub(super) fn callers(
    installation: &Installation,
    store: &Arc<Store>,
    refusals: &Arc<RefusalLog>,
) -> Callers {
    let (store, clock) = (Arc::clone(store), installation.clock.clone());
    let look_up = move |certificate| system_by_certificate(&store, certificate, clock.now());
    Callers::new(look_up, Arc::clone(refusals), Arc::default(), installation.clock.clone())
}

/// What is served over HTTPS: SOAP at the contract's paths, and the JSON API at its own.
pub(super) fn services(
    installation: &Installation,
    store: &Arc<Store>,
    rate_limiter: &Arc<RateLimiter>,
) -> Result<Router> {
    let Installation { clock, config, .. } = installation;
    let pipeline = installation.pipeline_for_requests()?;
    let soap = soap::SoapState {
        store: Arc::clone(store),
        clock: clock.clone(),
        pipeline: pipeline.clone(),
        rate_limiter: Arc::clone(rate_limiter),
        public_url: config.soap.public_url.clone(),
    };
    let api = api::ApiState {
        store: Arc::clone(store),
        clock: clock.clone(),
        pipeline,
        rate_limiter: Arc::clone(rate_limiter),
        signer: Arc::new(installation.signer()?),
    };
    Ok(soap::router(soap).nest(api::PATH, api::router(api)))
}
