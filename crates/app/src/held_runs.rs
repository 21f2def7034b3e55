use std::sync::atomic::{AtomicU32, Ordering};

use pipeline::{Cancelled, PipelineError, PipelineEvent, PipelineObserver};
use store::{AgreementText, Decision, HeldReason, Run, RunDeliveries, RunId, RunState, Sha256};

use crate::app::App;
use crate::day_words::short_day;
use crate::detail::Detail;
use crate::error::AppError;
use crate::error_code::ErrorCode;
use crate::request_context::RequestContext;

/// How often a decision asks whether another process has finished with extracts: some seconds in all.
const TRIES: u32 = 60;

/// A run, and what follows from its state.
#[derive(Debug)]
pub struct RunOverview {
    /// The run.
    pub run: Run,
    /// How far its deliveries have come.
    pub deliveries: RunDeliveries,
    /// What is wrong with it, if it is held.
    pub wrong: Option<Detail>,
    /// What is recommended, if it is held.
    pub advice: Option<Detail>,
    /// The last extract in the replica.
    pub last: Option<Run>,
    /// Agreements that are active: so many wait for a file.
    pub agreements: u64,
    /// Other runs that wait.
    pub waiting: u64,
    /// What a decision is based on: when it has changed, the decision is not taken.
    pub state: RunStateToken,
}

/// What a decision on a run is based on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RunStateToken(Sha256);

impl RunStateToken {
    fn of(run: &Run) -> Self {
        let held = run.held.as_ref();
        let text = format!(
            "{} {} {} {}",
            run.id,
            run.state.as_str(),
            held.map_or("", |held| held.reason.as_str()),
            held.is_some_and(|held| held.releasable)
        );
        Self(Sha256::of([text.as_bytes()]))
    }

    /// The token of a text.
    pub fn parse(text: &str) -> Option<Self> {
        text.parse().map(Self).ok()
    }

    /// The text.
    pub fn text(self) -> String {
        self.0.to_string()
    }
}

/// Runs, and decisions on those that are held.
impl App {
    /// A run and what follows from its state. For the operator and the auditor.
    ///
    /// # Errors
    /// [`ErrorCode::NotPossible`] when there is no such run.
    pub fn run_overview(
        &self,
        context: &RequestContext,
        id: RunId,
    ) -> Result<RunOverview, AppError> {
        self.as_reader(context, || {
            let store = &self.store;
            let run = store.run(id)?.ok_or(PipelineError::NoRun(id))?;
            let is_held = run.state == RunState::Held;
            let last = store.last_applied()?;
            let waiting = store.pending_runs()?.iter().filter(|other| other.id != id).count();
            Ok(RunOverview {
                deliveries: store.run_deliveries(id)?,
                wrong: is_held.then(|| wrong(&run, last.as_ref())),
                advice: is_held.then(|| advice(&run)).flatten(),
                last,
                agreements: store.active_agreements()?,
                waiting: waiting as u64,
                state: RunStateToken::of(&run),
                run,
            })
        })
    }

    /// Releases or rejects a held run, as it was seen. What follows is done by the server. For the operator only.
    ///
    /// # Errors
    /// [`ErrorCode::NotPossible`] when the run is no longer as it was seen, or cannot be decided on so;
    /// [`ErrorCode::InvalidArgument`] when the reason has something like a personal number; [`ErrorCode::Busy`].
    pub fn resolve_hold(
        &self,
        context: &RequestContext,
        id: RunId,
        decision: Decision,
        reason: &AgreementText,
        seen: RunStateToken,
    ) -> Result<Run, AppError> {
        self.as_operator(context, || {
            if has_number(reason.as_str()) {
                return Err(AppError::with(ErrorCode::InvalidArgument, no_numbers()));
            }
            let run = self.store.run(id)?.ok_or(PipelineError::NoRun(id))?;
            if RunStateToken::of(&run) != seen {
                return Err(AppError::with(ErrorCode::NotPossible, changed()));
            }
            let deadline = WaitDeadline(AtomicU32::new(0));
            Ok(self.pipeline.resolve_hold(id, decision, reason, &context.author, &deadline)?)
        })
    }
}

/// Waits for another process for some seconds, and no longer.
struct WaitDeadline(AtomicU32);

impl PipelineObserver for WaitDeadline {
    fn step(&self, event: PipelineEvent<'_>) -> Result<(), Cancelled> {
        match event {
            PipelineEvent::Waiting(_) if self.0.fetch_add(1, Ordering::Relaxed) >= TRIES => {
                Err(Cancelled)
            }
            _ => Ok(()),
        }
    }
}

