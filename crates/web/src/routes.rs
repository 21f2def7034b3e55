use axum::http::Method;

use crate::answer::Answer;
use crate::call::Call;
use crate::page_access::Access;
use crate::page_error::PageError;
use crate::pages::agreement::{
    clean_up, deliveries, draft, filters, history, list, needs, new, overview, requests, steps,
    usage,
};
use crate::pages::deliveries as run_deliveries;
use crate::pages::{
    account, audit, first_start, guide, home, person, run, runs, second_step, service,
    service_feed, service_json, service_notices, sign_in, start, statement, systems, today, trends,
    tryout, users,
};

/// A page, or what a form does.
pub(crate) type Handler = fn(&Call) -> Result<Answer, PageError>;

/// An address.
#[derive(Debug, Clone)]
pub struct Route {
    /// GET, or POST.
    pub method: Method,
    /// The path, with `{names}` of its parts.
    pub path: String,
    /// Who may open it.
    pub access: Access,
    /// Whether its path says that the page is in English.
    pub(crate) is_english: bool,
    /// Whether its form may have files, and be large.
    pub(crate) takes_files: bool,
    pub(crate) handler: Handler,
}

use Access::{
    Administrators, Agreements, Authorities, Developers, Everybody, LookUps, Operators, Readers,
    SignedIn,
};

const GET: Method = Method::GET;
const POST: Method = Method::POST;

