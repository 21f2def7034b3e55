use app::ReviewLine;
use axum::Extension;
use axum::extract::State;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use store::{AgreementText, NeedReason, ReviewState};
use utoipa::ToSchema;

use crate::answer::{ApiResult, respond_json};
use crate::api_error::ApiError;
use crate::caller::Caller;
use crate::json_body::JsonBody;
use crate::limits;
use crate::problem::Problem;
use crate::state::SharedState;

// Without `Debug`: it names a person.
/// That somebody at the authority has reviewed the need.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Confirmation {
    /// The person who answers for it.
    #[schema(min_length = 1, max_length = 500)]
    name: String,
    /// What that person found, without personal numbers.
    #[schema(max_length = 500)]
    note: Option<String>,
}

/// Where an agreement stands with the review of its need.
#[derive(Serialize, ToSchema)]
pub(crate) struct Review {
    /// `off` when none is asked for, `current`, `due` from 14 days before its day on, `overdue` after that day.
    state: &'static str,
    /// Days from one review to the next; 0 for none.
    every_days: u16,
    /// The last day on which the next review is in time.
    #[schema(value_type = Option<String>, format = Date)]
    due: Option<Date>,
    /// The first day on which it was late, if it is.
    #[schema(value_type = Option<String>, format = Date)]
    overdue_since: Option<Date>,
    /// The day on which the agreement is suspended if nobody has confirmed it: nothing is delivered and answered then. None where it
    /// is not suspended for that.
    #[schema(value_type = Option<String>, format = Date)]
    suspended_on: Option<Date>,
    /// When the last review was confirmed.
    #[schema(value_type = Option<String>, format = DateTime)]
    confirmed_at: Option<Timestamp>,
    /// The person who answers for it.
    confirmed_by: Option<String>,
    /// What that person found.
    note: Option<String>,
}

/// When the need for the agreement's filters was reviewed, when it is due again, and what happens without
#[utoipa::path(
    get,
    path = "/agreements/{agreement}/review",
    operation_id = "get_review",
    params(("agreement" = String, Path, format = Uuid, description = "ServiceAgreementUUID")),
    responses((status = 200, description = "Where it stands", body = Review), Problem),
)]
pub(crate) async fn get(
    State(state): State<SharedState>,
    Extension(caller): Extension<Caller>,
) -> ApiResult<Review> {
    respond_json(&state, &caller, |app, context| Ok(view(app.review(context)?))).await
}

/// Confirm by name that somebody at the authority has reviewed the need for the agreement's filters
///
/// An agreement that is suspended cannot be called under: it is resumed by the operator.
#[utoipa::path(
    post,
    path = "/agreements/{agreement}/review",
    operation_id = "confirm_review",
    params(("agreement" = String, Path, format = Uuid, description = "ServiceAgreementUUID")),
    request_body = Confirmation,
    responses((status = 200, description = "Where it stands now", body = Review), Problem),
)]
pub(crate) async fn confirm(
    State(state): State<SharedState>,
    Extension(caller): Extension<Caller>,
    JsonBody(confirmation): JsonBody<Confirmation, { limits::ORDER }>,
) -> ApiResult<Review> {
    respond_json(&state, &caller, move |app, context| {
        let Confirmation { name, note } = confirmation;
        let name: AgreementText = name.parse().map_err(|_| wrong_name())?;
        let note = note.as_deref().map(str::parse::<NeedReason>).transpose();
        app.confirm_review(context, &name, note.map_err(|_| wrong_note())?.as_ref())?;
        Ok(view(app.review(context)?))
    })
    .await
}

fn wrong_name() -> ApiError {
    ApiError::invalid("name has 1 to 500 characters", "name har 1 til 500 tegn")
}

fn wrong_note() -> ApiError {
    ApiError::invalid(
        "note has 1 to 500 characters and no personal number",
        "note har 1 til 500 tegn og intet personnummer",
    )
}

fn view(ReviewLine { status, state }: ReviewLine) -> Review {
    let due = state.by();
    let overdue_since = match state {
        ReviewState::Overdue(by) => by.tomorrow().ok(),
        _ => None,
    };
    let suspended_on = due.and_then(|by| status.suspended_on(by));
    let (confirmed_at, confirmed_by, note) = match status.last {
        Some(review) => (Some(review.at), Some(review.name), review.note),
        None => (None, None, None),
    };
    Review {
        state: state.as_str(),
        every_days: status.periods.every,
        due,
        overdue_since,
        suspended_on,
        confirmed_at,
        confirmed_by: confirmed_by.map(|name| name.as_str().to_owned()),
        note: note.map(|note| note.to_string()),
    }
}
