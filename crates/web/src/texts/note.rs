//! What was done just now.

use crate::text::Text;

/// A word in an address, and what it says in Danish and in English.
type Note = (&'static str, &'static str, &'static str);

pub(super) const ALL: &[Note] = &[
    ("gemt", "Gemt.", "Saved."),
    (
        "adgangskode",
        "Adgangskoden er gemt. Log ind med den.",
        "The password is saved. Sign in with it.",
    ),
    (
        "bestilt",
        "Hændelsen er bestilt til den næste dag. Lad dagen gå for at se filen.",
        "The event is ordered for the next day. Let the day pass to see the file.",
    ),
    (
        "afgjort",
        "Afgørelsen er noteret. Det, der ventede, går videre.",
        "The decision is noted. What waited goes on.",
    ),
    ("logget-ud", "Du er logget ud.", "You are signed out."),
    ("afsluttet", "Sessionen er afsluttet.", "The session is ended."),
    ("andre-afsluttet", "Dine andre sessioner er afsluttet.", "Your other sessions are ended."),
    ("totrin-fra", "Totrinskode er slået fra.", "The second step is removed."),
    (
        "frigivet",
        "Frigivelsen er noteret. Udtrækket behandles nu.",
        "The release is noted. The extract is being processed.",
    ),
    (
        "afvist",
        "Udtrækket er afvist. Det, der ventede, går videre.",
        "The extract is rejected. What waited goes on.",
    ),
];

impl Text {
    /// The note of a word in an address: what was done just now. Other words are nothing.
    pub(crate) fn note(self, word: &str) -> Option<&'static str> {
        let (_, danish, english) = ALL.iter().find(|(known, ..)| *known == word)?;
        Some(self.choose(danish, english))
    }
}
