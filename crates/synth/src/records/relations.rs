use jiff::ToSpan as _;

use super::sheet::RecordSheet;
use super::text::{NO_PNR, Text, date, date_or_blank, moment, number, pnr};
use crate::entries::{Bond, Civil, Partner};
use crate::names::{FAMILIES, MEN, WOMEN};
use crate::person::State;

/// RELTYP-FORÆLDREMYN: the mother's, the father's, another's.
const MOTHERS: &str = "3";
const FATHERS: &str = "4";
const ANOTHERS: &str = "5";

impl RecordSheet<'_> {
    /// `012` and `013`
    pub(super) fn civil_status(&mut self) {
        let person = self.person();
        if person.state == State::Annulled {
            return;
        }
        let bond = person.bond();
        let PartnerFields { pnr, born, name } = self.partner(&bond);
        let since =
            if bond.kind == Civil::Unmarried { number(0u8, 12) } else { moment(bond.span.from) };
        let separated = person.separated.map_or_else(|| number(0u8, 0), moment);
        self.put(
            "012",
            &[
                ("CIVST", civst(bond.kind)),
                ("AEGTEPNR", &pnr),
                ("AEGTEFOED_DT", &born),
                ("AEGTENVN", &name),
                ("HAENSTART-CIVILSTAND", &since),
                ("SEP_HENVIS-CIVILSTAND", &separated),
            ],
        );
        if let Some(since) = person.separated {
            self.put(
                "013",
                &[("SEP_HENVIS-SEPARATION", &moment(since)), ("START_DT-SEPARATION", &date(since))],
            );
        }
    }

    /// The partner's number, or birthday and name without one.
    pub(super) fn partner(&self, bond: &Bond) -> PartnerFields {
        let mut fields = PartnerFields::default();
        match bond.partner {
            Partner::Nobody => {}
            Partner::Of(slot) => fields.pnr = pnr(self.pnr(slot)).to_string(),
            Partner::Stranger { first, family, born } => {
                fields.pnr = NO_PNR.to_owned();
                fields.born = date(born).to_string();
                let names: &[&str] = if self.person().female { &MEN } else { &WOMEN };
                let first = names[usize::from(first)];
                fields.name = format!("{},{first}", FAMILIES[usize::from(family)]);
            }
        }
        fields
    }

    /// `014`, `015` and `016`
    pub(super) fn family(&mut self) {
        let person = self.person();
        if matches!(person.state, State::Annulled | State::Tax) {
            return;
        }
        for &child in &person.children {
            let child = pnr(self.pnr(child));
            self.put("014", &[("PNR-BARN", &child)]);
        }
        let born = date(person.born);
        let known = |slot: Option<u8>| match slot {
            Some(slot) => pnr(self.pnr(slot)),
            None => pnr_of_nobody(),
        };
        let (mother, father) = (known(person.mother), known(person.father));
        let by_name = |slot: Option<u8>, field, female| {
            let parent = slot.is_none().then(|| self.parent_by_name(field, female)).flatten();
            let (born, name) = parent.map(|parent| (parent.born, parent.name)).unzip();
            (date_or_blank(born), name.unwrap_or_default())
        };
        let (mother_born, mothers_name) = by_name(person.mother, "MORNVN", true);
        let (father_born, fathers_name) = by_name(person.father, "FARNVN", false);
        self.put(
            "015",
            &[
                ("MOR_DT", &born),
                ("PNRMOR", &mother),
                ("MOR_FOED_DT", &mother_born),
                ("MORNVN", &mothers_name),
                ("FAR_DT", &born),
                ("PNRFAR", &father),
                ("FAR_FOED_DT", &father_born),
                ("FARNVN", &fathers_name),
            ],
        );
        self.custody();
    }

    /// `016`, as long as it is kept: the parents' own numbers are in `015`.
    fn custody(&mut self) {
        let person = self.person();
        if !person.custody {
            return;
        }
        if let Some((by, since)) = person.papers.foster {
            let (by, since) = (pnr(self.pnr(by)), date(since));
            // It ends when the child comes of age.
            let until = date(person.born.saturating_add(18.years()));
            let fields = [
                ("RELTYP-FORÆLDREMYN", ANOTHERS),
                ("START_DT-FORÆLDREMYN", &*since),
                ("SLET_DT-FORÆLDREMYN", &until),
                ("RELPNR", &by),
                ("START_DT-RELPNR_PNR", &since),
            ];
            return self.put("016", &fields);
        }
        let since = date(person.born);
        for (parent, kind) in [(person.mother, MOTHERS), (person.father, FATHERS)] {
            if parent.is_some() {
                let fields = [("RELTYP-FORÆLDREMYN", kind), ("START_DT-FORÆLDREMYN", &*since)];
                self.put("016", &fields);
            }
        }
    }

    /// `017`
    pub(super) fn guardian(&mut self) {
        let Some(guardian) = self.person().papers.guardian else { return };
        let (from, until) = (date(guardian.from), date_or_blank(guardian.until));
        match guardian.by {
            Some(by) => {
                let by = pnr(self.pnr(by));
                let fields = [
                    ("START_DT-UMYNDIG", &*from),
                    ("SLET_DT-UMYNDIG", &until),
                    ("UMYN_RELTYP", "1"),
                    ("RELPNR", &by),
                    ("START_DT-RELPNR_PNR", &from),
                ];
                self.put("017", &fields);
            }
            None => {
                let lines = self.guardian_lines(guardian.from);
                let fields = [
                    ("START_DT-UMYNDIG", &*from),
                    ("SLET_DT-UMYNDIG", &until),
                    ("UMYN_RELTYP", "2"),
                    ("RELADRSAT_RELPNR_TXT", "Advokat Ravn"),
                    ("START_DT-RELPNR_TXT", &from),
                    ("RELTXT1", lines[0]),
                    ("RELTXT2", lines[1]),
                    ("RELTXT3", lines[2]),
                    ("RELTXT4", lines[3]),
                    ("RELTXT5", lines[4]),
                ];
                self.put("017", &fields);
            }
        }
    }

    /// `018` to `021`
    pub(super) fn papers(&mut self) {
        let papers = &self.person().papers;
        if let Some((kind, since)) = papers.condition {
            let fields = [
                ("KOMFORHTYP", &*number(kind, 1)),
                ("KOMFORHKOD", "N"),
                ("START_DT-KOMMUNALE-FORHOLD", &date(since)),
                ("BEMAERK-KOMMUNALE-FORHOLD", "Pension"),
            ];
            self.put("018", &fields);
        }
        for (place, (note, span)) in (1u8..).zip(&papers.notes) {
            let fields = [
                ("NOTATNR", &*number(place, 2)),
                ("NOTATLINIE", crate::names::NOTES[usize::from(*note)]),
                ("START_DT-NOTAT", &date(span.from)),
                ("SLET_DT-NOTAT", &date_or_blank(span.until)),
            ];
            self.put("019", &fields);
        }
        if let Some((code, span)) = papers.election {
            let fields = [
                ("VALGKODE", &*number(code, 4)),
                ("VALGRET_DT", &date(span.from)),
                ("START_DT-VALGOPLYSNINGER", &date(span.from)),
                ("SLET_DT-VALGOPLYSNINGER", &date_or_blank(span.until)),
            ];
            self.put("020", &fields);
        }
        if let Some(since) = papers.order_to_move {
            let text = "Flytter inden for tre måneder";
            let fields = [("START_DT-FLYTTEPAABUD", &*date(since)), ("FLYTTEPAABUD-TXT", text)];
            self.put("021", &fields);
        }
    }
}

#[derive(Default)]
pub(super) struct PartnerFields {
    pub(super) pnr: String,
    pub(super) born: String,
    pub(super) name: String,
}

fn pnr_of_nobody() -> Text {
    number(0u8, 10)
}

/// CIVST
pub(super) const fn civst(kind: Civil) -> &'static str {
    match kind {
        Civil::Unmarried => "U",
        Civil::Married => "G",
        Civil::Divorced => "F",
        Civil::Widowed => "E",
        Civil::Partner => "P",
        Civil::Dead => "D",
    }
}
