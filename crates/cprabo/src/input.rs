//! Files that a user names, in their various encodings.

use std::fs::File;
use std::io::{Read, stdin};
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use text::{BadLines, decode, decode_with_comments};

/// The largest file that is read whole: forty million numbers.
const LARGEST: u64 = 512 << 20;

/// The bytes of a file; `-` is standard input.
pub(crate) fn read_input(path: &Path) -> Result<Vec<u8>> {
    if path == Path::new("-") {
        return read(stdin().lock()).context("cannot read standard input");
    }
    let cannot = || format!("cannot read {}", path.display());
    read(File::open(path).with_context(cannot)?).with_context(cannot)
}

/// The text of a file in any encoding that programs write.
pub(crate) fn read_text(path: &Path) -> Result<String> {
    let bytes = read_input(path)?;
    decode(&bytes).with_context(|| format!("{} cannot be read as text", path.display()))
}

/// The text of a list, of which only comments may have letters beyond ASCII.
pub(crate) fn read_list(path: &Path) -> Result<String> {
    let bytes = read_input(path)?;
    if bytes.is_empty() {
        bail!("{} is empty: a list of nothing has a comment, at least", shown(path));
    }
    decode_with_comments(&bytes).with_context(|| format!("{} cannot be read as text", shown(path)))
}

/// What can be done about wrong lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Skip {
    /// Nothing.
    Never,
    /// The user could ask to ignore them.
    OnRequest,
    /// Somebody has.
    Requested,
}

impl From<bool> for Skip {
    fn from(skip_invalid: bool) -> Self {
        if skip_invalid { Self::Requested } else { Self::OnRequest }
    }
}

fn shown(path: &Path) -> String {
    if path == Path::new("-") { "standard input".to_owned() } else { path.display().to_string() }
}

/// Handles the wrong lines of a list: an error, unless ignoring them was requested.
pub(crate) fn check_lines(path: &Path, bad: &BadLines, skip: Skip) -> Result<()> {
    if bad.is_empty() {
        return Ok(());
    }
    let shown = shown(path);
    match skip {
        Skip::Requested => {
            let lines = crate::output::count(bad.len() as u64, "line", "lines");
            crate::output::note(&format!("{shown}: {lines} left out: {bad}"));
            Ok(())
        }
        Skip::OnRequest => {
            bail!("{shown}: nothing was changed. {bad}\n--skip-invalid ignores such lines")
        }
        Skip::Never => bail!("{shown}: nothing was changed. {bad}"),
    }
}

fn read(source: impl Read) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    source.take(LARGEST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LARGEST {
        bail!("it has more than {LARGEST} bytes");
    }
    Ok(bytes)
}
