//! Filters: whom an agreement chooses.

use civil::MunicipalityCode;
use filters::{BadNumber, Filter, FilterKind};

use crate::text::Text;

texts! {
    filters_in_force: "Filtre i kraft", "Filters in force";
    filters_table: "Filtre i kraft", "Filters in force";
    filter_word: "Filter", "Filter";
    needed_until: "Behovet ophører", "Needed until";
    need_reason: "Begrundelse for behovet", "Reason of the need";
    remove: "Fjern", "Remove";
    no_filters: "Ingen filtre: systemet får en tom fil hver dag.", "No filters: the system gets an empty file each day.";
    everybody_chosen: "Filteret »ingen filtre« vælger alle ændrede personer i Danmark.",
        "The filter “no filters” chooses every changed person in Denmark.";
    add_filter: "Tilføj et filter", "Add a filter";
    kind_of_filter: "Slags", "Kind";
    filter_value: "Værdi", "Value";
    filter_value_hint: "Alder: 0-17. Kommunekode: 0727. Hændelse: A21. CPR-nummer: ti cifre. »Ingen filtre« har ingen værdi.",
        "Age: 0-17. Municipality: 0727. Event: A21. Personal number: ten digits. “No filters” has no value.";
    filter_value_wrong: "Værdien passer ikke til slagsen; se eksemplerne.", "The value does not fit the kind; see the examples.";
    last_day_hint: "Valgfri. dd.mm.åååå; dagen efter fjernes filteret af sig selv.",
        "Optional. dd.mm.yyyy; the filter is removed by itself the day after.";
    last_day_wrong: "Skriv dagen som dd.mm.åååå.", "Write the day as dd.mm.yyyy.";
    need_reason_hint: "Valgfri. Hvorfor der er brug for personerne, fx en sag. Ingen personnumre.",
        "Optional. Why the persons are needed, such as a case. No personal numbers.";
    need_reason_wrong: "Højst 500 tegn og ingen personnumre.", "At most 500 characters and no personal numbers.";
    prepare_change: "Lav en kladde", "Prepare the change";
    add_list: "Indlæs en liste af CPR-numre", "Import a list of personal numbers";
    list_field: "CPR-numre", "Personal numbers";
    list_hint: "Ét pr. linje, med ti cifre eller 6-4. Forkerte linjer udelades og vises.",
        "One a line, with ten digits or 6-4. Wrong lines are left out and shown.";
    list_file: "Eller en fil", "Or a file";
    list_file_hint: "Tekst eller CSV med numrene i første kolonne; højst 100.000 linjer eller 4 MB.",
        "Text or CSV with the numbers in the first column; at most 100,000 lines or 4 MB.";
    list_use: "Hvad skal der ske med numrene?", "What is to be done with the numbers?";
    list_add: "Føj dem til", "Add them";
    list_replace: "Gør listen til denne: numre, der ikke er i den, tages ud", "Make the list this: numbers that are not in it are taken out";
    list_remove: "Tag dem ud", "Take them out";
    has_draft: "Der er en kladde, som endnu ikke tæller.", "There is a draft that does not count yet.";
    see_draft: "Se kladden", "See the draft";
    draft: "Kladde", "Draft";
    draft_made: "Lavet", "Made";
    what_changes: "Det ændrer kladden", "What the draft changes";
    added_filters: "Filtre, der kommer til", "Filters that are added";
    removed_filters: "Filtre, der tages ud", "Filters that are taken out";
    already_there: "Allerede i kraft", "In force already";
    repeated_lines: "Linjer, der gentager et nummer", "Lines that repeat a number";
    left_out_lines: "Linjer, der er udeladt", "Lines that are left out";
    line_number: "Linje", "Line";
    left_out_table: "Udeladte linjer", "Lines left out";
    left_out_file: "Hent alle som fil", "Fetch all as a file";
    what_it_means: "Se, hvad ændringen betyder", "See what the change means";
    effect: "Hvad ændringen betyder", "What the change means";
    send_draft: "Sæt ændringen i kraft", "Put the change into force";
    discard_draft: "Kassér kladden", "Discard the draft";
    may_need_second: "Vælger ændringen mange flere personer, venter den, til en anden har godkendt den.",
        "If the change chooses many more persons, it waits until somebody else has approved it.";

    // Waiting changes.
    waiting_changes: "Venter på godkendelse", "Awaits approval";
    request_word: "Anmodning", "Request";
    request_by: "Bedt om af", "Requested by";
    persons_more: "Personer flere", "Persons more";
    approve_change: "Godkend ændringen", "Approve the change";
    reject_change: "Afvis ændringen", "Reject the change";
    see_and_approve: "Se og afgør", "See and decide";
    own_request: "Du har selv bedt om ændringen; en anden skal godkende den.", "You requested the change yourself; somebody else has to approve it.";
    request_over: "Ændringen venter ikke længere.", "The change does not wait any more.";
    decided_by: "Afgjort af", "Decided by";

    // What it means.
    persons_now: "Personer, der vælges", "Persons chosen";
    before: "Før", "Before";
    after: "Efter", "After";
    coming: "Kommer til", "Added";
    going: "Går ud", "Removed";
    per_day: "Pr. dag, de seneste udtræk", "Per day, the latest extracts";
    load_size: "En grundindlæsning fylder", "A load takes";
    by_municipality: "Efter kommune", "By municipality";
    by_age: "Efter alder", "By age";
    age_years: "Alder", "Age";
    unknown_place: "ukendt", "unknown";
    each_filter: "Hvert filters virkning", "What each filter does";
    alone: "Vælger", "Chooses";
    only_this: "Kun dette filter", "Only this filter";
    hidden_figure: "vises ikke", "not shown";
    rounded_note: "Tallene er afrundet, og små tal er skjult: et tal må ikke fortælle, hvem der findes, eller hvor nogen bor.",
        "Figures are rounded, and small ones hidden: a figure must not tell who exists, or where somebody lives.";
    day_word: "Dag", "Day";
    persons_unit: "personer", "persons";
}

