use civil::OpgaveNr;
use jiff::civil::Date;

use crate::control;
use crate::form::{Form, Width};
use crate::layout::{DayLayouts, FieldKind, RecordLayout, RecordType};

/// Writes an extract record by record, in any [`Form`] that can be read.
#[derive(Debug)]
pub struct Writer {
    layouts: DayLayouts,
    lines: Lines,
    line: Vec<u8>,
}

/// What was written.
#[derive(Debug)]
struct Lines {
    form: Form,
    out: Vec<u8>,
    records: u64,
}

/// Records without start and end.
#[derive(Debug, Default)]
pub struct Part {
    bytes: Vec<u8>,
    records: u64,
}

impl Part {
    /// The records as bytes of a file.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

/// A record type that the layout does not have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the layout has no record type {0}")]
pub struct UnknownRecord(String);

/// A field that the record type does not have, or a value that does not fit it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("record {record} has no field {field} that takes this value")]
pub struct UnknownField {
    record: RecordType,
    field: String,
}

impl Writer {
    /// A writer of an empty file in the given form.
    pub fn new(form: Form) -> Self {
        Self::with_layouts(form, DayLayouts::BUILT_IN)
    }

    /// The same with the layouts of a day.
    pub const fn with_layouts(form: Form, layouts: DayLayouts) -> Self {
        let lines = Lines { form, out: Vec::new(), records: 0 };
        Self { layouts, lines, line: Vec::new() }
    }

    /// The layouts of the records that it writes.
    pub const fn layouts(&self) -> &DayLayouts {
        &self.layouts
    }

    /// Writes the start record. Without PRODDTOFORRIG it starts a chain of extracts.
    pub fn start(
        &mut self,
        opgavenr: OpgaveNr,
        proddto: Date,
        proddtoforrig: impl Into<Option<Date>>,
    ) {
        let date = |date: Date| format!("{:04}{:02}{:02}", date.year(), date.month(), date.day());
        let before = proddtoforrig.into().map_or_else(|| "00000000".to_owned(), date);
        let text = format!("0000000000000{opgavenr}{}{before}", date(proddto));
        self.lines.push(text.as_bytes());
    }

    /// Begins a record of the given type, with every field blank or zero; [`RecordWriter::end`] writes it.
    ///
    /// # Errors
    /// [`UnknownRecord`] for a type that the layout does not have.
    pub fn record(&mut self, kind: &str) -> Result<RecordWriter<'_>, UnknownRecord> {
        let layout = RecordType::from_register(kind.as_bytes())
            .and_then(|kind| self.layouts.of(kind))
            .ok_or_else(|| UnknownRecord(kind.to_owned()))?;
        self.line.clear();
        for field in layout.fields() {
            let fill = if field.kind() == FieldKind::Digits { b'0' } else { b' ' };
            self.line.resize(self.line.len() + field.length(), fill);
        }
        self.line[..3].copy_from_slice(&layout.kind().digits());
        Ok(RecordWriter { lines: &mut self.lines, line: &mut self.line, layout })
    }

    /// Writes a record given as text without line end, unchanged, and counts it.
    pub fn raw(&mut self, text: &[u8]) {
        self.lines.add(text);
    }

    /// Writes a record of another file in this file's form: padded to its type's length, or with trailing blanks cut. A
    /// record of an unknown type keeps its length.
    pub fn copy(&mut self, text: &[u8]) {
        self.raw(text);
        let kind = text.get(..3).and_then(RecordType::from_register);
        let length = kind.and_then(|kind| self.layouts.length(kind)).unwrap_or_default();
        let missing = length.saturating_sub(text.len());
        let Lines { form, out, .. } = &mut self.lines;
        if missing > 0 && form.width() == Width::Padded {
            let end = form.line_end().bytes();
            out.truncate(out.len() - end.len());
            out.resize(out.len() + missing, b' ');
            out.extend_from_slice(end);
        }
    }

    /// How many bytes [`copy`](Self::copy) would write for a record of another file.
    pub fn copied_length(&self, text: &[u8]) -> usize {
        let form = self.lines.form;
        let kind = text.get(..3).and_then(RecordType::from_register);
        let written = match form.width() {
            Width::Padded => {
                let length = kind.and_then(|kind| self.layouts.length(kind)).unwrap_or_default();
                text.len().max(length)
            }
            Width::Trimmed => text.trim_ascii_end().len(),
        };
        written + form.line_end().bytes().len()
    }

    /// Appends records of another writer of the same form, so that the parts of a file can be written in parallel.
    pub fn append(&mut self, part: &Part) {
        self.lines.out.extend_from_slice(&part.bytes);
        self.lines.records += part.records;
    }

    /// The records written so far, as a part of another writer's file.
    pub fn into_part(self) -> Part {
        Part { bytes: self.lines.out, records: self.lines.records }
    }

