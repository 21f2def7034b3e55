use std::borrow::Cow;
use std::io::Write;

use anstyle::Style;
use anyhow::Result;
use extract::{ClearField, ClearRecord, DayLayouts, PersonRecords};

use super::print::Print;
use crate::output::{FAINT, STRONG, styled};

/// For people: each person's number, and under it the records with a line for each field that has a value.
pub(super) struct Text {
    pub(super) layouts: DayLayouts,
    pub(super) has_colours: bool,
}

impl Print for Text {
    fn person(&self, out: &mut dyn Write, person: &PersonRecords) -> Result<()> {
        writeln!(out, "{}", self.strong(&person.pnr().reveal().to_string()))?;
        person.records().try_for_each(|record| self.print(out, record, "  "))?;
        Ok(writeln!(out)?)
    }

    fn record(&self, out: &mut dyn Write, record: &[u8]) -> Result<()> {
        self.print(out, record, "")?;
        Ok(writeln!(out)?)
    }
}

impl Text {
    fn print(&self, out: &mut dyn Write, record: &[u8], indent: &str) -> Result<()> {
        let record = ClearRecord::of(&self.layouts, record);
        writeln!(out, "{indent}{}", self.strong(&record.title()))?;
        let widths = record.fields.iter().map(|field| field.name.chars().count());
        let width = widths.max().unwrap_or_default();
        for ClearField { name, value, meaning } in &record.fields {
            write!(out, "{indent}    {name:width$}  {value}")?;
            if let Some(meaning) = meaning {
                write!(out, "  {}", self.faint(meaning))?;
            }
            writeln!(out)?;
        }
        Ok(())
    }

    fn strong<'a>(&self, text: &'a str) -> Cow<'a, str> {
        self.styled(STRONG, text)
    }

    fn faint<'a>(&self, text: &'a str) -> Cow<'a, str> {
        self.styled(FAINT, text)
    }

    fn styled<'a>(&self, style: Style, text: &'a str) -> Cow<'a, str> {
        if self.has_colours { Cow::Owned(styled(style, text)) } else { Cow::Borrowed(text) }
    }
}

#[cfg(test)]
mod tests {
    use extract::{Addition, Form, Layouts, PersonReader, Shown, Writer};

    use super::super::json::Json;
    use super::*;

    /// Anna with a mark, an unknown month, a longer record and a record of an unknown type.
    fn file() -> Vec<u8> {
        let mut writer = Writer::new(Form::TRIMMED_LF);
        let day = jiff::civil::date(2026, 1, 5);
        writer.start("004711".parse().unwrap(), day, jiff::civil::date(2026, 1, 2));
        let mut put = |kind: &str, fields: &[(&str, &str)]| {
            let mut record = writer.record(kind).unwrap().set("PNR", "0101581234").unwrap();
            for (name, value) in fields {
                record = record.set(name, value).unwrap();
            }
            record.end();
        };
        put("997", &[("TIMESTAMPU", "202601050101"), ("HAENDELSE", "A45")]);
        let person = [("STATUS", "01"), ("KOEN", "K"), ("FOED_DT", "1858-06-00")];
        put("001", &[&person[..], &[("FOED_DT_UMRK", "*"), ("STILLING", "Bager")]].concat());
        put(
            "002",
            &[
                ("KOMKOD", "751"),
                ("VEJKOD", "1234"),
                ("HUSNR", "012B"),
                ("ETAGE", "st"),
                ("SIDEDOER", "  tv"),
                ("TILFLYDTO", "202601051299"),
            ],
        );
        put("008", &[("FORNVN", "\u{1b}[31mAnna")]);
        put("099", &[("TIMESTAMPU", "202601051037"), ("HAENDELSE", "A01")]);
        writer.raw(b"0140101581234020258123512");
        writer.raw(b"0310101581234 something new");
        writer.raw(b"0030101581234Anna S\xf8rensen");
        writer.finish()
    }

    fn printed(layouts: &Layouts, json: bool) -> String {
        let file = file();
        let mut persons = PersonReader::new(&file[..], &file[..], layouts).unwrap();
        let layouts = persons.layouts().clone();
        let printer: &dyn Print =
            if json { &Json { layouts } } else { &Text { layouts, has_colours: false } };
        let mut out = Vec::new();
        while let Some(shown) = persons.next().unwrap() {
            match shown {
                Shown::Person(person) => printer.person(&mut out, &person).unwrap(),
                Shown::File(record) => printer.record(&mut out, &record).unwrap(),
                Shown::Stopped(_) => {}
            }
        }
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn file_for_people_is_this() {
        insta::assert_snapshot!("text", printed(&Layouts::default(), false));
    }

    #[test]
    fn file_as_json_is_this() {
        insta::assert_snapshot!("json", printed(&Layouts::default(), true));
    }

    #[test]
    fn added_fields_are_shown_by_name() {
        let text = "record,position,length,kind,field,english\n031,1,3,N,RECORDTYPE,\n031,4,10,A,PNR,\n031,14,20,A,NYHED,\n014,24,2,N,ANTAL,\n";
        let addition = Addition::parse("2026-01-05.csv", text).unwrap();
        let layouts = Layouts::new(vec![addition]).unwrap();
        let json = printed(&layouts, true);
        assert!(json.contains(r#""PNR-BARN":"0202581235","ANTAL":"12"}"#), "{json}");
        assert!(
            json.contains(r#"{"RECORDTYPE":"031","PNR":"0101581234","NYHED":" something new"}"#)
        );
    }
}
