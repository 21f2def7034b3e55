use app::{AgreementLine, RequestContext};
use civil::AgreementUuid;
use store::UserRole;

use crate::call::Call;
use crate::frame::Frame;
use crate::page_access::Access;
use crate::page_error::PageError;
use crate::text::Text;
use crate::view::{Link, Page, Tab};

/// Which page of an agreement it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AgreementTab {
    Overview,
    Filters,
    Deliveries,
    Needs,
    CleanUp,
    Usage,
    History,
}

/// The agreement that the address names, and the request about it.
pub(super) struct About {
    pub(super) uuid: AgreementUuid,
    pub(super) context: RequestContext,
    pub(super) line: AgreementLine,
}

impl About {
    /// Reads the agreement of the address, if the user may.
    pub(super) fn of(call: &Call) -> Result<Self, PageError> {
        let uuid: AgreementUuid = call.part("agreement")?;
        let context = call.context.clone().about(uuid);
        let line = call.app().agreement_line(&context)?;
        Ok(Self { uuid, context, line })
    }

    /// The address of the agreement, or of a page below it.
    pub(super) fn path(&self, below: &str) -> String {
        path(self.uuid, below)
    }

    /// A page of it.
    pub(super) fn page(&self, call: &Call, tab: AgreementTab, title: &str) -> Page {
        let t = call.text();
        let name = name(t, &self.line);
        let (mark, word) = t.agreement_status(self.line.status);
        let mut page = Page::new(t, Frame::new(call, format!("{title}: {}", self.system())), name);
        page.crumbs = vec![Link::plain("/aftaler", t.agreements())];
        page.tag = Some((mark, word.to_owned()));
        page.under = format!("{} {}", t.system_word(), self.system());
        let role = call.signed_in.as_ref().map(|one| one.user.role);
        let looks_up = role.is_some_and(|role| Access::LookUps.allows(role));
        page.tabs = [
            (AgreementTab::Overview, "", t.overview()),
            (AgreementTab::Filters, "/filtre", t.filters_word()),
            (AgreementTab::Deliveries, "/leverancer", t.deliveries_word()),
            (AgreementTab::Needs, "/behov", t.need()),
            (AgreementTab::CleanUp, "/oprydning", t.clean_up()),
            (AgreementTab::Usage, "/forbrug", t.metering()),
            (AgreementTab::History, "/historik", t.history()),
        ]
        .into_iter()
        // What an auditor may not open is not shown.
        .filter(|(one, ..)| *one != AgreementTab::CleanUp || looks_up)
        .map(|(one, below, name)| Tab { address: self.path(below), name, is_here: one == tab })
        .collect();
        page
    }

    /// A page on which something is confirmed: below the one that led to it.
    pub(super) fn confirm(&self, call: &Call, title: &str, from: (&str, &str)) -> Page {
        let t = call.text();
        let mut page = Page::new(t, Frame::new(call, title), title);
        page.crumbs = vec![
            Link::plain("/aftaler", t.agreements()),
            Link::plain(self.path(""), name(t, &self.line)),
            Link::plain(self.path(from.0), from.1),
        ];
        page
    }

    /// The name of its system.
    pub(super) fn system(&self) -> String {
        system(&self.line)
    }

    /// Whether the user may change what the authority answers for, now.
    pub(super) fn may_change(&self, call: &Call) -> bool {
        let today = clock::danish_day(call.app().now());
        let role = call.signed_in.as_ref().map(|one| one.user.role);
        match role {
            Some(UserRole::Operator) => self.line.agreement.closed_at.is_none(),
            Some(UserRole::AuthorityAdministrator) => self.line.agreement.is_in_force(today),
            _ => false,
        }
    }
}

/// The address of an agreement, or of a page below it.
pub(crate) fn path(uuid: AgreementUuid, below: &str) -> String {
    format!("/aftaler/{uuid}{below}")
}

/// What an agreement is called: the authority, where that is stated.
pub(crate) fn name(t: Text, line: &AgreementLine) -> String {
    match &line.agreement.details.authority_name {
        Some(name) => name.as_str().to_owned(),
        None => format!("{} {}", t.agreement_word(), line.agreement.uuid),
    }
}

/// The name of an agreement's system.
pub(super) fn system(line: &AgreementLine) -> String {
    line.system.clone()
}
