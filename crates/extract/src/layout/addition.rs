use jiff::civil::Date;

use super::addition_error::{AdditionError, AdditionProblem};
use super::field::{Field, FieldKind};
use super::field_name;
use super::limits::{self, MOST_FIELDS};
use super::record_type::RecordType;

/// What a file of additions teaches: record types or fields that the built-in layout does not have, from a day on.
///
/// The file is named `YYYY-MM-DD.csv` or `YYYY-MM-DD-anything.csv` by the day (PRODDTO) from which it holds. Its lines
/// have the columns of [`HEADER`](Self::HEADER): the record type; the first position, from 1; the length; `N` for
/// digits or `A` for text; the field's name; its English name, which may be empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addition {
    file: String,
    valid_from: Date,
    rows: Vec<AddedField>,
}

/// A line of a file of additions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct AddedField {
    pub(super) line: u32,
    pub(super) record: RecordType,
    pub(super) field: Field,
}

impl Addition {
    /// The first line of a file.
    pub const HEADER: &str = limits::HEADER;
    /// The largest file, in bytes.
    pub const LARGEST_FILE: usize = limits::LARGEST_FILE;

    /// Reads the text of the file with this name. Whether its fields fit the layout is found by
    /// [`Layouts::new`](super::Layouts::new).
    ///
    /// # Errors
    /// [`AdditionError`] with the line and the reason.
    pub fn parse(file: &str, text: &str) -> Result<Self, AdditionError> {
        let at = |line, problem| AdditionError::new(file, line, problem);
        let valid_from = valid_from(file).ok_or_else(|| at(0, AdditionProblem::FileName))?;
        if text.len() > Self::LARGEST_FILE {
            return Err(at(0, AdditionProblem::TooLarge));
        }
        let mut lines = (1..).zip(text.lines().map(str::trim_end));
        if lines.next().is_none_or(|(_, header)| header != Self::HEADER) {
            return Err(at(1, AdditionProblem::Header));
        }
        let mut rows = Vec::new();
        for (line, row) in lines.filter(|(_, row)| !row.is_empty()) {
            if rows.len() == MOST_FIELDS {
                return Err(at(line, AdditionProblem::TooManyFields));
            }
            rows.push(AddedField::parse(line, row).map_err(|problem| at(line, problem))?);
        }
        if rows.is_empty() {
            return Err(at(1, AdditionProblem::Empty));
        }
        Ok(Self { file: file.to_owned(), valid_from, rows })
    }

    /// The file's name.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// The PRODDTO from which it holds.
    pub const fn valid_from(&self) -> Date {
        self.valid_from
    }

    /// The record types that it concerns, each once, in the order of the file.
    pub fn record_types(&self) -> Vec<RecordType> {
        let mut kinds: Vec<RecordType> = Vec::new();
        for row in &self.rows {
            if !kinds.contains(&row.record) {
                kinds.push(row.record);
            }
        }
        kinds
    }

    pub(super) fn rows(&self) -> &[AddedField] {
        &self.rows
    }
}

impl AddedField {
    fn parse(line: u32, row: &str) -> Result<Self, AdditionProblem> {
        let mut columns = row.splitn(6, ',');
        let mut next = || columns.next().ok_or(AdditionProblem::Columns);
        let (record, position, length) = (next()?, next()?, next()?);
        let (kind, name, _english) = (next()?, next()?, next()?);
        let record =
            RecordType::from_register(record.as_bytes()).ok_or(AdditionProblem::RecordType)?;
        let number = |text: &str| text.parse::<u16>().ok().filter(|&number| number > 0);
        let position = number(position).ok_or(AdditionProblem::Position)?.into();
        let length = number(length).ok_or(AdditionProblem::Length)?.into();
        let kind = match kind {
            "N" => FieldKind::Digits,
            "A" => FieldKind::Text,
            _ => return Err(AdditionProblem::Kind),
        };
        if !field_name::is_valid(name) {
            return Err(AdditionProblem::FieldName);
        }
        let name = field_name::kept(name).ok_or(AdditionProblem::TooManyNames)?;
        Ok(Self { line, record, field: Field::new(name, position, length, kind) })
    }
}

