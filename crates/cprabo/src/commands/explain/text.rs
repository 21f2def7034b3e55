use anstyle::Style;
use anyhow::Result;
use civil::MunicipalityCode;
use disclosure::{ChangedPerson, Explanation, Findings, KindFindings, Match, Outcome, Question};
use filters::{FilterKind, Reason, Verdict};
use jiff::Timestamp;
use store::{AnswerDisclosure, LookupDisclosure, MembershipPeriod, TracedDelivery};

use super::sentence::{alarm, sentence, words};
use crate::commands::filter::describe;
use crate::output::{BAD, FAINT, GOOD, HINT, STRONG, count, line, local, or_dash, styled};

/// Prints the explanation: for each run the answer first, then its basis.
pub(super) fn print(question: &Question<'_>, runs: &[Explanation], now: Timestamp) -> Result<()> {
    let Question { agreement, pnr, day } = question;
    let heading = format!("{} on {day}, agreement {}", pnr.reveal(), agreement.uuid);
    line(&styled(STRONG, &heading))?;
    if runs.len() > 1 {
        let extracts = count(runs.len() as u64, "extract", "extracts");
        line(&styled(HINT, &format!("{extracts} of this day came; each is explained")))?;
    }
    runs.iter().try_for_each(|explanation| print_run(question, explanation, now))
}

fn print_run(question: &Question<'_>, explanation: &Explanation, now: Timestamp) -> Result<()> {
    let run = &explanation.run;
    line(&format!("run {}, {}: {}", run.id, run.file_name, run.state.as_str()))?;
    match explanation.contradiction() {
        Some(contradiction) => line(&format!("  {}", styled(BAD, &alarm(&contradiction))))?,
        None => {
            let sentence = sentence(explanation, question.agreement, now);
            line(&format!("  {}", styled(style(explanation.outcome), &sentence)))?;
        }
    }
    explanation.findings.as_ref().map_or(Ok(()), print_findings)?;
    explanation.other_disclosures.loads.iter().try_for_each(print_delivery)?;
    explanation.other_disclosures.answers.iter().try_for_each(print_answer_disclosure)?;
    explanation.other_disclosures.lookups.iter().try_for_each(print_lookup)
}

const fn style(outcome: Outcome) -> Style {
    match outcome {
        Outcome::Judged(Verdict::Deliver(_)) => GOOD,
        _ => HINT,
    }
}

fn print_findings(findings: &Findings) -> Result<()> {
    row("taken in", &local(findings.applied_at))?;
    findings.person.as_ref().map_or(Ok(()), print_person)?;
    let none = || "none yet".to_owned();
    row("filters", &findings.version.as_ref().map_or_else(none, describe))?;
    findings.kinds.iter().try_for_each(|kind| print_kind(kind, findings))?;
    let combination = findings.deliveries.first().map(|first| first.combination.as_str());
    combination.map_or(Ok(()), |word| row("combination", word))?;
    findings.deliveries.iter().try_for_each(print_delivery)
}

fn print_person(person: &ChangedPerson) -> Result<()> {
    let ChangedPerson { change, age } = person;
    let place = |code: Option<MunicipalityCode>| match code {
        Some(code) => format!("{code} {}", code.name().unwrap_or_default()).trim_end().to_owned(),
        None => "nowhere known".to_owned(),
    };
    row("lived in", &place(change.lived_in))?;
    row("lives in", &place(change.lives_in))?;
    row("age", &or_dash(age.map(civil::Age::years)))?;
    let events: Vec<&str> = change.events.iter().map(civil::EventCode::as_str).collect();
    row("events", &or_dash((!events.is_empty()).then(|| events.join(", "))))?;
    if change.is_protected {
        row("protected", "name and address")?;
    }
    Ok(())
}

fn print_kind(findings: &KindFindings, all: &Findings) -> Result<()> {
    let KindFindings { kind, is_set, matches } = findings;
    match (is_set, matches.is_empty()) {
        (false, _) => row(kind.as_str(), &styled(FAINT, "not set"))?,
        (true, true) if all.person.is_none() => row(kind.as_str(), "set")?,
        (true, true) => row(kind.as_str(), &styled(HINT, "set, does not match"))?,
        (true, false) => matches.iter().try_for_each(|one| row(kind.as_str(), &matched(one)))?,
    }
    if *kind == FilterKind::Pnr {
        print_other_periods(matches, all)?;
    }
    Ok(())
}

