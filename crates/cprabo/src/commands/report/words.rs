//! The words of a report, in Danish as a public authority writes, and in English.

use filters::Reason;
use store::{LedgerWay, PersonDisclosure};

use crate::commands::person::{Language, Words};

pub(super) const TITLE: Words = Words::new(
    "To whom your data from the CPR register were disclosed",
    "Hvem har fået oplysninger om dig fra CPR",
);
pub(super) const INTRODUCTION: Words = Words::new(
    "This overview shows each time that this platform has disclosed data about you from the Civil Registration System (CPR): to which \
     authority, by which system, for what purpose and on what legal basis. It is made for requests for access under article 15 of the \
     General Data Protection Regulation.",
    "Oversigten viser hver gang, oplysninger om dig fra Det Centrale Personregister (CPR) er videregivet gennem denne platform: til \
     hvilken myndighed, gennem hvilket it-system, til hvilket formål og med hvilken hjemmel. Den er lavet til brug for indsigt efter \
     databeskyttelsesforordningens artikel 15.",
);
pub(super) const NOTES: Words = Words::new(
    "The overview leaves out who works at the authority, and other persons. Files that systems send to each other are not in it: the \
     platform does not know what they contain. Questions about what an authority does with the data are answered by that authority.",
    "Oversigten viser hverken myndighedens medarbejdere eller andre personer. Filer, som it-systemer sender til hinanden, er ikke med, \
     fordi platformen ikke kender deres indhold. Spørgsmål om, hvad en myndighed bruger oplysningerne til, besvares af myndigheden.",
);
pub(super) const NOBODY: Words = Words::new(
    "No disclosures of data about you are registered.",
    "Der er ikke registreret videregivelser af oplysninger om dig.",
);
pub(super) const REDUCED: Words = Words::new(
    "For disclosures before this day only their number is kept, and not whom they concerned:",
    "For videregivelser før denne dag er kun antallet bevaret, og ikke hvem de vedrører:",
);
pub(super) const NUMBERS: Words = Words::new("Personal identification number", "Personnummer");
pub(super) const MADE: Words = Words::new("Made", "Dannet");
pub(super) const COUNT: Words = Words::new("Disclosures", "Antal videregivelser");
pub(super) const AT: Words = Words::new("Date and time", "Dato og tidspunkt");
pub(super) const AUTHORITY: Words = Words::new("Authority", "Myndighed");
pub(super) const SYSTEM: Words = Words::new("System and supplier", "It-system og leverandør");
pub(super) const PURPOSE: Words = Words::new("Purpose", "Formål");
pub(super) const LEGAL_BASIS: Words = Words::new("Legal basis", "Hjemmel");
pub(super) const WAY: Words = Words::new("Way", "Måde");
pub(super) const CHOSEN_BY: Words = Words::new("Why you were included", "Hvorfor du er med");
pub(super) const COLLECTED: Words = Words::new("Collected by the system", "Hentet af systemet");
const NOT_STATED: Words = Words::new("not stated", "ikke oplyst");
const NOT_COLLECTED: Words = Words::new("not collected", "ikke hentet");
const OPERATOR: Words = Words::new("the platform's operator", "platformens driftsansvarlige");
const ASKED_FOR: Words =
    Words::new("asked for by number or address", "der er spurgt på nummer eller adresse");
const REPORT: Words = Words::new("an overview like this one", "en oversigt som denne");

/// How the data were given.
pub(super) const fn way(way: LedgerWay) -> Words {
    match way {
        LedgerWay::Delivery => Words::new("daily file of changes", "daglig fil med ændringer"),
        LedgerWay::Load => {
            Words::new("file with all current data", "fil med alle aktuelle oplysninger")
        }
        LedgerWay::Replay => Words::new("an earlier file once more", "en tidligere fil sendt igen"),
        LedgerWay::LookUp => Words::new("look-up", "opslag"),
        LedgerWay::ApiAnswer => Words::new(
            "answer to the system about its own list of persons",
            "svar til systemet om dets egen liste over personer",
        ),
        _ => REPORT,
    }
}

/// Which kind of filter chose the person.
pub(super) fn reason(one: &PersonDisclosure, language: Language) -> String {
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

/// What a disclosure says, in the order of the headings. `None` where a heading does not apply: the operator is no system, and
/// an answer is not collected.
pub(super) struct Row {
    pub(super) at: String,
    pub(super) authority: String,
    system: Option<String>,
    purpose: Option<String>,
    legal_basis: Option<String>,
    way: String,
    reason: Option<String>,
    collected: Option<String>,
}

impl Row {
    pub(super) fn of(one: &PersonDisclosure, language: Language) -> Self {
        let not_stated = || NOT_STATED.of(language).to_owned();
        let joined = |parts: &[Option<String>]| {
            let stated: Vec<&str> = parts.iter().flatten().map(String::as_str).collect();
            if stated.is_empty() { not_stated() } else { stated.join(", ") }
        };
        let details = one.terms.as_ref().map(|terms| &terms.details);
        let text = |text: Option<&store::AgreementText>| text.map(|it| it.as_str().to_owned());
        let cvr = one.terms.as_ref().and_then(|it| it.cvr).map(|cvr| format!("CVR {cvr}"));
        let authority = [text(details.and_then(|it| it.authority_name.as_ref())), cvr];
        let system = one.terms.as_ref().map(|terms| terms.system_name.clone());
        let law = details.map(|it| [&it.law, &it.paragraph, &it.legal_text]);
        let law = law.map(|parts| parts.map(|part| text(part.as_ref())));
        let of_agreement = |text: String| one.terms.as_ref().map(|_| text);
        Self {
            at: clock::danish_time(one.entry.at),
            authority: match one.terms {
                None => OPERATOR.of(language).to_owned(),
                Some(_) => joined(&authority),
            },
            system: of_agreement(joined(&[
                system,
                text(details.and_then(|it| it.supplier.as_ref())),
            ])),
            purpose: of_agreement(joined(&[text(details.and_then(|it| it.purpose.as_ref()))])),
            legal_basis: of_agreement(joined(&law.unwrap_or_default())),
            way: way(one.entry.way).of(language).to_owned(),
            reason: (one.entry.way != LedgerWay::Report).then(|| reason(one, language)),
            collected: one.entry.way.is_file().then(|| match one.collections.first() {
                None => NOT_COLLECTED.of(language).to_owned(),
                Some(first) => clock::danish_time(first.at),
            }),
        }
    }

    /// The values behind time and authority, beside their headings.
    pub(super) fn values(&self) -> impl Iterator<Item = (Words, &str)> {
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
