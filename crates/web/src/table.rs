use askama::Template;
use askama::filters::HtmlSafe;

use crate::list_query::{ListQuery, Sort};
use crate::text::Text;

/// A table: what stands in its head and its rows, and which page of a longer list it is.
#[derive(Template)]
#[template(path = "table.html")]
pub(crate) struct Table {
    pub(crate) t: Text,
    /// What it is, for a screen reader.
    pub(crate) label: String,
    pub(crate) columns: Vec<Column>,
    pub(crate) rows: Vec<Vec<Cell>>,
    pub(crate) pages: Option<Pages>,
}

/// Its own template escapes what is in it.
impl HtmlSafe for Table {}

/// A column.
pub(crate) struct Column {
    pub(crate) name: String,
    /// Numbers stand to the right.
    pub(crate) is_number: bool,
    /// Left out on a phone: it is on the row's own page.
    pub(crate) is_wide: bool,
    pub(crate) sort: Option<SortLink>,
}

/// How a column is sorted, and the address that sorts by it.
pub(crate) struct SortLink {
    pub(crate) address: String,
    /// `ascending` or `descending`; `None` when another column is sorted.
    pub(crate) order: Option<&'static str>,
}

/// What stands in a cell.
pub(crate) enum Cell {
    Text(String),
    Number(String),
    Code(String),
    /// A page, and its text.
    Link(String, String),
    /// A mark, and its word.
    State(&'static str, String),
    /// A form with a button: address, name and value of its field, the button, and what it is about for a screen reader.
    Act(Act),
}

/// A button in a row.
pub(crate) struct Act {
    pub(crate) address: String,
    pub(crate) field: &'static str,
    pub(crate) value: String,
    pub(crate) button: &'static str,
    pub(crate) about: String,
}

/// Which part of a list is shown, and the addresses of the others.
pub(crate) struct Pages {
    /// `1–50 af 2.014`.
    pub(crate) shown: String,
    pub(crate) first: Option<String>,
    pub(crate) previous: Option<String>,
    pub(crate) next: Option<String>,
    pub(crate) last: Option<String>,
}

impl Column {
    /// A column of text.
    pub(crate) fn text(name: impl Into<String>) -> Self {
        Self { name: name.into(), is_number: false, is_wide: false, sort: None }
    }

    /// A column of numbers.
    pub(crate) fn number(name: impl Into<String>) -> Self {
        Self { is_number: true, ..Self::text(name) }
    }

    /// The same, left out on a phone.
    #[must_use]
    pub(crate) fn wide(self) -> Self {
        Self { is_wide: true, ..self }
    }

    /// The same, by which the list can be sorted.
    #[must_use]
    pub(crate) fn sorted(self, query: &ListQuery, key: &'static str) -> Self {
        let Sort { key: by, is_falling } = query.sort();
        let is_by_it = by == key;
        let order = is_by_it.then_some(if is_falling { "descending" } else { "ascending" });
        // Again turns it round; numbers and times begin with the largest.
        let falls = if is_by_it { !is_falling } else { self.is_number };
        let address = query.sorted_by(&Sort { key, is_falling: falls });
        Self { sort: Some(SortLink { address, order }), ..self }
    }
}

impl Pages {
    /// Of a list with so many rows; `None` when all of it is shown.
    pub(crate) fn of(t: Text, query: &ListQuery, total: u64) -> Option<Self> {
        let (page, size) = (query.page(), ListQuery::SIZE);
        let last = total.div_ceil(size).max(1);
        if last == 1 && page == 1 {
            return None;
        }
        let from = ((page - 1) * size + 1).min(total);
        let to = (page * size).min(total);
        let shown = format!("{}–{}", t.number(from), t.number(to));
        Some(Self {
            shown: format!("{shown} {} {}", t.choose("af", "of"), t.number(total)),
            first: (page > 2).then(|| query.at(1)),
            previous: (page > 1).then(|| query.at((page - 1).min(last))),
            next: (page < last).then(|| query.at(page + 1)),
            last: (page + 1 < last).then(|| query.at(last)),
        })
    }
}

#[cfg(test)]
mod tests {
    use store::Language;

    use super::*;
    use crate::form::Form;

    const FALLING: Sort = Sort { key: "navn", is_falling: false };

    fn query(text: &str) -> ListQuery {
        ListQuery::new("/systemer", &Form::read(text.as_bytes()), &["navn", "antal"], FALLING)
    }

    #[test]
    fn pages_lead_to_the_neighbours_and_the_ends() {
        let t = Text::of(Language::Danish);
        assert!(Pages::of(t, &query(""), 50).is_none());
        let pages = Pages::of(t, &query("side=3"), 2_014).unwrap();
        assert_eq!(pages.shown, "101–150 af 2.014");
        let address = |number: u32| Some(format!("/systemer?side={number}"));
        assert_eq!((pages.first, pages.previous), (Some("/systemer".to_owned()), address(2)));
        assert_eq!((pages.next, pages.last), (address(4), address(41)));
        // One that is past the end leads back.
        let past = Pages::of(t, &query("side=9"), 60).unwrap();
        assert_eq!((past.previous, past.next), (address(2), None));
    }

    #[test]
    fn column_that_is_sorted_by_leads_to_the_other_order() {
        let by_name = Column::text("Navn").sorted(&query(""), "navn").sort.unwrap();
        assert_eq!(
            (by_name.order, &*by_name.address),
            (Some("ascending"), "/systemer?sorter=-navn")
        );
        let number = Column::number("Antal").sorted(&query("side=2"), "antal").sort.unwrap();
        assert_eq!((number.order, &*number.address), (None, "/systemer?sorter=-antal"));
    }
}
