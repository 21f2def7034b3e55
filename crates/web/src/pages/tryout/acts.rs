use civil::EventCode;
use sandbox::DayOrder;
use store::{Decision, RunId};
use synth::{InhabitantIndex, InjectedFault};

use super::refusal::{refused, sandbox};
use super::search::Search;
use super::steps;
use crate::answer::Answer;
use crate::call::Call;
use crate::page_error::PageError;

/// Looks for persons. A number leads to its person, and comes into no address.
pub(crate) fn search(call: &Call) -> Result<Answer, PageError> {
    let (sandbox, t) = (sandbox(call)?, call.text());
    let search = Search::read(&call.form);
    let mut wrong = search.wrong(t);
    if wrong != Default::default() {
        return steps::wrong(call, search, wrong);
    }
    let Some(pnr) = search.pnr() else {
        return Answer::see_other(format!("{}#fundet", search.address(None, None)));
    };
    let found =
        call.app().in_sandbox(&call.context, || sandbox.person_with(pnr).map_err(refused))?;
    match found {
        Some(index) => {
            Answer::see_other(format!("{}#ske", Search::default().address(None, Some(index))))
        }
        None => {
            wrong.number = Some(t.try_number_unknown());
            steps::wrong(call, search, wrong)
        }
    }
}

/// Orders an event for a person.
pub(crate) fn order(call: &Call) -> Result<Answer, PageError> {
    let sandbox = sandbox(call)?;
    let number: u64 = call.form.get("person").parse().map_err(|_| PageError::NotFound)?;
    let event: EventCode = call.form.get("haendelse").parse().map_err(|_| PageError::NotFound)?;
    let index = InhabitantIndex::from_number(number);
    let subject = format!("{event} for an invented person");
    call.app().act_in_sandbox(&call.context, "order event", subject, || {
        sandbox.order_for(index, event).map_err(refused)
    })?;
    Answer::see_other(format!("/afproev?person={number}&besked=haendelse-bestilt#dag"))
}

/// Lets days pass, in the background.
pub(crate) fn pass(call: &Call) -> Result<Answer, PageError> {
    let sandbox = sandbox(call)?;
    let days = call.form.get("dage").parse().map_err(|_| PageError::NotFound)?;
    let fault = Some(call.form.get("fejl")).filter(|word| !word.is_empty());
    let fault: Option<InjectedFault> =
        fault.map(str::parse).transpose().map_err(|_| PageError::NotFound)?;
    let subject = match fault {
        Some(fault) => format!("{days} days, {fault}"),
        None => format!("{days} days"),
    };
    call.app().act_in_sandbox(&call.context, "order days", subject, || {
        sandbox.order_days(DayOrder { days, fault }).map_err(refused)
    })?;
    let person = call.form.get("person").parse().ok().map(InhabitantIndex::from_number);
    Answer::see_other(Search::default().address(None, person))
}

/// Releases or rejects a held extract, so that time can run on.
pub(crate) fn resolve(call: &Call) -> Result<Answer, PageError> {
    let sandbox = sandbox(call)?;
    let run: RunId = call.form.get("koersel").parse().map_err(|_| PageError::NotFound)?;
    let decision = match call.form.get("afgoerelse") {
        "frigiv" => Decision::Release,
        "afvis" => Decision::Reject,
        _ => return Err(PageError::NotFound),
    };
    // The pipeline audits it with the decision.
    call.app().in_sandbox(&call.context, || {
        sandbox.resolve(run, decision, &call.context.author).map_err(refused)
    })?;
    Answer::see_other("/afproev?besked=afgjort")
}
