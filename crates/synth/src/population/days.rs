//! The events of the groups, day by day.

use jiff::civil::Date;

use super::Population;
use crate::entries::Slot;
use crate::family_group::{FamilyGroup, Holder};
use crate::life::{KINDS, Notice, Today, count};
use crate::mass::Renaming;
use crate::plan::Story;

/// A group after a day, with the events of that day.
pub(super) struct GroupDay {
    pub(super) group: FamilyGroup,
    pub(super) news: Vec<Notice>,
}

impl Population {
    /// The events of a group in a day's extract; `None` when there are none.
    pub(super) fn write_event(
        &self,
        id: u64,
        days: &[Date],
        day: Date,
        renaming: Option<Renaming>,
    ) -> Option<GroupDay> {
        if renaming.is_none() && !self.is_eventful(id, day) {
            return None;
        }
        let mut today = self.live_day(self.group_after(id, days), day);
        if let Some(renaming) = renaming {
            for slot in today.group.slots() {
                let home = today.group.person(slot).home();
                if home.is_some_and(|home| renaming.touches(&home)) {
                    today.news.push(Notice { slot, former: None, code: renaming.code(), mark: "" });
                }
            }
        }
        (!today.news.is_empty()).then_some(today)
    }

    /// A group after some days.
    pub(super) fn group_after(&self, id: u64, days: &[Date]) -> FamilyGroup {
        let mut group = self.beginning(id);
        for &day in days {
            if self.is_eventful(id, day) {
                group = self.live_day(group, day).group;
            }
        }
        group
    }

    fn is_eventful(&self, id: u64, day: Date) -> bool {
        count(self.plan.seed, id, day, self.plan.pace) > 0 || self.stories(id, day).next().is_some()
    }

    /// One day of a group: random events, then ordered ones.
    pub(super) fn live_day(&self, mut group: FamilyGroup, day: Date) -> GroupDay {
        let id = group.id;
        let count = count(self.plan.seed, id, day, self.plan.pace);
        let mut news = Vec::new();
        if count > 0 {
            let mut today = Today::new(self.plan.seed, &mut group, day);
            today.live(count);
            news = today.news;
        }
        for story in self.stories(id, day) {
            let number = self.place(story.pnr).map(|(_, number)| number);
            if let Some(Holder::Valid(slot)) = number.and_then(|number| group.holder(number)) {
                // It was possible when it was ordered; an earlier event may have made it impossible.
                news.extend(self.happen(&mut group, slot, story).unwrap_or_default());
            }
        }
        GroupDay { group, news }
    }

    /// The ordered events of a group for a day.
    fn stories(&self, id: u64, day: Date) -> impl Iterator<Item = &Story> {
        let of = self.plan.stories.iter().filter(move |story| story.day == day);
        of.filter(move |story| self.place(story.pnr).is_some_and(|(group, _)| group == id))
    }

    /// Makes an ordered event happen; `None` when it cannot.
    pub(super) fn happen(
        &self,
        group: &mut FamilyGroup,
        slot: Slot,
        story: &Story,
    ) -> Option<Vec<Notice>> {
        let kind = KINDS.iter().find(|kind| kind.code == story.event.as_str())?;
        let mut today = Today::new(self.plan.seed, group, story.day);
        today.happen(kind, slot)?;
        Some(today.news)
    }
}
