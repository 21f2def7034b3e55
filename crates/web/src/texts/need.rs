//! Need, review and history.

use store::Actor;

use crate::text::Text;

texts! {
    review_heading: "Gennemgang", "Review";
    last_confirmed: "Senest bekræftet", "Last confirmed";
    confirmed_by: "Bekræftet af", "Confirmed by";
    remark: "Bemærkning", "Remark";
    never: "aldrig", "never";
    confirm_need: "Bekræft behovet", "Confirm the need";
    confirm_need_text: "Ved at bekræfte siger I, at der er et sagligt behov for hver person, som filtrene vælger.",
        "By confirming you say that there is a need for each person whom the filters choose.";
    name_who_answers: "Hvem svarer for det?", "Who answers for it?";
    review_wrong: "Skriv et navn, og hold personnumre ude af bemærkningen.", "Give a name, and keep personal numbers out of the remark.";
    no_review_asked: "Der bedes ikke om gennemgang af behovet.", "No review of the need is asked for.";
    stated_needs: "Oplyste behov", "Stated needs";
    needs_table: "Oplyste behov", "Stated needs";
    no_needs: "Der er ikke oplyst et behov for noget filter endnu. Det gøres, når et filter tilføjes.",
        "No need is stated for any filter yet. That is done when a filter is added.";
    versions: "Versioner af filtrene", "Versions of the filters";
    versions_table: "Versioner af filtrene", "Versions of the filters";
    version: "Version", "Version";
    no_history: "Filtrene er ikke ændret endnu.", "The filters have not been changed yet.";
    the_change: "Ændringen", "The change";
    on_behalf_of: "På vegne af", "On behalf of";
    filters_after: "Filtre derefter", "Filters after it";
    by_list: "ved en liste", "by a list";
    the_platform: "platformen", "the platform";
    a_system: "systemet", "the system";
    at_command_line: "ved kommandolinjen", "at the command line";
}

impl Text {
    /// Who did something.
    pub(crate) fn actor(self, actor: &Actor) -> String {
        match actor {
            Actor::User(name) => name.to_string(),
            Actor::Operator { name, .. } => format!("{name} ({})", self.at_command_line()),
            Actor::Certificate(fingerprint) => {
                let print: String = fingerprint.to_string().chars().take(8).collect();
                format!("{} ({print}…)", self.a_system())
            }
            Actor::Off4Account(account) => format!("{} ({account})", self.a_system()),
            Actor::Address(address) => address.to_string(),
            Actor::Platform => self.the_platform().to_owned(),
        }
    }

    /// That the review is in order until a day.
    pub(crate) fn review_stands(self, by: &str) -> String {
        match self.is_danish() {
            true => format!("Behovet er bekræftet. Det skal bekræftes igen senest {by}."),
            false => format!("The need is confirmed. It is to be confirmed again by {by}."),
        }
    }

    /// That a review is due.
    pub(crate) fn review_due(self, by: &str) -> String {
        match self.is_danish() {
            true => format!("Behovet skal bekræftes senest {by}."),
            false => format!("The need is to be confirmed by {by}."),
        }
    }

    /// That a review is overdue.
    pub(crate) fn review_overdue(self, by: &str) -> String {
        match self.is_danish() {
            true => format!("Behovet skulle have været bekræftet senest {by}."),
            false => format!("The need should have been confirmed by {by}."),
        }
    }

    /// How often filters were changed.
    pub(crate) fn history_lead(self, versions: u64) -> String {
        let number = self.number(versions);
        match (self.is_danish(), versions) {
            (true, 0) => self.no_history().to_owned(),
            (true, 1) => "Filtrene er ændret én gang.".to_owned(),
            (true, _) => format!("Filtrene er ændret {number} gange."),
            (false, 0) => self.no_history().to_owned(),
            (false, 1) => "The filters were changed once.".to_owned(),
            (false, _) => format!("The filters were changed {number} times."),
        }
    }

    /// When the first of many needs ends.
    pub(crate) fn first_ends(self, day: &str) -> String {
        match self.is_danish() {
            true => format!("det første {day}"),
            false => format!("the first {day}"),
        }
    }

    /// What a preview says, in a sentence.
    pub(crate) fn preview_lead(self, day: &str, before: u64, after: u64) -> String {
        let (before, after) = (self.number(before), self.number(after));
        match self.is_danish() {
            true => format!("Pr. {day} vælger filtrene {before} personer, og efter ændringen {after}."),
            false => format!("As of {day} the filters choose {before} persons, and {after} after the change."),
        }
    }

    /// That figures are hidden.
    pub(crate) fn preview_hidden(self, day: &str) -> String {
        match self.is_danish() {
            true => format!("Tallene pr. {day} vises ikke: de kunne fortælle, hvem der findes, eller hvor nogen bor."),
            false => format!("The figures as of {day} are not shown: they could tell who exists, or where somebody lives."),
        }
    }

    /// How many persons a day brings.
    pub(crate) fn mean_per_day(self, mean: u64) -> String {
        let mean = self.number(mean);
        match self.is_danish() {
            true => format!("Efter ændringen ville en dag i gennemsnit have givet {mean} personer."),
            false => format!("After the change a day would have given {mean} persons on average."),
        }
    }

    /// The sum of some days.
    pub(crate) fn all_days(self, days: usize) -> String {
        let number = self.number(days as u64);
        match (self.is_danish(), days) {
            (true, 1) => "Den seneste dags fil".to_owned(),
            (true, _) => format!("De seneste {number} dages filer tilsammen"),
            (false, 1) => "The file of the last day".to_owned(),
            (false, _) => format!("The files of the last {number} days together"),
        }
    }
}
