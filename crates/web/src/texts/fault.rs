//! Where there is no page to show.

use crate::text::Text;

texts! {
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
}
