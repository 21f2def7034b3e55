//! The texts of the pages, Danish and English side by side: the compiler sees that none is missing. Terms are those of
//! `docs/glossary.md`.

use app::Detail;
use store::{HeldReason, RunState};

use crate::text::Text;

macro_rules! texts {
    ($($name:ident: $danish:literal, $english:literal;)+) => {
        impl Text {
            $(pub(crate) const fn $name(self) -> &'static str {
                self.choose($danish, $english)
            })+
        }

        /// Every text, for tests.
        #[cfg(test)]
        const ALL: &[(&str, &str, &str)] = &[$((stringify!($name), $danish, $english)),+];
    };
}

texts! {
    // Around every page.
    skip: "Gå til indholdet", "Skip to the content";
    menu: "Menu", "Menu";
    close_menu: "Luk menuen", "Close the menu";
    main_menu: "Hovedmenu", "Main menu";
    operation: "Drift", "Operation";
    own: "Konto", "Account";
    own_account: "Min konto", "My account";
    other_language: "English", "Dansk";
    other_lang: "en", "da";
    service_status: "Servicestatus", "Service status";
    sign_in: "Log ind", "Sign in";
    sign_out: "Log ud", "Sign out";
    environment_test: "Test", "Test";
    environment_sandbox: "Sandkasse – alle personer er opdigtede", "Sandbox – all persons are invented";
    printed: "Udskrevet", "Printed";
    decisions_wait: "venter på en beslutning", "waiting for a decision";

    // Signing in.
    sign_in_title: "Log ind", "Sign in";
    name: "Navn", "Name";
    password: "Adgangskode", "Password";
    sign_in_failed: "Navn, adgangskode eller kode er forkert. Kontrollér dem, og prøv igen.",
        "Name, password or code is wrong. Check them, and try again.";
    sign_in_limited: "Der er prøvet for mange gange. Vent nogle minutter, og prøv igen.",
        "There were too many tries. Wait some minutes, and try again.";
    sign_in_busy: "Mange logger ind lige nu. Prøv igen om lidt.", "Many are signing in just now. Try again in a moment.";
    locked_out: "Er du låst ude? Den, der driver platformen, kan give dig et engangslink:",
        "Locked out? Who runs the platform can give you a one-time link:";
    code_title: "Totrinskode", "Second step";
    code: "Kode", "Code";
    code_hint: "Seks cifre fra din app eller en af dine genoprettelseskoder.",
        "Six digits of your app, or one of your recovery codes.";
    go_on: "Fortsæt", "Continue";
    session_over: "Det tog for lang tid. Log ind igen.", "That took too long. Sign in again.";
    start_again: "Begynd forfra", "Start again";

    // One-time links.
    first_title: "Første start", "First start";
    first_intro: "Du bliver platformens første operatør. Linket virker én gang.",
        "You become the platform's first operator. The link works once.";
    link_title: "Vælg en adgangskode", "Choose a password";
    link_intro: "Linket virker én gang. Bagefter logger du ind med navnet og adgangskoden.",
        "The link works once. After that you sign in with the name and the password.";
    name_hint: "Små bogstaver, cifre og . _ - @, fx mette@odder.dk. Navnet står i revisionssporet og kan ikke ændres.",
        "Small letters, digits and . _ - @, such as mette@odder.dk. The audit trail has the name, and it cannot be changed.";
    password_hint: "Mindst 12 tegn. En sætning er let at huske; der kræves ingen særlige tegn.",
        "At least 12 characters. A sentence is easy to remember; no special characters are asked for.";
    password_again: "Adgangskoden igen", "The password again";
    passwords_differ: "De to adgangskoder er ikke ens. Skriv den samme to gange.",
        "The two passwords are not the same. Type the same one twice.";
    name_wrong: "Et navn har 2–64 små bogstaver, cifre og . _ - @ og begynder med et bogstav.",
        "A name has 2–64 small letters, digits and . _ - @, and begins with a letter.";
    name_taken: "Der er allerede en bruger med det navn. Vælg et andet.", "There is a user of that name already. Choose another.";
    set_password: "Gem adgangskoden", "Save the password";
    make_operator: "Bliv operatør", "Become the operator";
    link_over: "Linket virker ikke længere", "The link does not work any more";
    link_over_advice: "Det er brugt, eller der er gået mere end et døgn. Den, der driver platformen, laver et nyt:",
        "It was used, or more than a day has passed. Who runs the platform makes another:";

    // Account.
    account_title: "Min konto", "My account";
    you_are: "Du er logget ind som", "You are signed in as";
    last_sign_in: "Logget ind", "Signed in";
    how_it_looks: "Sprog og udseende", "Language and colours";
    language: "Sprog", "Language";
    colours: "Farver", "Colours";
    theme_system: "Som computeren", "As the computer";
    theme_light: "Lyse", "Light";
    theme_dark: "Mørke", "Dark";
    save: "Gem", "Save";
    second_step: "Totrinskode", "Second step";
    second_step_is_on: "Totrinskode er slået til. Ved hver log ind giver du en kode fra din app.",
        "The second step is on. At each sign-in you give a code of your app.";
    second_step_is_off: "Totrinskode er ikke slået til. Kender nogen din adgangskode, kan de logge ind som dig.",
        "The second step is off. Who knows your password can sign in as you.";
    set_up_second_step: "Slå totrinskode til", "Set up the second step";
    remove_second_step: "Slå totrinskode fra", "Remove the second step";
    recovery_codes_left: "Genoprettelseskoder tilbage", "Recovery codes left";
    new_recovery_codes: "Lav nye genoprettelseskoder", "Make other recovery codes";
    sessions: "Hvor er du logget ind?", "Where are you signed in?";
    session_begun: "Logget ind", "Signed in";
    session_used: "Sidst brugt", "Last used";
    session_from: "Fra adressen", "From the address";
    this_one: "denne", "this one";
    act: "Handling", "Act";
    end_session: "Afslut", "End";
    end_others: "Afslut alle andre", "End all others";
    sessions_table: "Dine sessioner, tabel", "Your sessions, table";

    // Second step.
    scan: "Skan koden med en app til totrinskoder", "Scan this with an app for codes";
    scan_hint: "Fx Aegis, FreeOTP eller en adgangskodehusker. Kan du ikke skanne, så skriv nøglen i appen.",
        "Such as Aegis, FreeOTP or a password manager. If you cannot scan, type the key into the app.";
    key: "Nøgle", "Key";
    qr_label: "QR-kode med nøglen, der står som tekst nedenfor", "QR code of the key that stands below as text";
    code_of_app: "Kode fra appen", "Code of the app";
    six_digits: "Seks cifre. Koden skifter hvert halve minut.", "Six digits. The code changes every half minute.";
    turn_on: "Slå til", "Turn it on";
    code_wrong: "Koden er forkert eller brugt. Vent på den næste, og se, om telefonens ur går rigtigt.",
        "The code is wrong, or used. Wait for the next one, and see whether the telephone's clock is right.";
    codes_title: "Dine genoprettelseskoder", "Your recovery codes";
    codes_intro: "Hver kode kan bruges én gang i stedet for appen. De vises kun denne ene gang: skriv dem ud, eller gem dem et sikkert sted.",
        "Each code can be used once in place of the app. They are shown this one time: print them, or keep them in a safe place.";
    codes_gone: "Koderne er vist. Har du dem ikke, så lav nye.", "The codes were shown. If you do not have them, make others.";
    codes_saved: "Jeg har gemt dem", "I have kept them";
    remove_intro: "Bagefter er adgangskoden nok til at logge ind som dig. Dine genoprettelseskoder bliver slettet.",
        "After that the password is enough to sign in as you. Your recovery codes are deleted.";
    back: "Tilbage uden at gøre noget", "Back without doing anything";

    // Today.
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
    updated: "Opdateret", "Updated";
    unknown_day: "ukendt dag", "unknown day";
    replica_stands_at: "CPR-replikaen står ved udtrækket for", "The replica stands at the extract for";

    // A run.
    breadcrumb: "Brødkrumme", "Breadcrumb";
    released_now: "Frigivelsen er noteret. Udtrækket behandles nu.", "The release is noted. The extract is being processed.";
    rejected_now: "Udtrækket er afvist. Det, der ventede, går videre.", "The extract is rejected. What waited goes on.";
    consequences_now: "Konsekvenser lige nu", "Consequences now";
    agreements_without: "Aktive aftaler uden fil af det", "Active agreements without a file of it";
    replica_at: "Replikaen står ved", "The replica stands at";
    lookups_answer: "opslag svarer efter den dag", "look-ups answer by that day";
    nothing_yet: "intet udtræk", "no extract";
    extracts_waiting: "Andre udtræk, der venter", "Other extracts that wait";
    detail_label: "Platformens egne ord, på engelsk", "The platform's own words";
    findings: "Fund i filen", "Findings in the file";
    findings_lines: "Fundene, linje for linje", "The findings, line by line";
    no_findings: "Filen i sig selv har ingen fund.", "The file itself has no findings.";
    numbers_left_out: "Personnumre er udeladt.", "Personal numbers are left out.";
    file_facts: "Om filen", "About the file";
    file_name: "Filnavn", "File name";
    file_size: "Størrelse", "Size";
    received_at: "Modtaget", "Received";
    first_of_chain: "det første i kæden", "the first of the chain";
    what_to_do: "Hvad vil I gøre?", "What do you want to do?";
    advised: "Anbefalet", "Recommended";
    release: "Frigiv udtrækket", "Release the extract";
    release_intro: "Det behandles, som det er, trods grunden. Aftalerne får deres fil, hver med en rigtig tæller.",
        "It is processed as it is, despite the reason. The agreements get their file, each with a right counter.";
    release_final: "Det kan ikke fortrydes. Filer, der er hentet, kan ikke trækkes tilbage.",
        "It cannot be undone. Files that were collected cannot be taken back.";
    release_next: "Videre til frigivelse", "On to the release";
    not_releasable: "Udtrækket kan ikke frigives: det ville give forkerte data. Det kan kun afvises.",
        "The extract cannot be released: it would give wrong data. It can only be rejected.";
    reject: "Afvis udtrækket", "Reject the extract";
    reject_intro: "Det lægges til side, som var det aldrig kommet. Filen bliver i arkivet.",
        "It is laid aside as if it had never come. The file stays in the archive.";
    reject_new: "En ny fil for samme dag går straks igennem, hvis den er hel.",
        "A new file for the same day goes through at once, if it is whole.";
    reject_gap: "Kommer der ingen ny, bliver det næste udtræk holdt tilbage for et hul.",
        "If none comes, the next extract is held for a gap.";
    reject_next: "Videre til afvisning", "On to the rejection";
    decided_in_trail: "Beslutningen skrives i revisionssporet med navn, tid og begrundelse.",
        "The decision is written into the audit trail with name, time and reason.";
    only_operators_decide: "Kun en operatør kan frigive eller afvise.", "Only an operator can release or reject.";
    for_day: "for", "for";
    what_happens: "Det sker der", "What happens";
    reason: "Begrundelse", "Reason";
    release_hint: "Fx hvem hos CPR-kontoret der har bekræftet filen. Ingen personnumre.",
        "Such as who at the CPR office has confirmed the file. No personal numbers.";
    reject_hint: "Fx at CPR-kontoret sender en ny fil, og hvornår. Ingen personnumre.",
        "Such as that the CPR office sends a new file, and when. No personal numbers.";
    reason_missing: "Skriv en begrundelse på højst 500 tegn.", "Give a reason of at most 500 characters.";
    without_decision: "Udtrækket kræver ingen beslutning.", "The extract needs no decision.";

    // The service page.
    service_name: "CPR Abonnement", "CPR Abonnement (CPR subscription)";
    service_lead: "Lad jeres it-system følge ændringer i CPR for de personer, som I har brug for.",
        "Let your IT system follow changes in CPR on the persons whom you need.";
    service_available: "Tilgængelig", "Available";
    service_delayed: "Forsinket: dagens fil er ikke leveret", "Delayed: the day's file is not delivered";
    service_empty: "Der er ikke modtaget noget udtræk endnu.", "No extract has been received yet.";
    on_this_page: "På denne side", "On this page";
    purpose: "Formål", "Purpose";
    purpose_text: "Et anvendersystem vælger med filtre, hvilke personer det skal høre om. Hver gang CPR har ændret noget om en af dem, får systemet personens data på ny. Systemet kan også bestille en grundindlæsning: alt, hvad der er om de personer, filtrene vælger.",
        "A user system chooses by filters which persons it hears about. Each time CPR has changed something about one of them, the system gets the person's data again. It can also order a load: everything about the persons whom its filters choose.";
    version_number: "Versionsnr.", "Version";
    description: "Beskrivelse", "Description";
    description_text: "Systemet får en fil for hvert udtræk, også når ingen af dets personer er ændret. CPR-kontoret sender udtræk på hverdage. Hver person kommer helt, med historik i op til 99 år. I vælger personer med filtre:",
        "The system gets a file for each extract, also when none of its persons has changed. The CPR office sends extracts on working days. Each person comes whole, with up to 99 years of history. You choose persons by filters:";
    filter_age: "Alder: alle med en alder i intervallet, begge ender med, fx 0–17 år",
        "Age: everybody of an age in the range, both ends included, such as 0–17 years";
    filter_municipality: "Kommunekode: alle, der bor i kommunen; tilflyttere kommer med, og I hører også, når nogen flytter fra den",
        "Municipality: everybody who lives there; who moves in is included, and you hear when somebody moves out";
    filter_pnr: "CPR-numre: de personer, I nævner; skifter en person nummer, følger filtret med",
        "Personal numbers: the persons whom you name; if one gets another number, the filter follows";
    filter_event: "Hændelseskoder: alle med en af hændelserne, fx dødsfald (A21)",
        "Events: everybody with one of the events, such as a death (A21)";
    filter_none: "Ingen filtre: alle ændrede personer", "No filters: every changed person";
    type_heading: "Type", "Type";
    type_text: "Data kommer fra platformens egen replika af CPR, som opdateres med hvert udtræk.",
        "The data come from the platform's own replica of CPR, which each extract brings up to date.";
    elements: "Dataelementer", "Data elements";
    elements_text: "Filerne har records i CPR-kontorets format U12170-P, med startrecord (000) og slutrecord (999).",
        "The files have records in the CPR office's format U12170-P, with a start record (000) and an end record (999).";
    technical: "Teknisk beskrivelse", "Technical description";
    technical_text: "Filerne ligger i systemets mappe på platformens SFTP-server (filudvekslingstype simpel). Kald sker med certifikat og InvocationContext.",
        "The files lie in the system's folder on the platform's SFTP server (file exchange, type simpel). Calls are made with a certificate and an InvocationContext.";
    addresses_table: "Adresser, tabel", "Addresses, table";
    what: "Hvad", "What";
    address: "Adresse", "Address";
    terms: "Vilkår for servicen", "Terms of the service";
    terms_text: "Myndigheden har ansvaret for, at der er et sagligt behov for hver person, filtrene vælger, og for, at systemet ikke modtager personer, når behovet er ophørt. Platformen hjælper: I ser på forhånd, hvem et filter vælger, og et filter kan have en slutdato.",
        "The authority answers for the need for each person whom the filters choose, and that the system does not receive persons whose need has ended. The platform helps: you see beforehand whom a filter chooses, and a filter can have an end date.";
    agreements: "Aftaler", "Agreements";
    agreements_text: "En serviceaftale lader ét system modtage for én myndighed. Spørg den, der driver platformen, om en aftale.",
        "A service agreement lets one system receive for one authority. Ask who runs the platform for an agreement.";

    // Roles.
    role_operator: "operatør", "operator";
    role_administrator: "administrator hos myndigheden", "authority administrator";
    role_reader: "læser hos myndigheden", "authority reader";
    role_auditor: "revisor", "auditor";
    role_developer: "udvikler", "developer";

    // Faults.
    fault_title: "Der er ingen side at vise", "There is no page to show";
    correlation: "Korrelations-id", "Correlation id";
    to_the_start: "Til forsiden", "To the start";
    not_found: "Siden findes ikke, eller din rolle kan ikke åbne den", "The page is not there, or your role cannot open it";
    not_found_advice: "Kontrollér adressen, eller begynd fra forsiden.", "Check the address, or begin at the start.";
    forbidden: "Formularen kom fra en anden side end vores, og intet er gjort", "The form came from another site than ours, and nothing was done";
    forbidden_advice: "Åbn siden her, og send formularen derfra.", "Open the page here, and send the form from it.";
    too_large: "Det, du sendte, er for stort", "What you sent is too large";
    too_large_advice: "Gør det kortere, og send det igen.", "Make it shorter, and send it again.";
    torn_form: "Formularen kom ikke hel frem", "The form did not come whole";
    torn_form_advice: "Send den igen.", "Send it again.";
    too_many: "Der er prøvet for mange gange", "There were too many tries";
    too_many_advice: "Vent nogle minutter, og prøv igen.", "Wait some minutes, and try again.";
    conflict_advice: "Gå tilbage, og se, hvordan det står nu.", "Go back, and see how it stands now.";
    busy: "Platformen er optaget, og intet er ændret", "The platform is busy, and nothing was changed";
    busy_advice: "Prøv igen om lidt.", "Try again in a moment.";
    failed: "Platformen kunne ikke vise siden", "The platform could not show the page";
    failed_advice: "Prøv igen. Bliver det ved, så giv driften korrelations-id'et.", "Try again. If it goes on, give the operator the correlation id.";

    // Notes after an act.
    saved_now: "Gemt.", "Saved.";
    password_set: "Adgangskoden er gemt. Log ind med den.", "The password is saved. Sign in with it.";
    signed_out_now: "Du er logget ud.", "You are signed out.";
    session_ended: "Sessionen er afsluttet.", "The session is ended.";
    others_ended: "Dine andre sessioner er afsluttet.", "Your other sessions are ended.";
    second_step_removed: "Totrinskode er slået fra.", "The second step is removed.";
}

