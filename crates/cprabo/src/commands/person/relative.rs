use civil::{Pnr, Status};
use lookup::{PersonRecords, ProtectedAddresses, Record};

use super::dates::{day, joined};
use super::identity::{name, status};
use reports::{Language, Words};

/// Somebody in the family.
pub(super) struct Relative {
    pub(super) role: Role,
    /// `None` for those whom the register knows by name alone.
    pub(super) pnr: Option<Pnr>,
    pub(super) name: Option<String>,
    pub(super) born: Option<String>,
    /// Whether the replica has the person. Name and day of birth are then the person's own.
    pub(super) is_held: bool,
    pub(super) is_protected: bool,
    pub(super) is_dead: bool,
}

/// What somebody is to the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Spouse,
    /// In a registered partnership, as there were until 2012.
    Partner,
    /// The last spouse or partner of somebody who has none now.
    FormerSpouse,
    Child,
    Mother,
    Father,
    Guardian,
}

impl Role {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Spouse => "spouse",
            Self::Partner => "partner",
            Self::FormerSpouse => "former-spouse",
            Self::Child => "child",
            Self::Mother => "mother",
            Self::Father => "father",
            Self::Guardian => "guardian",
        }
    }

    pub(super) const fn words(self) -> Words {
        match self {
            Self::Spouse => Words::new("spouse", "ægtefælle"),
            Self::Partner => Words::new("registered partner", "registreret partner"),
            Self::FormerSpouse => Words::new("former spouse", "tidligere ægtefælle"),
            Self::Child => Words::new("child", "barn"),
            Self::Mother => Words::new("mother", "mor"),
            Self::Father => Words::new("father", "far"),
            Self::Guardian => Words::new("guardian", "værge"),
        }
    }
}

/// The relatives by the person's records, with what the replica has on those in it.
pub(super) fn relatives(person: &PersonRecords<'_>, held: &[PersonRecords<'_>]) -> Vec<Relative> {
    let marriage = person.first("012");
    let partner = match marriage.text("CIVST").as_str() {
        "G" => Role::Spouse,
        "P" => Role::Partner,
        _ => Role::FormerSpouse,
    };
    let parents = person.first("015");
    let guardianship = person.first("017");
    let mut found = vec![
        of_record(partner, &marriage, ["AEGTEPNR", "AEGTENVN", "AEGTEFOED_DT"]),
        of_record(Role::Mother, &parents, ["PNRMOR", "MORNVN", "MOR_FOED_DT"]),
        of_record(Role::Father, &parents, ["PNRFAR", "FARNVN", "FAR_FOED_DT"]),
        of_record(Role::Guardian, &guardianship, ["RELPNR", "RELADRSAT_RELPNR_TXT", ""]),
    ];
    let children = person.all("014");
    found.splice(1..1, children.map(|child| of_record(Role::Child, &child, ["PNR-BARN", "", ""])));
    let known = found.into_iter().flatten();
    known.map(|relative| relative.completed(held)).collect()
}

/// A relative by the fields for number, name and day of birth; `None` when there is nobody in them.
fn of_record(role: Role, record: &Record<'_>, [pnr, name, born]: [&str; 3]) -> Option<Relative> {
    let pnr = record.pnr(pnr);
    let name = Some(record.text(name)).filter(|name| !name.is_empty());
    let born = day(record, born);
    if pnr.is_none() && name.is_none() && born.is_none() {
        return None;
    }
    Some(Relative { role, pnr, name, born, is_held: false, is_protected: false, is_dead: false })
}

impl Relative {
    fn completed(self, held: &[PersonRecords<'_>]) -> Self {
        let found = held.iter().find(|person| Some(person.pnr()) == self.pnr);
        let Some(person) = found else { return self };
        let identity = person.first("001");
        Self {
            name: name(person),
            born: day(&identity, "FOED_DT"),
            is_held: true,
            is_protected: ProtectedAddresses::LeftOut.hides(person),
            is_dead: status(&identity) == Some(Status::DEAD),
            ..self
        }
    }

    /// In words.
    pub(super) fn text(&self, language: Language) -> String {
        let word = |is_so: bool, words: Words| is_so.then(|| words.of(language).to_owned());
        let born = self.born.as_ref();
        let born = born.map(|day| format!("{} {day}", Words::new("born", "født").of(language)));
        joined([
            self.pnr.map(|pnr| pnr.reveal().to_string()),
            self.name.clone(),
            born,
            word(self.is_dead, Words::new("dead", "død")),
            word(self.is_protected, Words::new("PROTECTED", "BESKYTTET")),
            word(
                !self.is_held && self.pnr.is_some(),
                Words::new("not in the replica", "ikke i kopien"),
            ),
        ])
    }
}