/// Periods in which the number was in the set, but not for this run: the most common reason to ask.
fn print_other_periods(matches: &[Match], all: &Findings) -> Result<()> {
    let is_shown = |since| matches.iter().any(|one| one.since.as_ref() == Some(since));
    for MembershipPeriod { since, until, .. } in
        all.periods.iter().filter(|period| !is_shown(&period.since))
    {
        let is_later = Some(since.version) > all.version.as_ref().map(|version| version.version);
        let when = if is_later { "put in after this extract" } else { "was in the set before" };
        let until = until.as_ref().map(|until| format!("; taken out: {}", describe(until)));
        let text = format!("{when}: {}{}", describe(since), until.unwrap_or_default());
        row("", &styled(FAINT, &text))?;
    }
    Ok(())
}

fn matched(one: &Match) -> String {
    let line = one.filter.revealed_line();
    // The number is printed above, and the kind before.
    let value = match one.filter.kind() {
        FilterKind::Pnr | FilterKind::NoFilter => "matches",
        _ => line.split_once(' ').map_or("", |(_, value)| value),
    };
    let since = one.since.as_ref().map_or("put in nobody knows when".to_owned(), describe);
    let how = match one.reason.has(Reason::FOLLOWED) {
        true => "came with this extract, in place of a number in the set: ",
        false => "",
    };
    format!("{} ({}), {how}{since}", styled(GOOD, value), words(one.reason))
}

fn print_delivery(traced: &TracedDelivery) -> Result<()> {
    let delivery = &traced.delivery;
    let published = delivery.published.as_ref().map(|published| local(published.at));
    let published =
        published.map_or("not published yet".to_owned(), |at| format!("published {at}"));
    let name = match (delivery.replay_of, delivery.load) {
        (Some(_), _) => "replay",
        (None, Some(_)) => "load",
        (None, None) => "delivery",
    };
    row(name, &format!("{} {}, {published}", delivery.seq, delivery.name))?;
    if !delivery.minimisation.is_empty() {
        row("terms", &delivery.minimisation.to_string())?;
    }
    if delivery.published.is_some() {
        let recorded = match traced.recorded {
            None if traced.is_reduced => "reduced to a count: it is not known any more".to_owned(),
            None => "the person is not in it".to_owned(),
            Some(reason) => recorded(reason),
        };
        row("log", &recorded)?;
    }
    if delivery.ages_in {
        row("why", "without a change of data: the persons in it enter an age range on that day")?;
    }
    for collection in &traced.collections {
        row("collected", &format!("{} with key {}", local(collection.at), collection.ssh_key))?;
    }
    if traced.collections.is_empty() {
        row("collected", &styled(FAINT, "not yet"))?;
    }
    let gone = if delivery.expired_at.is_some() { "left IN" } else { "removed" };
    delivery.removed_at.map_or(Ok(()), |at| row(gone, &local(at)))
}

fn print_answer_disclosure(answer: &AnswerDisclosure) -> Result<()> {
    let AnswerDisclosure { at, who, action, reason } = answer;
    row("answered", &format!("{} to {action}, {who}, for {}", local(*at), words(*reason)))
}

fn print_lookup(lookup: &LookupDisclosure) -> Result<()> {
    let LookupDisclosure { at, who, on_behalf_of, action, callers_id } = lookup;
    let user = on_behalf_of.as_ref().map(|user| format!(", on behalf of {user}"));
    let id = callers_id.as_ref().map(|id| format!(", its call {id}"));
    let (user, id) = (user.unwrap_or_default(), id.unwrap_or_default());
    row("looked up", &format!("{} by {action}, {who}{user}{id}", local(*at)))
}

fn recorded(reason: Reason) -> String {
    format!("disclosed for {}", words(reason))
}

fn row(name: &str, value: &str) -> Result<()> {
    line(&format!("  {name:<13} {value}"))
}
