//! The notices as an Atom feed (RFC 4287).

use askama::Template;
use jiff::Timestamp;
use store::ServiceNotice;
use uuid::Uuid;

use crate::answer::Answer;
use crate::call::Call;
use crate::page_error::PageError;
use crate::text::Text;

/// The namespace of the identifiers: each is made of it and an address, and stays for good.
const NAMESPACE: Uuid = Uuid::from_u128(0x9cdc_cc2f_3243_11e2_8fef_d4be_d98c_5934);

#[derive(Template)]
#[template(path = "drift.xml")]
struct Feed {
    t: Text,
    id: Uuid,
    title: String,
    updated: Timestamp,
    feed: String,
    page: String,
    entries: Vec<Entry>,
}

struct Entry {
    id: Uuid,
    title: String,
    text: String,
    page: String,
    published: Timestamp,
    updated: Timestamp,
}

/// The feed.
pub(crate) fn show(call: &Call) -> Result<Answer, PageError> {
    let t = call.text();
    let base = call.shared.web.public_url.as_deref().unwrap_or_default().trim_end_matches('/');
    let address = |path: &str| format!("{base}{}", call.public(path));
    let notices = call.app().notices()?;
    let newest = notices.iter().map(|notice| notice.changed_at).max();
    let entry = |notice: &ServiceNotice| {
        let texts = &notice.texts;
        let (title, text) = match t.is_danish() {
            true => (&texts.danish_title, &texts.danish),
            false => (&texts.english_title, &texts.english),
        };
        Entry {
            id: id(notice.address.as_str()),
            title: title.as_str().to_owned(),
            text: text.as_str().to_owned(),
            page: address(&format!("/service/sf6002/drift/{}", notice.address)),
            published: seconds(notice.added_at),
            updated: seconds(notice.changed_at),
        }
    };
    let feed = Feed {
        t,
        id: id(t.lang()),
        title: format!("{}: {}", t.service_name(), t.notices()),
        updated: seconds(newest.unwrap_or(Timestamp::UNIX_EPOCH)),
        feed: address("/service/sf6002/drift.atom"),
        page: address("/service/sf6002/drift"),
        entries: notices.iter().map(entry).collect(),
    };
    let text = feed.render().map_err(|error| PageError::Failed(error.to_string()))?;
    Ok(Answer::Data("application/atom+xml; charset=utf-8", text))
}

fn id(of: &str) -> Uuid {
    Uuid::new_v5(&NAMESPACE, of.as_bytes())
}

/// Feed readers know no parts of seconds for sure.
fn seconds(at: Timestamp) -> Timestamp {
    Timestamp::from_second(at.as_second()).unwrap_or(at)
}
