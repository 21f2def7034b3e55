//! Looking up a person.

use crate::text::Text;

texts! {
    person_word: "Personen", "The person";
    person_lookup: "Person", "Person";
    lookup_intro: "Se, om og hvorfor systemerne modtog en person i et udtræk. Opslaget og hvad det skal bruges til skrives i revisionssporet.",
        "See whether and why the systems received a person in an extract. The look-up and what it is for are written into the audit trail.";
    personal_number: "Personnummer", "Personal number";
    number_hint: "Ti cifre. Nummeret kommer ikke i nogen adresse og vises ikke igen.", "Ten digits. The number comes into no address, and is not shown again.";
    number_wrong: "Et personnummer har 10 cifre og begynder med en dag og en måned.", "A personal number has ten digits, and begins with a day and a month.";
    extract_day: "Udtrækkets dag", "The extract's day";
    what_for: "Hvad skal opslaget bruges til?", "What is the look-up for?";
    look_up_person: "Slå personen op", "Look the person up";
    one_of_many_hint: "Der er mange aftaler: vælg én. Dens id står på aftalens side.", "There are many agreements: name one. Its id stands on the agreement's page.";
    another_lookup: "Slå en anden op", "Look up another";
    number_hidden: "••••••-•••• (skjult)", "••••••-•••• (hidden)";
    lookup_recorded: "Opslaget er skrevet i revisionssporet.", "The look-up is written into the audit trail.";
    make_report: "Hent rapport til indsigt", "Fetch the access report";
    report_text: "Rapporten siger, hvem der har modtaget personen, hvornår og hvorfor. At den er lavet, står i videregivelsesloggen.",
        "The report says who received the person, when and why. That it was made stands in the disclosure ledger.";
    no_extract_that_day: "Der er ikke kommet noget udtræk for den dag.", "No extract has come for that day.";

    // Trends.
    trends: "Tendenser", "Trends";
    persons_in_extracts: "Personer i udtrækkene", "Persons in the extracts";
    delivered_persons: "Leverede personer", "Persons delivered";
    delivered_megabytes: "Leverede data", "Data delivered";
    time_to_deliver: "Tid til levering", "Time to deliver";
    megabytes: "MB", "MB";
    minutes: "minutter", "minutes";
    period: "Periode", "Period";
    last_30: "de seneste 30 udtræk", "the last 30 extracts";
    last_year: "det seneste år", "the last year";
    no_trend: "Der er ikke kommet udtræk nok til en tendens.", "Not enough extracts have come for a trend.";

    // Clean-up.
    clean_up: "Oprydning", "Clean-up";
    clean_up_table: "Forslag", "Proposals";
    how_many: "Antal", "Number";
    earliest: "Siden", "Since";
    accept_reason: "Ryd op", "Clean up";
    accept_all: "Ryd op i alle", "Clean up all";
    undo_clean_up: "Fortryd den seneste oprydning", "Undo the last clean-up";
    nothing_to_clean: "Der er intet at rydde op i.", "There is nothing to clean up.";
    clean_up_text: "Personerne vises ikke her. En oprydning tager filtrene ud i én version og kan fortrydes.",
        "The persons are not shown here. A clean-up takes the filters out in one version, and can be undone.";

    // Use and reports.
    metering: "Forbrug", "Usage";
    metering_table: "Forbrug", "Usage";
    month_word: "Måned", "Month";
    service_word: "Tjeneste", "Service";
    answered_calls: "Kald besvaret", "Calls answered";
    refused_calls: "Kald afvist", "Calls refused";
    files_word: "Filer", "Files";
    no_use: "Der er intet forbrug i de måneder.", "There is no usage in those months.";
    report_of_agreement: "Rapport over aftalens videregivelser", "Report of the agreement's disclosures";
    report_of_agreement_text: "Alt, hvad der er videregivet under aftalen i nogle dage, uden personer.", "Everything that was disclosed under the agreement on some days, without persons.";
    fetch_report: "Hent rapporten", "Fetch the report";
}

impl Text {
    /// Whether any agreement received the person.
    pub(crate) fn person_lead(self, received: u64, is_operator: bool) -> String {
        let number = self.number(received);
        match (self.is_danish(), received, is_operator) {
            (true, 0, true) => "Ingen af aftalerne modtog personen i udtrækket.".to_owned(),
            (true, 0, false) => "Ingen af jeres aftaler modtager personen.".to_owned(),
            (true, 1, _) => "Én aftale modtog personen i udtrækket.".to_owned(),
            (true, ..) => format!("{number} aftaler modtog personen i udtrækket."),
            (false, 0, true) => "None of the agreements received the person in the extract.".to_owned(),
            (false, 0, false) => "None of your agreements receives the person.".to_owned(),
            (false, 1, _) => "One agreement received the person in the extract.".to_owned(),
            (false, ..) => format!("{number} agreements received the person in the extract."),
        }
    }

    /// What a plot of days says.
    pub(crate) fn trend_sentence(self, median: &str, largest: &str, day: &str, unit: &str) -> String {
        match self.is_danish() {
            true => format!("Sædvanligvis {median} {unit}; mest {largest} den {day}"),
            false => format!("Usually {median} {unit}; most {largest} on {day}."),
        }
    }

    /// How much there is to clean up.
    pub(crate) fn clean_up_lead(self, proposals: u64) -> String {
        let number = self.number(proposals);
        match self.is_danish() {
            true => format!("{number} ting er der næppe brug for mere."),
            false => format!("{number} things are hardly needed any more."),
        }
    }
}
