use app::{App, AppError, RequestContext};
use axum::Extension;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderName, header};
use jiff::civil::Date;
use reports::{Language, agreement_page, agreement_text, person_page, person_text};
use serde::{Deserialize, Serialize};
use store::NeedReason;
use utoipa::{IntoParams, ToSchema};

use crate::answer::answer;
use crate::api_error::ApiError;
use crate::caller::Caller;
use crate::json_body::JsonBody;
use crate::limits;
use crate::pnrs::OnePnr;
use crate::problem::Problem;
use crate::report_form::{ReportForm, ReportFormat};
use crate::state::SharedState;
use crate::views::{AgreementReportDocument, PersonReportDocument};

// Without `Debug`: the reason may name a person.
/// Of whom.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PersonReportRequest {
    /// The number, ten digits.
    #[schema(value_type = String)]
    pnr: OnePnr,
    /// Why it is read, such as the number of a case, without personal numbers; it stands in the platform's audit trail.
    #[schema(min_length = 1, max_length = 500)]
    reason: String,
}

/// Of which days.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Days {
    /// The first day, in Denmark.
    #[param(value_type = String, format = Date)]
    from: Date,
    /// The last day: at most 366 in all.
    #[param(value_type = String, format = Date)]
    to: Date,
}

/// A whole report, with its content type.
type Report = ([(HeaderName, &'static str); 1], Vec<u8>);

/// What was disclosed under the agreement, without persons
///
/// As JSON, text or a page. That it was read is an entry of the disclosure ledger, too.
#[utoipa::path(
    get,
    path = "/agreements/{agreement}/report",
    operation_id = "report_agreement",
    params(
        ("agreement" = String, Path, format = Uuid, description = "ServiceAgreementUUID"),
        Days,
        ReportForm,
    ),
    responses(
        (
            status = 200,
            description = "The report",
            content(
                (AgreementReportDocument = "application/json"),
                (String = "text/plain"),
                (String = "text/html"),
            ),
        ),
        Problem,
    ),
)]
pub(crate) async fn agreement(
    State(state): State<SharedState>,
    Extension(caller): Extension<Caller>,
    days: Result<Query<Days>, QueryRejection>,
    form: Result<Query<ReportForm>, QueryRejection>,
    headers: HeaderMap,
) -> Result<Report, ApiError> {
    let Query(Days { from, to }) =
        days.map_err(|_| ApiError::invalid("from and to are days", "from og to er datoer"))?;
    let (format, language) = asked(form, &headers)?;
    if i64::from(from.until(to).map(|span| span.get_days()).unwrap_or(i32::MAX))
        >= limits::REPORT_DAYS
    {
        let most = limits::REPORT_DAYS;
        let english = format!("from and to are at most {most} days");
        return Err(ApiError::invalid(english, format!("from og to er højst {most} dage")));
    }
    // Each reads the whole ledger.
    let permit = state.comparisons.take(caller.agreement.uuid).await?;
    let report = answer(&state, &caller, move |app, context| {
        let _permit = permit;
        let report = app.report_agreement(context, (from, to))?;
        let json = || AgreementReportDocument::from(&report);
        let text = || agreement_text(&report, language);
        render(app, context, format, json, text, || agreement_page(&report, language))
    });
    Ok(([(header::CONTENT_TYPE, format.content_type())], report.await?))
}

/// What was disclosed of a person under the agreement: for a citizen's right of access
///
/// The agreement must cover SF1520. It has nothing that the agreement's systems did not receive. A number of which they received
/// nothing counts as one that nobody has. As JSON, text or a page; that it was read is an entry of the disclosure ledger, with the
/// person.
#[utoipa::path(
    post,
    path = "/agreements/{agreement}/person/report",
    operation_id = "report_person",
    params(
        ("agreement" = String, Path, format = Uuid, description = "ServiceAgreementUUID"),
        ReportForm,
    ),
    request_body = PersonReportRequest,
    responses(
        (
            status = 200,
            description = "The report",
            content(
                (PersonReportDocument = "application/json"),
                (String = "text/plain"),
                (String = "text/html"),
            ),
        ),
        Problem,
    ),
)]
pub(crate) async fn person(
    State(state): State<SharedState>,
    Extension(caller): Extension<Caller>,
    form: Result<Query<ReportForm>, QueryRejection>,
    headers: HeaderMap,
    JsonBody(request): JsonBody<PersonReportRequest, { limits::PERSON }>,
) -> Result<Report, ApiError> {
    let (format, language) = asked(form, &headers)?;
    let PersonReportRequest { pnr: OnePnr(pnr), reason } = request;
    let reason: NeedReason = reason.parse().map_err(|_| wrong_reason())?;
    // Each reads all that was disclosed under the agreement.
    let permit = state.comparisons.take(caller.agreement.uuid).await?;
    let report = answer(&state, &caller, move |app, context| {
        let _permit = permit;
        let report = app.report_own_person(context, pnr, &reason)?;
        let json = || PersonReportDocument::from(&report);
        let text = || person_text(&report, language);
        render(app, context, format, json, text, || person_page(&report, language))
    });
    Ok(([(header::CONTENT_TYPE, format.content_type())], report.await?))
}

fn asked(
    form: Result<Query<ReportForm>, QueryRejection>,
    headers: &HeaderMap,
) -> Result<(ReportFormat, Language), ApiError> {
    let wrong =
        |_| ApiError::invalid("format is json, text or html", "format er json, text eller html");
    let Query(form) = form.map_err(wrong)?;
    form.of(headers)
}

fn render<T: Serialize>(
    app: &App,
    context: &RequestContext,
    format: ReportFormat,
    json: impl FnOnce() -> T,
    text: impl FnOnce() -> String,
    page: impl FnOnce() -> String,
) -> Result<Vec<u8>, ApiError> {
    match format {
        ReportFormat::Json => {
            let body = serde_json::to_vec(&json()).map_err(AppError::internal);
            Ok(body.map_err(|error| app.reject(context, error))?)
        }
        ReportFormat::Text => Ok(format!("{}\n", text()).into_bytes()),
        ReportFormat::Html => Ok(page().into_bytes()),
    }
}

fn wrong_reason() -> ApiError {
    ApiError::invalid(
        "reason has 1 to 500 characters and no personal number",
        "reason har 1 til 500 tegn og intet personnummer",
    )
}
