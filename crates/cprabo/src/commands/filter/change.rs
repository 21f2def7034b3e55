use jiff::Timestamp;
use serde::Serialize;
use store::{ChangeReason, FilterChange};
use uuid::Uuid;

use crate::output::local;

/// A change of filters in a list: its author and time.
#[derive(Serialize)]
pub(crate) struct ChangeRow {
    pub(crate) version: i64,
    pub(crate) at: Timestamp,
    pub(crate) who: String,
    pub(crate) on_behalf_of: Option<String>,
    pub(crate) correlation: Uuid,
    pub(crate) reason: Option<&'static str>,
}

impl From<&FilterChange> for ChangeRow {
    fn from(change: &FilterChange) -> Self {
        Self {
            version: change.version.number(),
            at: change.at,
            who: change.author.actor.to_string(),
            on_behalf_of: change.author.on_behalf_of.clone(),
            correlation: change.author.correlation,
            reason: change.reason.map(ChangeReason::as_str),
        }
    }
}

/// The same in words.
pub(crate) fn describe(change: &FilterChange) -> String {
    let FilterChange { version, at, author, reason } = change;
    let why = reason.map(|reason| format!(" ({})", reason.as_str())).unwrap_or_default();
    let behalf =
        author.on_behalf_of.as_ref().map(|behalf| format!(" for {behalf}")).unwrap_or_default();
    // An operator may have no name.
    let who = author.actor.to_string();
    format!("version {version}, {} by {}{behalf}{why}", local(*at), who.trim_end())
}