impl Text {
    /// The note of a word in an address: what was done just now. Other words are nothing.
    pub(crate) fn note(self, word: &str) -> Option<&'static str> {
        Some(match word {
            "gemt" => self.saved_now(),
            "adgangskode" => self.password_set(),
            "logget-ud" => self.signed_out_now(),
            "afsluttet" => self.session_ended(),
            "andre-afsluttet" => self.others_ended(),
            "totrin-fra" => self.second_step_removed(),
            "frigivet" => self.released_now(),
            "afvist" => self.rejected_now(),
            _ => return None,
        })
    }

    /// `3 af 4`.
    pub(crate) fn of_all(self, some: u64, all: u64) -> String {
        format!("{} {} {}", self.number(some), self.choose("af", "of"), self.number(all))
    }

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_there_in_both_languages_and_in_plain_words() {
        for (name, danish, english) in ALL {
            assert!(!danish.is_empty() && !english.is_empty(), "{name}");
            for refused in ["venligst", "!", "systemejer", "kunde", "OK"] {
                assert!(!danish.contains(refused), "{name}: {refused}");
            }
            for text in [danish, english] {
                assert!(!text.contains(['<', '>', '&', '"']), "{name}");
                assert!(!text.contains("  "), "{name}");
            }
        }
    }
}
