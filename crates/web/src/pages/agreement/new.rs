use std::collections::BTreeSet;

use civil::{AgreementUuid, AuthorityUuid, MunicipalityCode, ServiceName, SystemUuid};
use filters::Combination;
use jiff::civil::Date;
use store::{AgreementDetails, AgreementState, AgreementText, NewAgreement, System};
use uuid::Uuid;

use super::tabs::path;
use crate::answer::Answer;
use crate::call::Call;
use crate::day_field::read_day;
use crate::frame::Frame;
use crate::page_error::PageError;
use crate::view::{Block, Field, FieldKind, FormView, Link, Page, Part, Section};

/// The form of a new agreement.
pub(crate) fn show(call: &Call) -> Result<Answer, PageError> {
    Answer::page(&page(call, &[])?)
}

/// Adds an agreement, as a draft: nothing is delivered under it until it is approved.
pub(crate) fn add(call: &Call) -> Result<Answer, PageError> {
    match read(call) {
        Ok(new) => {
            call.app().add_agreement(&call.context, &new, false)?;
            Answer::see_other(format!("{}?besked=kladde-oprettet", path(new.uuid, "")))
        }
        Err(wrong) => Answer::wrong(&page(call, &wrong)?),
    }
}

/// Reads the form, or says which fields are wrong.
fn read(call: &Call) -> Result<NewAgreement, Vec<&'static str>> {
    let typed = |name: &str| call.form.get(name).trim().to_owned();
    let mut wrong = Vec::new();
    let uuid: Option<AgreementUuid> = match typed("uuid").as_str() {
        "" => Some(Uuid::new_v4().into()),
        text => text.parse().ok(),
    };
    let system: Option<SystemUuid> = typed("system").parse().ok();
    let authority: Option<AuthorityUuid> = typed("myndighed").parse().ok();
    for (name, is_wrong) in
        [("uuid", uuid.is_none()), ("system", system.is_none()), ("myndighed", authority.is_none())]
    {
        if is_wrong {
            wrong.push(name);
        }
    }
    let mut day = |name: &'static str| -> Option<Date> {
        let text = typed(name);
        let day = read_day(&text);
        if day.is_none() && !text.is_empty() {
            wrong.push(name);
        }
        day
    };
    let (valid_from, valid_until) = (day("fra"), day("til"));
    let services: BTreeSet<ServiceName> = ServiceName::ALL
        .into_iter()
        .filter(|service| call.form.get(field_of(*service)) == "ja")
        .collect();
    let municipality: Option<MunicipalityCode> = match typed("kommune").as_str() {
        "" => None,
        text => match text.parse() {
            Ok(code) => Some(code),
            Err(_) => {
                wrong.push("kommune");
                None
            }
        },
    };
    let text = |name: &str| typed(name).parse::<AgreementText>().ok();
    let details = AgreementDetails {
        authority_name: text("navn"),
        municipality,
        supplier: text("leverandoer"),
        purpose: text("formaal"),
        law: text("lov"),
        paragraph: text("paragraf"),
        legal_text: None,
        contact: text("kontakt"),
    };
    let combination = [Combination::Any, Combination::EventsNarrow, Combination::All];
    let combination = combination.into_iter().find(|it| it.as_str() == call.form.get("samspil"));
    match (uuid, system, authority, wrong.is_empty()) {
        (Some(uuid), Some(system), Some(authority), true) => Ok(NewAgreement {
            combination: combination.unwrap_or_default(),
            valid_from,
            valid_until,
            services,
            state: AgreementState::Draft,
            details,
            ..NewAgreement::of(uuid, system, authority)
        }),
        _ => Err(wrong),
    }
}

fn page(call: &Call, wrong: &[&str]) -> Result<Page, PageError> {
    let t = call.text();
    let mut systems = call.app().systems(&call.context)?;
    systems.retain(|system| system.removed_at.is_none());
    let mut page = Page::new(t, Frame::new(call, t.new_agreement()), t.new_agreement());
    page.crumbs = vec![Link::plain("/aftaler", t.agreements())];
    if systems.is_empty() {
        let blocks = vec![Block::Text(t.no_systems().to_owned())];
        return Ok(page.with(vec![Part::Boxed(Section::new("h-none", "", blocks))]));
    }
    let form = FormView::post("/aftaler/ny", fields(call, &systems, wrong), t.save_draft());
    let blocks = vec![
        Block::Text(t.new_agreement_text().to_owned()),
        Block::Form(form.back("/aftaler", t.back())),
    ];
    Ok(page.with(vec![Part::Boxed(Section::new("h-new", "", blocks))]))
}

fn fields(call: &Call, systems: &[System], wrong: &[&str]) -> Vec<Field> {
    let t = call.text();
    let form = &call.form;
    let wrong_if = |name: &str, text: &str| wrong.contains(&name).then(|| text.to_owned());
    let systems = systems.iter().map(|it| (it.uuid.to_string(), it.name.clone())).collect();
    let combinations = [Combination::Any, Combination::EventsNarrow, Combination::All];
    let combinations =
        combinations.map(|it| (it.as_str().to_owned(), t.combination(it).to_owned()));
    let mut fields = vec![
        Field::select("system", t.system_word(), systems, form.get("system")),
        Field::text("navn", t.authority(), form.get("navn")),
        Field::text("myndighed", "UserUUID", form.get("myndighed"))
            .hint(t.user_uuid_hint())
            .required()
            .wrong(wrong_if("myndighed", t.uuid_wrong())),
        Field::text("uuid", "ServiceAgreementUUID", form.get("uuid"))
            .hint(t.agreement_uuid_hint())
            .wrong(wrong_if("uuid", t.uuid_wrong())),
        Field::text("kommune", t.municipality_word(), form.get("kommune"))
            .hint(t.municipality_hint())
            .wrong(wrong_if("kommune", t.municipality_wrong())),
        Field::text("formaal", t.purpose(), form.get("formaal")).of(FieldKind::Area(2)),
        Field::text("lov", t.law_word(), form.get("lov")),
        Field::text("paragraf", t.paragraph_word(), form.get("paragraf")),
        Field::text("leverandoer", t.supplier(), form.get("leverandoer")),
        Field::text("kontakt", t.contact(), form.get("kontakt")),
        Field::text("fra", t.first_day(), form.get("fra"))
            .hint(t.optional_day())
            .wrong(wrong_if("fra", t.last_day_wrong())),
        Field::text("til", t.last_day(), form.get("til"))
            .hint(t.optional_day())
            .wrong(wrong_if("til", t.last_day_wrong())),
        Field::select("samspil", t.combination_word(), combinations.into(), form.get("samspil")),
    ];
    let is_new = form.get("system").is_empty();
    fields.extend(ServiceName::ALL.map(|service| {
        let is_on =
            form.get(field_of(service)) == "ja" || is_new && service == ServiceName::Subscription;
        Field::text(field_of(service), service.as_str(), if is_on { "ja" } else { "" })
            .of(FieldKind::Check)
    }));
    fields
}

/// The name of a service's field.
const fn field_of(service: ServiceName) -> &'static str {
    match service {
        ServiceName::Subscription => "sf6002",
        ServiceName::PersonBaseData => "sf1520",
        ServiceName::BasicInformation => "sf6008",
        ServiceName::StamPlus => "stam",
        ServiceName::FamiliePlus => "familie-plus",
        ServiceName::Familie => "familie",
        ServiceName::Navne3 => "navne3",
        ServiceName::Adresse4 => "adresse4",
        ServiceName::Adrsog1 => "adrsog1",
        ServiceName::Off4 => "off4",
    }
}
