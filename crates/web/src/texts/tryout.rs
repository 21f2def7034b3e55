use civil::EventCode;
use disclosure::Outcome;
use filters::{NotMatched, Reason, Verdict};
use jiff::civil::Date;
use synth::InjectedFault;

use crate::text::Text;

texts! {
    try_out: "Afprøv", "Try it";
    try_title: "Hvad får min klient, når noget sker?", "What does my client get when something happens?";
    try_invented: "Alle personer er opdigtede, og numrene tilhører ingen. Derfor står de i klar tekst her.",
        "All persons are invented, and the numbers belong to nobody. That is why they stand here in clear.";
    try_stands_at: "Sandkassen står ved udtrækket for", "The sandbox stands at the extract of";
    try_next_is: "Den næste arbejdsdag er", "The next working day is";
    try_choose: "1. Vælg en person", "1. Choose a person";
    try_number: "Personnummer", "Personal number";
    try_number_hint: "Ti cifre. Står der et, ses der bort fra resten.", "Ten digits. If there is one, the rest is ignored.";
    try_number_wrong: "Et personnummer har 10 cifre.", "A personal number has 10 digits.";
    try_number_unknown: "Ingen i sandkassen har det nummer.", "Nobody in the sandbox has that number.";
    try_age_from: "Alder fra", "Age from";
    try_age_to: "Alder til", "Age to";
    try_age_wrong: "En alder er et helt tal fra 0 til 150.", "An age is a whole number from 0 to 150.";
    try_municipality: "Kommunekode", "Municipality code";
    try_municipality_hint: "Fire cifre, fx 0706 for Syddjurs.", "Four digits, such as 0706 for Syddjurs.";
    try_municipality_wrong: "En kommunekode har fire cifre, fx 0706.", "A municipality code has four digits, such as 0706.";
    try_state: "Status", "Status";
    try_family: "Familie", "Family";
    try_all: "Alle", "All";
    try_resident: "bor her", "lives here";
    try_disappeared: "forsvundet", "disappeared";
    try_emigrated: "udrejst", "emigrated";
    try_dead: "død", "dead";
    try_married: "gift", "married";
    try_minors: "bor med egne børn under 18", "lives with own children below 18";
    try_parents: "under 18 med kendte forældre", "below 18, with known parents";
    try_alone: "bor alene", "lives alone";
    try_search: "Søg efter personer", "Search for persons";
    try_found: "Personer, der passer", "Persons who match";
    try_found_none: "Ingen passer til søgningen. Tag noget fra den, og søg igen.",
        "Nobody matches. Take something away from the search, and try again.";
    try_found_more: "Vis de næste", "Show the next";
    try_name: "Navn", "Name";
    try_age: "Alder", "Age";
    try_lives_in: "Bor i", "Lives in";
    try_nowhere: "ingen adresse", "no address";
    try_happen: "2. Lad noget ske", "2. Let something happen";
    try_happen_none: "Vælg en person først.", "Choose a person first.";
    try_chosen: "Valgt person", "Chosen person";
    try_born: "Født", "Born";
    try_protected: "Navne- og adressebeskyttelse", "Protection of name and address";
    try_yes: "ja", "yes";
    try_no: "nej", "no";
    try_spouse: "Ægtefælle", "Spouse";
    try_parent: "Forælder", "Parent";
    try_child: "Barn", "Child";
    try_event: "Hændelse", "Event";
    try_event_hint: "Kun det, der kan ske for personen, står her.", "Only what can happen to the person is here.";
    try_event_none: "Der kan ikke ske mere for personen. Vælg en anden.", "Nothing more can happen to the person. Choose another.";
    try_order: "Bestil hændelsen", "Order the event";
    try_ordered: "Bestilt til den næste dag", "Ordered for the next day";
    try_day: "3. Lad dagen gå", "3. Let the day pass";
    try_days: "Hvor længe", "How long";
    try_one_day: "1 arbejdsdag", "1 working day";
    try_five_days: "5 arbejdsdage", "5 working days";
    try_month: "21 arbejdsdage, en måned", "21 working days, a month";
    try_fault: "Fejl i udtrækket", "Fault in the extract";
    try_fault_hint: "En fejl er for én dag. Platformen holder udtrækket tilbage, og klienten får ingenting, til nogen tager stilling.",
        "A fault is for one day. The platform holds the extract, and the client gets nothing until somebody decides.";
    try_no_fault: "Ingen", "None";
    try_pass: "Lad dagen gå", "Let the day pass";
    try_under_way: "Dage er ved at gå", "Days are passing";
    try_days_done: "Dagene er gået.", "The days have passed.";
    try_days_stopped: "Det standsede undervejs.", "It stopped on the way.";
    try_day_of: "af", "of";
    try_days_passed: "dage er gået", "days have passed";
    try_passed_table: "Dage, der er gået", "Days that have passed";
    try_the_day: "Dag", "Day";
    try_outcome: "Hvad der skete", "What happened";
    try_no_extract: "Der kom intet udtræk", "No extract came";
    try_held: "Et udtræk er tilbageholdt, og de næste dage venter bag det.", "An extract is held, and the next days wait behind it.";
    try_held_choice: "I driften tager en operatør stilling. Her gør du det selv.", "In production an operator decides. Here you do.";
    try_release: "Frigiv udtrækket", "Release the extract";
    try_reject: "Afvis udtrækket", "Reject the extract";
    try_file: "4. Se filen", "4. See the file";
    try_file_none: "Der er ingen filer endnu. Lad en dag gå.", "There are no files yet. Let a day pass.";
    try_no_systems: "Der er ingen systemer endnu. Registrér jeres med disse kommandoer, hvor sandkassen kører:",
        "There are no systems yet. Register yours by these commands, where the sandbox runs:";
    try_other_days: "Andre dage", "Other days";
    try_files_of: "Filer for", "Files of";
    try_system: "System", "System";
    try_agreement: "Serviceaftale", "Agreement";
    try_persons: "Personer", "Persons";
    try_size: "Størrelse", "Size";
    try_data_file: "Datafil", "Data file";
    try_why: "Hvorfor er personen i filen, eller ikke?", "Why is the person in the file, or not?";
    try_why_table: "Personen og hver serviceaftale", "The person and each agreement";
    try_verdict: "Svar", "Answer";
    file_who: "Hvem er i filen?", "Who is in the file?";
    file_empty: "Filen er tom: ingen blev valgt. Der står kun startrecord og slutrecord i den.",
        "The file is empty: nobody was chosen. It has the start record and the end record alone.";
    file_gone: "Filen ligger ikke i IN. Systemet har fjernet den, eller den er ikke leveret endnu. Bed om en genlevering for at se den.",
        "The file is not in IN. The system has removed it, or it is not delivered yet. Ask for a replay to see it.";
    file_large: "Filen er for stor til en side. cprabo show viser den.", "The file is too large for a page. cprabo show prints it.";
    file_person: "Person", "Person";
    file_people: "Personer i filen", "Persons in the file";
    file_happen: "Lad noget ske for personen", "Let something happen to the person";
    file_records: "Records i klar tekst ved siden af linjerne", "Records in clear text beside the lines";
    file_record: "Record", "Record";
    file_fields: "I klar tekst", "In clear text";
    file_line: "Linjen i filen", "The line in the file";
    file_chosen: "Valgt, fordi", "Chosen because";
    file_next: "De næste personer", "The next persons";
    file_first: "De første personer", "The first persons";
    file_frame: "Filens egne records", "The file's own records";
    file_manifest: "Linjen i manifestet", "The entry of the manifest";
    file_metadata: "Metadatafilen", "The metadata file";
    file_metadata_gone: "Den ligger ikke i IN.", "It is not in IN.";
    calls_title: "Hvad har mit system kaldt, og hvad blev svaret?", "What did my system call, and what was the answer?";
    calls: "Kald", "Calls";
    calls_none: "Der er ingen kald endnu, siden sandkassen startede. Eksemplerne viser, hvordan et ser ud.",
        "There are no calls yet since the sandbox began. The examples show what one looks like.";
    calls_kept: "De seneste 50 kald, siden sandkassen startede. Det, der blev sendt med, gemmes ikke.",
        "The last 50 calls since the sandbox began. What was sent with them is not kept.";
    calls_table: "De seneste kald", "The last calls";
    calls_when: "Tidspunkt", "Time";
    calls_how: "Ad", "By";
    calls_operation: "Operation", "Operation";
    calls_answer: "Svar", "Answer";
    calls_to_do: "Hvad der skal gøres", "What to do";
    calls_answered: "svaret", "answered";
    calls_see_faults: "Se kodens forklaring i vejledningen", "See the code's explanation in the guide";
    calls_refresh: "Opdatér nu", "Update now";
    calls_correlation: "Korrelations-id", "Correlation id";
    examples: "Eksempler", "Examples";
    examples_title: "Hvordan kalder min klient tjenesten?", "How does my client call the service?";
    examples_lead: "Eksemplerne har jeres egne UUID'er, adresser og filnavne. Marker en blok, og kopiér den.",
        "The examples have your own UUIDs, addresses and file names. Select a block, and copy it.";
    examples_none: "Når et system og en serviceaftale er registreret, står de i eksemplerne.",
        "Once a system and an agreement are registered, they stand in the examples.";
    examples_choose: "Vælg serviceaftale", "Choose an agreement";
    examples_files: "Læg certifikat, nøgle og platformens CA i samme mappe som eksemplet: CA'en ligger i sandkassens datamappe.",
        "Put certificate, key and the platform's CA into the folder of the example: the CA is in the sandbox's data directory.";
    examples_fetch: "Hent dagens fil", "Fetch the day's file";
}

