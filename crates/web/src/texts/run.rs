//! A run.

use crate::text::Text;

texts! {
    breadcrumb: "Brødkrumme", "Breadcrumb";
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
}
