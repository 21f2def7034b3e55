//! Operation and control: extracts, deliveries, systems, users, the trail.

use crate::text::Text;

texts! {
    extracts: "Udtræk", "Extracts";
    the_extract: "Se udtrækket", "See the extract";
    runs_table: "Udtræk, tabel", "Extracts, table";
    minutes_to_deliver: "Leveret på, min", "Delivered in, min";
    held_word: "tilbageholdt", "held";
    control: "Kontrol", "Control";

    // The trail.
    audit_trail: "Revisionsspor", "Audit trail";
    trail_lead: "Alt, hvad nogen har gjort eller forsøgt, med det nyeste først.", "Everything that anybody did or tried, the newest first.";
    trail_table: "Revisionsspor, tabel", "Audit trail, table";
    on_what: "På hvad", "On what";
    outcome_word: "Udfald", "Outcome";
    was_done: "gjort", "done";
    was_refused: "afvist", "refused";
    further_back: "Længere tilbage", "Further back";

    // Users.
    users: "Brugere", "Users";
    users_table: "Brugere, tabel", "Users, table";
    user_word: "Brugeren", "The user";
    role_word: "Rolle", "Role";
    added_at: "Oprettet", "Added";
    add_user: "Opret en bruger", "Add a user";
    authority_uuid: "Myndighedens UserUUID", "UserUUID of the authority";
    authority_hint: "Kun for myndighedens brugere: de ser dens aftaler og ingen andre.",
        "For users of an authority alone: they see its agreements and no others.";
    authority_wrong: "Myndighedens brugere har dens UserUUID, og andre har ingen.", "Users of an authority have its UserUUID, and others have none.";
    reset_user: "Nulstil adgangskoden", "Reset the password";
    reset_user_text: "Brugerens sessioner afsluttes, og der laves et engangslink til en ny adgangskode.",
        "The user's sessions end, and a one-time link to another password is made.";
    end_user: "Afslut brugeren", "End the user";
    end_user_text: "Brugeren kan ikke logge ind mere. Det kan ikke fortrydes; navnet bliver i sporet.",
        "The user may sign in no more. It cannot be undone; the name stays in the trail.";
    one_time_link: "Engangslink", "One-time link";
    link_text: "Giv brugeren linket. Det virker én gang og i et døgn, og det vises kun denne ene gang.",
        "Give the link to the user. It works once and for a day, and is shown this one time.";
}

impl Text {
    /// How many extracts there are.
    pub(crate) fn runs_lead(self, runs: u64, held: u64) -> String {
        let (all, waiting) = (self.number(runs), self.number(held));
        match (self.is_danish(), held) {
            (true, 0) => format!("Der er modtaget {all} udtræk, og ingen er tilbageholdt."),
            (true, _) => format!("Der er modtaget {all} udtræk; {waiting} er tilbageholdt og kræver en beslutning."),
            (false, 0) => format!("{all} extracts were received, and none is held."),
            (false, _) => format!("{all} extracts were received; {waiting} held and in need of a decision."),
        }
    }

    /// How the deliveries of an extract went.
    pub(crate) fn run_deliveries_lead(self, day: &str, all: u64, published: u64, collected: u64) -> String {
        let (published, collected) = (self.of_all(published, all), self.number(collected));
        match self.is_danish() {
            true => format!("Udtrækket for {day}: {published} filer er lagt i IN, og {collected} er hentet."),
            false => format!("The extract for {day}: {published} files are in IN, and {collected} are collected."),
        }
    }

    /// How many users there are.
    pub(crate) fn users_lead(self, current: u64, without: u64) -> String {
        let (all, some) = (self.number(current), self.number(without));
        match (self.is_danish(), without) {
            (true, 0) => format!("{all} brugere kan logge ind, alle med totrinskode."),
            (true, _) => format!("{all} brugere; {some} har ikke slået totrinskode til."),
            (false, 0) => format!("{all} users may sign in, all with a second step."),
            (false, _) => format!("{all} users; {some} without a second step."),
        }
    }
}