/// The day at the beginning of a name like `2027-03-01-delt-bopael.csv`.
fn valid_from(file: &str) -> Option<Date> {
    let name = file.strip_suffix(".csv")?;
    let (day, rest) = name.split_at_checked(10)?;
    let is_day = day.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    let is_ended = rest.is_empty() || rest.starts_with(['-', '_', '.']);
    day.parse().ok().filter(|_| is_day && is_ended)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(row: &str) -> AdditionProblem {
        let text = format!("{}\n{row}\n", Addition::HEADER);
        Addition::parse("2027-03-01.csv", &text).unwrap_err().problem()
    }

    #[test]
    fn addition_is_read_with_its_day_and_its_types() {
        let text = "record,position,length,kind,field,english\r\n031,1,3,N,RECORDTYPE,\r\n\r\n031,4,10,A,PNR,a \"key\", of sorts\r\n002,307,4,N,NY_KOD,New\r\n";
        let addition = Addition::parse("2027-03-01-delt-bopæl.csv", text).unwrap();
        assert_eq!(addition.valid_from(), jiff::civil::date(2027, 3, 1));
        let kinds: Vec<String> = addition.record_types().iter().map(ToString::to_string).collect();
        assert_eq!(kinds, ["031", "002"]);
        assert_eq!(addition.rows()[1].line, 4);
    }

    #[test]
    fn addition_without_a_day_in_its_name_is_refused() {
        let row = format!("{}\n031,1,3,N,RECORDTYPE,\n", Addition::HEADER);
        for file in [
            "new.csv",
            "2027-13-01.csv",
            "2027-03-01",
            "2027-3-1-x.csv",
            "2027-03-01x.csv",
            "æ.csv",
            "20270301.csv",
        ] {
            let error = Addition::parse(file, &row).unwrap_err();
            assert_eq!(error.problem(), AdditionProblem::FileName, "{file}");
        }
        for file in ["2027-03-01.csv", "2027-03-01_x.csv", "2027-03-01.v2.csv"] {
            assert!(Addition::parse(file, &row).is_ok(), "{file}");
        }
    }

    #[test]
    fn addition_with_a_wrong_line_names_the_line_and_the_reason() {
        assert_eq!(problem("031,1,3,N"), AdditionProblem::Columns);
        assert_eq!(problem("31,1,3,N,RECORDTYPE,"), AdditionProblem::RecordType);
        assert_eq!(problem("031,0,3,N,RECORDTYPE,"), AdditionProblem::Position);
        assert_eq!(problem("031,1,x,N,RECORDTYPE,"), AdditionProblem::Length);
        assert_eq!(problem("031,1,3,B,RECORDTYPE,"), AdditionProblem::Kind);
        assert_eq!(problem("031,1,3,N,RECORD TYPE,"), AdditionProblem::FieldName);
        assert_eq!(problem(""), AdditionProblem::Empty);
        let error = Addition::parse("2027-03-01.csv", "031,1,3,N,RECORDTYPE,").unwrap_err();
        assert_eq!(
            error.to_string(),
            "2027-03-01.csv, line 1: is not the header record,position,length,kind,field,english"
        );
    }

    #[test]
    fn addition_is_read_up_to_its_limits() {
        let row = "031,1,3,N,RECORDTYPE,\n";
        let text = |rows| format!("{}\n{}", Addition::HEADER, row.repeat(rows));
        let parse = |text: &str| Addition::parse("2027-03-01.csv", text);
        assert!(parse(&text(MOST_FIELDS)).is_ok());
        let many = parse(&text(MOST_FIELDS + 1)).unwrap_err();
        assert_eq!(many.problem(), AdditionProblem::TooManyFields);
        let padded = |length: usize| format!("{}{}", text(1), "\n".repeat(length - text(1).len()));
        assert!(parse(&padded(Addition::LARGEST_FILE)).is_ok());
        let large = parse(&padded(Addition::LARGEST_FILE + 1)).unwrap_err();
        assert_eq!(large.problem(), AdditionProblem::TooLarge);
    }
}
