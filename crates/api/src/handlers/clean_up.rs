use app::AcceptedProposals;
use axum::Extension;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use disclosure::{CleanUpList, CleanUpReason, CleanUpSubject, CleanUpTerms, Proposal};
use filters::Filter;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use store::{CleanedUp, FilterVersion, RestoredFilters};
use utoipa::{IntoParams, ToSchema};

use crate::answer::{ApiResult, answer};
use crate::api_error::ApiError;
use crate::caller::Caller;
use crate::filter_line::FilterLine;
use crate::json_body::JsonBody;
use crate::limits;
use crate::problem::Problem;
use crate::state::SharedState;

/// After how long something counts as not needed.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Terms {
    /// Numbers that the filters have not matched in so many days; 365 by default.
    #[param(minimum = 0, maximum = 65535)]
    unmatched_days: Option<u16>,
    /// Files that nobody has collected in so many days; 30 by default.
    #[param(minimum = 7, maximum = 65535)]
    uncollected_days: Option<u16>,
}

/// Proposals for clean-up. Personal data.
#[derive(Serialize, ToSchema)]
pub(crate) struct Proposals {
    /// Which list this is: an acceptance names it.
    token: String,
    /// PRODDTO of the extract whose state it shows.
    #[schema(value_type = Option<String>, format = Date)]
    as_of: Option<Date>,
    /// The filters by number, then the deliveries.
    proposals: Vec<ProposalView>,
}

/// A proposal: a filter or a delivery.
#[derive(Serialize, ToSchema)]
struct ProposalView {
    /// Its number in the list.
    number: usize,
    /// `dead`, `replaced`, `annulled`, `moved-out`, `aged-out`, `unknown`, `never-matched` or `not-collected`.
    reason: &'static str,
    /// The filter that would be removed.
    #[schema(value_type = Option<String>)]
    filter: Option<FilterLine>,
    /// The number (`seq`) of the delivery that would leave `IN`.
    delivery: Option<u64>,
    /// Since when that is so, where it is known.
    #[schema(value_type = Option<String>, format = Date)]
    since: Option<Date>,
}

/// Which proposals are accepted: those of these numbers, those for these reasons, or all.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Acceptance {
    /// That of the list.
    token: String,
    /// By number.
    #[serde(default)]
    numbers: Vec<usize>,
    /// By reason.
    #[serde(default)]
    reasons: Vec<String>,
    /// All of them.
    #[serde(default)]
    all: bool,
}

/// What was taken away.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Removed {
    /// The version of the filters without those that were removed; none when only files left `IN`.
    version: Option<i64>,
    /// How many filters were removed.
    filters: u64,
    /// How many deliveries left `IN`.
    files: u64,
}

/// Which acceptance.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Undoing {
    /// The version that it made; by default, that of the last one that is not undone.
    version: Option<i64>,
}

/// What is there again.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Restored {
    /// The version of the acceptance.
    undone: i64,
    /// The version of the filters now.
    version: i64,
    /// How many filters were restored.
    filters: u64,
}

/// What the subscription probably does not need any more
///
/// Persons of whom the list tells something are logged as disclosed. Where all kinds of filter must match, it tells nothing of
/// persons whom they do not choose now.
#[utoipa::path(
    get,
    path = "/agreements/{agreement}/clean-up",
    operation_id = "list_clean_up",
    params(
        ("agreement" = String, Path, format = Uuid, description = "ServiceAgreementUUID"),
        Terms,
    ),
    responses((status = 200, description = "The proposals", body = Proposals), Problem),
)]
pub(crate) async fn list(
    State(state): State<SharedState>,
    Extension(caller): Extension<Caller>,
    terms: Result<Query<Terms>, QueryRejection>,
) -> ApiResult<Proposals> {
    let Query(Terms { unmatched_days, uncollected_days }) =
        terms.map_err(|_| ApiError::invalid("the query", "forespørgslens parametre"))?;
    let default = CleanUpTerms::default();
    let terms = CleanUpTerms {
        unmatched_days: unmatched_days.unwrap_or(default.unmatched_days),
        uncollected_days: uncollected_days.unwrap_or(default.uncollected_days),
    };
    // Each reads the persons of all PNR filters.
    let permit = state.comparisons.take(caller.agreement.uuid).await?;
    let listed = answer(&state, &caller, move |app, context| {
        let _permit = permit;
        Ok(view(&app.clean_up_list(context, terms)?))
    });
    Ok(axum::Json(listed.await?))
}

