use app::{LoadArguments, LoadOrder, NoObserver};

use store::{Delivery, DeliveryKind, Load, LoadId, LoadSelection, LoadState};

use super::tabs::{About, AgreementTab};
use crate::answer::Answer;
use crate::call::Call;
use crate::day_field::read_day;
use crate::list_query::{ListQuery, Sort};
use crate::page_error::PageError;
use crate::table::{Act, Cell, Column, Pages, Table};
use crate::text::Text;
use crate::view::{Block, Fact, Field, FieldKind, FormView, Link, Part, Section, Tone};

const KEYS: &[&str] = &["nummer", "personer", "stoerrelse"];
const USUAL: Sort = Sort { key: "nummer", is_falling: true };
const KINDS: &[&str] = &["day", "load", "replay"];
/// Loads that are shown.
const LOADS: usize = 10;

/// What came, and what was collected.
pub(crate) fn show(call: &Call) -> Result<Answer, PageError> {
    let (about, t) = (About::of(call)?, call.text());
    let query = ListQuery::new(&about.path("/leverancer"), &call.query, KEYS, USUAL);
    let (query, kind) = query.with_choice(&call.query, "slags", KINDS);
    let mut all = call.app().deliveries(&about.context)?;
    let loads = call.app().loads(&about.context)?;
    let mut page = about.page(call, AgreementTab::Deliveries, t.deliveries_word());
    page.lead = Some(lead(t, &all));
    all.retain(|delivery| kind.is_none_or(|kind| delivery.kind.as_str() == kind));
    sort(&mut all, query.sort());
    let total = all.len() as u64;
    let shown = all.iter().skip(usize::try_from(query.skip()).unwrap_or(usize::MAX)).take(50);
    let table = Table {
        t,
        label: t.deliveries_table().to_owned(),
        columns: columns(t, &query),
        rows: shown.map(|delivery| row(t, &about, delivery)).collect(),
        pages: Pages::of(t, &query, total),
    };
    let mut blocks = vec![Block::Form(kinds_form(t, &about, kind))];
    blocks.push(if total == 0 {
        Block::Text(t.no_deliveries().to_owned())
    } else {
        Block::Table(table)
    });
    let mut links = vec![Link::plain(about.path("/manifest"), t.fetch_manifest())];
    if about.may_change(call) {
        links.push(Link::button(about.path("/genlevering"), t.order_replay()));
        links.push(Link::button(about.path("/grundindlaesning"), t.order_load()));
    }
    blocks.push(Block::Links(links));
    page.parts.push(Part::Open(Section::new("h-deliveries", "", blocks)));
    if !loads.is_empty() {
        let rows = loads
            .iter()
            .rev()
            .take(LOADS)
            .map(|(load, _)| load_row(t, &about, load, about.may_change(call)));
        let names = [t.load_word(), t.ordered_at(), t.as_of(), t.persons(), t.state(), t.act()];
        let table = Table {
            t,
            label: t.loads_table().to_owned(),
            columns: names.map(Column::text).into(),
            rows: rows.collect(),
            pages: None,
        };
        page.parts.push(Part::Open(Section::new(
            "h-loads",
            t.loads_heading(),
            vec![Block::Table(table)],
        )));
    }
    Answer::page(&page)
}

/// One delivery.
pub(crate) fn show_one(call: &Call) -> Result<Answer, PageError> {
    let (about, t) = (About::of(call)?, call.text());
    let seq: u64 = call.part("seq")?;
    let found = call.app().received(&about.context, seq.saturating_sub(1))?;
    let one = found.into_iter().find(|(_, delivery)| delivery.seq == seq);
    let (_, delivery) = one.ok_or(PageError::NotFound)?;
    let title = format!("{} {}", t.delivery_word(), t.number(seq));
    let mut page = about.confirm(call, &title, ("/leverancer", t.deliveries_word()));
    let (mark, word) = t.delivery_state(&delivery);
    page.tag = Some((mark, word.to_owned()));
    page.under = format!(
        "{} · {} {}",
        t.delivery_kind(delivery.kind),
        t.as_of(),
        t.long_day(delivery.proddto)
    );
    let mut facts = vec![Fact::code(t.file_name(), &*delivery.name)];
    if let Some(published) = &delivery.published {
        facts.extend([
            Fact::new(t.published_at(), t.moment(published.at)),
            Fact::new(t.persons(), t.number(published.persons)),
            Fact::new(t.records(), t.number(published.records)),
            Fact::new(t.file_size(), t.size(published.size)),
            Fact::code("SHA-256", published.sha256.to_string()),
        ]);
    }
    facts.extend(
        delivery.previous.as_ref().map(|it| Fact::code(t.previous_digest(), it.to_string())),
    );
    facts.extend(delivery.collected_at.map(|at| Fact::new(t.collected_at(), t.moment(at))));
    facts.extend(delivery.removed_at.map(|at| Fact::new(t.left_in_at(), t.moment(at))));
    facts.extend(delivery.replay_of.map(|of| Fact::new(t.replay_of(), t.number(of))));
    if !delivery.minimisation.is_empty() {
        facts.push(Fact::code(t.left_out_of_files(), delivery.minimisation.to_string()));
    }
    page.parts.push(Part::Boxed(Section::new(
        "h-facts",
        t.file_facts(),
        vec![Block::Facts(facts)],
    )));
    Answer::page(&page)
}

