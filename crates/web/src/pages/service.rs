use app::{ServiceFigures, ServiceStatus};
use askama::Template;

use crate::answer::Answer;
use crate::call::Call;
use crate::frame::Frame;
use crate::page_error::PageError;
use crate::pages::service_notices::NoticeView;
use crate::pages::service_tables;
use crate::plot::Plot;
use crate::state::ServiceAddresses;
use crate::table::Table;
use crate::text::Text;
use crate::view::Tone;

/// The service's UUID, in every call (`ServiceUUID`).
const UUID: &str = "9cdccc2f-3243-11e2-8fef-d4bed98c5934";
/// Notices that stand on the page itself.
const NOTICES: usize = 5;

#[derive(Template)]
#[template(path = "service.html")]
struct Service {
    t: Text,
    f: Frame,
    tone: Tone,
    status: String,
    /// The day of the replica, and when its files were delivered.
    last: Option<String>,
    delivered_at: Option<String>,
    updated: String,
    measured: Option<Measured>,
    stopped_at: Option<String>,
    notices: Vec<NoticeView>,
    addresses: ServiceAddresses,
    uuid: &'static str,
    links: Links,
}

/// What was measured.
struct Measured {
    since: String,
    /// Whether there is a percentage.
    has_share: bool,
    uptimes: Table,
    times: Table,
    down: Plot,
    times_plot: Plot,
}

/// Addresses in the language of the page.
struct Links {
    sign_in: String,
    notices: String,
    feed: String,
    json: String,
}

/// What the service is, how it stands, and how it was, for everybody.
pub(crate) fn show(call: &Call) -> Result<Answer, PageError> {
    let (t, web) = (call.text(), &call.shared.web);
    let figures = web.app.service_figures(web.environment.pace())?;
    let notices = figures.notices.iter().take(NOTICES);
    Answer::page(&Service {
        t,
        f: Frame::new(call, format!("{} (SF6002)", t.service_name())),
        tone: tone(figures.status),
        status: t.pick(&figures.status.word()).to_owned(),
        last: figures.state.last.map(|day| t.long_day(day)),
        delivered_at: figures.state.delivered_at.map(|at| t.moment(at)),
        updated: t.time(figures.at),
        measured: measured(t, &figures),
        stopped_at: figures.stopped_at.map(|at| t.moment(at)),
        notices: notices.map(|notice| NoticeView::of(call, notice, figures.at)).collect(),
        addresses: web.service.clone(),
        uuid: UUID,
        links: Links {
            sign_in: call.public("/log-ind"),
            notices: call.public("/service/sf6002/drift"),
            feed: call.public("/service/sf6002/drift.atom"),
            json: call.public("/service/sf6002/status.json"),
        },
    })
}

fn measured(t: Text, figures: &ServiceFigures) -> Option<Measured> {
    Some(Measured {
        since: t.moment(figures.since?),
        has_share: figures.kinds.iter().any(|kind| kind.periods[0].uptime.is_some()),
        uptimes: service_tables::uptimes(t, figures),
        times: service_tables::times(t, figures),
        down: service_tables::down_plot(t, figures),
        times_plot: service_tables::times_plot(t, figures),
    })
}

const fn tone(status: ServiceStatus) -> Tone {
    match status {
        ServiceStatus::FullyAvailable => Tone::Good,
        ServiceStatus::PartlyAvailable | ServiceStatus::Delayed => Tone::Held,
        ServiceStatus::Unavailable => Tone::Bad,
        ServiceStatus::PlannedWork | ServiceStatus::NotMeasured => Tone::Plain,
    }
}