impl Text {
    /// What happens, by the code of an event that can be ordered.
    pub(crate) fn ordered_event(self, event: EventCode) -> &'static str {
        match event.as_str() {
            "A01" => self.choose("flytter", "moves"),
            "P40" => self.choose("får et barn", "has a child"),
            "A21" => self.choose("dør", "dies"),
            "A20" => self.choose("bliver gift", "marries"),
            "A22" => self.choose("bliver skilt", "is divorced"),
            "P35" => self.choose("bliver separeret", "is separated"),
            "A13" => self.choose("skifter navn", "takes another name"),
            "A33" => self.choose(
                "får navne- og adressebeskyttelse, eller får den ophævet",
                "gets name and address protected, or no longer",
            ),
            "A34" => self.choose(
                "skifter stilling eller forhold til folkekirken",
                "changes occupation or church",
            ),
            "A08" => self.choose(
                "får valgret eller statsborgerskab ændret",
                "has voting rights or citizenship changed",
            ),
            "A73" => self.choose("kommer under værgemål", "gets a guardian"),
            "A47" => self.choose("får en kontaktadresse", "gets a contact address"),
            "A07" => self.choose("får en supplerende adresse", "gets a supplementary address"),
            "A74" => self.choose("får en note", "gets a note"),
            "A06" => self.choose("udrejser", "emigrates"),
            "A04" => self.choose("genindrejser", "returns from abroad"),
            "P32" => self.choose("får en indrejst i husstanden", "takes in an immigrant"),
            "A02" => self.choose("forsvinder", "disappears"),
            "A03" => self.choose("genfindes", "is found again"),
            "P03" => self.choose("får nyt personnummer", "gets another personal number"),
            "P02" => self.choose(
                "har haft to personnumre, og det ene slettes",
                "had two personal numbers, and one is deleted",
            ),
            "A09" => self.choose("får adressen rettet", "has the address corrected"),
            "A10" => self.choose(
                "får en udrejse eller forsvinding annulleret",
                "has an emigration or disappearance annulled",
            ),
            "A16" => self.choose("får navnet rettet", "has the name corrected"),
            "A17" => self.choose("får en navneændring annulleret", "has a change of name annulled"),
            "A25" => self.choose("får et dødsfald annulleret", "has a death annulled"),
            _ => event_meaning(&event),
        }
    }

    /// A fault of the sandbox.
    pub(crate) const fn injected_fault(self, fault: InjectedFault) -> &'static str {
        match fault {
            InjectedFault::Missing => self.choose("mangler", "missing"),
            InjectedFault::Duplicate => self.choose("kommer to gange", "comes twice"),
            InjectedFault::Torn => self.choose("revet over", "torn"),
            InjectedFault::Counter => self.choose("forkert tæller", "wrong counter"),
            InjectedFault::Bytes => self.choose("fremmed tegn", "foreign character"),
            InjectedFault::No001 => self.choose("person uden 001", "person without 001"),
        }
    }

    /// The words before the reasons for which somebody was chosen for a day's file.
    pub(crate) fn chosen_for(self, day: Date) -> String {
        let day = self.short_day(day);
        match self.is_danish() {
            true => format!("Valgt til filen for {day}, fordi"),
            false => format!("Chosen for the file of {day} because"),
        }
    }

    /// For what somebody was chosen.
    pub(crate) fn chosen_because(self, reason: Reason) -> String {
        let words = [
            (Reason::PNR, self.choose("nummeret er i filtret", "the number is in the filter")),
            (Reason::AGE, self.choose("alderen passer", "the age matches")),
            (
                Reason::LIVES_HERE,
                self.choose("personen bor i kommunen", "the person lives in the municipality"),
            ),
            (
                Reason::LIVED_HERE,
                self.choose(
                    "personen boede i kommunen før ændringen",
                    "the person lived in the municipality before the change",
                ),
            ),
            (Reason::EVENT, self.choose("hændelsen passer", "the event matches")),
            (
                Reason::NO_FILTER,
                self.choose("aftalen får alle", "the agreement gets everybody"),
            ),
            (
                Reason::FOLLOWED,
                self.choose(
                    "nummeret har afløst et i filtret",
                    "the number replaced one in the filter",
                ),
            ),
        ];
        let matched = words.into_iter().filter(|(one, _)| reason.has(*one));
        matched.map(|(_, word)| word).collect::<Vec<_>>().join(", ")
    }

    /// Why somebody is in a day's file, or not.
    pub(crate) fn outcome(self, outcome: Outcome) -> String {
        let sentence = match outcome {
            Outcome::Judged(Verdict::Deliver(reason)) => {
                let in_file = self.choose("Personen er i filen", "The person is in the file");
                return format!("{in_file}: {}.", self.chosen_because(reason));
            }
            Outcome::LeftOut(_) => self.choose(
                "Personen blev valgt, men er udeladt efter aftalens vilkår: navn og adresse er beskyttet.",
                "The person was chosen, but is left out by the agreement's terms: name and address are protected.",
            ),
            Outcome::Judged(Verdict::Exclude(NotMatched::NothingSet)) => self.choose(
                "Ingen filtre: systemet får en tom fil hver dag.",
                "No filters: the system gets an empty file each day.",
            ),
            Outcome::Judged(Verdict::Exclude(NotMatched::NothingMatched)) => self.choose(
                "Ingen af aftalens filtre rammer personen.",
                "None of the agreement's filters matches the person.",
            ),
            Outcome::Judged(Verdict::Exclude(NotMatched::Missing(_))) => self.choose(
                "Et filter rammer, men aftalen kræver, at flere slags gør det.",
                "A filter matches, but the agreement wants several kinds to.",
            ),
            Outcome::NotInExtract => self.choose(
                "Personen er ikke i dagens udtræk: der skete ikke noget.",
                "The person is not in the day's extract: nothing happened.",
            ),
            Outcome::NoDelivery => self.choose(
                "Aftalen var ikke i kraft den dag.",
                "The agreement was not in force on that day.",
            ),
            Outcome::NotApplied => self.choose(
                "Udtrækket er ikke indlæst.",
                "The extract is not applied.",
            ),
            Outcome::Seed => self.choose(
                "Replikaen blev fyldt den dag; det leveres til ingen.",
                "The replica was filled on that day; that is delivered to nobody.",
            ),
        };
        sentence.to_owned()
    }
}

/// The register's own words, for a code that has none here.
fn event_meaning(event: &EventCode) -> &'static str {
    event.meaning().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use store::Language;
    use synth::Population;

    use super::*;

    #[test]
    fn every_event_that_can_be_ordered_has_words() {
        for code in Population::story_events() {
            let event: EventCode = code.parse().unwrap();
            for language in [Language::Danish, Language::English] {
                let words = Text::of(language).ordered_event(event);
                assert!(!words.is_empty() && Some(words) != event.meaning(), "{code}");
            }
        }
    }
}
