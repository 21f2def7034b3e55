use std::sync::Arc;

use jiff::civil::Date;

use super::addition::Addition;
use super::addition_error::{AdditionError, AdditionProblem};
use super::day_layouts::DayLayouts;
use super::limits;
use super::table::Table;

/// The record layouts through time: U12170-P, and what was added to it, each from its day on. Cheap to clone.
///
/// ```
/// use extract::{Addition, Layouts, RecordType};
///
/// let text = "record,position,length,kind,field,english\n\
///             031,1,3,N,RECORDTYPE,RecordType\n\
///             031,4,10,A,PNR,PNR\n\
///             031,14,10,A,START_DT-DELTBOPAEL,SharedResidenceStart\n";
/// let addition = Addition::parse("2027-03-01-delt-bopael.csv", text)?;
/// let layouts = Layouts::new(vec![addition])?;
///
/// let shared_residence = RecordType::from_register(b"031").ok_or("three digits")?;
/// assert!(layouts.on(jiff::civil::date(2027, 2, 28)).of(shared_residence).is_none());
/// let layout = layouts.on(jiff::civil::date(2027, 3, 1));
/// assert_eq!(layout.of(shared_residence).map(|layout| layout.length()), Some(23));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Layouts {
    /// In rising order of day.
    additions: Arc<[Addition]>,
    /// The layouts from each day on, in rising order.
    days: Arc<[(Date, DayLayouts)]>,
}

impl Layouts {
    /// The most files of additions.
    pub const MOST_FILES: usize = limits::MOST_FILES;

    /// U12170-P with additions, which take effect in the order of their days, and on one day of their names.
    ///
    /// # Errors
    /// [`AdditionError`] for a field that does not fit behind those that are there on its day.
    pub fn new(mut additions: Vec<Addition>) -> Result<Self, AdditionError> {
        additions.sort_by(|one, other| {
            (one.valid_from(), one.file()).cmp(&(other.valid_from(), other.file()))
        });
        if let Some(more) = additions.get(Self::MOST_FILES) {
            return Err(AdditionError::new(more.file(), 0, AdditionProblem::TooManyFiles));
        }
        let mut table = Table::built_in();
        let mut days: Vec<(Date, DayLayouts)> = Vec::new();
        for addition in &additions {
            table = table.with(addition)?;
            // Several of one day: the last has them all.
            days.retain(|(day, _)| *day < addition.valid_from());
            days.push((addition.valid_from(), DayLayouts::of_table(table.clone())));
        }
        Ok(Self { additions: additions.into(), days: days.into() })
    }

    /// The layouts of an extract with this PRODDTO.
    pub fn on(&self, day: Date) -> DayLayouts {
        let later = self.days.partition_point(|(from, _)| *from <= day);
        later.checked_sub(1).map_or(DayLayouts::BUILT_IN, |last| self.days[last].1.clone())
    }

