use civil::Pnr;
use extract::{Form, Part, Writer};
use jiff::civil::Date;
use rayon::prelude::*;

use crate::answers::Answers;
use crate::beginning;
use crate::calendar::{working_day_after, working_day_before};
use crate::clan::{BLOCK, Clan, FIRST, Holder};
use crate::life::{KINDS, Notice, Today, count};
use crate::mass::{Post, Renaming};
use crate::numbers::Series;
use crate::person::Slot;
use crate::plan::{InvalidPlan, Plan, Story};
use crate::records::Sheet;

/// An invented Denmark: everyone in it, on every day.
///
/// Nothing is kept but the plan. Who lives where on which day is worked out, clan by clan, from the seed:
/// so a population of millions needs no memory, and any day can be made without those before it.
#[derive(Debug, Clone)]
pub struct Denmark {
    plan: Plan,
    series: Series,
}

/// A story that cannot be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidStory {
    /// No invented person of this Denmark has such a number on that day.
    #[error("nobody here has that number on {0}")]
    Nobody(Date),
    /// Nothing that may happen begins with such an event.
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
    /// The day is no working day after the first.
    #[error("{0} is no working day after the first day")]
    NoSuchDay(Date),
}

/// A clan after a day, and what was told of it.
struct Told {
    clan: Clan,
    news: Vec<Notice>,
}

/// Clans that are written by one thread in one go.
const PORTION: usize = 16;
/// Portions that are in memory at once.
const PORTIONS: usize = 16;

impl Denmark {
    /// The Denmark of a plan.
    ///
    /// # Errors
    /// [`InvalidPlan`] when there is none.
    pub fn new(plan: Plan) -> Result<Self, InvalidPlan> {
        plan.check()?;
        let series = Series::new(plan.numbers, plan.seed);
        Ok(Self { plan, series })
    }

    /// The plan.
    pub const fn plan(&self) -> &Plan {
        &self.plan
    }

    /// The numbers of those who were there on the first day, each valid then.
    pub fn pnrs(&self) -> impl Iterator<Item = Pnr> {
        (0..self.clans()).flat_map(|id| {
            let clan = self.beginning(id);
            clan.slots().map(|slot| clan.pnr(&self.series, slot)).collect::<Vec<Pnr>>()
        })
    }

    /// Writes an extract of everyone as they are after a day, each with the event `A45`, piece by piece.
    /// `put` is handed the pieces in order, with how many persons were written so far; the first error it
    /// returns ends the writing.
    ///
    /// # Errors
    /// Whatever `put` returns.
    pub fn everyone<E>(
        &self,
        day: Date,
        form: Form,
        mut put: impl FnMut(&[u8], u64) -> Result<(), E>,
    ) -> Result<(), E> {
        let (days, post) = (self.days_until(day), self.post(day));
        let mut writer = Writer::new(form);
        writer.start(self.plan.opgavenr, day, working_day_before(day));
        let mut persons = 0;
        for labels in [false, true] {
            for first in (0..self.clans()).step_by(PORTION * PORTIONS) {
                let portions: Vec<u64> = (first..).step_by(PORTION).take(PORTIONS).collect();
                let write = |start: &u64| self.portion(*start, &days, &post, form, labels);
                let written: Vec<(Part, u64)> = portions.par_iter().map(write).collect();
                for (part, count) in written {
                    writer.append(&part);
                    persons += if labels { 0 } else { count };
                }
                put(&writer.take(), persons)?;
            }
        }
        put(&writer.finish(), persons)
    }

