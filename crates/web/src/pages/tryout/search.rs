use civil::{MunicipalityCode, Pnr};
use synth::{InhabitantFamily, InhabitantIndex, InhabitantQuery, InhabitantState};

use crate::form::Form;
use crate::text::Text;

/// The oldest that somebody may look for.
const OLDEST: i16 = 150;

/// What somebody looks for, as typed. The number is in the form alone: it comes into no address.
#[derive(Default)]
pub(super) struct Search {
    pub(super) number: String,
    pub(super) from_age: String,
    pub(super) to_age: String,
    pub(super) municipality: String,
    pub(super) state: String,
    pub(super) family: String,
}

/// What is wrong in the form.
#[derive(Default, PartialEq, Eq, Debug)]
pub(super) struct Wrong {
    pub(super) number: Option<&'static str>,
    pub(super) age: Option<&'static str>,
    pub(super) municipality: Option<&'static str>,
}

impl Search {
    pub(super) fn read(form: &Form) -> Self {
        let field = |name| form.get(name).trim().to_owned();
        Self {
            number: field("nummer"),
            from_age: field("fra"),
            to_age: field("til"),
            municipality: field("kommune"),
            state: field("status"),
            family: field("familie"),
        }
    }

    /// Whether anything is looked for.
    pub(super) fn is_empty(&self) -> bool {
        let Self { number, from_age, to_age, municipality, state, family } = self;
        [number, from_age, to_age, municipality, state, family].iter().all(|it| it.is_empty())
    }

    /// The number, if one was typed.
    pub(super) fn pnr(&self) -> Option<Pnr> {
        let digits: String =
            self.number.chars().filter(|letter| !matches!(letter, ' ' | '-')).collect();
        Pnr::from_register(digits.as_bytes())
    }

    /// What is wrong with it.
    pub(super) fn wrong(&self, t: Text) -> Wrong {
        let is_age = |text: &str| text.is_empty() || age(text).is_some();
        let has_ages = is_age(&self.from_age) && is_age(&self.to_age);
        let has_municipality = self.municipality.is_empty() || self.municipality_code().is_some();
        let has_number = self.number.is_empty() || self.pnr().is_some();
        Wrong {
            number: (!has_number).then(|| t.try_number_wrong()),
            age: (!has_ages).then(|| t.try_age_wrong()),
            municipality: (!has_municipality).then(|| t.try_municipality_wrong()),
        }
    }

    /// The same as a question to the population. What it says wrongly is left out.
    pub(super) fn query(&self) -> InhabitantQuery {
        InhabitantQuery {
            from_age: age(&self.from_age),
            to_age: age(&self.to_age),
            municipality: self.municipality_code(),
            state: STATES.iter().find(|(word, ..)| *word == self.state).map(|(_, state, _)| *state),
            family: FAMILIES
                .iter()
                .find(|(word, ..)| *word == self.family)
                .map(|(_, family, _)| *family),
        }
    }

    /// The page that shows what is found, from a place on, with a person who is chosen. Without a number of anybody.
    pub(super) fn address(
        &self,
        from: Option<InhabitantIndex>,
        person: Option<InhabitantIndex>,
    ) -> String {
        let query = self.query();
        let mut parts = Vec::new();
        let mut add = |name: &str, value: Option<String>| {
            parts.extend(value.map(|value| format!("{name}={value}")));
        };
        add("fra", query.from_age.map(|age| age.to_string()));
        add("til", query.to_age.map(|age| age.to_string()));
        add("kommune", query.municipality.map(|code| code.to_string()));
        let state = STATES.iter().find(|(_, state, _)| Some(*state) == query.state);
        add("status", state.map(|(word, ..)| (*word).to_owned()));
        let family = FAMILIES.iter().find(|(_, family, _)| Some(*family) == query.family);
        add("familie", family.map(|(word, ..)| (*word).to_owned()));
        add("sted", from.map(|from| from.number().to_string()));
        add("person", person.map(|person| person.number().to_string()));
        if parts.is_empty() {
            "/afproev".to_owned()
        } else {
            format!("/afproev?{}", parts.join("&"))
        }
    }

    fn municipality_code(&self) -> Option<MunicipalityCode> {
        self.municipality.parse().ok()
    }
}

/// A word in the address, what it stands for, and its text.
type Choice<T> = (&'static str, T, fn(Text) -> &'static str);

/// The states that can be looked for.
pub(super) const STATES: [Choice<InhabitantState>; 4] = [
    ("bor-her", InhabitantState::Resident, Text::try_resident),
    ("forsvundet", InhabitantState::Disappeared, Text::try_disappeared),
    ("udrejst", InhabitantState::Emigrated, Text::try_emigrated),
    ("doed", InhabitantState::Dead, Text::try_dead),
];

/// The families that can be looked for.
pub(super) const FAMILIES: [Choice<InhabitantFamily>; 4] = [
    ("gift", InhabitantFamily::Married, Text::try_married),
    ("boern", InhabitantFamily::Minors, Text::try_minors),
    ("foraeldre", InhabitantFamily::Parents, Text::try_parents),
    ("alene", InhabitantFamily::Alone, Text::try_alone),
];

fn age(text: &str) -> Option<i16> {
    text.parse().ok().filter(|age| (0..=OLDEST).contains(age))
}

#[cfg(test)]
mod tests {
    use store::Language;

    use super::*;

    fn search(text: &str) -> Search {
        Search::read(&Form::read(text.as_bytes()))
    }

    #[test]
    fn address_has_what_is_looked_for_and_no_number() {
        let typed =
            search("nummer=010158-5123&fra=18&til=30&kommune=0706&status=bor-her&familie=x");
        assert!(typed.pnr().is_some());
        let place = Some(InhabitantIndex::from_number(7));
        let expected = "/afproev?fra=18&til=30&kommune=0706&status=bor-her&sted=7";
        assert_eq!(typed.address(place, None), expected);
        assert_eq!(search("").address(None, None), "/afproev");
    }

    #[test]
    fn wrong_fields_are_said_and_left_out() {
        let t = Text::of(Language::Danish);
        let typed = search("nummer=123&fra=x&kommune=99999");
        let wrong = typed.wrong(t);
        assert!(wrong.number.is_some() && wrong.age.is_some() && wrong.municipality.is_some());
        assert_eq!(typed.address(None, None), "/afproev");
        assert_eq!(search("fra=0&til=150").wrong(t), Wrong::default());
    }
}
