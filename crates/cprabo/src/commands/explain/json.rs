use anyhow::Result;
use civil::AgreementUuid;
use disclosure::{Explanation, Findings, KindFindings, Outcome, Question};
use filters::{NotMatched, Reason, Verdict};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use store::{LookupDisclosure, MembershipPeriod, TracedDelivery};

use crate::commands::filter::ChangeRow;
use crate::output;

/// The output of `explain --json`.
#[derive(Serialize)]
struct Answer {
    agreement: AgreementUuid,
    pnr: String,
    day: Date,
    runs: Vec<Run>,
}

#[derive(Serialize)]
struct Run {
    run: i64,
    file: String,
    state: &'static str,
    held: Option<&'static str>,
    outcome: &'static str,
    /// The reasons, when the person is delivered, or chosen and left out by the terms.
    reasons: Option<Vec<&'static str>>,
    /// The kinds that would have had to match too.
    missing: Vec<&'static str>,
    /// The log of disclosures says something else.
    inconsistent: bool,
    #[serde(flatten)]
    rests_on: Option<RestsOn>,
    /// Parts of loads as of the extract, and their replays; with or without the person.
    loads: Vec<Delivery>,
    /// Answers that disclosed the person, as of the extract.
    #[serde(rename = "told")]
    answers: Vec<AnswerDisclosure>,
    /// Look-ups that disclosed the person, as of the extract.
    lookups: Vec<Lookup>,
}

#[derive(Serialize)]
struct RestsOn {
    applied_at: Timestamp,
    person: Option<Person>,
    version: Option<ChangeRow>,
    kinds: Vec<Kind>,
    number_in_set: Vec<InSet>,
    /// The day's own, then its replays.
    deliveries: Vec<Delivery>,
}

#[derive(Serialize)]
struct Person {
    lived_in: Option<String>,
    lives_in: Option<String>,
    age: Option<u16>,
    events: Vec<String>,
    /// Whether name and address were protected.
    protected: bool,
}

#[derive(Serialize)]
struct Kind {
    kind: &'static str,
    set: bool,
    matches: Vec<Matched>,
}

#[derive(Serialize)]
struct Matched {
    value: Option<String>,
    reasons: Vec<&'static str>,
    since: Option<ChangeRow>,
}

#[derive(Serialize)]
struct InSet {
    since: ChangeRow,
    until: Option<ChangeRow>,
    in_force: bool,
}

#[derive(Serialize)]
struct Delivery {
    seq: u64,
    replay_of: Option<u64>,
    /// Whether it has persons because they enter an age range.
    ages_in: bool,
    name: String,
    sftp_user: String,
    combination: &'static str,
    /// What was left out of the records: the agreement's terms then; empty for nothing.
    terms: String,
    published_at: Option<Timestamp>,
    /// The reasons in the log of disclosures; `null` when the person is not in it.
    recorded: Option<Vec<&'static str>>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    reduced: bool,
    /// That the volume brake holds it now.
    #[serde(skip_serializing_if = "Option::is_none")]
    held: Option<Held>,
    collections: Vec<Collection>,
    removed_at: Option<Timestamp>,
    expired_at: Option<Timestamp>,
}

#[derive(Serialize)]
struct Held {
    since: Timestamp,
    until: Timestamp,
    persons: u64,
    usual: u64,
}

#[derive(Serialize)]
struct AnswerDisclosure {
    at: Timestamp,
    who: String,
    action: String,
    reasons: Vec<&'static str>,
}

#[derive(Serialize)]
struct Lookup {
    at: Timestamp,
    who: String,
    on_behalf_of: Option<String>,
    action: String,
    callers_id: Option<String>,
}

#[derive(Serialize)]
struct Collection {
    at: Timestamp,
    ssh_key: String,
}

pub(super) fn print(question: &Question<'_>, runs: &[Explanation], now: Timestamp) -> Result<()> {
    output::json(&Answer {
        agreement: question.agreement.uuid,
        pnr: question.pnr.reveal().to_string(),
        day: question.day,
        runs: runs.iter().map(|explanation| run(explanation, now)).collect(),
    })
}