impl Text {
    /// A kind of filter.
    pub(crate) const fn filter_kind(self, kind: FilterKind) -> &'static str {
        match kind {
            FilterKind::Pnr => self.choose("CPR-numre", "personal numbers"),
            FilterKind::Age => self.choose("alder", "age"),
            FilterKind::Municipality => self.choose("kommunekode", "municipality"),
            FilterKind::Event => self.choose("hændelseskoder", "events"),
            FilterKind::NoFilter => self.choose("ingen filtre", "no filters"),
        }
    }

    /// A filter, without the number of a person.
    pub(crate) fn filter(self, filter: &Filter) -> String {
        match filter {
            Filter::Pnr(_) => self.choose("et CPR-nummer", "a personal number").to_owned(),
            Filter::Age(range) => {
                let (from, to) = (range.start(), range.end());
                format!("{} {from}–{to} {}", self.choose("alder", "age"), self.choose("år", "years"))
            }
            Filter::Municipality(code) => self.municipality(*code),
            Filter::Event(code) => format!("{} {code}", self.choose("hændelse", "event")),
            Filter::NoFilter => self.choose("ingen filtre (alle)", "no filters (everybody)").to_owned(),
        }
    }

    /// `0727 Odder`.
    pub(crate) fn municipality(self, code: MunicipalityCode) -> String {
        match code.name() {
            Some(name) => format!("{code} {name}"),
            None => code.to_string(),
        }
    }

    /// Why a line of a list is left out.
    pub(crate) const fn bad_number(self, why: BadNumber) -> &'static str {
        match why {
            BadNumber::NotTenDigits => {
                self.choose("Et personnummer har 10 cifre", "A personal number has ten digits")
            }
            BadNumber::NoDate => self.choose(
                "Et personnummer begynder med en dag og en måned",
                "A personal number begins with a day and a month",
            ),
            BadNumber::OtherCharacters => self.choose(
                "Der er andre tegn end cifre og en streg efter det sjette",
                "There are other characters than digits and a hyphen after the sixth",
            ),
        }
    }

    /// What the filters choose, in a sentence.
    pub(crate) fn filters_lead(self, numbers: u64, others: u64) -> String {
        let (n, o) = (self.number(numbers), self.number(others));
        match (self.is_danish(), numbers, others) {
            (true, _, 0) => format!("Aftalen vælger {n} CPR-numre."),
            (true, 0, _) => format!("Aftalen har {o} filtre og ingen CPR-numre."),
            (true, ..) => format!("Aftalen vælger {n} CPR-numre og har {o} andre filtre."),
            (false, _, 0) => format!("The agreement chooses {n} personal numbers."),
            (false, 0, _) => format!("The agreement has {o} filters and no personal numbers."),
            (false, ..) => {
                format!("The agreement chooses {n} personal numbers and has {o} other filters.")
            }
        }
    }

    /// What a draft changes, in a sentence.
    pub(crate) fn draft_lead(self, added: u64, removed: u64) -> String {
        let (added, removed) = (self.number(added), self.number(removed));
        match self.is_danish() {
            true => format!("Kladden føjer {added} filtre til og tager {removed} ud. Den tæller ikke, før den er sendt."),
            false => format!("The draft adds {added} filters and takes {removed} out. It does not count until it is sent."),
        }
    }

    /// How the last delivery went.
    pub(crate) fn last_delivery(self, day: &str, persons: u64, is_collected: bool) -> String {
        let persons = self.number(persons);
        match (self.is_danish(), is_collected) {
            (true, true) => format!("Filen for {day} havde {persons} personer og er hentet."),
            (true, false) => format!("Filen for {day} har {persons} personer og er ikke hentet endnu."),
            (false, true) => format!("The file for {day} had {persons} persons and is collected."),
            (false, false) => format!("The file for {day} has {persons} persons and is not collected yet."),
        }
    }

    /// That the last extract is not delivered.
    pub(crate) fn not_delivered_yet(self, day: &str) -> String {
        match self.is_danish() {
            true => format!("Filen for {day} er ikke leveret endnu."),
            false => format!("The file for {day} is not delivered yet."),
        }
    }

    /// The beginning of a sentence on a state.
    pub(crate) const fn the_agreement_is(self) -> &'static str {
        self.choose("Aftalen er", "The agreement is")
    }
}
