use std::io::{self, Read};

use crate::filler::is_all_filler;
use crate::layout::Layouts;
use crate::reader::{Record, Records};
use crate::record_boundary::RecordBoundary;

/// Reads a file of any size in pieces of whole records.
///
/// A line longer than a piece cannot be a record, and is read as several.
///
/// ```
/// use extract::ChunkReader;
///
/// let file: &[u8] = b"00000000000000047112026010520260102\n0010101701234\n999999999999900000001\n";
/// let mut pieces = ChunkReader::new(file);
/// let mut lines = 0;
/// while let Some(records) = pieces.next_piece()? {
///     lines += records.flatten().count();
/// }
/// assert_eq!(lines, 3);
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
pub struct ChunkReader<R> {
    source: R,
    buffer: Vec<u8>,
    size: usize,
    /// The length of the last piece within `buffer`.
    given: usize,
    /// The offset in the file at which `buffer` begins.
    base: usize,
    /// The line of the last record given.
    line: u32,
    layouts: Layouts,
    cut: Option<RecordBoundary>,
    is_over: bool,
}

impl<R: Read> ChunkReader<R> {
    /// Bytes of a piece: large enough that the cost of reading is small per record.
    const SIZE: usize = 4 << 20;

    /// Reads a file from its first byte.
    pub fn new(source: R) -> Self {
        Self::with_layouts(source, Layouts::default())
    }

    /// The same with additions to the layout.
    pub fn with_layouts(source: R, layouts: Layouts) -> Self {
        Self { layouts, ..Self::of_size(source, Self::SIZE) }
    }

    pub(crate) fn of_size(source: R, size: usize) -> Self {
        Self {
            source,
            buffer: Vec::new(),
            size,
            given: 0,
            base: 0,
            line: 0,
            layouts: Layouts::default(),
            cut: None,
            is_over: false,
        }
    }

    /// The records of the next piece; `None` when there are no more. There is always a first piece, also for an empty
    /// file.
    pub fn next_piece(&mut self) -> io::Result<Option<Records<'_>>> {
        if self.is_over {
            return Ok(None);
        }
        let is_last = self.fill()?;
        let find = || RecordBoundary::of(&self.buffer, &self.layouts);
        let cut = self.cut.get_or_insert_with(find).clone();
        let all = Records::piece(&self.buffer, cut.clone(), self.base, self.line);
        let whole = if is_last { None } else { Whole::of(&all) };
        let Some(whole) = whole else {
            self.is_over = true;
            return Ok(Some(all));
        };
        let records = Records::piece(&self.buffer[..whole.bytes], cut, self.base, self.line);
        (self.given, self.line) = (whole.bytes, whole.line);
        Ok(Some(records))
    }

    /// Appends the file's next bytes to the rest of the last piece; `true` when they are the last.
    fn fill(&mut self) -> io::Result<bool> {
        self.buffer.drain(..self.given);
        self.base += self.given;
        self.given = 0;
        let room = (self.size - self.buffer.len()) as u64;
        let read = self.source.by_ref().take(room).read_to_end(&mut self.buffer)?;
        Ok((read as u64) < room)
    }
}

/// How much of a buffer is whole records, and the line of the last one.
struct Whole {
    bytes: usize,
    line: u32,
}

impl Whole {
    /// `None` when nothing from the end of the buffer on can be read as records.
    fn of(all: &Records<'_>) -> Option<Self> {
        if all.cut().has_lines() { Some(Self::lines(all)) } else { Self::stream(all) }
    }

    fn lines(all: &Records<'_>) -> Self {
        let buffer = all.bytes();
        let bytes = memchr::memrchr(b'\n', buffer).map_or(buffer.len(), |at| at + 1);
        let count = memchr::memchr_iter(b'\n', &buffer[..bytes]).count();
        let count = u32::try_from(count.max(1)).unwrap_or(u32::MAX);
        Self { bytes, line: all.line().saturating_add(count) }
    }

    fn stream(all: &Records<'_>) -> Option<Self> {
        let base = all.base();
        if is_all_filler(all.bytes()) {
            return Some(Self { bytes: all.bytes().len(), line: all.line() });
        }
        let mut whole = Self { bytes: 0, line: all.line() };
        for record in all.clone() {
            match record {
                Ok(record) if is_whole(&record, all.cut()) => {
                    whole = Self { bytes: record.end() - base, line: record.line() };
                }
                Ok(_) => break,
                // With fewer than three bytes the record type is not known yet.
                Err(end) if all.bytes().len() - (end.offset() - base) < 3 => break,
                Err(_) => return None,
            }
        }
        Some(whole)
    }
}

