//! Around every page.

use crate::text::Text;

texts! {
    // Around every page.
    skip: "Gå til indholdet", "Skip to the content";
    menu: "Menu", "Menu";
    close_menu: "Luk menuen", "Close the menu";
    main_menu: "Hovedmenu", "Main menu";
    operation: "Drift", "Operation";
    agreements_and_needs: "Aftaler og behov", "Agreements and needs";
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

    // Roles.
    role_operator: "operatør", "operator";
    role_administrator: "administrator hos myndigheden", "authority administrator";
    role_reader: "læser hos myndigheden", "authority reader";
    role_auditor: "revisor", "auditor";
    role_developer: "udvikler", "developer";
}
