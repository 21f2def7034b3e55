use jiff::civil::Date;

use super::Population;
use crate::family_group::Holder;
use crate::life::KINDS;
use crate::plan::Story;
use clock::{working_day_after, working_day_before};

/// An event that cannot be ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidStory {
    /// No invented person of this population has such a number on that day.
    #[error("nobody here has that number on {0}")]
    Nobody(Date),
    /// No event begins with such a code.
    #[error("no story begins with event {0}; see `cprabo synth event --help`")]
    UnknownEvent(civil::EventCode),
    /// It cannot happen to this person on that day: the dead do not move.
    #[error("{event} cannot happen to that person on {day}")]
    Impossible {
        /// The event.
        event: civil::EventCode,
        /// The day.
        day: Date,
    },
    /// The day is not a working day after the first.
    #[error("{0} is no working day after the first day")]
    NoSuchDay(Date),
}

impl Population {
    /// Adds an event to the plan, after a check that it can happen.
    ///
    /// # Errors
    /// [`InvalidStory`] when it cannot.
    pub fn add_story(&mut self, story: Story) -> Result<(), InvalidStory> {
        let Story { day, pnr, event } = story;
        if working_day_after(working_day_before(day)) != day || day <= self.plan.first_day {
            return Err(InvalidStory::NoSuchDay(day));
        }
        if !KINDS.iter().any(|kind| kind.code == event.as_str()) {
            return Err(InvalidStory::UnknownEvent(event));
        }
        let (id, number) = self.place(pnr).ok_or(InvalidStory::Nobody(day))?;
        let mut today =
            self.live_day(self.group_after(id, &self.days_until(working_day_before(day))), day);
        let Some(Holder::Valid(slot)) = today.group.holder(number) else {
            return Err(InvalidStory::Nobody(day));
        };
        let impossible = InvalidStory::Impossible { event, day };
        self.happen(&mut today.group, slot, &story).ok_or(impossible)?;
        self.plan.stories.push(story);
        Ok(())
    }

    /// The codes of all events that can be ordered.
    pub fn story_events() -> impl Iterator<Item = &'static str> {
        KINDS.iter().map(|kind| kind.code)
    }
}
