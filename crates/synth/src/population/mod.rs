mod files;
mod stories;

use civil::Pnr;
use jiff::civil::Date;

use crate::beginning;
use crate::family_group::{BLOCK, FIRST, FamilyGroup, Holder};
use crate::life::{Notice, Today, count};
use crate::mass::{Post, Renaming};
use crate::numbers::Series;
use crate::plan::{InvalidPlan, Plan};
use clock::working_day_after;

pub use stories::InvalidStory;

/// An invented Denmark: everyone in it, on every day.
///
/// Nothing is kept but the plan. Who lives where on which day is worked out, clan by clan, from the seed:
/// so a population of millions needs no memory, and any day can be made without those before it.
#[derive(Debug, Clone)]
pub struct Population {
    plan: Plan,
    series: Series,
}

/// A clan after a day, and what was told of it.
struct Told {
    clan: FamilyGroup,
    news: Vec<Notice>,
}

impl Population {
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

    fn clans(&self) -> u64 {
        self.plan.clans()
    }

    fn beginning(&self, id: u64) -> FamilyGroup {
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
    fn clan_after(&self, id: u64, days: &[Date]) -> FamilyGroup {
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

    /// One day in a clan's life: what happens by chance, then what was said.
    fn live_day(&self, mut clan: FamilyGroup, day: Date) -> Told {
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

    /// What a day's extract tells of a clan; `None` when nothing.
    fn write_event(
        &self,
        id: u64,
        days: &[Date],
        day: Date,
        renaming: Option<Renaming>,
    ) -> Option<Told> {
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

    /// The clan of a number, and the number within its block.
    fn place(&self, pnr: Pnr) -> Option<(u64, u8)> {
        let running = self.series.running(pnr)?;
        let (id, number) = (running / BLOCK, running % BLOCK);
        let number = u8::try_from(number).ok()?;
        (id < self.clans()).then_some((id, number))
    }
}
