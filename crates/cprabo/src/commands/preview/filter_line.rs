use std::ffi::OsStr;

use anyhow::Result;
use clap::builder::TypedValueParser;
use clap::error::ErrorKind;
use filters::Filter;

/// Reads a filter as a listing has it, and does not repeat it in an error: it may be a number.
#[derive(Debug, Clone)]
pub(super) struct FilterParser;

impl TypedValueParser for FilterParser {
    type Value = Filter;

    fn parse_ref(
        &self,
        command: &clap::Command,
        argument: Option<&clap::Arg>,
        value: &OsStr,
    ) -> Result<Filter, clap::Error> {
        value.to_str().unwrap_or_default().parse().map_err(|error| {
            let name = argument.and_then(clap::Arg::get_long).unwrap_or("add");
            let text = format!("--{name}: what is given {error}\n");
            clap::Error::raw(ErrorKind::ValueValidation, text).with_cmd(command)
        })
    }
}