/// The signed chain of all deliveries, as a file.
pub(crate) fn manifest(call: &Call) -> Result<Answer, PageError> {
    let about = About::of(call)?;
    let signed = call.app().signed_manifest(&about.context)?;
    Ok(Answer::File(
        "application/jose",
        format!("manifest-{}.jws", about.uuid),
        signed.into_bytes(),
    ))
}

/// The page on which a replay is ordered.
pub(crate) fn show_replay(call: &Call) -> Result<Answer, PageError> {
    replay_page(call, &About::of(call)?, None)
}

/// Delivers the files of some days again.
pub(crate) fn replay(call: &Call) -> Result<Answer, PageError> {
    let about = About::of(call)?;
    let days = (read_day(call.form.get("fra")), read_day(call.form.get("til")));
    let (Some(from), Some(to)) = days else {
        return replay_page(call, &about, Some(call.text().last_day_wrong().to_owned()));
    };
    match call.app().replay_self_service(&about.context, (from, to), &NoObserver) {
        Ok(_) => Answer::see_other(format!("{}?besked=genleveret", about.path("/leverancer"))),
        Err(error) if error.is_failure() => Err(error.into()),
        Err(error) => {
            let detail = error.detail().map(|detail| call.text().pick(detail).to_owned());
            let code = call.text().choose(error.code().danish(), error.code().english());
            let wrong = format!("{}.", detail.unwrap_or_else(|| code.to_owned()));
            replay_page(call, &about, Some(wrong))
        }
    }
}

/// The page on which a load is ordered.
pub(crate) fn show_load(call: &Call) -> Result<Answer, PageError> {
    load_page(call, &About::of(call)?, None)
}

/// Orders a load.
pub(crate) fn load(call: &Call) -> Result<Answer, PageError> {
    let about = About::of(call)?;
    let reason = call.form.get("begrundelse").trim();
    if reason.parse::<store::NeedReason>().is_err() {
        return load_page(call, &about, Some(call.text().reason_needed().to_owned()));
    }
    let order = LoadOrder {
        selection: LoadSelection::Filters,
        reason: Some(reason.to_owned()),
        part_size_mb: None,
        without_events: false,
    };
    let names = LoadArguments { reason: "begrundelse", part_size: "stoerrelse" };
    match call.app().order_load(&about.context, &order, names) {
        Ok(_) => Answer::see_other(format!("{}?besked=bestilt", about.path("/leverancer"))),
        Err(error) if error.is_failure() => Err(error.into()),
        Err(error) => {
            let t = call.text();
            let words = t.choose(error.code().danish(), error.code().english());
            let detail = error.detail().map_or(words, |detail| t.pick(detail));
            load_page(call, &about, Some(format!("{detail}.")))
        }
    }
}

/// Cancels a load.
pub(crate) fn cancel_load(call: &Call) -> Result<Answer, PageError> {
    let about = About::of(call)?;
    let id: LoadId = call.form.get("bestilling").parse().map_err(|_| PageError::NotFound)?;
    call.app().cancel_load(&about.context, id)?;
    Answer::see_other(format!("{}?besked=annulleret", about.path("/leverancer")))
}

fn replay_page(call: &Call, about: &About, wrong: Option<String>) -> Result<Answer, PageError> {
    let t = call.text();
    let is_wrong = wrong.is_some();
    let mut page = about.confirm(call, t.order_replay(), ("/leverancer", t.deliveries_word()));
    let fields = vec![
        Field::text("fra", t.first_day(), call.form.get("fra"))
            .hint(t.day_hint())
            .required()
            .wrong(wrong),
        Field::text("til", t.last_day(), call.form.get("til")).hint(t.day_hint()).required(),
    ];
    let form = FormView::post(about.path("/genlevering"), fields, t.order_replay());
    let blocks = vec![
        Block::List(vec![t.replay_happens().to_owned(), t.replay_twice().to_owned()]),
        Block::Form(form.back(about.path("/leverancer"), t.back())),
    ];
    page.parts = vec![Part::Boxed(Section::new("h-happens", t.what_happens(), blocks))];
    if is_wrong { Answer::wrong(&page) } else { Answer::page(&page) }
}

