use std::collections::BTreeMap;

use app::AcceptedProposals;
use disclosure::{CleanUpReason, CleanUpTerms, CleanUpToken, Proposal};
use jiff::civil::Date;

use super::tabs::{About, AgreementTab};
use crate::answer::Answer;
use crate::call::Call;
use crate::page_error::PageError;
use crate::table::{Cell, Column, Table};
use crate::text::Text;
use crate::view::{Block, Field, FormView, Part, Section, Tone};

/// What is probably not needed any more, by reason. Persons are not shown.
pub(crate) fn show(call: &Call) -> Result<Answer, PageError> {
    let (about, t) = (About::of(call)?, call.text());
    let list = call.app().clean_up_list(&about.context, CleanUpTerms::default())?;
    let mut page = about.page(call, AgreementTab::CleanUp, t.clean_up());
    let count = list.proposals.len() as u64;
    page.lead = Some(match count {
        0 => (Tone::Good, t.nothing_to_clean().to_owned()),
        _ => (Tone::Plain, t.clean_up_lead(count)),
    });
    let mut by_reason: BTreeMap<usize, Vec<&Proposal>> = BTreeMap::new();
    for proposal in &list.proposals {
        let place = CleanUpReason::ALL.iter().position(|reason| *reason == proposal.reason);
        by_reason.entry(place.unwrap_or_default()).or_default().push(proposal);
    }
    let rows = by_reason.values().map(|proposals| row(t, proposals));
    let table = Table {
        t,
        label: t.clean_up_table().to_owned(),
        columns: vec![
            Column::text(t.why()),
            Column::number(t.how_many()),
            Column::text(t.earliest()),
        ],
        rows: rows.collect(),
        pages: None,
    };
    let mut blocks = Vec::new();
    if count > 0 {
        blocks.push(Block::Table(table));
    }
    blocks.push(Block::Soft(t.clean_up_text().to_owned()));
    page.parts.push(Part::Open(Section::new("h-list", "", blocks)));
    if about.may_change(call) {
        let mut acts = Vec::new();
        if count > 0 {
            let any = (String::new(), t.accept_all().to_owned());
            let reasons = by_reason.values().filter_map(|proposals| proposals.first());
            let reasons = reasons.map(|one| {
                (one.reason.as_str().to_owned(), t.clean_up_reason(one.reason).to_owned())
            });
            let choices = reasons.chain([any]).collect();
            let fields = vec![
                Field::hidden("liste", list.token.to_string()),
                Field::select("grund", t.why(), choices, ""),
            ];
            acts.push(Block::Form(FormView::post(
                about.path("/oprydning"),
                fields,
                t.accept_reason(),
            )));
        }
        acts.push(Block::Form(FormView::button(
            about.path("/oprydning/fortryd"),
            vec![],
            t.undo_clean_up(),
        )));
        page.parts.push(Part::Boxed(Section::new("h-acts", t.acts(), acts)));
    }
    Answer::page(&page)
}

/// Takes the filters and files of a reason, or of all, away.
pub(crate) fn accept(call: &Call) -> Result<Answer, PageError> {
    let about = About::of(call)?;
    let token: CleanUpToken = call.form.get("liste").parse().map_err(|_| PageError::NotFound)?;
    let accepted = match call.form.get("grund") {
        "" => AcceptedProposals::All,
        word => {
            let reason = CleanUpReason::ALL.into_iter().find(|reason| reason.as_str() == word);
            AcceptedProposals::Reasons(reason.into_iter().collect())
        }
    };
    call.app().accept_clean_up(&about.context, &token, &accepted)?;
    Answer::see_other(format!("{}?besked=ryddet-op", about.path("/oprydning")))
}

/// Restores what the last clean-up took away.
pub(crate) fn undo(call: &Call) -> Result<Answer, PageError> {
    let about = About::of(call)?;
    call.app().undo_clean_up(&about.context, None)?;
    Answer::see_other(format!("{}?besked=oprydning-fortrudt", about.path("/oprydning")))
}

fn row(t: Text, proposals: &[&Proposal]) -> Vec<Cell> {
    let reason = proposals.first().map(|one| t.clean_up_reason(one.reason)).unwrap_or_default();
    let since: Option<Date> = proposals.iter().filter_map(|one| one.since).min();
    vec![
        Cell::Text(reason.to_owned()),
        Cell::Number(t.number(proposals.len() as u64)),
        Cell::Text(since.map_or_else(|| "–".to_owned(), |day| t.day(day))),
    ]
}

impl Text {
    const fn clean_up_reason(self, reason: CleanUpReason) -> &'static str {
        match reason {
            CleanUpReason::Dead => {
                self.choose("døde for mere end et år siden", "died more than a year ago")
            }
            CleanUpReason::Replaced => self.choose("har fået nyt nummer", "has another number"),
            CleanUpReason::Annulled => {
                self.choose("nummeret er annulleret", "the number is annulled")
            }
            CleanUpReason::MovedOut => self.choose(
                "bor i en anden kommune eller er udrejst",
                "lives in another municipality, or has emigrated",
            ),
            CleanUpReason::AgedOut => {
                self.choose("er ældre end alle aldersfiltre", "is older than each age filter")
            }
            CleanUpReason::Unknown => {
                self.choose("CPR har ikke sendt nummeret", "CPR has not sent the number")
            }
            CleanUpReason::NeverMatched => self
                .choose("har ikke været i et udtræk i et år", "has been in no extract for a year"),
            CleanUpReason::NotCollected => self.choose(
                "filen er ikke hentet i en måned",
                "the file was not collected for a month",
            ),
        }
    }
}
