use std::time::Duration;

use error_report::Report;
use pipeline::PipelineObserver;
use tracing::warn;
use workers::{Activity, Worker, rest};

use crate::day_order::{DayOrder, DayProgress, OrderState};
use crate::error::SandboxError;
use crate::limits::MAX_DAYS;
use crate::sandbox::Sandbox;

/// How soon an order is seen.
const TICK: Duration = Duration::from_millis(100);

impl Sandbox {
    /// Orders days, which pass in the background.
    ///
    /// # Errors
    /// [`SandboxError::Busy`] when an order is under way, [`SandboxError::Days`] for too many.
    pub fn order_days(&self, order: DayOrder) -> Result<(), SandboxError> {
        let most = if order.fault.is_some() { 1 } else { MAX_DAYS };
        if !(1..=most).contains(&order.days) {
            return Err(SandboxError::Days);
        }
        let mut last = self.orders.last();
        if last.as_ref().is_some_and(DayProgress::is_open) {
            return Err(SandboxError::Busy);
        }
        let passed = Vec::new();
        *last = Some(DayProgress { order, passed, state: OrderState::Waiting });
        Ok(())
    }

    /// How far the last order is; `None` when there was none since the process began.
    pub fn progress(&self) -> Option<DayProgress> {
        self.orders.last().clone()
    }

    /// Lets ordered days pass, until `is_over`.
    pub fn work(
        &self,
        is_over: &dyn Fn() -> bool,
        observer: &dyn PipelineObserver,
        worker: &Worker,
    ) {
        // Of a worker that panicked. What has passed has passed.
        let stopped = "letting the days pass stopped unexpectedly".to_owned();
        self.orders.change(|last| {
            if last.state == OrderState::Working {
                last.state = OrderState::Failed(stopped);
            }
        });
        while !is_over() {
            worker.beat(Activity::Idle);
            match self.pass_ordered_days(is_over, observer) {
                Ok(()) => worker.succeeded(),
                // Most are of the day, such as one that has nothing to spoil: whoever ordered it sees them.
                Err(error) => {
                    warn!(event = "sandbox.days_stopped", error = %Report(&error), "ordered days do not pass");
                }
            }
            rest(TICK, is_over);
        }
    }

    /// Lets the days of the order that waits pass, if there is one.
    ///
    /// # Errors
    /// The order is over then, and says why.
    pub fn pass_ordered_days(
        &self,
        is_over: &dyn Fn() -> bool,
        observer: &dyn PipelineObserver,
    ) -> Result<(), SandboxError> {
        let order = match self.orders.last().as_mut() {
            Some(last) if last.state == OrderState::Waiting => {
                last.state = OrderState::Working;
                last.order
            }
            _ => return Ok(()),
        };
        for _ in 0..order.days {
            if is_over() {
                break;
            }
            let passed =
                self.try_turn().and_then(|turn| self.next_day(&turn, order.fault, observer));
            match passed {
                Ok(day) => self.orders.change(|last| last.passed.push(day)),
                Err(error) => {
                    let why = Report(&error).to_string();
                    self.orders.change(|last| last.state = OrderState::Failed(why));
                    return Err(error);
                }
            }
        }
        self.orders.change(|last| last.state = OrderState::Done);
        Ok(())
    }
}
