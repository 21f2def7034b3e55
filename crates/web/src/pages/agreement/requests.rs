use app::{OwnFilterRequest, PreviewOrder};
use store::{AgreementText, FilterRequestId, FilterRequestState, NeedReason};

use super::draft::{Counts, DAYS};
use super::effect;
use super::tabs::About;
use crate::answer::Answer;
use crate::call::Call;
use crate::page_error::PageError;
use crate::view::{Block, Fact, Field, FieldKind, FormView, Page, Part, Section, Tone};

/// A change of filters that waits, or did.
pub(crate) fn show(call: &Call) -> Result<Answer, PageError> {
    let about = About::of(call)?;
    Answer::page(&page(call, &about, None)?)
}

/// Approves it.
pub(crate) fn approve(call: &Call) -> Result<Answer, PageError> {
    decide(call, true)
}

/// Rejects it.
pub(crate) fn reject(call: &Call) -> Result<Answer, PageError> {
    decide(call, false)
}

fn decide(call: &Call, is_approval: bool) -> Result<Answer, PageError> {
    let about = About::of(call)?;
    let id: FilterRequestId = call.part("request")?;
    // That of another agreement is not there.
    found(call, &about, id)?;
    let typed = call.form.get("begrundelse").trim();
    let reason = match (typed.is_empty(), typed.parse::<NeedReason>()) {
        (true, _) => None,
        (false, Ok(reason)) => reason.as_str().parse::<AgreementText>().ok(),
        (false, Err(_)) => {
            let wrong = Some(call.text().reason_needed().to_owned());
            return Answer::wrong(&page(call, &about, wrong)?);
        }
    };
    let word = match is_approval {
        true => {
            call.app().approve_filters(&about.context, id, reason.as_ref(), None)?;
            "filtre-aendret"
        }
        false => {
            call.app().reject_filters(&about.context, id, reason.as_ref())?;
            "anmodning-afvist"
        }
    };
    Answer::see_other(format!("{}?besked={word}", about.path("/filtre")))
}

fn found(call: &Call, about: &About, id: FilterRequestId) -> Result<OwnFilterRequest, PageError> {
    let all = call.app().own_filter_requests(&about.context, false)?;
    all.into_iter().find(|it| it.request.id == id).ok_or(PageError::NotFound)
}

fn page(call: &Call, about: &About, wrong: Option<String>) -> Result<Page, PageError> {
    let t = call.text();
    let found = found(call, about, call.part("request")?)?;
    let request = &found.request;
    let filters = call.app().filters(&about.context)?;
    let counts = Counts::of(&request.edit, &filters);
    let title = format!("{} {}", t.request_word(), request.id);
    let mut page = about.confirm(call, &title, ("/filtre", t.filters_word()));
    let is_waiting = request.state == FilterRequestState::Waiting;
    let mut facts = vec![
        Fact::new(t.request_by(), t.actor(&request.author.actor)),
        Fact::new(t.when(), t.moment(request.at)),
        Fact::new(t.added_filters(), t.number(counts.added)),
        Fact::new(t.removed_filters(), t.number(counts.removed)),
    ];
    let more = found.persons.get();
    facts.extend(more.map(|persons| Fact::new(t.persons_more(), t.number(persons))));
    if let Some((at, actor)) = &request.decided {
        facts.push(Fact::new(t.decided_by(), format!("{}, {}", t.actor(actor), t.moment(*at))));
    }
    facts.extend(request.reason.as_ref().map(|it| Fact::new(t.reason(), it.as_str())));
    let changes = Section::new("h-changes", t.what_changes(), vec![Block::Facts(facts)]);
    if !is_waiting {
        page.lead = Some((Tone::Plain, t.request_over().to_owned()));
        page.parts = vec![Part::Boxed(changes)];
        return Ok(page);
    }
    page.lead = Some((Tone::Held, t.pick(&t.filter_request(more.unwrap_or_default())).to_owned()));
    let mut acts = Vec::new();
    if found.is_own {
        acts.push(Block::Text(t.own_request().to_owned()));
    } else if about.may_change(call) {
        let order =
            PreviewOrder { edits: vec![request.edit.clone()], days: DAYS, with_persons: false };
        let preview = call.app().preview(&about.context, &order, &|_| {})?;
        let base = about.path(&format!("/anmodninger/{}", request.id));
        let approve = vec![reason_field(call, wrong)];
        acts.push(Block::Form(FormView::post(
            format!("{base}/godkend"),
            approve,
            t.approve_change(),
        )));
        let reject = FormView::button(format!("{base}/afvis"), vec![], t.reject_change());
        acts.push(Block::Form(reject.look("danger")));
        page.parts = vec![Part::Pair(vec![changes, Section::new("h-acts", t.what_to_do(), acts)])];
        page.parts.push(Part::Boxed(Section::new(
            "h-effect",
            t.effect(),
            vec![Block::Text(effect::sentence(t, &preview))],
        )));
        page.parts.extend(effect::parts(t, &preview));
        return Ok(page);
    } else {
        acts.push(Block::Text(t.only_read().to_owned()));
    }
    page.parts = vec![Part::Pair(vec![changes, Section::new("h-acts", t.what_to_do(), acts)])];
    Ok(page)
}

fn reason_field(call: &Call, wrong: Option<String>) -> Field {
    let t = call.text();
    let typed = if wrong.is_some() { "" } else { call.form.get("begrundelse") };
    let field = Field::text("begrundelse", t.reason(), typed).of(FieldKind::Area(2));
    field.hint(t.reason_hint()).wrong(wrong)
}
