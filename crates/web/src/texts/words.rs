//! Words for states and kinds.

use store::{HeldReason, RunState};

use crate::text::Text;

impl Text {
    /// The word for a run's state.
    pub(crate) const fn run_state(self, state: RunState) -> &'static str {
        match state {
            RunState::Seen => self.choose("under behandling", "under way"),
            RunState::Held => self.choose("tilbageholdt", "held"),
            RunState::Rejected => self.choose("afvist", "rejected"),
            RunState::Applied => self.choose("leveres", "being delivered"),
            RunState::Done => self.choose("leveret", "delivered"),
            RunState::Undone => self.choose("fortrudt", "undone"),
        }
    }

    /// The word for a reason for which a run is held.
    pub(crate) const fn held_reason(self, reason: HeldReason) -> &'static str {
        match reason {
            HeldReason::Gap => self.choose("hul", "gap"),
            HeldReason::Duplicate => self.choose("dublet", "duplicate"),
            HeldReason::Late => self.choose("overhalet", "late"),
            HeldReason::Date => self.choose("dato", "date"),
            HeldReason::Torn => self.choose("revet over", "torn"),
            HeldReason::Counter => self.choose("tæller", "counter"),
            HeldReason::Encoding => self.choose("tegnsæt", "encoding"),
            HeldReason::Corrupt => self.choose("ulæselig", "corrupt"),
            HeldReason::NotAnExtract => self.choose("ikke et udtræk", "not an extract"),
        }
    }

    /// A kind of alert in words; the word of health itself for one that is new.
    pub(crate) fn alert(self, kind: &str) -> String {
        let words = match kind {
            "held" => self.choose("Noget er tilbageholdt", "Something is held"),
            "undelivered" => self.choose("Noget er ikke leveret", "Something is not delivered"),
            "uncollected" => self.choose("Filer er ikke hentet", "Files are not collected"),
            "leaving" => self.choose(
                "Filer forlader snart IN uden at være hentet",
                "Files soon leave IN uncollected",
            ),
            "missed" => self.choose(
                "Filer har forladt IN uden at være hentet",
                "Files have left IN uncollected",
            ),
            "empty" => self.choose("Replikaen er tom", "The replica is empty"),
            "overdue" => self.choose("Udtræk mangler", "Extracts are missing"),
            "inbox" => self.choose("Indbakken", "The inbox"),
            "disk" => self.choose("Der mangler plads på en disk", "A disk lacks room"),
            "database" => self.choose("Databasen", "The database"),
            "damaged" => {
                self.choose("Noget på disken er beskadiget", "Something at rest is damaged")
            }
            "worker" => self
                .choose("En del af serveren arbejder ikke", "A part of the server does not work"),
            "panic" => self.choose(
                "En del af serveren fejlede uventet",
                "A part of the server failed unexpectedly",
            ),
            "log" => self.choose("Loggen", "The log"),
            "clock" => self.choose("Maskinens ur er sprunget", "The machine's clock has jumped"),
            "quota" => self.choose("En mappe er næsten fuld", "A folder is nearly full"),
            "certificate" => {
                self.choose("Serverens certifikat udløber", "The server's certificate ends")
            }
            "review" => self.choose("Et behov skal gennemgås", "A need is to be reviewed"),
            "server" => self.choose("Serveren", "The server"),
            other => other,
        };
        words.to_owned()
    }
}
