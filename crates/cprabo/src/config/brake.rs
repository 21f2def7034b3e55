use anyhow::{Result, bail};
use jiff::SignedDuration;
use serde::Deserialize;
use store::VolumeBrake;

/// Which days' deliveries are held because they have many times the usual persons, and how long.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Brake {
    pub(crate) times: u32,
    pub(crate) least: u32,
    pub(crate) hours: u32,
}

/// The longest hold: a system that misses more days asks what is wrong.
const MOST_HOURS: u32 = 31 * 24;

impl Default for Brake {
    fn default() -> Self {
        let pipeline::Brake { volume: VolumeBrake { times, least }, hold } =
            pipeline::Brake::default();
        Self { times, least, hours: u32::try_from(hold.as_hours()).unwrap_or(MOST_HOURS) }
    }
}

impl Brake {
    /// The same, for the pipeline.
    pub(crate) fn settings(&self) -> pipeline::Brake {
        let Self { times, least, hours } = *self;
        let hold = SignedDuration::from_hours(hours.into());
        pipeline::Brake { volume: VolumeBrake { times, least }, hold }
    }

    /// # Errors
    /// When nothing would be held at all, or so long that it is forgotten.
    pub(crate) fn check(&self) -> Result<()> {
        if !(1..=MOST_HOURS).contains(&self.hours) {
            bail!("brake.hours is 1 to {MOST_HOURS}; brake.times = 0 turns the brake off");
        }
        Ok(())
    }

    /// Its part of a new configuration file.
    pub(super) fn template() -> String {
        let Self { times, least, hours } = Self::default();
        format!(
            r#"[brake]
# A day's delivery with more than `times` the usual persons of its agreement (the median of its deliveries of the last 30 days,
# if there are five) and more than `least` is held for that agreement alone, until `cprabo delivery release` or for so many
# hours. `cprabo agreement brake` sets others for an agreement; 0 times holds nothing.
# times = {times}
# least = {least}
# hours = {hours}
"#
        )
    }
}