fn load_page(call: &Call, about: &About, wrong: Option<String>) -> Result<Answer, PageError> {
    let t = call.text();
    let is_wrong = wrong.is_some();
    let mut page = about.confirm(call, t.order_load(), ("/leverancer", t.deliveries_word()));
    let reason = Field::text("begrundelse", t.reason(), call.form.get("begrundelse"));
    let reason = reason.of(FieldKind::Area(2)).hint(t.load_reason_hint()).required().wrong(wrong);
    let form = FormView::post(about.path("/grundindlaesning"), vec![reason], t.order_load());
    let blocks = vec![
        Block::List(vec![t.load_happens().to_owned(), t.load_cancel().to_owned()]),
        Block::Form(form.back(about.path("/leverancer"), t.back())),
    ];
    page.parts = vec![Part::Boxed(Section::new("h-happens", t.what_happens(), blocks))];
    if is_wrong { Answer::wrong(&page) } else { Answer::page(&page) }
}

fn lead(t: Text, all: &[Delivery]) -> (Tone, String) {
    let published = all.iter().filter(|delivery| delivery.published.is_some()).count() as u64;
    let is_waiting = |it: &&Delivery| {
        it.published.is_some() && it.collected_at.is_none() && it.removed_at.is_none()
    };
    let waiting = all.iter().filter(is_waiting).count() as u64;
    let tone = if waiting == 0 && published > 0 { Tone::Good } else { Tone::Plain };
    (tone, t.deliveries_lead(published, waiting))
}

fn sort(all: &mut [Delivery], sort: Sort) {
    let published = |it: &Delivery| it.published.as_ref().map(|it| (it.persons, it.size));
    match sort.key {
        "personer" => all.sort_by_key(|it| published(it).map(|(persons, _)| persons)),
        "stoerrelse" => all.sort_by_key(|it| published(it).map(|(_, size)| size)),
        _ => all.sort_by_key(|it| it.seq),
    }
    if sort.is_falling {
        all.reverse();
    }
}

fn columns(t: Text, query: &ListQuery) -> Vec<Column> {
    vec![
        Column::number(t.number_word()).sorted(query, "nummer"),
        Column::text(t.kind()),
        Column::text(t.extract_for()),
        Column::number(t.persons()).sorted(query, "personer"),
        Column::number(t.file_size()).wide().sorted(query, "stoerrelse"),
        Column::text(t.published_at()).wide(),
        Column::text(t.collected_at()).wide(),
        Column::text(t.state()),
    ]
}

fn row(t: Text, about: &About, delivery: &Delivery) -> Vec<Cell> {
    let dash = || "–".to_owned();
    let published = delivery.published.as_ref();
    let (mark, word) = t.delivery_state(delivery);
    vec![
        Cell::Link(about.path(&format!("/leverancer/{}", delivery.seq)), t.number(delivery.seq)),
        Cell::Text(t.delivery_kind(delivery.kind).to_owned()),
        Cell::Text(t.day(delivery.proddto)),
        Cell::Number(published.map_or_else(dash, |it| t.number(it.persons))),
        Cell::Number(published.map_or_else(dash, |it| t.size(it.size))),
        Cell::Text(published.map_or_else(dash, |it| t.moment(it.at))),
        Cell::Text(delivery.collected_at.map_or_else(dash, |at| t.moment(at))),
        Cell::State(mark, word.to_owned()),
    ]
}

fn kinds_form(t: Text, about: &About, kind: Option<&str>) -> FormView {
    let any = (String::new(), t.all_choices().to_owned());
    let kinds = [DeliveryKind::Day, DeliveryKind::Load, DeliveryKind::Replay];
    let kinds = kinds.map(|kind| (kind.as_str().to_owned(), t.delivery_kind(kind).to_owned()));
    let choices = [any].into_iter().chain(kinds).collect();
    let field = Field::select("slags", t.kind(), choices, kind.unwrap_or_default());
    FormView::get(about.path("/leverancer"), vec![field], t.filter_list())
}

fn load_row(t: Text, about: &About, load: &Load, may_change: bool) -> Vec<Cell> {
    let (mark, word) = t.load_state(load.state);
    let act = match may_change && load.state.is_open() {
        true => Cell::Act(Act {
            address: about.path("/grundindlaesning/annuller"),
            field: "bestilling",
            value: load.id.to_string(),
            button: t.cancel(),
            about: format!("{} {}", t.load_word(), load.id),
        }),
        false => Cell::Text("–".to_owned()),
    };
    let word = match load.state {
        LoadState::Running => format!("{word} ({} %)", load.scanned_permille / 10),
        _ => word.to_owned(),
    };
    vec![
        Cell::Text(load.id.to_string()),
        Cell::Text(t.moment(load.ordered_at)),
        Cell::Text(load.proddto.map_or_else(|| "–".to_owned(), |day| t.day(day))),
        Cell::Text(t.number(load.persons)),
        Cell::State(mark, word),
        act,
    ]
}