/// Remove what was proposed: filters in one version, and files from `IN`
#[utoipa::path(
    post,
    path = "/agreements/{agreement}/clean-up",
    operation_id = "accept_clean_up",
    params(("agreement" = String, Path, format = Uuid, description = "ServiceAgreementUUID")),
    request_body = Acceptance,
    responses((status = 200, description = "It is done", body = Removed), Problem),
)]
pub(crate) async fn accept(
    State(state): State<SharedState>,
    Extension(caller): Extension<Caller>,
    JsonBody(acceptance): JsonBody<Acceptance, { limits::NEEDS }>,
) -> ApiResult<Removed> {
    let token = acceptance.token.parse().map_err(|_| wrong("token"))?;
    let accepted = accepted(acceptance)?;
    let permit = state.comparisons.take(caller.agreement.uuid).await?;
    let removed = answer(&state, &caller, move |app, context| {
        let _permit = permit;
        let CleanedUp { version, filters, files } =
            app.accept_clean_up(context, &token, &accepted)?;
        Ok(Removed { version: version.map(FilterVersion::number), filters, files })
    });
    Ok(axum::Json(removed.await?))
}

/// Restore the filters that an acceptance removed, with their needs
#[utoipa::path(
    post,
    path = "/agreements/{agreement}/clean-up/undo",
    operation_id = "undo_clean_up",
    params(("agreement" = String, Path, format = Uuid, description = "ServiceAgreementUUID")),
    request_body = Undoing,
    responses((status = 200, description = "They are there again", body = Restored), Problem),
)]
pub(crate) async fn undo(
    State(state): State<SharedState>,
    Extension(caller): Extension<Caller>,
    JsonBody(undoing): JsonBody<Undoing, { limits::ORDER }>,
) -> ApiResult<Restored> {
    let version = undoing.version.map(|version| version.to_string().parse::<FilterVersion>());
    let version = version.transpose().map_err(|_| wrong("version"))?;
    let restored = answer(&state, &caller, move |app, context| {
        let RestoredFilters { undone, version, filters } = app.undo_clean_up(context, version)?;
        Ok(Restored { undone: undone.number(), version: version.number(), filters })
    });
    Ok(axum::Json(restored.await?))
}

fn accepted(acceptance: Acceptance) -> Result<AcceptedProposals, ApiError> {
    let Acceptance { numbers, reasons, all, .. } = acceptance;
    let reasons: Result<_, _> = reasons.iter().map(|word| word.parse::<CleanUpReason>()).collect();
    let reasons: std::collections::BTreeSet<CleanUpReason> =
        reasons.map_err(|_| wrong("reasons"))?;
    match (all, reasons.is_empty(), numbers.is_empty()) {
        (true, true, true) => Ok(AcceptedProposals::All),
        (false, false, true) => Ok(AcceptedProposals::Reasons(reasons)),
        (false, true, false) => Ok(AcceptedProposals::Numbers(numbers.into_iter().collect())),
        _ => Err(ApiError::invalid(
            "one of numbers, reasons and all",
            "én af numbers, reasons og all",
        )),
    }
}

fn wrong(field: &'static str) -> ApiError {
    ApiError::invalid(field, field)
}

fn view(CleanUpList { token, as_of, proposals, .. }: &CleanUpList) -> Proposals {
    let view = |Proposal { number, subject, reason, since }: &Proposal| {
        let (filter, delivery) = match subject {
            CleanUpSubject::Filter(pnr) => (Some(FilterLine(Filter::Pnr(*pnr))), None),
            CleanUpSubject::File(_, seq) => (None, Some(*seq)),
        };
        ProposalView { number: *number, reason: reason.as_str(), filter, delivery, since: *since }
    };
    Proposals {
        token: token.to_string(),
        as_of: as_of.map(|(_, proddto)| proddto),
        proposals: proposals.iter().map(view).collect(),
    }
}
