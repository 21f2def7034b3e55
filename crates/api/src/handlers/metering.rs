use app::MeteredMonth;
use axum::Extension;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use civil::Month;
use serde::{Deserialize, Serialize};
use store::{MeteredCalls, MeteredUse};
use utoipa::{IntoParams, ToSchema};

use crate::answer::{ApiResult, respond_json};
use crate::api_error::ApiError;
use crate::caller::Caller;
use crate::problem::Problem;
use crate::state::SharedState;

/// Which months.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct Months {
    /// The first month, `YYYY-MM`.
    from: String,
    /// The last month, likewise; without it, the first alone. At most 24 months.
    to: Option<String>,
}

/// What was used under an agreement.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Metering {
    /// Each month from the first to the last.
    months: Vec<UsedMonth>,
}

/// What was used in a month. Calls of the last seconds may be missing.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct UsedMonth {
    /// `YYYY-MM`, by days in Denmark.
    #[schema(value_type = String, pattern = "^[0-9]{4}-[0-9]{2}$")]
    month: String,
    /// By service; none where nothing was used.
    services: Vec<UsedService>,
    /// The calls by service, operation and account.
    calls: Vec<UsedCalls>,
}

/// What was used of a service.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct UsedService {
    /// Its name, such as `SF1520`.
    service: Option<String>,
    /// Calls that were answered, whether or not anybody was found.
    calls: u64,
    /// Calls that were refused, or failed. They cost nothing.
    refused: u64,
    /// Answers that disclosed persons. A look-up of many numbers is one for each hundred.
    disclosing: u64,
    /// Persons in answers and files, each as often as it was given.
    persons: u64,
    /// Records in files.
    records: u64,
    /// Bytes of data files.
    bytes: u64,
    /// Data files.
    files: u64,
}

/// Calls of an operation on an account.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct UsedCalls {
    /// The service.
    service: String,
    /// The operation: of SOAP its name, of this interface its method and path.
    operation: String,
    /// `AccountingInfo`, as the calls named it, with numbers of persons masked; none where they named none.
    accounting_info: Option<String>,
    /// The calling system (`UserSystemUUID`); none where its certificate is of no system.
    #[schema(value_type = Option<String>, format = Uuid)]
    system: Option<String>,
    /// Calls that were answered.
    calls: u64,
    /// Calls that were refused, or failed.
    refused: u64,
    /// Persons in the answers.
    persons: u64,
}

/// What was used under the agreement, by month
///
/// Calls, persons, records, bytes and files, as the operator bills them. Only of this agreement, whichever of its systems has
/// used it.
#[utoipa::path(
    get,
    path = "/agreements/{agreement}/metering",
    operation_id = "get_metering",
    params(("agreement" = String, Path, format = Uuid, description = "ServiceAgreementUUID"), Months),
    responses(
        (status = 200, description = "What was used", body = Metering),
        Problem,
    ),
)]
pub(crate) async fn get(
    State(state): State<SharedState>,
    Extension(caller): Extension<Caller>,
    months: Result<Query<Months>, QueryRejection>,
) -> ApiResult<Metering> {
    let months = period(months)?;
    respond_json(&state, &caller, move |app, context| {
        let found = app.agreement_metering(context, months)?;
        Ok(Metering { months: found.into_iter().map(UsedMonth::from).collect() })
    })
    .await
}

fn period(months: Result<Query<Months>, QueryRejection>) -> Result<(Month, Month), ApiError> {
    let wrong =
        || ApiError::invalid("from and to are months, YYYY-MM", "from og to er måneder, ÅÅÅÅ-MM");
    let Query(Months { from, to }) = months.map_err(|_| wrong())?;
    let from: Month = from.parse().map_err(|_| wrong())?;
    let to = to.map_or(Ok(from), |to| to.parse().map_err(|_| wrong()))?;
    Ok((from, to))
}

impl From<MeteredMonth> for UsedMonth {
    fn from(metered: MeteredMonth) -> Self {
        Self {
            month: metered.month.to_string(),
            services: metered.used.into_iter().map(UsedService::from).collect(),
            calls: metered.calls.into_iter().map(UsedCalls::from).collect(),
        }
    }
}

impl From<MeteredUse> for UsedService {
    fn from(used: MeteredUse) -> Self {
        Self {
            service: used.service,
            calls: used.calls,
            refused: used.refused,
            disclosing: used.disclosing,
            persons: used.persons,
            records: used.records,
            bytes: used.bytes,
            files: used.files,
        }
    }
}

impl From<MeteredCalls> for UsedCalls {
    fn from(metered: MeteredCalls) -> Self {
        Self {
            service: metered.service,
            operation: metered.operation,
            accounting_info: metered.accounting_info,
            system: metered.system.map(|system| system.to_string()),
            calls: metered.calls.answered,
            refused: metered.calls.refused,
            persons: metered.calls.persons,
        }
    }
}
