//! Settings that are written as a word or a number and have a type.

use std::time::{Duration, TryFromFloatSecsError};

use extract::Form;
use pipeline::{InvalidReplayTemplate, InvalidTemplate, NameTemplate, ReplayTemplate, Settings};
use serde::Deserialize;
use tracing_subscriber::filter::LevelFilter;

/// The form of files that are made from the replica.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct LoadForm(pub(crate) Form);

impl TryFrom<String> for LoadForm {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, &'static str> {
        match &*text {
            "padded-lf" => Ok(Self(Form::PADDED_LF)),
            "padded-crlf" => Ok(Self(Form::PADDED_CRLF)),
            "trimmed-lf" => Ok(Self(Form::TRIMMED_LF)),
            "trimmed-crlf" => Ok(Self(Form::TRIMMED_CRLF)),
            _ => Err("a form is padded-lf, padded-crlf, trimmed-lf or trimmed-crlf"),
        }
    }
}

/// A duration, in the file a number of seconds.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(try_from = "f64")]
pub(crate) struct Seconds(pub(crate) Duration);

impl TryFrom<f64> for Seconds {
    type Error = TryFromFloatSecsError;

    fn try_from(seconds: f64) -> Result<Self, TryFromFloatSecsError> {
        Duration::try_from_secs_f64(seconds).map(Self)
    }
}

/// The pattern for names of data files.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Name(pub(crate) NameTemplate);

impl TryFrom<String> for Name {
    type Error = InvalidTemplate;

    fn try_from(text: String) -> Result<Self, InvalidTemplate> {
        text.parse().map(Self)
    }
}

/// The pattern for names of replayed data files.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct ReplayName(pub(crate) ReplayTemplate);

impl TryFrom<String> for ReplayName {
    type Error = InvalidReplayTemplate;

    fn try_from(text: String) -> Result<Self, InvalidReplayTemplate> {
        text.parse().map(Self)
    }
}

/// `Sender` in `.metadata` files.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Sender(pub(crate) String);

impl TryFrom<String> for Sender {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, &'static str> {
        if Settings::is_sender(&text) {
            Ok(Self(text))
        } else {
            Err("a sender has no control characters: .metadata files are XML")
        }
    }
}

/// What is logged.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Level(pub(crate) LevelFilter);

impl TryFrom<String> for Level {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, &'static str> {
        text.parse().map(Self).map_err(|_| "a level is off, error, warn, info, debug or trace")
    }
}
