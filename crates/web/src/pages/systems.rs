use access::{read_certificate, read_ssh_key};
use civil::SystemUuid;
use clock::danish_day;
use jiff::Timestamp;
use store::{Certificate, SshKey, System, SystemRefusals, UserRole};

use crate::answer::Answer;
use crate::call::Call;
use crate::frame::Frame;
use crate::list_query::{ListQuery, Sort};
use crate::page_error::PageError;
use crate::pages::agreement::{name, path};
use crate::table::{Act, Cell, Column, Pages, Table};
use crate::text::Text;
use crate::view::{Block, Fact, Field, FieldKind, FormView, Link, Page, Part, Section, Tone};

const KEYS: &[&str] = &["navn", "udloeber"];
const USUAL: Sort = Sort { key: "navn", is_falling: false };
/// So many days before its end a certificate is something to watch.
const ENDS_SOON: i64 = 30;

/// Who can call and fetch, and until when.
pub(crate) fn show(call: &Call) -> Result<Answer, PageError> {
    let t = call.text();
    let query = ListQuery::new("/systemer", &call.query, KEYS, USUAL);
    let mut systems = call.app().systems(&call.context)?;
    systems.retain(|system| system.removed_at.is_none());
    let now = call.app().now();
    let ending = systems.iter().filter(|system| ends_soon(system, now)).count() as u64;
    let total = systems.len() as u64;
    match query.sort().key {
        "udloeber" => systems.sort_by_key(|system| last_end(system, now)),
        _ => systems.sort_by_key(|system| system.name.to_lowercase()),
    }
    if query.sort().is_falling {
        systems.reverse();
    }
    let shown = systems.iter().skip(usize::try_from(query.skip()).unwrap_or(usize::MAX)).take(50);
    let table = Table {
        t,
        label: t.systems_table().to_owned(),
        columns: vec![
            Column::text(t.system_word()).sorted(&query, "navn"),
            Column::text(t.account_word()),
            Column::text(t.certificate_until()).sorted(&query, "udloeber"),
            Column::number(t.ssh_keys()).wide(),
            Column::text(t.state()),
        ],
        rows: shown.map(|system| row(t, system, now)).collect(),
        pages: Pages::of(t, &query, total),
    };
    let block =
        if total == 0 { Block::Text(t.no_systems().to_owned()) } else { Block::Table(table) };
    let tone = if ending > 0 { Tone::Held } else { Tone::Plain };
    let page = Page::new(t, Frame::new(call, t.systems()), t.systems());
    let page = page.lead(tone, t.systems_lead(total, ending));
    Answer::page(&page.with(vec![Part::Open(Section::new("h-list", "", vec![block]))]))
}

/// One system.
pub(crate) fn show_one(call: &Call) -> Result<Answer, PageError> {
    let system = found(call)?;
    Answer::page(&page(call, &system, Wrong::default())?)
}

/// Registers a certificate beside the others.
pub(crate) fn add_certificate(call: &Call) -> Result<Answer, PageError> {
    let system = found(call)?;
    match read_certificate(call.form.get("certifikat").as_bytes()) {
        Ok(certificate) => {
            call.app().add_certificate(&call.context, &system.name, &certificate)?;
            back(&system, "certifikat-tilfoejet")
        }
        Err(_) => {
            let certificate = Some(call.text().certificate_wrong().to_owned());
            Answer::wrong(&page(call, &system, Wrong { certificate, ..Wrong::default() })?)
        }
    }
}

/// Revokes a certificate.
pub(crate) fn revoke_certificate(call: &Call) -> Result<Answer, PageError> {
    let system = found(call)?;
    let fingerprint = call.form.get("aftryk").parse().map_err(|_| PageError::NotFound)?;
    call.app().revoke_certificate(&call.context, &system.name, fingerprint)?;
    back(&system, "spaerret")
}

/// Registers an SSH key beside the others.
pub(crate) fn add_key(call: &Call) -> Result<Answer, PageError> {
    let system = found(call)?;
    match read_ssh_key(call.form.get("noegle").as_bytes()) {
        Ok(key) => {
            call.app().add_ssh_key(&call.context, &system.name, &key)?;
            back(&system, "noegle-tilfoejet")
        }
        Err(_) => {
            let key = Some(call.text().ssh_key_wrong().to_owned());
            Answer::wrong(&page(call, &system, Wrong { key, ..Wrong::default() })?)
        }
    }
}

/// Revokes an SSH key.
pub(crate) fn revoke_key(call: &Call) -> Result<Answer, PageError> {
    let system = found(call)?;
    call.app().revoke_ssh_key(&call.context, &system.name, call.form.get("aftryk"))?;
    back(&system, "spaerret")
}

