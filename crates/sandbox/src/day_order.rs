use std::sync::{Mutex, MutexGuard, PoisonError};

use synth::InjectedFault;

use crate::sandbox_day::SandboxDay;

/// Days that somebody wants to let pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayOrder {
    /// How many: 1 to [`MAX_DAYS`](crate::MAX_DAYS), with a fault 1.
    pub days: u32,
    /// What is wrong with the extract.
    pub fault: Option<InjectedFault>,
}

/// How far the last order is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayProgress {
    /// What was ordered.
    pub order: DayOrder,
    /// The days that have passed.
    pub passed: Vec<SandboxDay>,
    /// Where it is.
    pub state: OrderState,
}

/// Where an order is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OrderState {
    /// It has not begun.
    Waiting,
    /// Days pass.
    Working,
    /// All of them have passed.
    Done,
    /// It stopped: why, in English. Never personal data.
    Failed(String),
}

impl DayProgress {
    /// Whether it is still to be worked on.
    pub const fn is_open(&self) -> bool {
        matches!(self.state, OrderState::Waiting | OrderState::Working)
    }
}

/// The last order. It is in memory: what has passed is in the population and in the ledger.
#[derive(Debug, Default)]
pub(crate) struct DayOrders(Mutex<Option<DayProgress>>);

impl DayOrders {
    pub(crate) fn last(&self) -> MutexGuard<'_, Option<DayProgress>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes the last order.
    pub(crate) fn change(&self, change: impl FnOnce(&mut DayProgress)) {
        if let Some(progress) = self.last().as_mut() {
            change(progress);
        }
    }
}
