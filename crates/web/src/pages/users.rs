use access::SecretToken;
use app::ErrorCode;
use store::{NewUser, User, UserName, UserRole};

use crate::answer::Answer;
use crate::call::Call;
use crate::frame::{Frame, role};
use crate::page_error::PageError;
use crate::table::{Cell, Column, Table};
use crate::text::Text;
use crate::view::{Block, Fact, Field, FormView, Link, Page, Part, Section, Tone};

/// Who may sign in.
pub(crate) fn show(call: &Call) -> Result<Answer, PageError> {
    Answer::page(&page(call, Wrong::default())?)
}

/// Adds a user, and shows the link by which the user sets a password, once.
pub(crate) fn add(call: &Call) -> Result<Answer, PageError> {
    let t = call.text();
    let name = call.form.get("navn").parse::<UserName>();
    let role = call.form.get("rolle").parse::<UserRole>();
    let typed = call.form.get("myndighed").trim();
    let authority = (!typed.is_empty()).then(|| typed.parse()).transpose();
    let (Ok(name), Ok(role), Ok(authority)) = (name, role, authority) else {
        let is_name_wrong = call.form.get("navn").parse::<UserName>().is_err();
        let name = is_name_wrong.then(|| t.name_wrong().to_owned());
        let authority = (!is_name_wrong).then(|| t.authority_wrong().to_owned());
        return Answer::wrong(&page(call, Wrong { name, authority })?);
    };
    if role.is_of_authority() != authority.is_some() {
        let authority = Some(t.authority_wrong().to_owned());
        return Answer::wrong(&page(call, Wrong { authority, ..Wrong::default() })?);
    }
    let new = NewUser { name: name.clone(), role, authority };
    match call.app().add_user(&call.context, &new) {
        Ok(token) => show_link(call, &name, &token),
        Err(error) if error.code() == ErrorCode::NotPossible => {
            let name = Some(t.name_taken().to_owned());
            Answer::wrong(&page(call, Wrong { name, ..Wrong::default() })?)
        }
        Err(error) => Err(error.into()),
    }
}

/// One user.
pub(crate) fn show_one(call: &Call) -> Result<Answer, PageError> {
    let (t, user) = (call.text(), found(call)?);
    let mut page = Page::new(t, Frame::new(call, user.name.as_str()), user.name.to_string());
    page.crumbs = vec![Link::plain("/brugere", t.users())];
    let (mark, word) = state(t, &user);
    page.tag = Some((mark, word.to_owned()));
    let authority = user.authority.map(|uuid| Fact::code(t.authority(), uuid.to_string()));
    let mut facts = vec![Fact::new(t.role_word(), role(t, user.role))];
    facts.extend(authority);
    facts.extend([
        Fact::new(t.added_at(), t.moment(user.added_at)),
        Fact::new(
            t.last_sign_in(),
            user.signed_in_at.map_or_else(|| t.never().to_owned(), |at| t.moment(at)),
        ),
        Fact::new(t.second_step(), t.yes_or_no(user.totp.is_some())),
    ]);
    let mut sections = vec![Section::new("h-user", t.user_word(), vec![Block::Facts(facts)])];
    let is_operator = call.user()?.user.role == UserRole::Operator;
    if is_operator && user.ended_at.is_none() {
        let base = format!("/brugere/{}", user.name);
        let reset = FormView::button(format!("{base}/nulstil"), vec![], t.reset_user());
        let end = FormView::button(format!("{base}/afslut"), vec![], t.end_user()).look("danger");
        sections.push(Section::new(
            "h-acts",
            t.acts(),
            vec![
                Block::Text(t.reset_user_text().to_owned()),
                Block::Form(reset),
                Block::Text(t.end_user_text().to_owned()),
                Block::Form(end),
            ],
        ));
    }
    page.parts = vec![Part::Pair(sections)];
    Answer::page(&page)
}

/// Ends a user's sessions and password, and shows a link to set another.
pub(crate) fn reset(call: &Call) -> Result<Answer, PageError> {
    let user = found(call)?;
    let token = call.app().reset_user(&call.context, &user.name, false)?;
    show_link(call, &user.name, &token)
}

/// Ends a user for good.
pub(crate) fn end(call: &Call) -> Result<Answer, PageError> {
    let user = found(call)?;
    call.app().end_user(&call.context, &user.name)?;
    Answer::see_other(format!("/brugere/{}?besked=bruger-afsluttet", user.name))
}

