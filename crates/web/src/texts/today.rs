//! The page of today.

use app::Detail;

use crate::text::Text;

texts! {
    today: "I dag", "Today";
    latest_run: "Seneste kørsel", "The latest run";
    extract_for: "Udtræk for", "Extract for";
    run: "kørsel", "run";
    run_title: "Kørsel", "Run";
    way: "Udtrækkets vej", "The extract's way";
    received: "Modtaget", "Received";
    checked: "Kontrolleret", "Checked";
    applied: "Indlæst", "Applied";
    matched: "Udvalgt", "Matched";
    delivered: "Leveret", "Delivered";
    collected: "Hentet", "Collected";
    mark_done: "Færdig", "Done";
    mark_going: "I gang", "Under way";
    mark_wait: "Venter", "Waits";
    mark_held: "Kræver en beslutning", "Needs a decision";
    mark_bad: "Afvist", "Rejected";
    no_faults: "Intet i vejen", "Nothing wrong";
    was_released: "Frigivet trods en grund", "Released despite a reason";
    no_run: "Der er ikke kommet noget udtræk endnu.", "No extract has come yet.";
    no_run_advice: "Læg det første i indbakken, eller fyld replikaen med et fuldt udtræk:",
        "Put the first one into the inbox, or fill the replica from a full extract:";
    decisions: "Kræver en beslutning", "Needs a decision";
    no_decisions: "Intet venter på en beslutning.", "Nothing waits for a decision.";
    see_and_decide: "Se og afgør", "See and decide";
    watch: "Hold øje med", "Watch";
    nothing_to_watch: "Der er intet at holde øje med.", "There is nothing to watch.";
    by_command: "Afgøres med", "Decided by";
    recent_runs: "De seneste udtræk", "The latest extracts";
    recent_runs_table: "De seneste udtræk, tabel", "The latest extracts, table";
    persons: "Personer", "Persons";
    records: "Records", "Records";
    state: "Tilstand", "State";
    refresh: "Opdatér nu", "Refresh now";
    live_pause: "Opdatér ikke af sig selv", "Do not refresh by itself";
    live_resume: "Opdatér af sig selv", "Refresh by itself";
    live_fresh: "Siden opdaterer sig selv.", "The page refreshes itself.";
    live_over: "Du er ikke logget ind længere; det viste er ikke nyt. Log ind igen.", "You are not signed in any more; what is shown is not new. Sign in again.";
    live_stale: "Platformen svarer ikke; det viste er ikke nyt.", "The platform does not answer; what is shown is not new.";
    updated: "Opdateret", "Updated";
    unknown_day: "ukendt dag", "unknown day";
    replica_stands_at: "CPR-replikaen står ved udtrækket for", "The replica stands at the extract for";
}

impl Text {
    /// What waits for a decision, in a line: a delivery that is held.
    pub(crate) fn held_delivery(self, account: &str, persons: u64, usual: u64) -> Detail {
        let (persons, usual) = (self.number(persons), self.number(usual));
        Detail::new(
            format!("A delivery to {account} is held: {persons} persons, usually {usual}"),
            format!(
                "En levering til {account} er holdt tilbage: {persons} personer, sædvanligvis {usual}"
            ),
        )
    }

    /// A change of filters that somebody else has to approve.
    pub(crate) fn filter_request(self, persons: u64) -> Detail {
        let persons = self.number(persons);
        Detail::new(
            format!("A change of filters waits for a second person: {persons} persons more"),
            format!("En ændring af filtre venter på en anden person: {persons} personer flere"),
        )
    }
}
