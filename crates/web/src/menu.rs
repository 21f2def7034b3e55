use store::UserRole;

use crate::page_access::Access::{
    self, Agreements, Authorities, Developers, LookUps, Readers, SignedIn,
};
use crate::text::Text;

/// A group of entries.
pub(crate) struct Group {
    pub(crate) heading: &'static str,
    pub(crate) entries: Vec<Entry>,
}

/// A page in the menu.
pub(crate) struct Entry {
    pub(crate) path: &'static str,
    pub(crate) name: &'static str,
    /// Whether it is the page that is shown, or one below it.
    pub(crate) is_here: bool,
    /// Whether the number of decisions that wait stands beside it.
    pub(crate) has_decisions: bool,
}

/// A word of the menu, in the language of a page.
type Word = fn(Text) -> &'static str;

/// An entry: its page, who may open it, and its name.
type MenuEntry = (&'static str, Access, Word);

/// What is in the menu, for whom. What a role may not open is not shown.
const MENU: &[(Word, &[MenuEntry])] = &[
    (
        Text::operation,
        &[
            ("/i-dag", Readers, Text::today),
            ("/udtraek", Readers, Text::extracts),
            ("/leverancer", Readers, Text::deliveries_word),
            ("/tendenser", Readers, Text::trends),
        ],
    ),
    (
        Text::agreements_and_needs,
        &[
            ("/overblik", Authorities, Text::overview),
            ("/aftaler", Agreements, Text::agreements),
            ("/systemer", Readers, Text::systems),
            ("/person", LookUps, Text::person_lookup),
        ],
    ),
    (Text::control, &[("/spor", Readers, Text::audit_trail), ("/brugere", Readers, Text::users)]),
    (
        Text::try_out,
        &[
            ("/afproev", Developers, Text::try_out),
            ("/afproev/eksempler", Developers, Text::examples),
            ("/afproev/kald", Developers, Text::calls),
            ("/vejledning", Developers, Text::guide),
        ],
    ),
    (Text::own, &[("/konto", SignedIn, Text::own_account)]),
];

/// The menu of a role on a page. Pages of the sandbox are in it where there is one.
pub(crate) fn menu(t: Text, role: UserRole, has_sandbox: bool, path: &str) -> Vec<Group> {
    let is_shown = |access: Access| access.allows(role) && (access != Developers || has_sandbox);
    let entries = MENU.iter().flat_map(|(_, entries)| entries.iter());
    let below = entries.filter(|(entry, access, _)| is_shown(*access) && is_below(path, entry));
    // A page below two of them is at the one that says more.
    let here = below.map(|(entry, ..)| *entry).max_by_key(|entry| entry.len());
    let groups = MENU.iter().map(|(heading, entries)| Group {
        heading: heading(t),
        entries: entries
            .iter()
            .filter(|(_, access, _)| is_shown(*access))
            .map(|(entry, _, name)| Entry {
                path: entry,
                name: name(t),
                is_here: here == Some(*entry),
                has_decisions: *entry == "/i-dag",
            })
            .collect(),
    });
    groups.filter(|group| !group.entries.is_empty()).collect()
}

fn is_below(path: &str, entry: &str) -> bool {
    path.strip_prefix(entry).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use store::Language;

    use super::*;

    fn shown(role: UserRole, path: &str) -> Vec<(&'static str, bool)> {
        let groups = menu(Text::of(Language::Danish), role, true, path);
        groups.iter().flat_map(|group| &group.entries).map(|it| (it.path, it.is_here)).collect()
    }

    #[test]
    fn menu_has_what_the_role_may_open_and_marks_where_it_is() {
        let operators = shown(UserRole::Operator, "/konto/totrinskode");
        assert!(operators.contains(&("/i-dag", false)) && operators.contains(&("/konto", true)));
        let developers = shown(UserRole::Developer, "/kontor");
        assert_eq!(developers.iter().find(|(path, _)| *path == "/i-dag"), None);
        assert!(developers.contains(&("/konto", false)));
    }

    #[test]
    fn menu_has_the_sandbox_where_there_is_one() {
        let developers = shown(UserRole::Developer, "/afproev/kald");
        assert!(developers.contains(&("/afproev", false)));
        assert!(developers.contains(&("/afproev/kald", true)));
        let groups = menu(Text::of(Language::Danish), UserRole::Operator, false, "/i-dag");
        assert!(groups.iter().flat_map(|group| &group.entries).all(|it| it.path != "/afproev"));
        assert!(shown(UserRole::Auditor, "/i-dag").iter().all(|(path, _)| *path != "/afproev"));
    }
}