/// The link that was just made, once.
pub(crate) fn show_made_link(call: &Call) -> Result<Answer, PageError> {
    let t = call.text();
    let session = call.user()?.session.id;
    let Some(texts) = call.shared.links.take(session, call.app().now()) else {
        return Answer::see_other("/brugere");
    };
    let mut page = Page::new(t, Frame::new(call, t.one_time_link()), t.one_time_link());
    page.crumbs = vec![Link::plain("/brugere", t.users())];
    let blocks = vec![
        Block::Text(t.link_text().to_owned()),
        Block::Raw(t.one_time_link().to_owned(), texts.join("\n")),
        Block::Links(vec![Link::button("/brugere", t.codes_saved())]),
    ];
    page.parts = vec![Part::Boxed(Section::new("h-link", "", blocks))];
    Answer::page(&page)
}

fn show_link(call: &Call, name: &UserName, token: &SecretToken) -> Result<Answer, PageError> {
    let session = call.user()?.session.id;
    let link = format!("{}/foerste-start/{}", call.shared.web.url, token.reveal());
    call.shared.links.put(session, vec![format!("{name}:"), link], call.app().now());
    Answer::see_other("/brugere/engangslink")
}

fn found(call: &Call) -> Result<User, PageError> {
    let name: UserName = call.part("user")?;
    let all = call.app().users(&call.context)?;
    all.into_iter().find(|user| user.name == name).ok_or(PageError::NotFound)
}

#[derive(Default)]
struct Wrong {
    name: Option<String>,
    authority: Option<String>,
}

fn page(call: &Call, wrong: Wrong) -> Result<Page, PageError> {
    let t = call.text();
    let users = call.app().users(&call.context)?;
    let current = users.iter().filter(|user| user.ended_at.is_none()).count() as u64;
    let without = users.iter().filter(|user| user.ended_at.is_none() && user.totp.is_none());
    let without = without.count() as u64;
    let rows = users.iter().map(|user| {
        let (mark, word) = state(t, user);
        vec![
            Cell::Link(format!("/brugere/{}", user.name), user.name.to_string()),
            Cell::Text(role(t, user.role).to_owned()),
            Cell::Text(user.signed_in_at.map_or_else(|| t.never().to_owned(), |at| t.moment(at))),
            Cell::Text(t.yes_or_no(user.totp.is_some()).to_owned()),
            Cell::State(mark, word.to_owned()),
        ]
    });
    let table = Table {
        t,
        label: t.users_table().to_owned(),
        columns: vec![
            Column::text(t.name()),
            Column::text(t.role_word()),
            Column::text(t.last_sign_in()).wide(),
            Column::text(t.second_step()).wide(),
            Column::text(t.state()),
        ],
        rows: rows.collect(),
        pages: None,
    };
    let page = Page::new(t, Frame::new(call, t.users()), t.users());
    let page = page.lead(Tone::Plain, t.users_lead(current, without));
    let mut parts = vec![Part::Open(Section::new("h-users", "", vec![Block::Table(table)]))];
    if call.user()?.user.role == UserRole::Operator {
        let roles = UserRole::ALL.map(|one| (one.as_str().to_owned(), role(t, one).to_owned()));
        let chosen = call.form.get("rolle");
        let fields = vec![
            Field::text("navn", t.name(), call.form.get("navn"))
                .hint(t.name_hint())
                .required()
                .wrong(wrong.name),
            Field::select(
                "rolle",
                t.role_word(),
                roles.into(),
                if chosen.is_empty() { "auditor" } else { chosen },
            ),
            Field::text("myndighed", t.authority_uuid(), call.form.get("myndighed"))
                .hint(t.authority_hint())
                .wrong(wrong.authority),
        ];
        let form = FormView::post("/brugere", fields, t.add_user());
        parts.push(Part::Boxed(Section::new("h-add", t.add_user(), vec![Block::Form(form)])));
    }
    Ok(page.with(parts))
}

fn state(t: Text, user: &User) -> (&'static str, &'static str) {
    match (user.ended_at, &user.password) {
        (Some(_), _) => ("no", t.choose("afsluttet", "ended")),
        (None, None) => ("wait", t.choose("venter på en adgangskode", "waits for a password")),
        (None, Some(_)) => ("done", t.choose("kan logge ind", "may sign in")),
    }
}
