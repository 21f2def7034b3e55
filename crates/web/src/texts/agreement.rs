//! Agreements.

use store::AgreementStatus;

use crate::text::Text;

texts! {
    agreement_word: "Serviceaftale", "Service agreement";
    agreements_table: "Serviceaftaler, tabel", "Service agreements, table";
    no_agreements: "Der er ingen serviceaftaler. En operatør opretter dem, eller de læses ind fra en liste.",
        "There are no service agreements. An operator adds them, or they are imported from a list.";
    word_of_agreement: "Ord i navn, system eller formål", "Word in name, system or purpose";
    authority: "Myndighed", "Authority";
    system_word: "System", "System";
    persons_last: "Personer i dagens fil", "Persons in the day's file";
    review_by: "Behov bekræftes senest", "Need confirmed by";
    expires: "Udløber", "Ends";
    overdue: "overskredet", "overdue";
    awaits_approval: "noget venter på godkendelse", "something awaits approval";
    overview: "Overblik", "Overview";
    filters_word: "Filtre", "Filters";
    deliveries_word: "Leverancer", "Deliveries";
    need: "Behov", "Need";
    history: "Historik", "History";

    // Overview.
    purpose_and_law: "Formål og hjemmel", "Purpose and legal basis";
    not_stated: "ikke oplyst", "not stated";
    legal_basis: "Hjemmel", "Legal basis";
    supplier: "Leverandør", "Supplier";
    contact: "Kontakt", "Contact";
    municipality_word: "Kommune", "Municipality";
    terms_of_agreement: "Aftalens vilkår", "Terms of the agreement";
    services_word: "Tjenester", "Services";
    in_force: "I kraft", "In force";
    always: "altid", "always";
    no_last_day: "indtil videre", "until further notice";
    combination_word: "Sådan virker filtrene sammen", "How the filters work together";
    left_out_of_files: "Udeladt af filerne", "Left out of the files";
    nothing_left_out: "intet", "nothing";
    first_data_word: "Nye filtre giver data med det samme", "New filters bring data at once";
    ages_in_word: "Når nogen når alderen, kommer de med", "Who reaches the age is delivered";
    yes: "ja", "yes";
    no: "nej", "no";
    not_yet: "ikke endnu", "not yet";
    identifiers: "Id'er i kald", "Ids in calls";
    acts: "Hvad kan du gøre?", "What can you do?";
    only_read: "Du kan læse aftalen. Den ændres af myndighedens administrator og af driften.",
        "You can read the agreement. The authority's administrator and the operator change it.";
    not_in_force_now: "Aftalen er ikke i kraft, så den kan ikke ændres her.",
        "The agreement is not in force, so it cannot be changed here.";
    see_filters: "Se og ret filtrene", "See and edit the filters";
    order_load: "Bestil grundindlæsning", "Order a load";
    submit_agreement: "Send til godkendelse", "Submit for approval";
    approve_agreement: "Godkend aftalen", "Approve the agreement";
    return_agreement: "Send tilbage", "Return it";
    suspend_agreement: "Suspendér aftalen", "Suspend the agreement";
    resume_agreement: "Genoptag aftalen", "Resume the agreement";
    state_history: "Tilstande gennem tiden", "States over time";
    when: "Hvornår", "When";
    who: "Hvem", "Who";
    why: "Hvorfor", "Why";

    // A new one.
    new_agreement: "Ny serviceaftale", "New service agreement";
    new_agreement_text: "Aftalen gemmes som en kladde. Intet leveres under den, før den er godkendt.",
        "The agreement is kept as a draft. Nothing is delivered under it until it is approved.";
    save_draft: "Gem kladden", "Save the draft";
    user_uuid_hint: "Myndighedens id i kald.", "The authority's id in calls.";
    agreement_uuid_hint: "Valgfri: uden den får aftalen et nyt id.", "Optional: without it the agreement gets a new id.";
    uuid_wrong: "Et UUID har formen 00000000-0000-0000-0000-000000000000.", "A UUID has the form 00000000-0000-0000-0000-000000000000.";
    municipality_hint: "Valgfri. Fire cifre, fx 0727.", "Optional. Four digits, such as 0727.";
    municipality_wrong: "En kommunekode har fire cifre.", "A municipality code has four digits.";
    law_word: "Lov", "Law";
    paragraph_word: "Paragraf", "Paragraph";
    optional_day: "Valgfri. dd.mm.åååå.", "Optional. dd.mm.yyyy.";

    // Steps.
    step_submit_happens: "Aftalen venter, indtil en anden har godkendt den.", "The agreement waits until somebody else has approved it.";
    step_approve_happens: "Aftalen bliver aktiv: systemet kan kalde og får dagens filer fra næste udtræk.",
        "The agreement becomes active: the system can call and gets the day's files from the next extract on.";
    step_return_happens: "Aftalen bliver en kladde igen.", "The agreement becomes a draft again.";
    step_suspend_happens: "Intet leveres eller besvares mere under aftalen, og filer i IN kan ikke hentes. Grundindlæsninger under vejs annulleres.",
        "Nothing is delivered or answered under the agreement any more, and files in IN cannot be fetched. Loads under way are cancelled.";
    step_resume_happens: "Systemet kan kalde og hente igen. Dagene imellem er ikke leveret; bestil en grundindlæsning.",
        "The system can call and fetch again. The days in between were not delivered; order a load.";
    reason_hint: "3–200 tegn. Ingen personnumre.", "3–200 characters. No personal numbers.";
    reason_needed: "Skriv en begrundelse uden personnumre på 3–200 tegn.", "Give a reason without personal numbers of 3–200 characters.";
}

