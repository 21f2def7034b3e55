use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt as _;
use std::path::Path;

use extract::{has_end, has_start, is_only_filler};

use super::queue::day_in_name;

/// How much is read of the beginning and of the end of a file.
const BEGINNING: usize = 4 * 1024;
const END: u64 = 1024 * 1024;

/// The kind of a file in the inbox, by its beginning, its end and its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Glance {
    /// An extract with an end record.
    Whole,
    /// An extract without one: it is still being written, or truncated.
    Unended,
    /// Something else.
    Foreign,
}

/// Looks at a file that may still be being written.
pub(super) fn glance(name: &str, path: &Path) -> io::Result<Glance> {
    let file = File::open(path)?;
    let size = file.metadata()?.len();
    let beginning = read_at(&file, 0, size.min(BEGINNING as u64))?;
    // A file with the register's name for a day's extract is treated as one whatever it contains: it may be the only
    // file of that day.
    let is_named = day_in_name(name).is_some();
    let is_begun = has_start(&beginning) || (is_named && is_only_filler(&beginning));
    if !is_begun {
        return Ok(if is_named { Glance::Whole } else { Glance::Foreign });
    }
    let from = size.saturating_sub(END);
    let end = read_at(&file, from, size - from)?;
    Ok(if has_end(&end) { Glance::Whole } else { Glance::Unended })
}

/// The bytes from `from` on, at most `length`.
fn read_at(file: &File, from: u64, length: u64) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; usize::try_from(length).map_err(io::Error::other)?];
    let mut read = 0;
    while read < bytes.len() {
        match file.read_at(&mut bytes[read..], from + read as u64)? {
            0 => break,
            more => read += more,
        }
    }
    bytes.truncate(read);
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: &str = "00000000000000047112026010520260102";
    const END: &str = "999999999999900000000";

    fn of(name: &str, bytes: &str) -> Glance {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        std::fs::write(&path, bytes).unwrap();
        glance(name, &path).unwrap()
    }

    #[test]
    fn glance_of_an_extract_shows_whether_it_has_ended() {
        for end in ["", "\n", "\r\n", "\n\u{1a}", "\n9100000000000 refused\n"] {
            assert_eq!(of("x", &format!("\n{START}\n{END}{end}")), Glance::Whole, "{end:?}");
        }
        for torn in ["", "\n", "\n9999", "\n99999999999990000000"] {
            assert_eq!(of("x", &format!("{START}{torn}")), Glance::Unended, "{torn:?}");
        }
    }

    #[test]
    fn glance_of_something_else_goes_by_its_name() {
        for bytes in ["hello", "PK\u{3}\u{4}", "\u{feff}000"] {
            assert_eq!(of("notes.txt", bytes), Glance::Foreign);
            assert_eq!(of("d260105.l534902", bytes), Glance::Whole, "the day's, and damaged");
        }
        assert_eq!(of("notes.txt", ""), Glance::Foreign);
        for begun in ["", "\r\n", "0", "00000", "0000000000000534"] {
            assert_eq!(of("d260105.l534902", begun), Glance::Unended, "it has only begun");
        }
        for zeros in
            ["000 hello world\n", "0001;abc\n", "0000\n", "0001705001\n", &"0".repeat(5000)]
        {
            assert_eq!(of("list.csv", zeros), Glance::Foreign, "{zeros}");
        }
    }
}