    /// Takes the bytes written so far, so that a file need not be held in memory.
    pub fn take(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.lines.out)
    }

    /// The number of bytes written and not taken.
    pub const fn length(&self) -> usize {
        self.lines.out.len()
    }

    /// The number of records written, as TAELLER counts them.
    pub const fn records(&self) -> u64 {
        self.lines.records
    }

    /// Writes the end record and returns the file, or what was not taken of it.
    pub fn finish(self) -> Vec<u8> {
        let Lines { form, mut out, records } = self.lines;
        out.extend_from_slice(&end_record(records, form));
        out
    }
}

impl Lines {
    /// Writes a record and counts it.
    fn add(&mut self, text: &[u8]) {
        self.records += 1;
        self.push(text);
    }

    fn push(&mut self, text: &[u8]) {
        let trimmed = match self.form.width() {
            Width::Padded => text,
            Width::Trimmed => text.trim_ascii_end(),
        };
        self.out.extend_from_slice(trimmed);
        self.out.extend_from_slice(self.form.line_end().bytes());
    }
}

/// The end record of a file with so many records, with its line end.
pub fn end_record(records: u64, form: Form) -> Vec<u8> {
    control::trailer(records, form.line_end().bytes())
}

/// One record under way.
#[derive(Debug)]
pub struct RecordWriter<'a> {
    lines: &'a mut Lines,
    line: &'a mut Vec<u8>,
    layout: &'a RecordLayout,
}

impl RecordWriter<'_> {
    /// Sets a field: digits are filled with zeros from the left, text with blanks to the right.
    ///
    /// # Errors
    /// [`UnknownField`] when the record has no such field, the value is too long, or it holds a
    /// character that ISO-8859-1 does not have.
    pub fn set(self, field: &str, value: &str) -> Result<Self, UnknownField> {
        let wrong = || UnknownField { record: self.layout.kind(), field: field.to_owned() };
        let layout = self.layout.field(field).ok_or_else(wrong)?;
        let place = &mut self.line[layout.range()];
        let length = value.chars().count();
        let gap = place.len().checked_sub(length).ok_or_else(wrong)?;
        let place = match layout.kind() {
            FieldKind::Digits => &mut place[gap..],
            FieldKind::Text => &mut place[..length],
        };
        for (byte, letter) in place.iter_mut().zip(value.chars()) {
            *byte = u8::try_from(u32::from(letter)).map_err(|_| wrong())?;
        }
        Ok(self)
    }

    /// Writes the record.
    pub fn end(self) {
        self.lines.add(self.line);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_fill_from_the_right_and_text_from_the_left() {
        let mut writer = Writer::new(Form::PADDED_LF);
        let record = writer.record("011").unwrap();
        record.set("PNR", "0101701234").unwrap().set("FKIRK", "F").unwrap().end();
        let record = writer.record("016").unwrap();
        record.set("RELTYP-FORÆLDREMYN", "3").unwrap().end();
        let text = String::from_utf8(writer.finish()).unwrap();
        let lines: Vec<_> = text.lines().collect();
        assert_eq!(lines[0], "0110101701234F           ");
        assert_eq!(&lines[1][..17], "016          0003");
        assert_eq!(lines[2], "999999999999900000002");
    }

    #[test]
    fn refuses_what_does_not_fit() {
        let mut writer = Writer::new(Form::PADDED_LF);
        assert!(writer.record("031").is_err());
        let too_long = writer.record("011").unwrap().set("FKIRK", "FF").unwrap_err();
        assert_eq!(too_long.to_string(), "record 011 has no field FKIRK that takes this value");
        assert!(writer.record("011").unwrap().set("KOMKOD", "0751").is_err());
        assert!(writer.record("008").unwrap().set("FORNVN", "Łukasz").is_err());
    }

    #[test]
    fn copied_length_is_what_copy_writes() {
        for form in Form::ALL {
            let mut writer = Writer::new(form);
            for text in ["011", "0110101701234F   ", "0770101701234 unknown  ", "003", ""] {
                let before = writer.length();
                writer.copy(text.as_bytes());
                assert_eq!(
                    writer.copied_length(text.as_bytes()),
                    writer.length() - before,
                    "{text}"
                );
            }
        }
    }

    #[test]
    fn a_file_made_in_parts_is_the_file_made_at_once() {
        let write = |writer: &mut Writer, church: &str| {
            writer.record("011").unwrap().set("FKIRK", church).unwrap().end();
        };
        let mut whole = Writer::new(Form::PADDED_CRLF);
        write(&mut whole, "F");
        write(&mut whole, "U");
        let mut second = Writer::new(Form::PADDED_CRLF);
        write(&mut second, "U");
        let mut parts = Writer::new(Form::PADDED_CRLF);
        write(&mut parts, "F");
        let mut file = parts.take();
        parts.append(&second.into_part());
        assert_eq!(parts.records(), 2);
        file.extend(parts.finish());
        assert_eq!(file, whole.finish());
    }

    #[test]
    fn danish_letters_are_one_byte_each() {
        let mut writer = Writer::new(Form::TRIMMED_LF);
        let record = writer.record("008").unwrap();
        record.set("PNR", "0101701234").unwrap().set("FORNVN", "Søren Åge").unwrap().end();
        let line = writer.finish();
        assert!(line.starts_with(b"0080101701234S\xf8ren \xc5ge"));
    }
}