impl Text {
    /// What an agreement is, with its mark.
    pub(crate) const fn agreement_status(
        self,
        status: AgreementStatus,
    ) -> (&'static str, &'static str) {
        match status {
            AgreementStatus::Draft => ("wait", self.choose("kladde", "draft")),
            AgreementStatus::AwaitingApproval => {
                ("held", self.choose("til godkendelse", "awaiting approval"))
            }
            AgreementStatus::NotYetInForce => {
                ("wait", self.choose("ikke i kraft endnu", "not yet in force"))
            }
            AgreementStatus::Active => ("done", self.choose("aktiv", "active")),
            AgreementStatus::Suspended => ("held", self.choose("suspenderet", "suspended")),
            AgreementStatus::Expired => ("no", self.choose("udløbet", "expired")),
            AgreementStatus::Closed => ("no", self.choose("lukket", "closed")),
        }
    }

    /// The same by its word in an address.
    pub(crate) fn agreement_state(self, word: &str) -> String {
        let status = AgreementStatus::ALL.into_iter().find(|status| status.as_str() == word);
        status.map_or_else(String::new, |status| self.agreement_status(status).1.to_owned())
    }

    /// `ja`, or `ikke endnu`.
    pub(crate) const fn yes_or_not_yet(self, is_so: bool) -> &'static str {
        if is_so { self.yes() } else { self.not_yet() }
    }

    /// `ja`, or `nej`.
    pub(crate) const fn yes_or_no(self, is_so: bool) -> &'static str {
        if is_so { self.yes() } else { self.no() }
    }

    /// How many agreements deliver, and what is to be done.
    pub(crate) fn agreements_lead(self, active: u64, due: u64, waiting: u64) -> String {
        let count = |number: u64, one: (&str, &str), many: (&str, &str)| {
            let words = if number == 1 { one } else { many };
            let word = if self.is_danish() { words.0 } else { words.1 };
            format!("{} {word}", self.number(number))
        };
        let mut text = count(
            active,
            ("aftale er i kraft.", "agreement is in force."),
            ("aftaler er i kraft.", "agreements are in force."),
        );
        if due > 0 {
            text += " ";
            text += &count(
                due,
                ("behov skal bekræftes.", "need is to be confirmed."),
                ("behov skal bekræftes.", "needs are to be confirmed."),
            );
        }
        if waiting > 0 {
            text += " ";
            text += &count(
                waiting,
                ("venter på godkendelse.", "awaits approval."),
                ("venter på godkendelse.", "await approval."),
            );
        }
        text
    }
}
