use filters::Reason;
use store::{AgreementText, LedgerTerms, LedgerWay, PersonDisclosure};

use crate::language::{Language, Words};
use crate::way::way;
use crate::words::{LEGAL_BASIS, NOT_STATED, OPERATOR, PURPOSE, SYSTEM, WAY};

const CHOSEN_BY: Words = Words::new("Why you were included", "Hvorfor du er med");
const COLLECTED: Words = Words::new("Collected by the system", "Hentet af systemet");
const NOT_COLLECTED: Words = Words::new("not collected", "ikke hentet");
const ASKED_FOR: Words =
    Words::new("asked for by number or address", "der er spurgt på nummer eller adresse");

/// What a disclosure says, in the order of the headings. `None` where a heading does not apply: the operator is no system, and
/// an answer is not collected.
pub(crate) struct PersonRow {
    pub(crate) at: String,
    pub(crate) authority: String,
    system: Option<String>,
    purpose: Option<String>,
    legal_basis: Option<String>,
    way: String,
    reason: Option<String>,
    collected: Option<String>,
}

impl PersonRow {
    pub(crate) fn of(one: &PersonDisclosure, language: Language) -> Self {
        let parties = one.terms.as_ref().map(|terms| Parties::of(terms, language));
        let authority = parties.as_ref().map(|parties| parties.authority.clone());
        Self {
            at: clock::danish_time(one.entry.at),
            authority: authority.unwrap_or_else(|| OPERATOR.of(language).to_owned()),
            system: parties.as_ref().map(|parties| parties.system.clone()),
            purpose: parties.as_ref().map(|parties| parties.purpose.clone()),
            legal_basis: parties.map(|parties| parties.legal_basis),
            way: way(one.entry.way).of(language).to_owned(),
            reason: (one.entry.way != LedgerWay::Report).then(|| reason(one, language)),
            collected: one.entry.way.is_file().then(|| match one.collections.first() {
                None => NOT_COLLECTED.of(language).to_owned(),
                Some(first) => clock::danish_time(first.at),
            }),
        }
    }

    /// The values behind time and authority, beside their headings.
    pub(crate) fn values(&self) -> impl Iterator<Item = (Words, &str)> {
        let values = [
            (SYSTEM, self.system.as_deref()),
            (PURPOSE, self.purpose.as_deref()),
            (LEGAL_BASIS, self.legal_basis.as_deref()),
            (WAY, Some(&*self.way)),
            (CHOSEN_BY, self.reason.as_deref()),
            (COLLECTED, self.collected.as_deref()),
        ];
        values.into_iter().filter_map(|(heading, value)| Some((heading, value?)))
    }
}

/// What an agreement says of its parties and its purpose; what it does not say is not stated.
#[derive(PartialEq, Eq)]
pub(crate) struct Parties {
    pub(crate) authority: String,
    pub(crate) system: String,
    pub(crate) purpose: String,
    pub(crate) legal_basis: String,
}

impl Parties {
    pub(crate) fn of(terms: &LedgerTerms, language: Language) -> Self {
        let details = &terms.details;
        let text = |text: &Option<AgreementText>| text.as_ref().map(|it| it.as_str().to_owned());
        let joined = |parts: &[Option<String>]| {
            let stated: Vec<&str> = parts.iter().flatten().map(String::as_str).collect();
            match stated.is_empty() {
                true => NOT_STATED.of(language).to_owned(),
                false => stated.join(", "),
            }
        };
        let cvr = terms.cvr.map(|cvr| format!("CVR {cvr}"));
        Self {
            authority: joined(&[text(&details.authority_name), cvr]),
            system: joined(&[Some(terms.system_name.clone()), text(&details.supplier)]),
            purpose: joined(&[text(&details.purpose)]),
            legal_basis: joined(&[
                text(&details.law),
                text(&details.paragraph),
                text(&details.legal_text),
            ]),
        }
    }
}

/// Which kind of filter chose the person.
fn reason(one: &PersonDisclosure, language: Language) -> String {
    let known = [
        (
            Reason::PNR,
            Words::new(
                "your number is on the system's list",
                "dit personnummer står på systemets liste",
            ),
        ),
        (
            Reason::FOLLOWED,
            Words::new(
                "your new number replaces one on the list",
                "dit nye personnummer afløser et på listen",
            ),
        ),
        (Reason::AGE, Words::new("your age", "din alder")),
        (Reason::LIVES_HERE, Words::new("you live in the municipality", "du bor i kommunen")),
        (Reason::LIVED_HERE, Words::new("you lived in the municipality", "du har boet i kommunen")),
        (
            Reason::EVENT,
            Words::new("an event registered about you", "en hændelse, der er registreret om dig"),
        ),
        (
            Reason::NO_FILTER,
            Words::new("the system receives everyone", "systemet modtager alle personer"),
        ),
    ];
    let words: Vec<&str> = known
        .iter()
        .filter(|(reason, _)| one.reason.has(*reason))
        .map(|(_, words)| words.of(language))
        .collect();
    match (words.is_empty(), one.entry.way) {
        (false, _) => words.join(", "),
        (true, LedgerWay::LookUp) => ASKED_FOR.of(language).to_owned(),
        (true, _) => NOT_STATED.of(language).to_owned(),
    }
}
