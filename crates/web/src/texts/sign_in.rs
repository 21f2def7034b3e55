//! Signing in, and one-time links.

use crate::text::Text;

texts! {
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
}
