use pipeline::LoadNotPossible;

use crate::detail::Detail;

/// Why a subscription can have no load, in the words of the API.
pub(crate) fn detail(code: LoadNotPossible) -> Detail {
    match code {
        LoadNotPossible::NoFilters => Detail::new(
            "the subscription has no filters: add some first, since they choose the persons",
            "abonnementet har ingen filtre: tilføj nogle først, da de udvælger personerne",
        ),
        LoadNotPossible::EventsAlone => Detail::new(
            "the subscription has event codes alone, which choose no persons: order a load of everybody with \
             \"kinds\": \"all\", or add filters that choose",
            "abonnementet har kun hændelseskoder, og de udvælger ingen personer: bestil en grundindlæsning af alle med \
             \"kinds\": \"all\", eller tilføj filtre, der udvælger",
        ),
        LoadNotPossible::NoSuchKind(kind) => Detail::new(
            format!("the subscription has no {kind} filter"),
            format!("abonnementet har intet filter af typen {kind}"),
        ),
        LoadNotPossible::EmptySelection => Detail::new(
            "a load of nobody: there is nothing to catch up",
            "en grundindlæsning af ingen: der er intet at indhente",
        ),
    }
}

#[cfg(test)]
mod tests {
    use filters::FilterKind;

    use super::*;

    #[test]
    fn it_is_told_in_the_words_of_the_api() {
        let Detail { english, danish } = detail(LoadNotPossible::EventsAlone);
        assert!(english.contains(r#""kinds": "all""#) && !english.contains("--kinds"), "{english}");
        assert!(danish.contains(r#""kinds": "all""#), "{danish}");
        let age = detail(LoadNotPossible::NoSuchKind(FilterKind::Age));
        assert_eq!(age.english, "the subscription has no age filter");
        assert_eq!(age.danish, "abonnementet har intet filter af typen age");
    }
}
