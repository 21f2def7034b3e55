//! A user's own account.

use crate::text::Text;

texts! {
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
}
