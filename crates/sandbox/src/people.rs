//! The people of the population, and what can happen to them.

use civil::{EventCode, Pnr};
use jiff::civil::Date;
use synth::{FoundInhabitants, Inhabitant, InhabitantIndex, InhabitantQuery, Story};

use crate::error::SandboxError;
use crate::sandbox::Sandbox;

/// An event that was ordered for a day that has not come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OrderedEvent {
    /// The day of its extract.
    pub day: Date,
    /// To whom it will happen.
    pub index: InhabitantIndex,
    /// The event.
    pub event: EventCode,
}

impl Sandbox {
    /// The day of the last extract that was made, and the working day after it.
    ///
    /// # Errors
    /// When the population cannot be read; so all of these.
    pub fn days(&self) -> Result<(Date, Date), SandboxError> {
        let workspace = self.workspace()?;
        Ok((workspace.today(), workspace.next_day()))
    }

    /// People as they are today, from a place of the population on.
    ///
    /// # Errors
    /// As [`days`](Self::days).
    pub fn find(
        &self,
        query: &InhabitantQuery,
        from: InhabitantIndex,
        at_most: usize,
    ) -> Result<FoundInhabitants, SandboxError> {
        let workspace = self.workspace()?;
        Ok(workspace.population().find_inhabitants(workspace.today(), query, from, at_most))
    }

    /// A person as today; `None` when nobody is in that place.
    ///
    /// # Errors
    /// As [`days`](Self::days).
    pub fn person(&self, index: InhabitantIndex) -> Result<Option<Inhabitant>, SandboxError> {
        let workspace = self.workspace()?;
        Ok(workspace.population().inhabitant(index, workspace.today()))
    }

    /// Whose number it is, also a former one.
    ///
    /// # Errors
    /// As [`days`](Self::days).
    pub fn person_with(&self, pnr: Pnr) -> Result<Option<InhabitantIndex>, SandboxError> {
        let workspace = self.workspace()?;
        Ok(workspace.population().inhabitant_with(pnr, workspace.today()))
    }

    /// What can happen to a person on the next working day.
    ///
    /// # Errors
    /// As [`days`](Self::days).
    pub fn possible_events(&self, index: InhabitantIndex) -> Result<Vec<EventCode>, SandboxError> {
        let workspace = self.workspace()?;
        Ok(workspace.population().possible_events(index, workspace.today()))
    }

    /// Events that were ordered and have not happened yet.
    ///
    /// # Errors
    /// As [`days`](Self::days).
    pub fn ordered_events(&self) -> Result<Vec<OrderedEvent>, SandboxError> {
        let workspace = self.workspace()?;
        let (population, today) = (workspace.population(), workspace.today());
        let ahead = population.plan().stories.iter().filter(|story| story.day > today);
        let ordered = ahead.filter_map(|story| {
            let index = population.inhabitant_with(story.pnr, today)?;
            Some(OrderedEvent { day: story.day, index, event: story.event })
        });
        Ok(ordered.collect())
    }

    /// Orders an event for the next working day, by number. Waits for the turn: for the command line. Returns the day.
    ///
    /// # Errors
    /// When it cannot happen, too.
    pub fn order(&self, pnr: Pnr, event: EventCode) -> Result<Date, SandboxError> {
        let _turn = self.turn()?;
        self.add_story(pnr, event)
    }

    /// The same by the place of the person, for a page: it does not wait.
    ///
    /// # Errors
    /// [`SandboxError::Busy`] while a day passes, too.
    pub fn order_for(
        &self,
        index: InhabitantIndex,
        event: EventCode,
    ) -> Result<Date, SandboxError> {
        let _turn = self.try_turn()?;
        let person = self.person(index)?.ok_or(SandboxError::Nobody)?;
        self.add_story(person.pnr, event)
    }

    fn add_story(&self, pnr: Pnr, event: EventCode) -> Result<Date, SandboxError> {
        let mut workspace = self.workspace()?;
        let day = workspace.next_day();
        workspace.add_story(Story { day, pnr, event })?;
        Ok(day)
    }
}
