use std::ffi::OsStr;

use civil::Pnr;
use clap::builder::TypedValueParser;
use clap::error::ErrorKind;

/// Reads a PNR, and in an error does not say what it read: a person's number belongs in no terminal's log.
#[derive(Debug, Clone)]
pub(crate) struct HushedPnr;

impl TypedValueParser for HushedPnr {
    type Value = Pnr;

    fn parse_ref(
        &self,
        command: &clap::Command,
        _: Option<&clap::Arg>,
        value: &OsStr,
    ) -> Result<Pnr, clap::Error> {
        let parsed = value.to_str().unwrap_or_default().parse();
        parsed.map_err(|error: civil::InvalidPnr| {
            let text = format!("--pnr: {error}\n");
            clap::Error::raw(ErrorKind::ValueValidation, text).with_cmd(command)
        })
    }
}
