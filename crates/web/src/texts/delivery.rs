//! Deliveries, loads and replays.

use jiff::Timestamp;
use store::{Delivery, DeliveryKind, LoadState, RunDelivery};

use crate::text::Text;

texts! {
    delivery_word: "Levering", "Delivery";
    deliveries_table: "Leveringer", "Deliveries";
    no_deliveries: "Der er ingen leveringer endnu. Den første kommer med det næste udtræk.",
        "There are no deliveries yet. The first comes with the next extract.";
    number_word: "Nr.", "No.";
    kind: "Slags", "Kind";
    as_of: "pr. udtrækket for", "as of the extract for";
    published_at: "Lagt i IN", "Put in IN";
    collected_at: "Hentet", "Collected";
    left_in_at: "Forlod IN", "Left IN";
    previous_digest: "Forrige fils SHA-256", "SHA-256 of the file before";
    replay_of: "Genlevering af nr.", "Replay of no.";
    fetch_manifest: "Hent den underskrevne kæde (manifest)", "Fetch the signed chain (manifest)";
    order_replay: "Bestil genlevering", "Order a replay";
    first_day: "Første dag", "First day";
    last_day: "Sidste dag", "Last day";
    day_hint: "Udtrækkets dag, dd.mm.åååå.", "The extract's day, dd.mm.yyyy.";
    replay_happens: "Dagenes filer lægges i IN igen, med de samme bytes og et nyt navn.",
        "The days' files are put in IN again, with the same bytes and another name.";
    replay_twice: "Systemet får de samme data to gange, hvis det har hentet dem før.",
        "The system gets the same data twice, if it has collected them before.";
    load_word: "Grundindlæsning", "Load";
    loads_heading: "Grundindlæsninger", "Loads";
    loads_table: "Grundindlæsninger", "Loads";
    ordered_at: "Bestilt", "Ordered";
    cancel: "Annullér", "Cancel";
    load_happens: "Alt, hvad registret har om de personer, som filtrene vælger, lægges i IN pr. det seneste udtræk. Næste dags fil følger uden hul.",
        "Everything that the register has on the persons whom the filters choose is put in IN as of the last extract. The next day's file follows without a gap.";
    load_cancel: "Den kan annulleres, indtil den er leveret.", "It can be cancelled until it is delivered.";
    load_reason_hint: "Hvad data skal bruges til. Det står i filen og i sporet. Ingen personnumre.",
        "What the data are for. It stands in the file and in the trail. No personal numbers.";
    table_word: "tabel", "table";
}

impl Text {
    /// The kind of a delivery.
    pub(crate) const fn delivery_kind(self, kind: DeliveryKind) -> &'static str {
        match kind {
            DeliveryKind::Day => self.choose("dagens fil", "the day's file"),
            DeliveryKind::Load => self.choose("grundindlæsning", "load"),
            DeliveryKind::Replay => self.choose("genlevering", "replay"),
        }
    }

    /// How far a delivery has come, with its mark.
    pub(crate) const fn delivery_state(self, delivery: &Delivery) -> (&'static str, &'static str) {
        let (collected, removed) = (delivery.collected_at, delivery.removed_at);
        self.file_state(delivery.published.is_some(), collected, removed)
    }

    /// The same of a line of a day's list.
    pub(crate) const fn run_delivery_state(
        self,
        delivery: &RunDelivery,
    ) -> (&'static str, &'static str) {
        let (collected, removed) = (delivery.collected_at, delivery.removed_at);
        self.file_state(delivery.published_at.is_some(), collected, removed)
    }

    const fn file_state(
        self,
        is_published: bool,
        collected: Option<Timestamp>,
        removed: Option<Timestamp>,
    ) -> (&'static str, &'static str) {
        match (is_published, collected, removed) {
            (false, ..) => ("wait", self.choose("planlagt", "planned")),
            (true, Some(_), _) => ("done", self.choose("hentet", "collected")),
            (true, None, Some(_)) => ("no", self.choose("forlod IN uhentet", "left IN uncollected")),
            (true, None, None) => ("going", self.choose("ligger i IN", "in IN")),
        }
    }

    /// How far a load has come, with its mark.
    pub(crate) const fn load_state(self, state: LoadState) -> (&'static str, &'static str) {
        match state {
            LoadState::Ordered => ("wait", self.choose("bestilt", "ordered")),
            LoadState::Running => ("going", self.choose("under udarbejdelse", "under way")),
            LoadState::Done => ("done", self.choose("leveret", "delivered")),
            LoadState::Cancelled => ("no", self.choose("annulleret", "cancelled")),
        }
    }

    /// How many deliveries there were, and how many lie in IN.
    pub(crate) fn deliveries_lead(self, published: u64, waiting: u64) -> String {
        let (all, waits) = (self.number(published), self.number(waiting));
        match (self.is_danish(), published, waiting) {
            (true, 0, _) => "Der er ikke leveret noget endnu.".to_owned(),
            (true, _, 0) => format!("Der er leveret {all} filer, og ingen ligger uhentet i IN."),
            (true, ..) => format!("Der er leveret {all} filer; {waits} ligger i IN og er ikke hentet."),
            (false, 0, _) => "Nothing has been delivered yet.".to_owned(),
            (false, _, 0) => format!("{all} files were delivered, and none lies uncollected in IN."),
            (false, ..) => format!("{all} files were delivered; {waits} lie in IN and are not collected."),
        }
    }
}