fn run(explanation: &Explanation, now: Timestamp) -> Run {
    let Explanation { run, outcome, findings, other_disclosures } = explanation;
    let (reasons, missing) = match outcome {
        Outcome::Judged(Verdict::Deliver(reason)) | Outcome::LeftOut(reason) => {
            (Some(words(*reason)), Vec::new())
        }
        Outcome::Judged(Verdict::Exclude(NotMatched::Missing(kinds))) => {
            (None, kinds.iter().map(filters::FilterKind::as_str).collect())
        }
        _ => (None, Vec::new()),
    };
    Run {
        run: run.id.number(),
        file: run.file_name.clone(),
        state: run.state.as_str(),
        held: run.held.as_ref().map(|held| held.reason.as_str()),
        outcome: outcome.as_str(),
        reasons,
        missing,
        inconsistent: explanation.contradiction().is_some(),
        rests_on: findings.as_ref().map(|findings| rests_on(findings, now)),
        loads: other_disclosures.loads.iter().map(|load| delivery(load, now)).collect(),
        answers: other_disclosures.answers.iter().map(answer_disclosure).collect(),
        lookups: other_disclosures.lookups.iter().map(lookup).collect(),
    }
}

fn rests_on(findings: &Findings, now: Timestamp) -> RestsOn {
    let person = findings.person.as_ref().map(|person| Person {
        lived_in: person.change.lived_in.map(|code| code.to_string()),
        lives_in: person.change.lives_in.map(|code| code.to_string()),
        age: person.age.map(civil::Age::years),
        events: person.change.events.iter().map(ToString::to_string).collect(),
        protected: person.change.is_protected,
    });
    RestsOn {
        applied_at: findings.applied_at,
        person,
        version: findings.version.as_ref().map(Into::into),
        kinds: findings.kinds.iter().map(kind).collect(),
        number_in_set: findings.periods.iter().map(in_set).collect(),
        deliveries: findings.deliveries.iter().map(|one| delivery(one, now)).collect(),
    }
}

fn kind(findings: &KindFindings) -> Kind {
    let matches = findings.matches.iter().map(|one| {
        let line = one.filter.revealed_line();
        Matched {
            value: line.split_once(' ').map(|(_, value)| value.to_owned()),
            reasons: words(one.reason),
            since: one.since.as_ref().map(Into::into),
        }
    });
    Kind { kind: findings.kind.as_str(), set: findings.is_set, matches: matches.collect() }
}

fn in_set(stay: &MembershipPeriod) -> InSet {
    let until = stay.until.as_ref().map(Into::into);
    InSet { since: (&stay.since).into(), until, in_force: stay.is_in_force }
}

fn delivery(traced: &TracedDelivery, now: Timestamp) -> Delivery {
    let TracedDelivery { delivery, combination, recorded, is_reduced, collections, .. } = traced;
    Delivery {
        seq: delivery.seq,
        replay_of: delivery.replay_of,
        ages_in: delivery.ages_in,
        name: delivery.name.clone(),
        sftp_user: delivery.sftp_user.to_string(),
        combination: combination.as_str(),
        terms: delivery.minimisation.to_string(),
        published_at: delivery.published.as_ref().map(|published| published.at),
        recorded: recorded.map(words),
        reduced: *is_reduced,
        held: traced.held(now).map(|hold| Held {
            since: hold.held_at,
            until: hold.held_until,
            persons: hold.persons,
            usual: hold.usual,
        }),
        collections: collections
            .iter()
            .map(|collection| Collection { at: collection.at, ssh_key: collection.ssh_key.clone() })
            .collect(),
        removed_at: delivery.removed_at,
        expired_at: delivery.expired_at,
    }
}

fn answer_disclosure(answer: &store::AnswerDisclosure) -> AnswerDisclosure {
    let store::AnswerDisclosure { at, who, action, reason } = answer;
    AnswerDisclosure {
        at: *at,
        who: who.to_string(),
        action: action.clone(),
        reasons: words(*reason),
    }
}

fn lookup(disclosure: &LookupDisclosure) -> Lookup {
    let LookupDisclosure { at, who, on_behalf_of, action, callers_id } = disclosure;
    Lookup {
        at: *at,
        who: who.to_string(),
        on_behalf_of: on_behalf_of.clone(),
        action: action.clone(),
        callers_id: callers_id.clone(),
    }
}

fn words(reason: Reason) -> Vec<&'static str> {
    reason.words().collect()
}
