use app::{PersonQuestion, PersonWay};
use civil::Pnr;
use disclosure::{Explanation, Outcome};
use filters::Verdict;
use jiff::civil::Date;
use store::NeedReason;
use uuid::Uuid;

use crate::answer::Answer;
use crate::call::Call;
use crate::day_field::read_day;
use crate::frame::Frame;
use crate::page_error::PageError;
use crate::pages::agreement::{name, path};
use crate::text::Text;
use crate::view::{Block, Fact, Field, FieldKind, FormView, Link, Page, Part, Section, Tone};

/// Agreements that the form lists; with more, one is named.
const LISTED: usize = 50;

/// The form: which person, which day, and what for.
pub(crate) fn show(call: &Call) -> Result<Answer, PageError> {
    Answer::page(&form_page(call, Wrong::default())?)
}

/// Takes the question, and goes to its answer: the number comes into no address.
pub(crate) fn ask(call: &Call) -> Result<Answer, PageError> {
    let t = call.text();
    let form = &call.form;
    let digits: String = form.get("nummer").chars().filter(char::is_ascii_digit).collect();
    let pnr = digits.parse::<Pnr>().ok().filter(|pnr| pnr.is_plausible());
    let day = match form.get("dag").trim() {
        "" => last_day(call)?,
        typed => read_day(typed),
    };
    let reason = form.get("begrundelse").parse::<NeedReason>();
    let (Some(pnr), Some(day), Ok(reason)) = (pnr, day, reason) else {
        let wrong = Wrong {
            number: pnr.is_none().then(|| t.number_wrong().to_owned()),
            day: day.is_none().then(|| t.last_day_wrong().to_owned()),
            reason: form
                .get("begrundelse")
                .parse::<NeedReason>()
                .is_err()
                .then(|| t.reason_needed().to_owned()),
        };
        return Answer::wrong(&form_page(call, wrong)?);
    };
    let agreement = form.get("aftale").parse().ok();
    let question = PersonQuestion { pnr, day, reason, agreement };
    let session = call.user()?.session.id;
    let ticket = call.shared.tickets.put(session, question, call.app().now());
    Answer::see_other(format!("/person/opslag/{ticket}"))
}

/// Whether and why the agreements received the person.
pub(crate) fn answer(call: &Call) -> Result<Answer, PageError> {
    let t = call.text();
    let ticket: Uuid = call.part("ticket")?;
    let Some(question) = question(call, ticket)? else {
        return Answer::see_other("/person?besked=opslag-forbi");
    };
    let ways = call.app().person_ways(&call.context, &question)?;
    let mut page = Page::new(t, Frame::new(call, t.person_word()), t.person_word());
    page.crumbs = vec![Link::plain("/person", t.person_lookup())];
    page.under = format!(
        "{} {} · {}: {}",
        t.extract_for(),
        t.long_day(question.day),
        t.reason(),
        question.reason
    );
    page.tag = Some(("info", t.number_hidden().to_owned()));
    let received =
        ways.iter().filter(|way| way.explanations.iter().any(is_received)).count() as u64;
    let tone = if received > 0 { Tone::Good } else { Tone::Plain };
    page.lead = Some((tone, t.person_lead(received, call.context.principal.is_operator())));
    page.parts = ways.iter().map(|way| Part::Boxed(section(t, way))).collect();
    let mut acts = vec![Block::Soft(t.lookup_recorded().to_owned())];
    if call.context.principal.is_operator() {
        let form =
            FormView::post(format!("/person/opslag/{ticket}/rapport"), vec![], t.make_report());
        acts.push(Block::Text(t.report_text().to_owned()));
        acts.push(Block::Form(form));
    }
    acts.push(Block::Links(vec![Link::button("/person", t.another_lookup())]));
    page.parts.push(Part::Boxed(Section::new("h-acts", t.acts(), acts)));
    Answer::page(&page)
}

/// The report to the person: everybody to whom the person was disclosed. A file, which is kept nowhere.
pub(crate) fn report(call: &Call) -> Result<Answer, PageError> {
    let ticket: Uuid = call.part("ticket")?;
    let Some(question) = question(call, ticket)? else {
        return Answer::see_other("/person?besked=opslag-forbi");
    };
    let report = call.app().report_person(&call.context, question.pnr, question.reason.as_str())?;
    let language = match call.text().is_danish() {
        true => reports::Language::Danish,
        false => reports::Language::English,
    };
    let html = reports::person_page(&report, language);
    Ok(Answer::File("text/html; charset=utf-8", "rapport.html".to_owned(), html.into_bytes()))
}

fn question(call: &Call, ticket: Uuid) -> Result<Option<PersonQuestion>, PageError> {
    let session = call.user()?.session.id;
    Ok(call.shared.tickets.get(session, ticket, call.app().now()))
}

/// The day of the last extract.
fn last_day(call: &Call) -> Result<Option<Date>, PageError> {
    Ok(call.app().service_state(call.shared.web.environment.pace())?.last)
}