/// What is wrong with a held run, in one sentence. The numbers stand in its detail.
fn wrong(run: &Run, last: Option<&Run>) -> Detail {
    let day = |run: &Run| run.header.map(|header| header.proddto);
    let Some(held) = &run.held else { return Detail::new("", "") };
    let before = run.header.and_then(|header| header.proddtoforrig);
    match held.reason {
        HeldReason::Gap => match (before, last.and_then(day)) {
            (Some(before), Some(last)) => {
                let (before, last) = (short_day(before), short_day(last));
                Detail::new(
                    format!(
                        "An extract is missing: this one follows that for {}, but the last one is for {}.",
                        before.english, last.english
                    ),
                    format!(
                        "Der mangler et udtræk: dette følger efter {}, men det seneste er for {}.",
                        before.danish, last.danish
                    ),
                )
            }
            _ => Detail::new(
                "An extract is missing before this one.",
                "Der mangler et udtræk før dette.",
            ),
        },
        HeldReason::Duplicate if held.releasable => Detail::new(
            "There is another extract for the same day already.",
            "Der er allerede et andet udtræk for samme dag.",
        ),
        HeldReason::Duplicate => {
            Detail::new("The extract is here already.", "Udtrækket er her allerede.")
        }
        HeldReason::Late => Detail::new(
            "A newer extract is in the replica: this one would overwrite newer data.",
            "Et nyere udtræk er indlæst; dette ville overskrive nyere data.",
        ),
        HeldReason::Date => Detail::new(
            "A date in the start record is not plausible.",
            "En dato i startrecorden kan ikke passe.",
        ),
        HeldReason::Torn => Detail::new(
            "The end record is missing: the file has not come whole.",
            "Slutrecorden mangler: filen er ikke kommet hel.",
        ),
        HeldReason::Counter => Detail::new(
            "The counter does not match: the end record states another number of records than the file has.",
            "Tælleren passer ikke: slutrecorden siger et andet antal records, end filen har.",
        ),
        HeldReason::Encoding => Detail::new(
            "The file is not ISO-8859-1, or has characters that it does not have.",
            "Filen er ikke ISO-8859-1 eller har tegn, som ISO-8859-1 ikke har.",
        ),
        HeldReason::Corrupt => Detail::new(
            "Records or fields cannot be read, or persons have no record 001.",
            "Records eller felter kan ikke læses, eller personer mangler record 001.",
        ),
        HeldReason::NotAnExtract => Detail::new(
            "The start record is missing: the file is no extract.",
            "Startrecorden mangler: filen er ikke et udtræk.",
        ),
    }
}

/// What is recommended (docs/held.md).
fn advice(run: &Run) -> Option<Detail> {
    let held = run.held.as_ref()?;
    Some(match held.reason {
        HeldReason::Gap => Detail::new(
            "Get the missing extract: when it comes, both go on by themselves. Release this one only if it will never come.",
            "Skaf det manglende udtræk: når det kommer, går begge videre af sig selv. Frigiv kun dette, hvis det andet aldrig kommer.",
        ),
        HeldReason::Duplicate if held.releasable => Detail::new(
            "Reject it, unless the CPR office says that it corrects the first one.",
            "Afvis det, medmindre CPR-kontoret siger, at det retter det første.",
        ),
        HeldReason::Duplicate | HeldReason::Late | HeldReason::NotAnExtract => {
            Detail::new("Reject it: it brings nothing new.", "Afvis det: det bringer intet nyt.")
        }
        HeldReason::Date => Detail::new(
            "See whether the file or the machine's clock is wrong before you choose.",
            "Se, om filen eller maskinens ur er forkert, før I vælger.",
        ),
        HeldReason::Torn => Detail::new(
            "Have it sent again, and reject this one when the new one has come: it waits behind this one.",
            "Få det sendt igen, og afvis dette, når det nye er kommet: det venter bag dette.",
        ),
        HeldReason::Counter | HeldReason::Encoding | HeldReason::Corrupt => Detail::new(
            "Ask the CPR office before you choose: is the file right, or do they send a new one? A new one waits behind this one \
             and goes on as soon as this one is rejected.",
            "Spørg CPR-kontoret, før I vælger: er filen rigtig, eller sender de en ny? En ny venter bag denne og går igennem, \
             så snart denne er afvist.",
        ),
    })
}

/// Whether a text has something like a personal number: ten digits, or six and four. Others read it.
fn has_number(text: &str) -> bool {
    let mut digits = 0;
    for letter in text.chars() {
        match letter {
            '0'..='9' => digits += 1,
            ' ' | '-' if digits == 6 => {}
            _ => digits = 0,
        }
        if digits >= 10 {
            return true;
        }
    }
    false
}

fn no_numbers() -> Detail {
    Detail::new(
        "The reason has something like a personal number; leave it out, because others read the reason",
        "Begrundelsen indeholder noget, der ligner et personnummer; udelad det, for andre læser begrundelsen",
    )
}

fn changed() -> Detail {
    Detail::new(
        "The run is no longer as the page showed it, and nothing was done; see how it stands now",
        "Kørslen er ikke længere, som siden viste den, og intet er gjort; se, hvordan den står nu",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn number_in_a_reason_is_seen_however_it_is_written() {
        for text in ["0101701234", "om 010170-1234 igen", "010170 1234", "12345678901"] {
            assert!(has_number(text), "{text}");
        }
        for text in
            ["", "d260310.l534902", "kl. 09.12 den 10-03-2026", "12345 67890", "sag 123456789"]
        {
            assert!(!has_number(text), "{text}");
        }
    }
}