    /// What was added, in the order in which it takes effect.
    pub fn additions(&self) -> &[Addition] {
        &self.additions
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::super::{RecordLayout, RecordType};
    use super::*;

    fn addition(file: &str, rows: &[&str]) -> Addition {
        let text = format!("{}\n{}\n", Addition::HEADER, rows.join("\n"));
        Addition::parse(file, &text).unwrap()
    }

    fn problem(rows: &[&str]) -> AdditionProblem {
        Layouts::new(vec![addition("2027-03-01.csv", rows)]).unwrap_err().problem()
    }

    fn length(layouts: &Layouts, day: Date, kind: &str) -> Option<usize> {
        layouts.on(day).length(RecordType::from_register(kind.as_bytes()).unwrap())
    }

    const TYPE: &str = "031,1,3,N,RECORDTYPE,";
    const KEY: &str = "031,4,10,A,PNR,";

    #[test]
    fn layouts_take_effect_on_their_days_and_add_up() {
        let layouts = Layouts::new(vec![
            addition("2028-01-01.csv", &["031,24,1,A,START_DT_UMRK-DELT,"]),
            addition("2027-03-01-b.csv", &["011,26,2,N,SECOND,"]),
            addition(
                "2027-03-01-a.csv",
                &[
                    TYPE,
                    KEY,
                    "031,14,10,A,START_DT-DELT,",
                    "011,25,1,A,START_DT_UMRK-FOLKEKIRKE,",
                    "002,307,4,N,NY,",
                ],
            ),
        ]);
        // 011 ends at 25: what is added begins at 26.
        let layouts = layouts.unwrap();
        let on = |day, kind| length(&layouts, day, kind);
        assert_eq!((on(date(2027, 2, 28), "031"), on(date(2027, 2, 28), "002")), (None, Some(306)));
        assert_eq!(
            (on(date(2027, 3, 1), "031"), on(date(2027, 3, 1), "002")),
            (Some(23), Some(310))
        );
        assert_eq!(on(date(2027, 12, 31), "011"), Some(27));
        assert_eq!(
            (on(date(2030, 1, 1), "031"), on(date(2030, 1, 1), "001")),
            (Some(24), Some(106))
        );
        let kinds: Vec<_> =
            layouts.on(date(2028, 1, 1)).all().iter().map(RecordLayout::kind).collect();
        assert!(kinds.is_sorted() && kinds.len() == 36);
        let files: Vec<&str> = layouts.additions().iter().map(Addition::file).collect();
        assert_eq!(files, ["2027-03-01-a.csv", "2027-03-01-b.csv", "2028-01-01.csv"]);
    }

    #[test]
    fn layouts_without_additions_are_the_built_in_ones() {
        let layouts = Layouts::default();
        let day = layouts.on(date(2027, 3, 1));
        assert_eq!(day.all().len(), super::super::layouts().len());
        assert!(std::ptr::eq(
            day.of(RecordType::PERSON).unwrap(),
            RecordType::PERSON.layout().unwrap()
        ));
    }

    #[test]
    fn layouts_refuse_what_does_not_fit_behind_what_is_there() {
        assert_eq!(problem(&["002,306,4,N,NY,"]), AdditionProblem::Overlap("SLET_DT-ADRTXT"));
        assert_eq!(problem(&["002,14,4,N,NY,"]), AdditionProblem::Overlap("KOMKOD"));
        assert_eq!(problem(&["002,308,4,N,NY,"]), AdditionProblem::Gap(307));
        assert_eq!(problem(&["002,307,4,N,KOMKOD,"]), AdditionProblem::SameName);
        assert_eq!(problem(&["999,22,4,N,NY,"]), AdditionProblem::Reserved);
        assert_eq!(problem(&["031,1,3,A,RECORDTYPE,"]), AdditionProblem::Key);
        assert_eq!(problem(&[TYPE]), AdditionProblem::Key);
        assert_eq!(problem(&[TYPE, "031,4,9,A,PNR,"]), AdditionProblem::Key);
        let error = Layouts::new(vec![addition(
            "2027-03-01.csv",
            &["002,307,1,A,NY,", "002,307,2,A,NYERE,"],
        )]);
        assert_eq!(error.unwrap_err().to_string(), "2027-03-01.csv, line 3: overlaps the field NY");
    }

    #[test]
    fn layouts_take_a_whole_record_with_the_fields_that_are_there() {
        let kind = RecordType::from_register(b"014").unwrap();
        let rows =
            ["014,1,3,N,RECORDTYPE,", "014,4,10,A,PNR,", "014,14,10,A,PNR-BARN,", "014,24,1,A,NY,"];
        let layouts = Layouts::new(vec![addition("2027-03-01.csv", &rows)]).unwrap();
        assert_eq!(layouts.on(date(2027, 3, 1)).length(kind), Some(24));
    }

    #[test]
    fn layouts_are_taken_up_to_their_limits() {
        let long = |length| [TYPE.to_owned(), KEY.to_owned(), format!("031,14,{length},A,X,")];
        let take = |rows: &[String]| {
            let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
            Layouts::new(vec![addition("2027-03-01.csv", &rows)]).map_err(|error| error.problem())
        };
        assert!(take(&long(limits::LONGEST_RECORD - 13)).is_ok());
        assert_eq!(
            take(&long(limits::LONGEST_RECORD - 12)).unwrap_err(),
            AdditionProblem::LongRecord
        );

        let types = |count: usize| -> Vec<String> {
            let rows = |kind| [format!("{kind},1,3,N,RECORDTYPE,"), format!("{kind},4,10,A,PNR,")];
            (100..100 + count).flat_map(rows).collect()
        };
        let room = limits::MOST_TYPES - super::super::layouts().len();
        assert!(take(&types(room)).is_ok());
        assert_eq!(take(&types(room + 1)).unwrap_err(), AdditionProblem::TooManyTypes);

        let files = |count: usize| {
            let file = |number: usize| {
                addition(&format!("2027-03-01-{number:03}.csv"), &["014,1,3,N,RECORDTYPE,"])
            };
            Layouts::new((0..count).map(file).collect())
        };
        assert!(files(Layouts::MOST_FILES).is_ok());
        assert_eq!(
            files(Layouts::MOST_FILES + 1).unwrap_err().problem(),
            AdditionProblem::TooManyFiles
        );
    }
}