    /// The change extract of a working day after the first: everyone to whom something happened, and
    /// everyone whom it touched.
    pub fn day(&self, day: Date, form: Form) -> Vec<u8> {
        let days = self.days_until(working_day_before(day));
        let renaming = Renaming::on(self.plan.seed, day);
        let post = self.post(day);
        let told: Vec<Told> = (0..self.clans())
            .into_par_iter()
            .filter_map(|id| self.tell(id, &days, day, renaming))
            .collect();
        let mut writer = Writer::new(form);
        writer.start(self.plan.opgavenr, day, working_day_before(day));
        let answers = Answers::on(&self.plan, day);
        writer.append(&answers.receipt(&self.series, form));
        for labels in [false, true] {
            let portions = told.par_chunks(PORTION);
            let parts: Vec<Part> =
                portions.map(|told| self.write_news(told, &post, day, form, labels)).collect();
            parts.iter().for_each(|part| writer.append(part));
        }
        let mut file = writer.finish();
        file.extend_from_slice(answers.error(form).bytes());
        file
    }

    /// Adds a story to the plan, once it is clear that it can happen.
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
        let mut told =
            self.live_day(self.clan_after(id, &self.days_until(working_day_before(day))), day);
        let Some(Holder::Valid(slot)) = told.clan.holder(number) else {
            return Err(InvalidStory::Nobody(day));
        };
        let impossible = InvalidStory::Impossible { event, day };
        self.happen(&mut told.clan, slot, &story).ok_or(impossible)?;
        self.plan.stories.push(story);
        Ok(())
    }

    /// The events that a story may begin with.
    pub fn story_events() -> impl Iterator<Item = &'static str> {
        KINDS.iter().map(|kind| kind.code)
    }

    fn clans(&self) -> u64 {
        self.plan.clans()
    }

    fn beginning(&self, id: u64) -> Clan {
        let size = (self.plan.persons - id * FIRST).min(FIRST);
        let size = usize::try_from(size).unwrap_or_default();
        beginning::clan(self.plan.seed, id, size, self.plan.first_day)
    }

    /// Working days after the first, up to and with a day.
    fn days_until(&self, day: Date) -> Vec<Date> {
        let first = working_day_after(self.plan.first_day);
        std::iter::successors(Some(first), |before| Some(working_day_after(*before)))
            .take_while(|next| *next <= day)
            .collect()
    }

    fn post(&self, day: Date) -> Post {
        let mut post = Post::default();
        let days = self.days_until(day);
        let renamings = days.into_iter().filter_map(|day| Renaming::on(self.plan.seed, day));
        renamings.for_each(|renaming| post.rename(renaming));
        post
    }

    /// A clan after some days.
    fn clan_after(&self, id: u64, days: &[Date]) -> Clan {
        let mut clan = self.beginning(id);
        for &day in days {
            if self.is_eventful(id, day) {
                clan = self.live_day(clan, day).clan;
            }
        }
        clan
    }

    fn is_eventful(&self, id: u64, day: Date) -> bool {
        count(self.plan.seed, id, day, self.plan.pace) > 0 || self.stories(id, day).next().is_some()
    }

    fn stories(&self, id: u64, day: Date) -> impl Iterator<Item = &Story> {
        let of = self.plan.stories.iter().filter(move |story| story.day == day);
        of.filter(move |story| self.place(story.pnr).is_some_and(|(clan, _)| clan == id))
    }

    /// One day in a clan's life: what happens by chance, then what was said.
    fn live_day(&self, mut clan: Clan, day: Date) -> Told {
        let id = clan.id;
        let count = count(self.plan.seed, id, day, self.plan.pace);
        let mut news = Vec::new();
        if count > 0 {
            let mut today = Today::new(self.plan.seed, &mut clan, day);
            today.live(count);
            news = today.news;
        }
        for story in self.stories(id, day) {
            let number = self.place(story.pnr).map(|(_, number)| number);
            if let Some(Holder::Valid(slot)) = number.and_then(|number| clan.holder(number)) {
                // It could when it was said; an earlier story may have made it impossible.
                news.extend(self.happen(&mut clan, slot, story).unwrap_or_default());
            }
        }
        Told { clan, news }
    }

    fn happen(&self, clan: &mut Clan, slot: Slot, story: &Story) -> Option<Vec<Notice>> {
        let kind = KINDS.iter().find(|kind| kind.code == story.event.as_str())?;
        let mut today = Today::new(self.plan.seed, clan, story.day);
        today.happen(kind, slot)?;
        Some(today.news)
    }

    /// What a day's extract tells of a clan; `None` when nothing.
    fn tell(&self, id: u64, days: &[Date], day: Date, renaming: Option<Renaming>) -> Option<Told> {
        if renaming.is_none() && !self.is_eventful(id, day) {
            return None;
        }
        let mut told = self.live_day(self.clan_after(id, days), day);
        if let Some(renaming) = renaming {
            for slot in told.clan.slots() {
                let home = told.clan.person(slot).home();
                if home.is_some_and(|home| renaming.touches(&home)) {
                    told.news.push(Notice { slot, former: None, code: renaming.code(), mark: "" });
                }
            }
        }
        (!told.news.is_empty()).then_some(told)
    }

    fn write_news(&self, told: &[Told], post: &Post, day: Date, form: Form, labels: bool) -> Part {
        let mut writer = Writer::new(form);
        for Told { clan, news } in told {
            for slot in clan.slots() {
                let of: Vec<&Notice> = news.iter().filter(|notice| notice.slot == slot).collect();
                if !of.is_empty() {
                    let sheet =
                        Sheet { clan, series: &self.series, post, slot, writer: &mut writer };
                    if labels { write_labels(sheet, &of) } else { write_person(sheet, &of, day) }
                }
            }
        }
        writer.into_part()
    }

    /// Some clans' records, or their labels; with how many persons that are.
    fn portion(
        &self,
        start: u64,
        days: &[Date],
        post: &Post,
        form: Form,
        labels: bool,
    ) -> (Part, u64) {
        let mut writer = Writer::new(form);
        let mut persons = 0;
        for id in (start..self.clans()).take(PORTION) {
            let clan = &self.clan_after(id, days);
            for slot in clan.slots() {
                let former = 0..clan.person(slot).former.len();
                let notice = |former| Notice { slot, former, code: "A45", mark: "" };
                let all: Vec<Notice> = former.map(Some).chain([None]).map(notice).collect();
                let all: Vec<&Notice> = all.iter().collect();
                persons += all.len() as u64;
                let day = days.last().copied().unwrap_or(self.plan.first_day);
                let sheet = Sheet { clan, series: &self.series, post, slot, writer: &mut writer };
                if labels { write_labels(sheet, &all) } else { write_person(sheet, &all, day) }
            }
        }
        (writer.into_part(), persons)
    }

    /// The clan of a number, and the number within its block.
    fn place(&self, pnr: Pnr) -> Option<(u64, u8)> {
        let running = self.series.running(pnr)?;
        let (id, number) = (running / BLOCK, running % BLOCK);
        let number = u8::try_from(number).ok()?;
        (id < self.clans()).then_some((id, number))
    }
}

/// A person's records without the label: first those of former numbers that are in the news.
fn write_person(mut sheet: Sheet<'_>, news: &[&Notice], day: Date) {
    let person = sheet.clan.person(sheet.slot);
    for notice in news {
        if let Some(former) = notice.former.map(|place| &person.former[place]) {
            sheet.write_former(former);
            sheet.former_event(former, notice.code, notice.mark, day);
        }
    }
    let valid: Vec<&&Notice> = news.iter().filter(|notice| notice.former.is_none()).collect();
    if !valid.is_empty() {
        sheet.write();
    }
    for notice in valid {
        sheet.event(notice.code, notice.mark, day);
    }
}

fn write_labels(mut sheet: Sheet<'_>, news: &[&Notice]) {
    let person = sheet.clan.person(sheet.slot);
    for notice in news {
        if let Some(former) = notice.former.map(|place| &person.former[place]) {
            sheet.former_label(former);
        }
    }
    if news.iter().any(|notice| notice.former.is_none()) {
        sheet.label();
    }
}
