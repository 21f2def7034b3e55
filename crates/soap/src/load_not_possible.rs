use filters::FilterKind;
use pipeline::LoadNotPossible;
use soap_proto::{Fault, FaultCode};

/// Why a subscription can have no load, in the words of this service.
pub(crate) fn fault(why: LoadNotPossible) -> Fault {
    let (english, danish): (&'static str, &'static str) = match why {
        LoadNotPossible::NoFilters => (
            "the subscription has no filters: add some first, since they choose the persons",
            "abonnementet har ingen filtre: tilføj nogle først, da de udvælger personerne",
        ),
        LoadNotPossible::EventsAlone => (
            "the subscription has event codes alone, which choose no persons: order one of everybody with \
             <Kinds>All</Kinds>, or add filters that choose",
            "abonnementet har kun hændelseskoder, og de udvælger ingen personer: bestil et af alle med \
             <Kinds>All</Kinds>, eller tilføj filtre, der udvælger",
        ),
        LoadNotPossible::NoSuchKind(kind) => return no_such_kind(kind),
        LoadNotPossible::EmptySelection => (
            "a load of nobody: there is nothing to catch up",
            "en grundindlæsning af ingen: der er intet at indhente",
        ),
    };
    Fault::in_both(FaultCode::LoadNotPossible, english, danish)
}

fn no_such_kind(kind: FilterKind) -> Fault {
    let kind = match kind {
        FilterKind::Pnr => "PNR",
        FilterKind::Age => "AgeRange",
        FilterKind::Municipality => "MunicipalityCode",
        FilterKind::Event => "ChangeCode",
        FilterKind::NoFilter => "NoFilter",
    };
    let english = format!("the subscription has no filter of the kind {kind}");
    let danish = format!("abonnementet har intet filter af typen {kind}");
    Fault::in_both(FaultCode::LoadNotPossible, english, danish)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_told_in_the_words_of_the_service() {
        for why in [
            LoadNotPossible::NoFilters,
            LoadNotPossible::EventsAlone,
            LoadNotPossible::EmptySelection,
        ] {
            let fault = fault(why);
            assert_eq!(fault.code(), FaultCode::LoadNotPossible);
            assert!(!fault.to_string().contains("--kinds"), "{fault}");
        }
        assert!(fault(LoadNotPossible::EventsAlone).to_string().contains("<Kinds>All</Kinds>"));
        let age = fault(LoadNotPossible::NoSuchKind(FilterKind::Age)).to_string();
        assert_eq!(age, "LOAD_NOT_POSSIBLE: the subscription has no filter of the kind AgeRange");
    }
}
