use axum::http::{HeaderMap, header};
use reports::Language;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use crate::api_error::ApiError;

/// The form of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum ReportFormat {
    /// For programs.
    Json,
    /// Lines for people.
    Text,
    /// A page for people, without anything from elsewhere.
    Html,
}

/// In which form and language a report is answered.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ReportForm {
    /// The form; by default the one that `Accept` prefers: `application/json`, `text/plain` or `text/html`, and JSON without one of
    /// them.
    #[param(inline)]
    format: Option<ReportFormat>,
    /// The language of text and page: `en`, the default, or `da`.
    #[param(pattern = "^(en|da)$")]
    language: Option<String>,
}

impl ReportFormat {
    const ALL: [Self; 3] = [Self::Json, Self::Text, Self::Html];

    pub(crate) const fn content_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Text => "text/plain; charset=utf-8",
            Self::Html => "text/html; charset=utf-8",
        }
    }

    /// The form that a request's `Accept` prefers; of two that it takes alike, the one that it names first.
    fn accepted(headers: &HeaderMap) -> Self {
        let lines = headers.get_all(header::ACCEPT).iter().filter_map(|line| line.to_str().ok());
        let ranges = lines.flat_map(|line| line.split(',')).filter_map(media_range);
        let mut best: Option<(u16, Self)> = None;
        for (quality, format) in ranges {
            if quality > best.map_or(0, |(best, _)| best) {
                best = Some((quality, format));
            }
        }
        best.map_or(Self::Json, |(_, format)| format)
    }

    fn of_media_type(name: &str) -> Option<Self> {
        let is_named = |format: &Self| {
            format.content_type().split(';').next().is_some_and(|it| it.eq_ignore_ascii_case(name))
        };
        match name {
            "*/*" | "application/*" => Some(Self::Json),
            _ => Self::ALL.into_iter().find(is_named),
        }
    }
}

/// A range of `Accept` that is one of ours, with its quality in thousandths.
fn media_range(range: &str) -> Option<(u16, ReportFormat)> {
    let mut parts = range.split(';').map(str::trim);
    let format = ReportFormat::of_media_type(parts.next()?)?;
    let quality = parts.find_map(|part| part.strip_prefix("q=").or(part.strip_prefix("Q=")));
    Some((quality.map_or(Some(1000), thousandths)?, format))
}

/// `1`, `0.8`, `0.123` (RFC 9110, 12.4.2).
fn thousandths(quality: &str) -> Option<u16> {
    let (whole, fraction) = quality.split_once('.').unwrap_or((quality, ""));
    let digits = format!("{fraction:0<3}");
    let fraction: u16 = digits.get(..3)?.parse().ok()?;
    Some(whole.parse::<u16>().ok()?.min(1) * 1000 + fraction)
}

impl ReportForm {
    /// The form and language of a request.
    pub(crate) fn of(&self, headers: &HeaderMap) -> Result<(ReportFormat, Language), ApiError> {
        let language = self.language.as_deref().map(str::parse).transpose();
        let language = language
            .map_err(|_| ApiError::invalid("language is en or da", "language er en eller da"))?;
        let format = self.format.unwrap_or_else(|| ReportFormat::accepted(headers));
        Ok((format, language.unwrap_or_default()))
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn accepted(accept: &'static str) -> ReportFormat {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT, HeaderValue::from_static(accept));
        ReportFormat::accepted(&headers)
    }

    #[test]
    fn form_is_what_accept_prefers() {
        assert_eq!(ReportFormat::accepted(&HeaderMap::new()), ReportFormat::Json);
        assert_eq!(accepted("text/html,application/xhtml+xml,*/*;q=0.8"), ReportFormat::Html);
        assert_eq!(accepted("text/plain"), ReportFormat::Text);
        assert_eq!(accepted("text/html;q=0.5, application/json"), ReportFormat::Json);
        assert_eq!(accepted("text/html; q=0.51, text/plain; q=0.5"), ReportFormat::Html);
        assert_eq!(accepted("Text/HTML"), ReportFormat::Html);
        assert_eq!(accepted("text/html;q=0"), ReportFormat::Json, "it is not taken");
        for other in ["*/*", "application/pdf", "x", "text/html;q=x", "text/html;q=0.é"] {
            assert_eq!(accepted_any(other), ReportFormat::Json, "{other}");
        }
    }

    fn accepted_any(accept: &str) -> ReportFormat {
        let mut headers = HeaderMap::new();
        let value = HeaderValue::from_bytes(accept.as_bytes()).unwrap();
        headers.insert(header::ACCEPT, value);
        ReportFormat::accepted(&headers)
    }
}
