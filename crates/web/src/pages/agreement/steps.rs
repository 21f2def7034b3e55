use store::{AgreementStep, AgreementText, NeedReason};

use super::tabs::About;
use crate::answer::Answer;
use crate::call::Call;
use crate::page_error::PageError;
use crate::text::Text;
use crate::view::{Block, Field, FieldKind, FormView, Part, Section};

/// The page on which a step is confirmed.
pub(crate) fn show(call: &Call) -> Result<Answer, PageError> {
    let (about, step) = (About::of(call)?, step(call)?);
    confirm(call, &about, step, None)
}

/// Takes the step.
pub(crate) fn take(call: &Call) -> Result<Answer, PageError> {
    let (about, step) = (About::of(call)?, step(call)?);
    let typed = call.form.get("begrundelse");
    let reason = match (typed.trim().is_empty(), typed.parse::<NeedReason>()) {
        (true, _) if step != AgreementStep::Suspend => None,
        (_, Ok(reason)) => reason.as_str().parse::<AgreementText>().ok(),
        _ => return confirm(call, &about, step, Some(call.text().reason_needed().to_owned())),
    };
    call.app().step_agreement(&about.context, step, reason.as_ref())?;
    Answer::see_other(format!("{}?besked=trin", about.path("")))
}

fn step(call: &Call) -> Result<AgreementStep, PageError> {
    let last = call.path.rsplit('/').next().unwrap_or_default();
    let found = AgreementStep::ALL.into_iter().find(|step| call.text().step_path(*step) == last);
    found.ok_or(PageError::NotFound)
}

fn confirm(
    call: &Call,
    about: &About,
    step: AgreementStep,
    wrong: Option<String>,
) -> Result<Answer, PageError> {
    let t = call.text();
    let is_wrong = wrong.is_some();
    let mut page = about.confirm(call, t.step(step), ("", t.overview()));
    let reason = Field::text("begrundelse", t.reason(), call.form.get("begrundelse"));
    let reason = reason.of(FieldKind::Area(3)).hint(t.reason_hint()).wrong(wrong);
    let reason = if step == AgreementStep::Suspend { reason.required() } else { reason };
    let look = if step == AgreementStep::Suspend { "danger" } else { "first" };
    let form = FormView::post(&*call.path, vec![reason], t.step(step)).look(look);
    let blocks = vec![
        Block::List(vec![t.step_happens(step).to_owned(), t.decided_in_trail().to_owned()]),
        Block::Form(form.back(about.path(""), t.back())),
    ];
    page.parts = vec![Part::Boxed(Section::new("h-happens", t.what_happens(), blocks))];
    if is_wrong { Answer::wrong(&page) } else { Answer::page(&page) }
}

impl Text {
    /// The last part of the address of a step.
    pub(crate) const fn step_path(self, step: AgreementStep) -> &'static str {
        match step {
            AgreementStep::Submit => "indsend",
            AgreementStep::Approve => "godkend",
            AgreementStep::Return => "send-tilbage",
            AgreementStep::Suspend => "suspender",
            AgreementStep::Resume => "genoptag",
        }
    }

    /// A step, as its button says.
    pub(crate) const fn step(self, step: AgreementStep) -> &'static str {
        match step {
            AgreementStep::Submit => self.submit_agreement(),
            AgreementStep::Approve => self.approve_agreement(),
            AgreementStep::Return => self.return_agreement(),
            AgreementStep::Suspend => self.suspend_agreement(),
            AgreementStep::Resume => self.resume_agreement(),
        }
    }

    const fn step_happens(self, step: AgreementStep) -> &'static str {
        match step {
            AgreementStep::Submit => self.step_submit_happens(),
            AgreementStep::Approve => self.step_approve_happens(),
            AgreementStep::Return => self.step_return_happens(),
            AgreementStep::Suspend => self.step_suspend_happens(),
            AgreementStep::Resume => self.step_resume_happens(),
        }
    }
}