/// Everything that can be opened. Public pages are in English under `/en`.
const ROUTES: &[(Method, &str, Access, Handler)] = &[
    (GET, "/", Everybody, start::show),
    (GET, "/log-ind", Everybody, sign_in::show),
    (POST, "/log-ind", Everybody, sign_in::sign_in),
    (GET, "/log-ind/kode", Everybody, sign_in::show_code),
    (POST, "/log-ind/kode", Everybody, sign_in::give_code),
    (GET, "/foerste-start/{link}", Everybody, first_start::show),
    (POST, "/foerste-start/{link}", Everybody, first_start::set_password),
    (GET, "/service/sf6002", Everybody, service::show),
    (GET, "/vejledning", Everybody, guide::show),
    (GET, "/vejledning/{kapitel}", Everybody, guide::show_chapter),
    (GET, "/tilgaengelighed", Everybody, statement::show),
    (GET, "/was", Everybody, statement::short),
    (GET, "/service/sf6002/status.json", Everybody, service_json::show),
    (GET, "/service/sf6002/drift", Everybody, service_notices::list),
    (GET, "/service/sf6002/drift.atom", Everybody, service_feed::show),
    (GET, "/service/sf6002/drift/{notice}", Everybody, service_notices::show),
    (POST, "/log-ud", SignedIn, sign_in::sign_out),
    (GET, "/konto", SignedIn, account::show),
    (POST, "/konto/visning", SignedIn, account::set_view),
    (POST, "/konto/sprog", SignedIn, account::set_language),
    (POST, "/konto/sessioner/afslut", SignedIn, account::end_session),
    (POST, "/konto/sessioner/afslut-andre", SignedIn, account::end_others),
    (GET, "/konto/totrinskode", SignedIn, second_step::show),
    (POST, "/konto/totrinskode", SignedIn, second_step::offer),
    (POST, "/konto/totrinskode/bekraeft", SignedIn, second_step::confirm),
    (GET, "/konto/totrinskode/fjern", SignedIn, second_step::show_remove),
    (POST, "/konto/totrinskode/fjern", SignedIn, second_step::remove),
    (GET, "/konto/genoprettelseskoder", SignedIn, second_step::show_codes),
    (POST, "/konto/genoprettelseskoder", SignedIn, second_step::new_codes),
    (GET, "/i-dag", Readers, today::show),
    (GET, "/aftaler", Agreements, list::show),
    (GET, "/aftaler/ny", Operators, new::show),
    (POST, "/aftaler/ny", Operators, new::add),
    (POST, "/aftaler/soeg", Agreements, list::search),
    (GET, "/aftaler/{agreement}", Agreements, overview::show),
    (GET, "/aftaler/{agreement}/indsend", Operators, steps::show),
    (POST, "/aftaler/{agreement}/indsend", Operators, steps::take),
    (GET, "/aftaler/{agreement}/godkend", Operators, steps::show),
    (POST, "/aftaler/{agreement}/godkend", Operators, steps::take),
    (GET, "/aftaler/{agreement}/send-tilbage", Operators, steps::show),
    (POST, "/aftaler/{agreement}/send-tilbage", Operators, steps::take),
    (GET, "/aftaler/{agreement}/suspender", Operators, steps::show),
    (POST, "/aftaler/{agreement}/suspender", Operators, steps::take),
    (GET, "/aftaler/{agreement}/genoptag", Operators, steps::show),
    (POST, "/aftaler/{agreement}/genoptag", Operators, steps::take),
    (GET, "/aftaler/{agreement}/filtre", Agreements, filters::show),
    (POST, "/aftaler/{agreement}/filtre", Administrators, filters::add),
    (POST, "/aftaler/{agreement}/filtre/fjern", Administrators, filters::remove),
    (POST, "/aftaler/{agreement}/liste", Administrators, filters::import),
    (GET, "/aftaler/{agreement}/kladde", Agreements, draft::show),
    (GET, "/aftaler/{agreement}/kladde/betydning", Administrators, draft::show_effect),
    (GET, "/aftaler/{agreement}/kladde/linjer.csv", Administrators, draft::left_out_file),
    (POST, "/aftaler/{agreement}/kladde/send", Administrators, draft::send),
    (POST, "/aftaler/{agreement}/kladde/kasser", Administrators, draft::discard),
    (GET, "/aftaler/{agreement}/anmodninger/{request}", Agreements, requests::show),
    (POST, "/aftaler/{agreement}/anmodninger/{request}/godkend", Administrators, requests::approve),
    (POST, "/aftaler/{agreement}/anmodninger/{request}/afvis", Administrators, requests::reject),
    (GET, "/aftaler/{agreement}/leverancer", Agreements, deliveries::show),
    (GET, "/aftaler/{agreement}/leverancer/{seq}", Agreements, deliveries::show_one),
    (GET, "/aftaler/{agreement}/manifest", Agreements, deliveries::manifest),
    (GET, "/aftaler/{agreement}/genlevering", Administrators, deliveries::show_replay),
    (POST, "/aftaler/{agreement}/genlevering", Administrators, deliveries::replay),
    (GET, "/aftaler/{agreement}/grundindlaesning", Administrators, deliveries::show_load),
    (POST, "/aftaler/{agreement}/grundindlaesning", Administrators, deliveries::load),
    (
        POST,
        "/aftaler/{agreement}/grundindlaesning/annuller",
        Administrators,
        deliveries::cancel_load,
    ),
    (GET, "/aftaler/{agreement}/behov", Agreements, needs::show),
    (POST, "/aftaler/{agreement}/behov", Administrators, needs::confirm),
    (GET, "/aftaler/{agreement}/historik", Agreements, history::show),
    (GET, "/aftaler/{agreement}/historik/{version}", Agreements, history::show_version),
    (GET, "/aftaler/{agreement}/oprydning", LookUps, clean_up::show),
    (POST, "/aftaler/{agreement}/oprydning", Administrators, clean_up::accept),
    (POST, "/aftaler/{agreement}/oprydning/fortryd", Administrators, clean_up::undo),
    (GET, "/aftaler/{agreement}/forbrug", Agreements, usage::show),
    (POST, "/aftaler/{agreement}/rapport", Agreements, usage::report),
    (GET, "/person", LookUps, person::show),
    (POST, "/person", LookUps, person::ask),
    (GET, "/person/opslag/{ticket}", LookUps, person::answer),
    (POST, "/person/opslag/{ticket}/rapport", Operators, person::report),
    (GET, "/overblik", Authorities, home::show),
    (GET, "/systemer", Readers, systems::show),
    (GET, "/systemer/{system}", Readers, systems::show_one),
    (POST, "/systemer/{system}/certifikater", Operators, systems::add_certificate),
    (POST, "/systemer/{system}/certifikater/spaer", Operators, systems::revoke_certificate),
    (POST, "/systemer/{system}/noegler", Operators, systems::add_key),
    (POST, "/systemer/{system}/noegler/spaer", Operators, systems::revoke_key),
    (POST, "/systemer/{system}/suspender", Operators, systems::suspend),
    (GET, "/tendenser", Readers, trends::show),
    (GET, "/leverancer", Readers, run_deliveries::show),
    (GET, "/spor", Agreements, audit::show),
    (POST, "/spor/soeg", Agreements, audit::search),
    (GET, "/brugere", Readers, users::show),
    (POST, "/brugere", Operators, users::add),
    (GET, "/brugere/engangslink", Operators, users::show_made_link),
    (GET, "/brugere/{user}", Readers, users::show_one),
    (POST, "/brugere/{user}/nulstil", Operators, users::reset),
    (POST, "/brugere/{user}/afslut", Operators, users::end),
    (GET, "/udtraek", Readers, runs::show),
    (GET, "/udtraek/{run}", Readers, run::show),
    (GET, "/udtraek/{run}/frigiv", Operators, run::show_release),
    (POST, "/udtraek/{run}/frigiv", Operators, run::release),
    (GET, "/udtraek/{run}/afvis", Operators, run::show_reject),
    (POST, "/udtraek/{run}/afvis", Operators, run::reject),
    (GET, "/afproev", Developers, tryout::steps::show),
    (POST, "/afproev/soeg", Developers, tryout::acts::search),
    (POST, "/afproev/haendelse", Developers, tryout::acts::order),
    (POST, "/afproev/dage", Developers, tryout::acts::pass),
    (POST, "/afproev/afgoer", Developers, tryout::acts::resolve),
    (GET, "/afproev/filer/{agreement}/{seq}", Developers, tryout::file::show),
    (GET, "/afproev/eksempler", Developers, tryout::examples::show),
    (GET, "/afproev/kald", Developers, tryout::calls::show),
];

/// The addresses whose forms have files.
const TAKES_FILES: &[&str] = &["/aftaler/{agreement}/liste"];

/// Everything that can be opened, but the style sheet.
pub fn routes() -> impl Iterator<Item = Route> {
    ROUTES.iter().flat_map(|(method, path, access, handler)| {
        let takes_files = TAKES_FILES.contains(path);
        let route = |path: String, is_english| Route {
            method: method.clone(),
            path,
            access: *access,
            is_english,
            takes_files,
            handler: *handler,
        };
        let in_english = || format!("/en{path}").trim_end_matches('/').to_owned();
        let english = (*access == Everybody).then(|| route(in_english(), true));
        [Some(route((*path).to_owned(), false)), english].into_iter().flatten()
    })
}
