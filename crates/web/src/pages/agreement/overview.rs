use filters::Combination;
use store::{Agreement, AgreementStatus, AgreementStep, AgreementText, UserRole};

use super::tabs::{About, AgreementTab};
use crate::answer::Answer;
use crate::call::Call;
use crate::page_error::PageError;
use crate::table::{Cell, Column, Table};
use crate::text::Text;
use crate::view::{Block, Fact, Link, Part, Section, Tone};

/// What an agreement is, and what can be done with it.
pub(crate) fn show(call: &Call) -> Result<Answer, PageError> {
    let about = About::of(call)?;
    let t = call.text();
    let agreement = &about.line.agreement;
    let states = call.app().agreement_states(&about.context)?;
    let mut page = about.page(call, AgreementTab::Overview, t.overview());
    page.lead = Some(lead(t, &about));
    let purpose =
        Section::new("h-purpose", t.purpose_and_law(), vec![Block::Facts(purpose(t, agreement))]);
    let terms =
        Section::new("h-terms", t.terms_of_agreement(), vec![Block::Facts(terms(t, agreement))]);
    let acts = Section::new("h-acts", t.acts(), acts(call, &about));
    let ids = Section::new("h-ids", t.identifiers(), vec![Block::Facts(identifiers(agreement))]);
    page.parts = vec![Part::Pair(vec![purpose, terms]), Part::Pair(vec![acts, ids])];
    if !states.is_empty() {
        let rows = states.iter().rev().map(|change| {
            let reason =
                change.reason.as_ref().map(|it| it.as_str().to_owned()).unwrap_or_default();
            let state = t.agreement_state(change.state.as_str());
            vec![
                Cell::Text(t.moment(change.at)),
                Cell::Text(state),
                Cell::Text(t.actor(&change.author.actor)),
                Cell::Text(reason),
            ]
        });
        let table = Table {
            t,
            label: t.state_history().to_owned(),
            columns: [t.when(), t.state(), t.who(), t.why()].map(Column::text).into(),
            rows: rows.collect(),
            pages: None,
        };
        page.parts.push(Part::Open(Section::new(
            "h-states",
            t.state_history(),
            vec![Block::Table(table)],
        )));
    }
    Answer::page(&page)
}

fn lead(t: Text, about: &About) -> (Tone, String) {
    let (mark, word) = t.agreement_status(about.line.status);
    let tone = match mark {
        "held" => Tone::Held,
        "done" => Tone::Good,
        _ => Tone::Plain,
    };
    let last = about.line.last.map(|last| {
        let day = t.short_day(last.proddto);
        match last.persons {
            Some(persons) => t.last_delivery(&day, persons, last.is_collected),
            None => t.not_delivered_yet(&day),
        }
    });
    let sentence = format!("{} {word}.", t.the_agreement_is());
    (tone, [Some(sentence), last].into_iter().flatten().collect::<Vec<_>>().join(" "))
}

fn purpose(t: Text, agreement: &Agreement) -> Vec<Fact> {
    let details = &agreement.details;
    let text = |text: &Option<AgreementText>| {
        text.as_ref().map_or_else(|| t.not_stated().to_owned(), |it| it.as_str().to_owned())
    };
    let law = [&details.law, &details.paragraph].into_iter().flatten();
    let law = law.map(|it| it.as_str().to_owned()).collect::<Vec<_>>().join(" ");
    let municipality = details.municipality.map(|code| t.municipality(code));
    let mut facts = vec![
        Fact::new(t.purpose(), text(&details.purpose)),
        Fact::new(t.legal_basis(), if law.is_empty() { t.not_stated().to_owned() } else { law }),
    ];
    facts.extend(details.legal_text.as_ref().map(|it| Fact::new("", it.as_str())));
    facts.push(Fact::new(t.supplier(), text(&details.supplier)));
    facts.push(Fact::new(t.contact(), text(&details.contact)));
    facts.extend(municipality.map(|name| Fact::new(t.municipality_word(), name)));
    facts
}

fn terms(t: Text, agreement: &Agreement) -> Vec<Fact> {
    let services: Vec<&str> = agreement.services.iter().map(|service| service.as_str()).collect();
    let from = agreement.valid_from.map_or_else(|| t.always().to_owned(), |day| t.day(day));
    let until = agreement.valid_until.map_or_else(|| t.no_last_day().to_owned(), |day| t.day(day));
    let left_out = match agreement.minimisation.is_empty() {
        true => Fact::new(t.left_out_of_files(), t.nothing_left_out()),
        false => Fact::code(t.left_out_of_files(), agreement.minimisation.to_string()),
    };
    vec![
        Fact::new(t.services_word(), services.join(", ")),
        Fact::new(t.in_force(), format!("{from} – {until}")),
        Fact::new(t.combination_word(), t.combination(agreement.combination)),
        left_out,
        Fact::new(t.first_data_word(), t.yes_or_no(agreement.first_data)),
        Fact::new(t.ages_in_word(), t.yes_or_no(agreement.ages_in)),
    ]
}

fn identifiers(agreement: &Agreement) -> Vec<Fact> {
    vec![
        Fact::code("ServiceAgreementUUID", agreement.uuid.to_string()),
        Fact::code("UserSystemUUID", agreement.system_uuid.to_string()),
        Fact::code("UserUUID", agreement.authority.to_string()),
    ]
}

/// What the user can do.
fn acts(call: &Call, about: &About) -> Vec<Block> {
    let t = call.text();
    let mut links = Vec::new();
    if about.may_change(call) {
        links.push(Link::button(about.path("/filtre"), t.see_filters()));
        links.push(Link::button(about.path("/grundindlaesning"), t.order_load()));
    }
    if call.signed_in.as_ref().is_some_and(|one| one.user.role == UserRole::Operator)
        && about.line.status != AgreementStatus::Closed
    {
        let steps = AgreementStep::ALL.into_iter();
        let possible = steps.filter(|step| step.from().contains(&about.line.agreement.state));
        links.extend(possible.map(|step| {
            Link::button(about.path(&format!("/{}", t.step_path(step))), t.step(step))
        }));
    }
    let is_administrator = call
        .signed_in
        .as_ref()
        .is_some_and(|one| one.user.role == UserRole::AuthorityAdministrator);
    match (links.is_empty(), is_administrator) {
        (false, _) => vec![Block::Links(links)],
        (true, true) => vec![Block::Text(t.not_in_force_now().to_owned())],
        (true, false) => vec![Block::Text(t.only_read().to_owned())],
    }
}

impl Text {
    /// How the kinds of filters work together.
    pub(crate) const fn combination(self, combination: Combination) -> &'static str {
        match combination {
            Combination::Any => self.choose(
                "forening: den, som ét af filtrene rammer, kommer med",
                "any: whom one of the filters matches is delivered",
            ),
            Combination::EventsNarrow => self.choose(
                "hændelser indsnævrer: kun dem, som også har en af hændelserne",
                "events narrow: only those who also have one of the events",
            ),
            Combination::All => self.choose("alle slags skal ramme", "all kinds must match"),
        }
    }
}