/// Suspends the system, or lets it in again.
pub(crate) fn suspend(call: &Call) -> Result<Answer, PageError> {
    let system = found(call)?;
    let is_suspended = call.form.get("suspenderet") == "ja";
    call.app().set_suspended(&call.context, &system.name, is_suspended)?;
    back(&system, "gemt")
}

fn back(system: &System, word: &str) -> Result<Answer, PageError> {
    Answer::see_other(format!("/systemer/{}?besked={word}", system.uuid))
}

fn found(call: &Call) -> Result<System, PageError> {
    let uuid: SystemUuid = call.part("system")?;
    let systems = call.app().systems(&call.context)?;
    let found = systems.into_iter().find(|it| it.uuid == uuid && it.removed_at.is_none());
    found.ok_or(PageError::NotFound)
}

#[derive(Default)]
struct Wrong {
    certificate: Option<String>,
    key: Option<String>,
}

fn page(call: &Call, system: &System, wrong: Wrong) -> Result<Page, PageError> {
    let t = call.text();
    let now = call.app().now();
    let is_operator = call.user()?.user.role == UserRole::Operator;
    let mut page = Page::new(t, Frame::new(call, &*system.name), &*system.name);
    page.crumbs = vec![Link::plain("/systemer", t.systems())];
    let (mark, word) = state(t, system, now);
    page.tag = Some((mark, word.to_owned()));
    let facts = vec![
        Fact::code("UserSystemUUID", system.uuid.to_string()),
        Fact::code(t.account_word(), system.sftp_user.to_string()),
        Fact::new(t.signed_metadata(), t.yes_or_no(system.signed_metadata)),
        Fact::new(t.legacy_ssh(), t.yes_or_no(system.legacy_ssh.since.is_some())),
    ];
    let agreements = call.app().agreement_lines(&call.context)?;
    let agreements = agreements.iter().filter(|line| line.agreement.system == system.id);
    let links: Vec<Link> =
        agreements.map(|line| Link::plain(path(line.agreement.uuid, ""), name(t, line))).collect();
    let about = Section::new("h-about", t.about_system(), vec![Block::Facts(facts)]);
    let has = match links.is_empty() {
        true => Block::Text(t.no_own_agreements().to_owned()),
        false => Block::Links(links),
    };
    page.parts
        .push(Part::Pair(vec![about, Section::new("h-agreements", t.agreements(), vec![has])]));
    let base = format!("/systemer/{}", system.uuid);
    let certificates = certificates(t, &base, &system.certificates, now, is_operator);
    page.parts.push(Part::Open(Section::new(
        "h-certificates",
        t.certificates(),
        vec![Block::Table(certificates)],
    )));
    let keys = keys(t, &base, &system.ssh_keys, is_operator);
    page.parts.push(Part::Open(Section::new("h-keys", t.ssh_keys(), vec![Block::Table(keys)])));
    let refusals = call.app().refusals(&call.context)?;
    let refusals: Vec<&SystemRefusals> =
        refusals.iter().filter(|refusal| refusal.system == system.uuid).collect();
    if !refusals.is_empty() {
        let table = Block::Table(refused(t, &refusals));
        page.parts.push(Part::Open(Section::new("h-refusals", t.refusals_heading(), vec![table])));
    }
    if is_operator {
        page.parts.push(Part::Pair(acts(call, system, &base, wrong)));
    }
    Ok(page)
}

fn acts(call: &Call, system: &System, base: &str, wrong: Wrong) -> Vec<Section> {
    let t = call.text();
    let certificate = Field::text("certifikat", t.certificate_pem(), "")
        .of(FieldKind::Area(5))
        .hint(t.certificate_hint())
        .required()
        .wrong(wrong.certificate);
    let key = Field::text("noegle", t.ssh_key_line(), "")
        .of(FieldKind::Area(3))
        .hint(t.ssh_key_hint())
        .required()
        .wrong(wrong.key);
    let is_suspended = system.suspended_at.is_some();
    let (value, button, look) = match is_suspended {
        true => ("nej", t.resume_system(), ""),
        false => ("ja", t.suspend_system(), "danger"),
    };
    let suspend = FormView::button(
        format!("{base}/suspender"),
        vec![Field::hidden("suspenderet", value)],
        button,
    );
    vec![
        Section::new(
            "h-add",
            t.add_beside(),
            vec![
                Block::Form(FormView::button(
                    format!("{base}/certifikater"),
                    vec![certificate],
                    t.add_certificate(),
                )),
                Block::Form(FormView::button(format!("{base}/noegler"), vec![key], t.add_key())),
            ],
        ),
        Section::new(
            "h-suspend",
            t.acts(),
            vec![Block::Text(t.suspend_system_text().to_owned()), Block::Form(suspend.look(look))],
        ),
    ]
}

