//! The tables and plots of the service page.

use app::{DayOfKind, InTime, KindFigures, ResponseTime, ServiceFigures, Uptime};
use jiff::SignedDuration;
use store::ProbeKind;

use crate::plot::{Plot, PlotData, Series, Shape};
use crate::table::{Cell, Column, Table};
use crate::text::Text;

const NONE: &str = "–";
/// Above the scale of response times.
const ABOVE: &str = "> 10 000";

/// Who answers now, and the uptime of each.
pub(super) fn uptimes(t: Text, figures: &ServiceFigures) -> Table {
    let columns = vec![
        Column::text(t.measured_on()),
        Column::text(t.now_heading()),
        Column::number(t.uptime_day()),
        Column::number(t.uptime_month()),
        Column::number(t.uptime_year()),
        Column::number(t.without_planned()),
    ];
    let mut rows: Vec<Vec<Cell>> = figures.kinds.iter().map(|kind| uptime_row(t, kind)).collect();
    if let Some(files) = figures.day_files {
        let share = |files: Option<InTime>| files.map(InTime::share);
        let [day, month, year] = files.periods.map(|files| Cell::Number(per_cent(t, share(files))));
        let state = match figures.state.is_delayed {
            true => Cell::State("held", t.not_in_time().to_owned()),
            false => Cell::State("done", t.in_time().to_owned()),
        };
        let none = Cell::Number(NONE.to_owned());
        rows.push(vec![Cell::Text(t.day_file().to_owned()), state, day, month, year, none]);
    }
    Table { t, label: t.uptime_table().to_owned(), columns, rows, pages: None }
}

fn uptime_row(t: Text, kind: &KindFigures) -> Vec<Cell> {
    let state = match (kind.is_measured, kind.last.fault) {
        (false, _) => Cell::State("info", t.not_measured().to_owned()),
        (true, None) => Cell::State("done", t.answers().to_owned()),
        (true, Some(_)) => Cell::State("bad", t.answers_not().to_owned()),
    };
    let shares = kind.periods.map(|period| period.uptime.map(|uptime| uptime.share()));
    let without = kind.periods[1].uptime.as_ref().map(Uptime::share_without_planned);
    let shares = shares.into_iter().chain([without]);
    let shares = shares.map(|share| Cell::Number(per_cent(t, share)));
    [Cell::Text(call(t, kind.last.kind).to_owned()), state].into_iter().chain(shares).collect()
}

/// The response times of each.
pub(super) fn times(t: Text, figures: &ServiceFigures) -> Table {
    let periods = [t.uptime_day(), t.uptime_month(), t.uptime_year()];
    let columns = [Column::text(t.measured_on())].into_iter().chain(periods.map(Column::number));
    let row = |kind: &KindFigures| {
        let times = kind.periods.map(|period| Cell::Number(response(t, period.times)));
        [Cell::Text(call(t, kind.last.kind).to_owned())].into_iter().chain(times).collect()
    };
    Table {
        t,
        label: t.times_table().to_owned(),
        columns: columns.collect(),
        rows: figures.kinds.iter().map(row).collect(),
        pages: None,
    }
}

/// How long any kind of call was down on each day.
pub(super) fn down_plot(t: Text, figures: &ServiceFigures) -> Plot {
    let down = figures.days.iter().map(|day| day.down.map(minutes));
    let down: Vec<Option<f64>> = down.collect();
    let days = down.iter().flatten().filter(|minutes| **minutes > 0.0).count() as u64;
    let all = figures.days.iter().filter_map(|day| day.down).sum::<SignedDuration>();
    let all = t.number(all.as_secs().unsigned_abs().div_ceil(60));
    let sentence = match (days, t.is_danish()) {
        (0, _) => t.no_downtime().to_owned(),
        (days, true) => {
            format!("Nedetid på {days} af de seneste 30 døgn, i alt {all} minutter.")
        }
        (days, false) => format!("Downtime on {days} of the last 30 days, {all} minutes in all."),
    };
    Plot::new(
        t,
        PlotData {
            id: "down",
            heading: t.down_plot().to_owned(),
            sentence,
            unit: t.minutes().to_owned(),
            shape: Shape::Bars,
            axis: t.day_heading().to_owned(),
            places: places(t, figures),
            series: vec![Series { name: String::new(), values: down }],
            decimals: 1,
        },
    )
}

/// How long SOAP calls took on each day.
pub(super) fn times_plot(t: Text, figures: &ServiceFigures) -> Plot {
    let soap = |of: fn(ResponseTime) -> Option<u32>| -> Vec<Option<f64>> {
        let of_day = |kinds: &[DayOfKind]| {
            let soap = kinds.iter().find(|kind| kind.kind == ProbeKind::Soap)?;
            soap.times.and_then(of).map(f64::from)
        };
        figures.days.iter().map(|day| of_day(&day.kinds)).collect()
    };
    let series = vec![
        Series { name: t.median().to_owned(), values: soap(|times| times.median) },
        Series { name: t.of_95().to_owned(), values: soap(|times| times.of_95) },
    ];
    Plot::new(
        t,
        PlotData {
            id: "times",
            heading: t.times_plot().to_owned(),
            sentence: t.times_sentence().to_owned(),
            unit: t.milliseconds().to_owned(),
            shape: Shape::Lines,
            axis: t.day_heading().to_owned(),
            places: places(t, figures),
            series,
            decimals: 0,
        },
    )
}

fn places(t: Text, figures: &ServiceFigures) -> Vec<String> {
    figures.days.iter().map(|day| Text::axis_day(t, day.day)).collect()
}

/// `12 (30)`: the median, and what 95 of 100 took at most.
fn response(t: Text, times: Option<ResponseTime>) -> String {
    let Some(ResponseTime { median, of_95, .. }) = times else { return NONE.to_owned() };
    let number = |millis: Option<u32>| millis.map_or(ABOVE.to_owned(), |millis| t.number(millis));
    format!("{} ({})", number(median), number(of_95))
}

fn minutes(time: SignedDuration) -> f64 {
    time.as_secs_f64() / 60.0
}

const fn call(t: Text, kind: ProbeKind) -> &'static str {
    match kind {
        ProbeKind::Soap => t.call_soap(),
        ProbeKind::Lookup => t.call_lookup(),
        ProbeKind::Sftp => t.call_sftp(),
    }
}

/// Hundredths of a per cent: `99,96 %`.
fn per_cent(t: Text, share: Option<u16>) -> String {
    let Some(share) = share else { return NONE.to_owned() };
    let (whole, rest) = (share / 100, share % 100);
    format!("{whole}{}{rest:02}{}", t.choose(",", "."), t.choose("\u{a0}%", "%"))
}

#[cfg(test)]
mod tests {
    use store::Language;

    use super::*;

    #[test]
    fn per_cent_has_two_digits_and_never_more_than_there_is() {
        let da = Text::of(Language::Danish);
        assert_eq!(per_cent(da, Some(9_996)), "99,96\u{a0}%");
        assert_eq!(per_cent(da, Some(10_000)), "100,00\u{a0}%");
        assert_eq!(per_cent(Text::of(Language::English), Some(905)), "9.05%");
        assert_eq!(per_cent(da, None), "–");
    }
}
