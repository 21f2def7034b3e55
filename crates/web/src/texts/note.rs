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
        "haendelse-bestilt",
        "Hændelsen er bestilt til den næste dag. Lad dagen gå for at se filen.",
        "The event is ordered for the next day. Let the day pass to see the file.",
    ),
    (
        "afgjort",
        "Afgørelsen er noteret. Det, der ventede, går videre.",
        "The decision is noted. What waited goes on.",
    ),
    ("trin", "Aftalens tilstand er ændret.", "The agreement's state is changed."),
    (
        "filtre-aendret",
        "Filtrene er ændret. Det gælder fra det næste udtræk.",
        "The filters are changed. It counts from the next extract on.",
    ),
    (
        "filtre-venter",
        "Ændringen vælger mange flere personer og venter nu på, at en anden godkender den.",
        "The change chooses many more persons, and waits now until somebody else approves it.",
    ),
    ("kladde-kasseret", "Kladden er kasseret. Filtrene er, som de var.", "The draft is discarded. The filters are as they were."),
    ("anmodning-afvist", "Ændringen er afvist. Filtrene er, som de var.", "The change is rejected. The filters are as they were."),
    ("behov-bekraeftet", "Behovet er bekræftet.", "The need is confirmed."),
    ("genleveret", "Filerne ligger i IN igen.", "The files lie in IN again."),
    ("bestilt", "Grundindlæsningen er bestilt. Den leveres, så snart platformen har tid.", "The load is ordered. It is delivered as soon as the platform has time."),
    ("annulleret", "Grundindlæsningen er annulleret.", "The load is cancelled."),
    ("bruger-afsluttet", "Brugeren er afsluttet.", "The user is ended."),
    ("opslag-forbi", "Opslaget er ikke længere vist. Slå personen op igen.", "The look-up is not shown any more. Look the person up again."),
    ("ryddet-op", "Der er ryddet op. Det kan fortrydes nedenfor.", "It is cleaned up. It can be undone below."),
    ("oprydning-fortrudt", "Oprydningen er fortrudt: filtrene er i kraft igen.", "The clean-up is undone: the filters are in force again."),
    ("certifikat-tilfoejet", "Certifikatet er tilføjet. Det gamle virker, til det spærres eller udløber.", "The certificate is added. The old one works until it is revoked or over."),
    ("noegle-tilfoejet", "Nøglen er tilføjet. Den gamle virker, til den spærres.", "The key is added. The old one works until it is revoked."),
    ("spaerret", "Det er spærret, og åbne sessioner med det er afsluttet.", "It is revoked, and open sessions by it have ended."),
    ("kladde-oprettet", "Aftalen er oprettet som kladde. Send den til godkendelse.", "The agreement is added as a draft. Submit it for approval."),
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
