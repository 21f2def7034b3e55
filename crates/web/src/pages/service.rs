use askama::Template;

use crate::answer::Answer;
use crate::call::Call;
use crate::frame::Frame;
use crate::page_error::PageError;
use crate::state::ServiceAddresses;
use crate::text::Text;

/// The service's UUID, in every call (`ServiceUUID`).
const UUID: &str = "9cdccc2f-3243-11e2-8fef-d4bed98c5934";

#[derive(Template)]
#[template(path = "service.html")]
struct Service {
    t: Text,
    f: Frame,
    is_delayed: bool,
    /// The day of the replica, and when its files were delivered.
    last: Option<String>,
    delivered_at: Option<String>,
    updated: String,
    addresses: ServiceAddresses,
    uuid: &'static str,
    sign_in: String,
}

/// What the service is and how it stands, for everybody.
pub(crate) fn show(call: &Call) -> Result<Answer, PageError> {
    let (t, web) = (call.text(), &call.shared.web);
    let state = web.app.service_state(web.environment.pace())?;
    Answer::page(&Service {
        t,
        f: Frame::new(call, format!("{} (SF6002)", t.service_name())),
        is_delayed: state.is_delayed,
        last: state.last.map(|day| t.long_day(day)),
        delivered_at: state.delivered_at.map(|at| t.moment(at)),
        updated: t.time(state.at),
        addresses: web.service.clone(),
        uuid: UUID,
        sign_in: call.public("/log-ind"),
    })
}
