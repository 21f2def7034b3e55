use std::collections::HashMap;

use civil::SftpUser;
use jiff::{SignedDuration, Timestamp};
use uploads::OutFile;

/// Since when files in `OUT` are as they are, by the clock of the platform: that of the file system may be another.
#[derive(Debug, Default)]
pub(crate) struct Observations(HashMap<(SftpUser, String), Observation>);

#[derive(Debug)]
struct Observation {
    size: u64,
    mtime: i64,
    since: Timestamp,
    is_seen: bool,
}

impl Observations {
    /// Begins a look at all files: what is not observed until [`Observations::end`] is forgotten.
    pub(crate) fn begin(&mut self) {
        self.0.values_mut().for_each(|observation| observation.is_seen = false);
    }

    pub(crate) fn end(&mut self) {
        self.0.retain(|_, observation| observation.is_seen);
    }

    /// How long a file is as it is now.
    pub(crate) fn unchanged(
        &mut self,
        user: &SftpUser,
        file: &OutFile,
        now: Timestamp,
    ) -> SignedDuration {
        let OutFile { size, mtime, .. } = *file;
        let key = (user.clone(), file.name.as_str().to_owned());
        let new = || Observation { size, mtime, since: now, is_seen: true };
        let observation = self.0.entry(key).or_insert_with(new);
        observation.is_seen = true;
        if file.is_open || (observation.size, observation.mtime) != (size, mtime) {
            *observation = new();
        }
        now.duration_since(observation.since)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_is_unchanged_since_it_was_first_seen_so_and_closed() {
        let user = "kmd".parse().unwrap();
        let at = |second: i64| Timestamp::from_second(second).unwrap();
        let file = |size, is_open| OutFile { name: "f".parse().unwrap(), size, mtime: 1, is_open };
        let mut observations = Observations::default();
        let mut look = |size, is_open, second| {
            observations.begin();
            let unchanged = observations.unchanged(&user, &file(size, is_open), at(second));
            observations.end();
            unchanged.as_secs()
        };
        assert_eq!(look(5, false, 10), 0);
        assert_eq!(look(5, false, 17), 7);
        assert_eq!(look(6, false, 18), 0);
        assert_eq!(look(6, true, 20), 0);
        assert_eq!(look(6, false, 21), 1);
        observations.begin();
        observations.end();
        assert_eq!(observations.unchanged(&user, &file(6, false), at(90)).as_secs(), 0);
    }
}
