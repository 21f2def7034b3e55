use app::FilterPoint;
use filters::{Filter, FilterKind};
use store::{ChangeReason, FilterVersion, Revision};

use super::tabs::{About, AgreementTab};
use crate::answer::Answer;
use crate::call::Call;
use crate::list_query::{ListQuery, Sort};
use crate::page_error::PageError;
use crate::table::{Cell, Column, Pages, Table};
use crate::text::Text;
use crate::view::{Block, Fact, Part, Section, Tone};

const USUAL: Sort = Sort { key: "version", is_falling: true };

/// Who changed the filters, when and to what.
pub(crate) fn show(call: &Call) -> Result<Answer, PageError> {
    let (about, t) = (About::of(call)?, call.text());
    let query = ListQuery::new(&about.path("/historik"), &call.query, &["version"], USUAL);
    let mut history = call.app().filter_history(&about.context)?;
    let mut page = about.page(call, AgreementTab::History, t.history());
    page.lead = Some((Tone::Plain, t.history_lead(history.len() as u64)));
    if query.sort().is_falling {
        history.reverse();
    }
    let total = history.len() as u64;
    let shown = history.iter().skip(usize::try_from(query.skip()).unwrap_or(usize::MAX)).take(50);
    let table = Table {
        t,
        label: t.versions_table().to_owned(),
        columns: vec![
            Column::number(t.version()).sorted(&query, "version"),
            Column::text(t.when()),
            Column::text(t.who()),
            Column::number(t.coming()),
            Column::number(t.going()),
            Column::text(t.why()).wide(),
        ],
        rows: shown.map(|revision| row(t, &about, revision)).collect(),
        pages: Pages::of(t, &query, total),
    };
    let block =
        if total == 0 { Block::Text(t.no_history().to_owned()) } else { Block::Table(table) };
    page.parts.push(Part::Open(Section::new("h-versions", t.versions(), vec![block])));
    Answer::page(&page)
}

/// What one change did.
pub(crate) fn show_version(call: &Call) -> Result<Answer, PageError> {
    let (about, t) = (About::of(call)?, call.text());
    let version: FilterVersion = call.part("version")?;
    let history = call.app().filter_history(&about.context)?;
    let place = history.iter().position(|it| it.change.version == version);
    let place = place.ok_or(PageError::NotFound)?;
    let revision = history.get(place).ok_or(PageError::NotFound)?;
    let after = call.app().filters_at(&about.context, FilterPoint::Version(version))?;
    let before = match place.checked_sub(1).and_then(|place| history.get(place)) {
        Some(before) => {
            let point = FilterPoint::Version(before.change.version);
            call.app().filters_at(&about.context, point)?
        }
        None => filters::FilterSet::default(),
    };
    let difference = before.difference(&after);
    let title = format!("{} {}", t.version(), version);
    let mut page = about.confirm(call, &title, ("/historik", t.history()));
    let change = &revision.change;
    let mut facts = vec![
        Fact::new(t.when(), t.moment(change.at)),
        Fact::new(t.who(), t.actor(&change.author.actor)),
    ];
    facts.extend(change.author.on_behalf_of.as_ref().map(|it| Fact::new(t.on_behalf_of(), &**it)));
    facts.extend(change.reason.map(|it| Fact::new(t.why(), t.change_reason(it))));
    facts.push(Fact::code(t.correlation(), change.author.correlation.to_string()));
    facts.push(Fact::new(t.filters_after(), t.number(after.len() as u64)));
    page.parts.push(Part::Boxed(Section::new(
        "h-change",
        t.the_change(),
        vec![Block::Facts(facts)],
    )));
    page.parts.push(Part::Pair(vec![
        Section::new("h-added", t.coming(), vec![Block::List(described(t, &difference.added))]),
        Section::new("h-removed", t.going(), vec![Block::List(described(t, &difference.removed))]),
    ]));
    Answer::page(&page)
}

/// Filters in words, those on persons as a number.
fn described(t: Text, filters: &[Filter]) -> Vec<String> {
    let is_number = |filter: &&Filter| filter.kind() == FilterKind::Pnr;
    let numbers = filters.iter().filter(is_number).count() as u64;
    let others = filters.iter().filter(|filter| !is_number(filter)).map(|filter| t.filter(filter));
    let first =
        (numbers > 0).then(|| format!("{} {}", t.number(numbers), t.filter_kind(FilterKind::Pnr)));
    let lines: Vec<String> = first.into_iter().chain(others).collect();
    if lines.is_empty() { vec![t.nothing_left_out().to_owned()] } else { lines }
}

fn row(t: Text, about: &About, revision: &Revision) -> Vec<Cell> {
    let change = &revision.change;
    let reason = change.reason.map(|reason| t.change_reason(reason).to_owned());
    let version = change.version;
    vec![
        Cell::Link(about.path(&format!("/historik/{version}")), version.to_string()),
        Cell::Text(t.moment(change.at)),
        Cell::Text(t.actor(&change.author.actor)),
        Cell::Number(t.number(revision.added)),
        Cell::Number(t.number(revision.removed)),
        Cell::Text(reason.unwrap_or_else(|| "–".to_owned())),
    ]
}

impl Text {
    const fn change_reason(self, reason: ChangeReason) -> &'static str {
        match reason {
            ChangeReason::NeedEnded => self.choose("behovet ophørte", "the need ended"),
            ChangeReason::CleanUp => self.choose("oprydning", "clean-up"),
            ChangeReason::CleanUpUndone => self.choose("oprydning fortrudt", "clean-up undone"),
        }
    }
}
