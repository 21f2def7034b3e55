use app::RecentCall;
use askama::Template;

use super::refusal::sandbox;
use crate::answer::Answer;
use crate::call::Call;
use crate::frame::Frame;
use crate::page_error::PageError;
use crate::table::{Cell, Column, Table};
use crate::text::Text;

#[derive(Template)]
#[template(path = "tryout_calls.html")]
struct Calls {
    t: Text,
    f: Frame,
    sentence: String,
    calls: Option<Table>,
}

/// The last calls of systems, and what to do about those that were refused.
pub(crate) fn show(call: &Call) -> Result<Answer, PageError> {
    sandbox(call)?;
    let (t, calls) = (call.text(), call.app().recent_calls(&call.context)?);
    let sentence = sentence(t, &calls);
    let table = (!calls.is_empty()).then(|| table(t, &calls));
    Answer::page(&Calls { t, f: Frame::new(call, t.calls()), sentence, calls: table })
}

fn sentence(t: Text, calls: &[RecentCall]) -> String {
    if calls.is_empty() {
        return t.calls_none().to_owned();
    }
    let all = calls.len();
    let refused = calls.iter().filter(|call| call.code.is_some()).count();
    match (t.is_danish(), refused) {
        (true, 0) => format!("Alle de seneste {all} kald er besvaret."),
        (false, 0) => format!("All of the last {all} calls were answered."),
        (true, _) => format!("Af de seneste {all} kald er {refused} afvist."),
        (false, _) => format!("Of the last {all} calls {refused} were refused."),
    }
}

fn table(t: Text, calls: &[RecentCall]) -> Table {
    let row = |call: &RecentCall| {
        let (mark, answer) = match &call.code {
            None => ("done", t.calls_answered().to_owned()),
            Some(code) => ("bad", code.clone()),
        };
        let advice = match (call.advice(), &call.code) {
            (Some((english, danish)), _) => {
                Cell::Text((if t.is_danish() { danish } else { english }).to_owned())
            }
            (None, Some(_)) => {
                let faults = if t.is_danish() { "/vejledning/fejl" } else { "/en/vejledning/fejl" };
                Cell::Link(faults.to_owned(), t.calls_see_faults().to_owned())
            }
            (None, None) => Cell::Text(String::new()),
        };
        vec![
            Cell::Text(t.moment(call.at)),
            Cell::Text(call.operation.clone()),
            Cell::State(mark, answer),
            advice,
            Cell::Text(call.protocol.to_owned()),
            Cell::Code(call.correlation.to_string()),
        ]
    };
    Table {
        t,
        label: t.calls_table().to_owned(),
        columns: vec![
            Column::text(t.calls_when()),
            Column::text(t.calls_operation()),
            Column::text(t.calls_answer()),
            Column::text(t.calls_to_do()),
            Column::text(t.calls_how()).wide(),
            Column::text(t.calls_correlation()).wide(),
        ],
        rows: calls.iter().map(row).collect(),
        pages: None,
    }
}
