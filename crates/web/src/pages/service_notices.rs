use askama::Template;
use jiff::Timestamp;
use store::{NoticeAddress, NoticeKind, ServiceNotice};

use crate::answer::Answer;
use crate::call::Call;
use crate::frame::Frame;
use crate::page_error::PageError;
use crate::text::Text;

/// A notice as a page shows it.
pub(super) struct NoticeView {
    pub(super) address: String,
    pub(super) mark: &'static str,
    pub(super) kind: &'static str,
    /// `varslet`, `nu`, `løst`.
    pub(super) state: &'static str,
    pub(super) title: String,
    pub(super) text: String,
    pub(super) begins: (&'static str, String),
    pub(super) ends: (&'static str, String),
    pub(super) changed_at: String,
}

#[derive(Template)]
#[template(path = "service_notices.html")]
struct NoticeList {
    t: Text,
    f: Frame,
    service: String,
    feed: String,
    notices: Vec<NoticeView>,
}

#[derive(Template)]
#[template(path = "service_notice.html")]
struct OneNotice {
    t: Text,
    f: Frame,
    service: String,
    list: String,
    notice: NoticeView,
}

/// All notices.
pub(crate) fn list(call: &Call) -> Result<Answer, PageError> {
    let t = call.text();
    let at = call.app().now();
    let notices = call.app().notices()?;
    Answer::page(&NoticeList {
        t,
        f: Frame::new(call, t.notices()),
        service: call.public("/service/sf6002"),
        feed: call.public("/service/sf6002/drift.atom"),
        notices: notices.iter().map(|notice| NoticeView::of(call, notice, at)).collect(),
    })
}

/// One of them.
pub(crate) fn show(call: &Call) -> Result<Answer, PageError> {
    let t = call.text();
    let address: NoticeAddress = call.part("notice")?;
    let notice = call.app().notice(&address)?.ok_or(PageError::NotFound)?;
    let notice = NoticeView::of(call, &notice, call.app().now());
    Answer::page(&OneNotice {
        t,
        f: Frame::new(call, notice.title.clone()),
        service: call.public("/service/sf6002"),
        list: call.public("/service/sf6002/drift"),
        notice,
    })
}

impl NoticeView {
    pub(super) fn of(call: &Call, notice: &ServiceNotice, now: Timestamp) -> Self {
        let (t, texts) = (call.text(), &notice.texts);
        let (title, text) = match t.is_danish() {
            true => (&texts.danish_title, &texts.danish),
            false => (&texts.english_title, &texts.english),
        };
        let is_over = notice.ends.is_some_and(|ends| ends <= now);
        let has_begun = notice.begins <= now;
        let (mark, state) = match (has_begun, is_over, notice.kind) {
            (_, true, NoticeKind::PlannedWork) => ("done", t.done_work()),
            (_, true, _) => ("done", t.resolved()),
            (false, ..) => ("info", t.announced()),
            (true, false, NoticeKind::Outage) => ("held", t.going_on()),
            (true, false, _) => ("going", t.going_on()),
        };
        Self {
            address: call.public(&format!("/service/sf6002/drift/{}", notice.address)),
            mark,
            kind: match notice.kind {
                NoticeKind::PlannedWork => t.notice_planned(),
                NoticeKind::Outage => t.notice_outage(),
                NoticeKind::Other => t.notice_other(),
            },
            state,
            title: title.as_str().to_owned(),
            text: text.as_str().to_owned(),
            begins: (
                if has_begun { t.notice_began() } else { t.notice_begins() },
                t.moment(notice.begins),
            ),
            ends: (
                if is_over { t.notice_ended() } else { t.notice_ends() },
                notice.ends.map_or_else(|| t.notice_open().to_owned(), |ends| t.moment(ends)),
            ),
            changed_at: t.moment(notice.changed_at),
        }
    }
}