#[derive(Default)]
struct Wrong {
    number: Option<String>,
    day: Option<String>,
    reason: Option<String>,
}

fn form_page(call: &Call, wrong: Wrong) -> Result<Page, PageError> {
    let t = call.text();
    let last = last_day(call)?;
    let typed = call.form.get("dag");
    let day = match (typed.is_empty(), last) {
        (true, Some(last)) => t.day(last),
        _ => typed.to_owned(),
    };
    let lines = call.app().agreement_lines(&call.context)?;
    let mut fields = vec![
        // It is not repeated.
        Field::text("nummer", t.personal_number(), "")
            .of(FieldKind::Digits)
            .hint(t.number_hint())
            .required()
            .wrong(wrong.number),
        Field::text("dag", t.extract_day(), day).hint(t.day_hint()).wrong(wrong.day),
        Field::text("begrundelse", t.what_for(), call.form.get("begrundelse"))
            .hint(t.reason_hint())
            .required()
            .wrong(wrong.reason),
    ];
    if lines.len() > LISTED {
        let agreement = Field::text("aftale", "ServiceAgreementUUID", call.form.get("aftale"));
        fields.push(agreement.hint(t.one_of_many_hint()).required());
    } else if lines.len() > 1 {
        let any = (String::new(), t.all_choices().to_owned());
        let agreements = lines.iter().map(|line| {
            let system = line.system.clone();
            (line.agreement.uuid.to_string(), format!("{}: {system}", name(t, line)))
        });
        let choices = [any].into_iter().chain(agreements).collect();
        fields.push(Field::select("aftale", t.agreement_word(), choices, call.form.get("aftale")));
    }
    let page = Page::new(t, Frame::new(call, t.person_lookup()), t.person_lookup());
    let form = FormView::post("/person", fields, t.look_up_person());
    let blocks = vec![Block::Text(t.lookup_intro().to_owned()), Block::Form(form)];
    Ok(page.with(vec![Part::Boxed(Section::new("h-form", "", blocks))]))
}

fn is_received(explanation: &Explanation) -> bool {
    let deliveries = explanation.findings.iter().flat_map(|findings| &findings.deliveries);
    let mut recorded =
        deliveries.filter(|one| one.recorded.is_some() && one.delivery.published.is_some());
    recorded.next().is_some()
}

fn section(t: Text, way: &PersonWay) -> Section {
    let mut blocks = Vec::new();
    if way.explanations.is_empty() {
        blocks.push(Block::Text(t.no_extract_that_day().to_owned()));
    }
    for explanation in &way.explanations {
        blocks.push(Block::Text(t.outcome_sentence(explanation)));
        let mut facts = Vec::new();
        if let Some(findings) = &explanation.findings {
            let version = findings.version.as_ref();
            facts.extend(
                version.map(|it| {
                    Fact::new(t.version(), format!("{}, {}", it.version, t.moment(it.at)))
                }),
            );
            for kind in findings.kinds.iter().filter(|kind| kind.is_set) {
                let matched = match kind.matches.is_empty() {
                    true => t.no().to_owned(),
                    false => {
                        let words = kind.matches.iter().map(|one| t.filter(&one.filter));
                        format!("{}: {}", t.yes(), words.collect::<Vec<_>>().join(", "))
                    }
                };
                facts.push(Fact::new(t.filter_kind(kind.kind), matched));
            }
            for traced in &findings.deliveries {
                let (_, word) = t.delivery_state(&traced.delivery);
                let number = format!("{} {}", t.delivery_word(), traced.delivery.seq);
                facts.push(Fact::new(number, word));
                let collections = traced.collections.iter();
                facts.extend(collections.map(|it| Fact::new(t.collected(), t.moment(it.at))));
            }
        }
        if !facts.is_empty() {
            blocks.push(Block::Facts(facts));
        }
    }
    let address = path(way.line.agreement.uuid, "/filtre");
    blocks.push(Block::Links(vec![Link::plain(address, t.filters_word())]));
    let system = way.line.system.clone();
    // The numbers of a page make its sections' names different.
    Section::new("", format!("{}: {system}", name(t, &way.line)), blocks)
}

impl Text {
    /// What a run did for an agreement about the person.
    fn outcome_sentence(self, explanation: &Explanation) -> String {
        let day = explanation.run.header.map(|header| self.short_day(header.proddto));
        let day = day.unwrap_or_else(|| self.unknown_day().to_owned());
        let is_chosen = matches!(explanation.outcome, Outcome::Judged(Verdict::Deliver(_)));
        let rest = match is_chosen && !is_received(explanation) {
            true => self.choose(" Filen er ikke leveret endnu.", " The file is not delivered yet."),
            false => "",
        };
        let outcome = self.why_in_file(explanation.outcome);
        format!("{} {day}: {outcome}{rest}", self.choose("Udtrækket for", "The extract for"))
    }
}
