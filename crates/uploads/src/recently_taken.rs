use std::collections::VecDeque;
use std::time::{Duration, Instant};

use exchange_proto::OutName;

use crate::out_file::OutFile;

/// How long a file that was taken can still be looked at.
const REMEMBERED: Duration = Duration::from_secs(60);
/// How many of an account.
const FILES: usize = 1000;

/// Files that were just taken. Clients look at a file once more after they have closed it, to see that all of it arrived
/// (paramiko's `confirm`, WinSCP): a trigger may be taken by then.
#[derive(Debug, Default)]
pub(crate) struct RecentlyTaken(VecDeque<(Instant, OutFile)>);

impl RecentlyTaken {
    pub(crate) fn add(&mut self, file: OutFile, now: Instant) {
        while self.0.len() >= FILES || self.0.front().is_some_and(|(at, _)| is_over(*at, now)) {
            self.0.pop_front();
        }
        self.0.push_back((now, file));
    }

    /// The file of that name that was taken last.
    pub(crate) fn find(&self, name: &OutName, now: Instant) -> Option<OutFile> {
        let mut newest = self.0.iter().rev().filter(|(at, _)| !is_over(*at, now));
        newest.find(|(_, file)| file.name == *name).map(|(_, file)| file.clone())
    }
}

fn is_over(at: Instant, now: Instant) -> bool {
    now.saturating_duration_since(at) > REMEMBERED
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str, size: u64) -> OutFile {
        OutFile { name: name.parse().unwrap(), size, mtime: 1, is_open: false }
    }

    #[test]
    fn find_has_what_was_taken_last_for_a_while() {
        let (mut taken, now) = (RecentlyTaken::default(), Instant::now());
        taken.add(file("f", 1), now);
        taken.add(file("f", 2), now);
        let name = "f".parse().unwrap();
        assert_eq!(taken.find(&name, now + REMEMBERED), Some(file("f", 2)));
        assert_eq!(taken.find(&name, now + REMEMBERED + Duration::from_nanos(1)), None);
        assert_eq!(taken.find(&"g".parse().unwrap(), now), None);
        for number in 0..FILES {
            taken.add(file(&format!("g{number}"), 1), now);
        }
        assert_eq!(taken.find(&name, now), None, "too many came after it");
        taken.add(file("h", 1), now + 2 * REMEMBERED);
        assert_eq!(taken.0.len(), 1, "what is over is forgotten");
    }
}