fn row(t: Text, system: &System, now: Timestamp) -> Vec<Cell> {
    let (mark, word) = state(t, system, now);
    let keys = system.ssh_keys.iter().filter(|key| key.revoked_at.is_none()).count() as u64;
    let until = last_end(system, now);
    vec![
        Cell::Link(format!("/systemer/{}", system.uuid), system.name.clone()),
        Cell::Code(system.sftp_user.to_string()),
        Cell::Text(until.map_or_else(|| "–".to_owned(), |at| t.day(danish_day(at)))),
        Cell::Number(t.number(keys)),
        Cell::State(mark, word.to_owned()),
    ]
}

fn certificates(
    t: Text,
    base: &str,
    all: &[Certificate],
    now: Timestamp,
    is_operator: bool,
) -> Table {
    let rows = all.iter().map(|one| {
        let is_good = one.revoked_at.is_none() && one.not_after > now;
        let (mark, word) = match (one.revoked_at, one.not_after > now) {
            (Some(_), _) => ("no", t.revoked()),
            (None, false) => ("no", t.over()),
            (None, true) => ("done", t.valid()),
        };
        let act = match is_good && is_operator {
            true => Cell::Act(Act {
                address: format!("{base}/certifikater/spaer"),
                field: "aftryk",
                value: one.fingerprint.to_string(),
                button: t.revoke(),
                about: one.subject.clone(),
            }),
            false => Cell::Text("–".to_owned()),
        };
        vec![
            Cell::Text(one.subject.clone()),
            Cell::Text(t.day(danish_day(one.not_before))),
            Cell::Text(t.day(danish_day(one.not_after))),
            Cell::Code(one.fingerprint.to_string().chars().take(16).collect()),
            Cell::State(mark, word.to_owned()),
            act,
        ]
    });
    Table {
        t,
        label: t.certificates_table().to_owned(),
        columns: vec![
            Column::text(t.subject()),
            Column::text(t.begins_word()).wide(),
            Column::text(t.until_word()),
            Column::text("SHA-256").wide(),
            Column::text(t.state()),
            Column::text(t.act()),
        ],
        rows: rows.collect(),
        pages: None,
    }
}

fn keys(t: Text, base: &str, all: &[SshKey], is_operator: bool) -> Table {
    let rows = all.iter().map(|one| {
        let kind = one.text.split(' ').next().unwrap_or_default().to_owned();
        let (mark, word) = match one.revoked_at {
            Some(_) => ("no", t.revoked()),
            None => ("done", t.valid()),
        };
        let act = match one.revoked_at.is_none() && is_operator {
            true => Cell::Act(Act {
                address: format!("{base}/noegler/spaer"),
                field: "aftryk",
                value: one.fingerprint.clone(),
                button: t.revoke(),
                about: one.fingerprint.clone(),
            }),
            false => Cell::Text("–".to_owned()),
        };
        vec![
            Cell::Code(one.fingerprint.clone()),
            Cell::Code(kind),
            Cell::State(mark, word.to_owned()),
            act,
        ]
    });
    Table {
        t,
        label: t.keys_table().to_owned(),
        columns: [t.fingerprint(), t.kind(), t.state(), t.act()].map(Column::text).into(),
        rows: rows.collect(),
        pages: None,
    }
}

fn refused(t: Text, refusals: &[&SystemRefusals]) -> Table {
    let rows = refusals.iter().map(|one| {
        vec![
            Cell::Code(one.kind.clone()),
            Cell::Number(t.number(one.count)),
            Cell::Text(t.moment(one.last_at)),
            Cell::Code(one.address.clone()),
            Cell::Code(one.detail.clone()),
        ]
    });
    Table {
        t,
        label: t.refusals_heading().to_owned(),
        columns: vec![
            Column::text(t.kind()),
            Column::number(t.how_many()),
            Column::text(t.last_time()),
            Column::text(t.session_from()).wide(),
            Column::text(t.why()).wide(),
        ],
        rows: rows.collect(),
        pages: None,
    }
}

fn state(t: Text, system: &System, now: Timestamp) -> (&'static str, &'static str) {
    match (system.suspended_at, last_end(system, now)) {
        (Some(_), _) => ("held", t.choose("suspenderet", "suspended")),
        (None, None) => ("bad", t.choose("uden gyldigt certifikat", "without a valid certificate")),
        (None, Some(_)) if ends_soon(system, now) => {
            ("held", t.choose("certifikatet udløber snart", "the certificate ends soon"))
        }
        (None, Some(_)) => ("done", t.choose("kan kalde", "can call")),
    }
}

/// The end of the certificate that ends last, of those that are good.
fn last_end(system: &System, now: Timestamp) -> Option<Timestamp> {
    let good =
        system.certificates.iter().filter(|it| it.revoked_at.is_none() && it.not_after > now);
    good.map(|certificate| certificate.not_after).max()
}

fn ends_soon(system: &System, now: Timestamp) -> bool {
    let end = last_end(system, now);
    end.is_none_or(|end| end.duration_since(now).as_hours() / 24 <= ENDS_SOON)
}