fn is_whole(record: &Record<'_>, cut: &RecordBoundary) -> bool {
    let length = record.kind().and_then(|kind| cut.length(kind));
    length.is_some_and(|length| record.text().len() == length)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::diagnostic::Diagnostic;
    use crate::form::Form;
    use crate::writer::Writer;

    type Read = Result<(u32, usize, Vec<u8>), Diagnostic>;

    fn read(record: Result<Record<'_>, Diagnostic>) -> Read {
        record.map(|record| (record.line(), record.offset(), record.text().to_vec()))
    }

    /// All records, and the line and byte of the end.
    fn at_once(file: &[u8]) -> (Vec<Read>, (u32, usize)) {
        let mut records = Records::new(file);
        (records.by_ref().map(read).collect(), records.place())
    }

    fn in_pieces(file: &[u8], size: usize) -> (Vec<Read>, (u32, usize)) {
        let mut pieces = ChunkReader::of_size(file, size);
        let (mut all, mut end) = (Vec::new(), (0, 0));
        while let Some(mut records) = pieces.next_piece().unwrap() {
            all.extend(records.by_ref().map(read));
            end = records.place();
        }
        (all, end)
    }

    fn written(form: Form, persons: u32) -> Vec<u8> {
        let mut writer = Writer::new(form);
        let day = jiff::civil::date(2026, 1, 5);
        writer.start("004711".parse().unwrap(), day, day.yesterday().unwrap());
        for pnr in 0..persons {
            for kind in ["001", "002", "008", "099", "003"] {
                writer.record(kind).unwrap().set("PNR", &format!("{pnr:010}")).unwrap().end();
            }
        }
        writer.finish()
    }

    /// A status extract without line ends: its `001` records are 15 positions longer.
    fn as_status(file: &[u8]) -> Vec<u8> {
        let longer = |record: Record<'_>| {
            let is_person = record.kind() == Some(crate::RecordType::PERSON);
            let nglkonst: &[u8] = if is_person { b"SMITH          " } else { b"" };
            [record.text(), nglkonst].concat()
        };
        Records::new(file).flatten().flat_map(longer).collect()
    }

    #[test]
    fn an_empty_file_is_one_empty_piece() {
        let mut pieces = ChunkReader::new(&b""[..]);
        assert_eq!(pieces.next_piece().unwrap().unwrap().count(), 0);
        assert!(pieces.next_piece().unwrap().is_none());
    }

    #[test]
    fn a_line_of_more_than_a_piece_is_several() {
        let file = [b'x'; 25];
        let (records, end) = in_pieces(&[&file[..], b"\nabc\n"].concat(), 10);
        let lengths: Vec<usize> = records.iter().flatten().map(|(_, _, text)| text.len()).collect();
        assert_eq!((lengths.iter().sum::<usize>(), end.1), (28, 30));
    }

    #[test]
    fn what_cannot_be_read_on_ends_it() {
        let mut file = written(Form::STREAM, 200);
        let middle = in_pieces(&file, 1000).0[500].clone().unwrap().1;
        file[middle..middle + 3].copy_from_slice(b"031");
        assert_eq!(in_pieces(&file, 1000).0, at_once(&file).0);
    }

    #[test]
    fn filler_of_more_than_a_piece_is_read_to_what_follows() {
        for form in Form::ALL {
            let file = written(form, 3);
            let filled = [&file[..], &[0; 5000], b"\r\nxyz"].concat();
            assert_eq!(in_pieces(&filled, 1000).1.1, filled.len(), "{form:?}");
        }
        let stream = [written(Form::STREAM, 3), vec![0; 5000]].concat();
        assert_eq!(in_pieces(&stream, 1000), at_once(&stream));
    }

    proptest! {
        #[test]
        fn pieces_are_the_file(persons in 0u32..60, size in 600usize..5000, torn: prop::sample::Index) {
            for form in Form::ALL {
                let mut file = written(form, persons);
                prop_assert_eq!(in_pieces(&file, size), at_once(&file));
                file.truncate(torn.index(file.len()));
                prop_assert_eq!(in_pieces(&file, size), at_once(&file));
            }
            let mut file = as_status(&written(Form::STREAM, persons));
            let (records, end) = at_once(&file);
            prop_assert_eq!(records.len(), 2 + 5 * persons as usize);
            prop_assert_eq!((in_pieces(&file, size), end.1), ((records, end), file.len()));
            file.truncate(torn.index(file.len()));
            prop_assert_eq!(in_pieces(&file, size), at_once(&file));
        }

        #[test]
        fn any_lines_are_read_alike(lines in prop::collection::vec("[0-9a-z]{0,40}\r?", 0..60), size in 64usize..300) {
            let file = format!("000\n{}", lines.join("\n"));
            prop_assert_eq!(in_pieces(file.as_bytes(), size), at_once(file.as_bytes()));
        }
    }
}
