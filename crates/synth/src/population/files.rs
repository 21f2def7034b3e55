use extract::{Form, Part};
use jiff::civil::Date;
use rayon::prelude::*;

use super::Population;
use super::days::GroupDay;
use crate::answers::Answers;
use crate::life::Notice;
use crate::mass::{Post, Renaming};
use crate::records::RecordSheet;
use crate::style::Style;
use clock::working_day_before;

/// Groups that one thread writes in one go.
const PORTION: usize = 16;
/// Portions that are in memory at once.
const PORTIONS: usize = 16;

impl Population {
    /// Writes an extract of everyone as they are after a day, each with the event `A45`, piece by piece. `put` gets the
    /// pieces in order, with the number of persons written so far; an error that it returns ends the writing.
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
        let style = self.style(day, form);
        let mut writer = style.writer();
        writer.start(self.plan.opgavenr, day, working_day_before(day));
        let mut persons = 0;
        for labels in [false, true] {
            for first in (0..self.groups()).step_by(PORTION * PORTIONS) {
                let portions: Vec<u64> = (first..).step_by(PORTION).take(PORTIONS).collect();
                let write = |start: &u64| self.portion(*start, &days, &post, &style, labels);
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

    /// The change extract of a working day after the first: everyone with an event, and everyone affected by one.
    pub fn day(&self, day: Date, form: Form) -> Vec<u8> {
        let days = self.days_until(working_day_before(day));
        let renaming = Renaming::on(self.plan.seed, day);
        let post = self.post(day);
        let groups: Vec<GroupDay> = (0..self.groups())
            .into_par_iter()
            .filter_map(|id| self.write_event(id, &days, day, renaming))
            .collect();
        let style = self.style(day, form);
        let mut writer = style.writer();
        writer.start(self.plan.opgavenr, day, working_day_before(day));
        let answers = Answers::on(&self.plan, day);
        writer.append(&answers.receipt(&self.series, form));
        for labels in [false, true] {
            let portions = groups.par_chunks(PORTION);
            let parts: Vec<Part> = portions
                .map(|groups| self.write_news(groups, &post, day, &style, labels))
                .collect();
            parts.iter().for_each(|part| writer.append(part));
        }
        let mut file = writer.finish();
        file.extend_from_slice(answers.error(form).bytes());
        file
    }

    fn write_news(
        &self,
        groups: &[GroupDay],
        post: &Post,
        day: Date,
        style: &Style,
        labels: bool,
    ) -> Part {
        let mut writer = style.writer();
        for GroupDay { group, news } in groups {
            for slot in group.slots() {
                let of: Vec<&Notice> = news.iter().filter(|notice| notice.slot == slot).collect();
                if !of.is_empty() {
                    let sheet = RecordSheet {
                        group,
                        series: &self.series,
                        post,
                        slot,
                        style,
                        writer: &mut writer,
                    };
                    if labels { write_labels(sheet, &of) } else { write_person(sheet, &of, day) }
                }
            }
        }
        writer.into_part()
    }

    /// The records of some groups, or their labels, with the number of persons.
    fn portion(
        &self,
        start: u64,
        days: &[Date],
        post: &Post,
        style: &Style,
        labels: bool,
    ) -> (Part, u64) {
        let mut writer = style.writer();
        let mut persons = 0;
        for id in (start..self.groups()).take(PORTION) {
            let group = &self.group_after(id, days);
            for slot in group.slots() {
                let former = 0..group.person(slot).former.len();
                let notice = |former| Notice { slot, former, code: "A45", mark: "" };
                let all: Vec<Notice> = former.map(Some).chain([None]).map(notice).collect();
                let all: Vec<&Notice> = all.iter().collect();
                persons += all.len() as u64;
                let day = days.last().copied().unwrap_or(self.plan.first_day);
                let sheet = RecordSheet {
                    group,
                    series: &self.series,
                    post,
                    slot,
                    style,
                    writer: &mut writer,
                };
                if labels { write_labels(sheet, &all) } else { write_person(sheet, &all, day) }
            }
        }
        (writer.into_part(), persons)
    }
}

/// A person's records without the label: first those of former numbers with an event.
fn write_person(mut sheet: RecordSheet<'_>, news: &[&Notice], day: Date) {
    let person = sheet.group.person(sheet.slot);
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
    for notice in &valid {
        sheet.event(notice.code, notice.mark, day);
    }
    if !valid.is_empty() {
        sheet.write_behind_events();
    }
}

fn write_labels(mut sheet: RecordSheet<'_>, news: &[&Notice]) {
    let person = sheet.group.person(sheet.slot);
    for notice in news {
        if let Some(former) = notice.former.map(|place| &person.former[place]) {
            sheet.former_label(former);
        }
    }
    if news.iter().any(|notice| notice.former.is_none()) {
        sheet.label();
    }
}
