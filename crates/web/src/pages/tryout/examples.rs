use app::AppError;
use askama::Template;
use civil::AgreementUuid;
use sandbox::Sandbox;

use super::example_texts::{Example, Filled};
use super::refusal::{refused, sandbox};
use super::steps::system_name;
use crate::answer::Answer;
use crate::call::Call;
use crate::frame::Frame;
use crate::page_error::PageError;
use crate::text::Text;

#[derive(Template)]
#[template(path = "tryout_examples.html")]
struct Examples {
    t: Text,
    f: Frame,
    is_filled: bool,
    choices: Vec<(String, String, bool)>,
    examples: Vec<Example>,
}

/// Calls that work, with the agreement's own UUIDs and the system's own file names.
pub(crate) fn show(call: &Call) -> Result<Answer, PageError> {
    let sandbox = sandbox(call)?;
    let page = call.app().in_sandbox(&call.context, || view(call, sandbox))?;
    Answer::page(&page)
}

fn view(call: &Call, sandbox: &Sandbox) -> Result<Examples, AppError> {
    let t = call.text();
    let (systems, agreements) = sandbox.parties().map_err(refused)?;
    let asked: Option<AgreementUuid> = call.query.get("aftale").parse().ok();
    let chosen = agreements.iter().find(|one| Some(one.uuid) == asked);
    let chosen = chosen.or_else(|| agreements.first());
    let service = &call.shared.web.service;
    let filled = match chosen {
        Some(agreement) => {
            let system = systems.iter().find(|system| system.id == agreement.system);
            Filled {
                soap: service.soap.clone(),
                sftp: service.sftp.clone(),
                account: system.map(|it| it.sftp_user.to_string()).unwrap_or_default(),
                agreement: agreement.uuid.to_string(),
                system: agreement.system_uuid.to_string(),
                authority: agreement.authority.to_string(),
            }
        }
        None => Filled::nobody(&service.soap, &service.sftp),
    };
    let choice = |agreement: &store::Agreement| {
        let address = format!("/afproev/eksempler?aftale={}", agreement.uuid);
        let name = format!("{} {}", system_name(&systems, agreement), agreement.uuid);
        (name, address, Some(agreement.uuid) == chosen.map(|it| it.uuid))
    };
    Ok(Examples {
        t,
        f: Frame::new(call, t.examples()),
        is_filled: chosen.is_some(),
        choices: agreements.iter().map(choice).collect(),
        examples: filled.examples(t),
    })
}
