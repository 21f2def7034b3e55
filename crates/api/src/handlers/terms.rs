use axum::Extension;
use axum::extract::State;
use jiff::Timestamp;
use serde::Serialize;
use store::TermsChange;
use utoipa::ToSchema;

use crate::answer::{ApiResult, respond_json};
use crate::caller::Caller;
use crate::problem::Problem;
use crate::state::SharedState;
use crate::views::LeftOut;

/// What is left out of a subscription's deliveries.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Terms {
    /// From the next extract on; none where everything is delivered.
    left_out: Option<LeftOut>,
    /// Every change, the oldest first.
    changes: Vec<ChangeOfTerms>,
}

/// A change of what is left out.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ChangeOfTerms {
    /// Its number, counted from 1.
    number: u64,
    /// When it was made. Extracts that were applied before are delivered as before.
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    /// What is left out since then; none where everything is delivered.
    left_out: Option<LeftOut>,
}

impl From<TermsChange> for ChangeOfTerms {
    fn from(change: TermsChange) -> Self {
        let TermsChange { number, at, minimisation, .. } = change;
        Self { number, at, left_out: LeftOut::of(&minimisation) }
    }
}

/// What is left out of the deliveries, by the terms of the agreement, and since when
#[utoipa::path(
    get,
    path = "/agreements/{agreement}/terms",
    operation_id = "get_terms",
    params(("agreement" = String, Path, format = Uuid, description = "ServiceAgreementUUID")),
    responses(
        (status = 200, description = "The terms", body = Terms),
        Problem,
    ),
)]
pub(crate) async fn get(
    State(state): State<SharedState>,
    Extension(caller): Extension<Caller>,
) -> ApiResult<Terms> {
    respond_json(&state, &caller, |app, context| {
        let terms = app.terms(context)?;
        Ok(Terms {
            left_out: LeftOut::of(&terms.minimisation),
            changes: terms.changes.into_iter().map(ChangeOfTerms::from).collect(),
        })
    })
    .await
}
