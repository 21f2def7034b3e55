use crate::form::Form;

/// What is shown of a list: the page, the order and the filters that its address says. What it says wrongly is left out.
#[derive(Debug, Clone)]
pub(crate) struct ListQuery {
    path: String,
    page: u64,
    sort: Sort,
    /// The order when the address says none.
    usual: Sort,
    /// Names and values of the filters, those that are not empty.
    filters: Vec<(&'static str, String)>,
}

/// An order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Sort {
    /// The word for the column in the address.
    pub(crate) key: &'static str,
    pub(crate) is_falling: bool,
}

impl ListQuery {
    /// Rows on a page.
    pub(crate) const SIZE: u64 = 50;
    /// The last page that is asked for.
    const LAST: u64 = 100_000;

    /// Reads the query of an address. `keys`: the columns by which the list can be sorted.
    pub(crate) fn new(path: &str, query: &Form, keys: &[&'static str], usual: Sort) -> Self {
        let page = query.get("side").parse().unwrap_or(1);
        let word = query.get("sorter");
        let (name, is_falling) = match word.strip_prefix('-') {
            Some(name) => (name, true),
            None => (word, false),
        };
        let key = keys.iter().find(|key| **key == name);
        let sort = key.map_or(usual, |key| Sort { key, is_falling });
        let page = page.clamp(1, Self::LAST);
        Self { path: path.to_owned(), page, sort, usual, filters: Vec::new() }
    }

    /// The same with a filter of the address, and its value, if it is one of these words.
    pub(crate) fn with_choice(
        mut self,
        query: &Form,
        name: &'static str,
        words: &[&'static str],
    ) -> (Self, Option<&'static str>) {
        let chosen = words.iter().copied().find(|word| *word == query.get(name));
        if let Some(word) = chosen {
            self.filters.push((name, word.to_owned()));
        }
        (self, chosen)
    }

    /// The same with a filter of the address that is a word of its own: cut to 60 characters, and nothing when it looks like a
    /// personal number.
    pub(crate) fn with_word(mut self, query: &Form, name: &'static str) -> (Self, Option<String>) {
        let word = cleaned_word(query.get(name));
        if let Some(word) = &word {
            self.filters.push((name, word.clone()));
        }
        (self, word)
    }

    /// The same with a filter that was read already, if it has a value.
    pub(crate) fn with(mut self, (name, value): (&'static str, Option<String>)) -> Self {
        self.filters.extend(value.map(|value| (name, value)));
        self
    }

    /// The page, from 1.
    pub(crate) const fn page(&self) -> u64 {
        self.page
    }

    /// How many rows stand before the page.
    pub(crate) const fn skip(&self) -> u64 {
        (self.page - 1) * Self::SIZE
    }

    /// The order.
    pub(crate) const fn sort(&self) -> Sort {
        self.sort
    }

    /// Whether anything is filtered.
    pub(crate) fn is_filtered(&self) -> bool {
        !self.filters.is_empty()
    }

    /// The address of another page.
    pub(crate) fn at(&self, page: u64) -> String {
        self.address(self.sort, page)
    }

    /// The address in another order, from its first page.
    pub(crate) fn sorted_by(&self, sort: &Sort) -> String {
        self.address(*sort, 1)
    }

    fn address(&self, sort: Sort, page: u64) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        for (name, value) in &self.filters {
            query.append_pair(name, value);
        }
        if sort != self.usual {
            let sign = if sort.is_falling { "-" } else { "" };
            query.append_pair("sorter", &format!("{sign}{}", sort.key));
        }
        if page > 1 {
            query.append_pair("side", &page.to_string());
        }
        let query = query.finish();
        if query.is_empty() { self.path.clone() } else { format!("{}?{query}", self.path) }
    }
}

/// A word that may stand in an address: without blanks around it, at most 60 characters, and not with ten digits, as personal
/// numbers have.
pub(crate) fn cleaned_word(text: &str) -> Option<String> {
    let plain: String = text.chars().filter(|c| !c.is_control()).collect();
    let word: String = plain.trim().chars().take(60).collect();
    let may_be_pnr = word.chars().filter(char::is_ascii_digit).count() >= 10 && !is_uuid(&word);
    (!word.is_empty() && !may_be_pnr).then_some(word)
}

fn is_uuid(word: &str) -> bool {
    uuid::Uuid::try_parse(word).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const USUAL: Sort = Sort { key: "modtaget", is_falling: true };

    fn read(text: &str) -> (ListQuery, Option<&'static str>) {
        let form = Form::read(text.as_bytes());
        let query = ListQuery::new("/udtraek", &form, &["modtaget", "personer"], USUAL);
        query.with_choice(&form, "tilstand", &["held", "done"])
    }

    #[test]
    fn query_keeps_what_it_knows_and_leaves_out_the_rest() {
        let (query, chosen) = read("tilstand=held&sorter=-personer&side=3&andet=x");
        assert_eq!((chosen, query.page(), query.skip()), (Some("held"), 3, 100));
        assert_eq!(query.at(4), "/udtraek?tilstand=held&sorter=-personer&side=4");
        assert_eq!(query.sorted_by(&USUAL), "/udtraek?tilstand=held");
        let (query, chosen) = read("tilstand=%3Cb%3E&sorter=sha256&side=-1");
        assert_eq!((chosen, query.page(), query.at(1)), (None, 1, "/udtraek".to_owned()));
        assert_eq!(query.sort(), USUAL);
    }

    #[test]
    fn word_that_may_be_a_personal_number_does_not_come_into_an_address() {
        for refused in ["0101801234", "010180-1234", " 01 01 80 12 34 ", "", "  "] {
            assert_eq!(cleaned_word(refused), None, "{refused}");
        }
        assert_eq!(cleaned_word(" Odder \u{7}").as_deref(), Some("Odder"));
        let uuid = "9cdccc2f-3243-11e2-8fef-d4bed98c5934";
        assert_eq!(cleaned_word(uuid).as_deref(), Some(uuid));
        assert_eq!(cleaned_word(&"å".repeat(70)).map(|word| word.chars().count()), Some(60));
    }
}
