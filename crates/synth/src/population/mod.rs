mod days;
mod files;
mod inhabitants;
mod stories;

use civil::Pnr;
use extract::{Form, Layouts};
use jiff::civil::Date;

use crate::beginning;
use crate::family_group::{BLOCK, FIRST, FamilyGroup};
use crate::mass::{Post, Renaming};
use crate::numbers::Series;
use crate::plan::{InvalidPlan, Plan};
use crate::style::Style;
use clock::working_day_after;

pub use inhabitants::{
    FoundInhabitants, Inhabitant, InhabitantFamily, InhabitantIndex, InhabitantQuery,
    InhabitantState,
};
pub use stories::InvalidStory;

/// An invented Denmark: everyone in it, on every day.
///
/// Only the plan is stored. Who lives where on which day is computed from the seed, group by group: so a population of
/// millions needs no memory, and any day can be made without those before it.
#[derive(Debug, Clone)]
pub struct Population {
    plan: Plan,
    series: Series,
    layouts: Layouts,
}

impl Population {
    /// The Denmark of a plan.
    ///
    /// # Errors
    /// [`InvalidPlan`] when the plan is impossible.
    pub fn new(plan: Plan) -> Result<Self, InvalidPlan> {
        plan.check()?;
        let series = Series::new(plan.numbers, plan.seed);
        Ok(Self { plan, series, layouts: Layouts::default() })
    }

    /// The same with additions to the record layout: from their days on, the fields that they bring have values, which
    /// mean nothing.
    #[must_use]
    pub fn with_layouts(self, layouts: Layouts) -> Self {
        Self { layouts, ..self }
    }

    /// The plan.
    pub const fn plan(&self) -> &Plan {
        &self.plan
    }

    /// The numbers that were valid on the first day.
    pub fn pnrs(&self) -> impl Iterator<Item = Pnr> {
        (0..self.groups()).flat_map(|id| {
            let group = self.beginning(id);
            group.slots().map(|slot| group.pnr(&self.series, slot)).collect::<Vec<Pnr>>()
        })
    }

    fn groups(&self) -> u64 {
        self.plan.groups()
    }

    fn beginning(&self, id: u64) -> FamilyGroup {
        let size = (self.plan.persons - id * FIRST).min(FIRST);
        let size = usize::try_from(size).unwrap_or_default();
        beginning::group(self.plan.seed, id, size, self.plan.first_day)
    }

    /// The working days after the first, up to and including a day.
    fn days_until(&self, day: Date) -> Vec<Date> {
        let first = working_day_after(self.plan.first_day);
        std::iter::successors(Some(first), |before| Some(working_day_after(*before)))
            .take_while(|next| *next <= day)
            .collect()
    }

    /// How a day's file is written.
    fn style(&self, day: Date, form: Form) -> Style {
        let (layouts, standard_address) = (self.layouts.on(day), self.plan.standard_address);
        Style { form, layouts, standard_address }
    }

    fn post(&self, day: Date) -> Post {
        let mut post = Post::default();
        let days = self.days_until(day);
        let renamings = days.into_iter().filter_map(|day| Renaming::on(self.plan.seed, day));
        renamings.for_each(|renaming| post.rename(renaming));
        post
    }

    /// The group of a number, and the number within its block.
    fn place(&self, pnr: Pnr) -> Option<(u64, u8)> {
        let running = self.series.running(pnr)?;
        let (id, number) = (running / BLOCK, running % BLOCK);
        let number = u8::try_from(number).ok()?;
        (id < self.groups()).then_some((id, number))
    }
}
