use std::collections::BTreeSet;

use axum::Extension;
use axum::extract::State;
use civil::Pnr;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::answer::{Answer, json};
use crate::caller::Caller;
use crate::endpoint::Shared;
use crate::limits;
use crate::problem::Problem;
use crate::refused::Refused;
use crate::said::Said;
use crate::why::Why;

/// Whom a system holds.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Held {
    /// The numbers, ten digits each.
    pnrs: Vec<String>,
    /// Deliver those who are missing, as a load of them alone.
    #[serde(default)]
    catch_up: bool,
}

/// What a system holds beside whom its filters choose. Personal data.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Drift {
    /// PRODDTO of the extract as of which it is.
    #[schema(value_type = String, format = Date)]
    as_of: Date,
    /// How many the system holds.
    held: u64,
    /// How many its filters choose.
    chosen: u64,
    /// Chosen and not held.
    missing: Vec<String>,
    /// Held and not chosen any more: to be deleted, since the need is gone.
    surplus: Vec<String>,
    /// Held under a number that is replaced.
    replaced: Vec<Replaced>,
    /// The load that brings those who are missing, if it was asked for and anyone is.
    load: Option<i64>,
}

/// A number that is replaced, and by which.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Replaced {
    pnr: String,
    by: String,
}

/// Compare the numbers that the system holds with whom its filters choose now
#[utoipa::path(
    post,
    path = "/agreements/{agreement}/drift",
    operation_id = "compare_drift",
    params(("agreement" = String, Path, format = Uuid, description = "ServiceAgreementUUID")),
    request_body = Held,
    responses(
        (status = 200, description = "What differs", body = Drift),
        Problem,
    ),
)]
pub(crate) async fn compare(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Said(held): Said<Held, { limits::HELD }>,
) -> Answer<Drift> {
    let turn = shared.comparisons.clone().try_acquire_owned().map_err(|_| Why::Busy)?;
    let pnrs = numbers(&held.pnrs)?;
    json(&shared, &caller, move |at| {
        // Held as long as the work lasts, whether the caller waits or not.
        let _turn = turn;
        let Caller { agreement, author, .. } = &at.caller;
        let drift = at.pipeline.tell_drift(agreement, &pnrs, author)?;
        let load = match held.catch_up {
            true => at.pipeline.order_catch_up(agreement, &drift, author)?,
            false => None,
        };
        Ok(view(&drift, load.map(store::LoadId::number)))
    })
    .await
}

/// The numbers; one that is none is named by its place.
fn numbers(texts: &[String]) -> Result<BTreeSet<Pnr>, Refused> {
    let numbers = texts.iter().enumerate().map(|(place, text)| {
        let wrong = || format!("pnrs[{place}] is not ten digits that begin with a day and a month");
        text.parse::<Pnr>().map_err(|_| Refused::with(Why::InvalidRequest, wrong()))
    });
    numbers.collect()
}

fn view(drift: &pipeline::Drift, load: Option<i64>) -> Drift {
    let digits = |pnr: &Pnr| pnr.reveal().to_string();
    let replaced = |(pnr, by): &(Pnr, Pnr)| Replaced { pnr: digits(pnr), by: digits(by) };
    Drift {
        as_of: drift.as_of,
        held: drift.held,
        chosen: drift.chosen,
        missing: drift.missing.iter().map(digits).collect(),
        surplus: drift.surplus.iter().map(digits).collect(),
        replaced: drift.replaced.iter().map(replaced).collect(),
        load,
    }
}
