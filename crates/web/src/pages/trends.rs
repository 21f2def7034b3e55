use app::TrendDay;

use crate::answer::Answer;
use crate::call::Call;
use crate::frame::Frame;
use crate::page_error::PageError;
use crate::plot::{Plot, PlotData, Series, Shape, decimal};
use crate::text::Text;
use crate::view::{Block, Field, FormView, Page, Part, Section, Tone};

/// How the last days went, as pictures.
pub(crate) fn show(call: &Call) -> Result<Answer, PageError> {
    let t = call.text();
    let is_year = call.query.get("periode") == "aar";
    let days = call.app().trends(&call.context, if is_year { 260 } else { 30 })?;
    let page = Page::new(t, Frame::new(call, t.trends()), t.trends());
    let periods = [("", t.last_30()), ("aar", t.last_year())];
    let periods = periods.map(|(key, words)| (key.to_owned(), words.to_owned()));
    let field =
        Field::select("periode", t.period(), periods.into(), if is_year { "aar" } else { "" });
    let form = Block::Form(FormView::get("/tendenser", vec![field], t.filter_list()));
    let mut parts = vec![Part::Open(Section::new("h-period", "", vec![form]))];
    if days.len() < 2 {
        return Answer::page(&page.lead(Tone::Plain, t.no_trend()).with(parts));
    }
    let plots = [
        plot(
            t,
            &days,
            "p-persons",
            t.persons_in_extracts(),
            t.persons_unit(),
            Shape::Bars,
            0,
            |day| Some(day.persons as f64),
        ),
        plot(
            t,
            &days,
            "p-delivered",
            t.delivered_persons(),
            t.persons_unit(),
            Shape::Bars,
            0,
            |day| Some(day.volume.persons as f64),
        ),
        plot(t, &days, "p-bytes", t.delivered_megabytes(), t.megabytes(), Shape::Bars, 1, |day| {
            Some(day.volume.bytes as f64 / 1e6)
        }),
        plot(t, &days, "p-time", t.time_to_deliver(), t.minutes(), Shape::Lines, 1, |day| {
            day.seconds.map(|seconds| seconds / 60.0)
        }),
    ];
    parts.extend(
        plots
            .into_iter()
            .map(|plot| Part::Boxed(Section::new("", "", vec![Block::Plot(Box::new(plot))]))),
    );
    Answer::page(&page.with(parts))
}

#[expect(clippy::too_many_arguments, reason = "what a plot is of, once")]
fn plot(
    t: Text,
    days: &[TrendDay],
    id: &'static str,
    heading: &str,
    unit: &str,
    shape: Shape,
    decimals: usize,
    value: impl Fn(&TrendDay) -> Option<f64>,
) -> Plot {
    let values: Vec<Option<f64>> = days.iter().map(value).collect();
    Plot::new(
        t,
        PlotData {
            id,
            heading: heading.to_owned(),
            sentence: sentence(t, days, &values, unit, decimals),
            unit: unit.to_owned(),
            shape,
            axis: t.day_word().to_owned(),
            places: days.iter().map(|day| t.axis_day(day.proddto)).collect(),
            series: vec![Series { name: String::new(), values }],
            decimals,
        },
    )
}

/// The median, and the largest with its day.
fn sentence(
    t: Text,
    days: &[TrendDay],
    values: &[Option<f64>],
    unit: &str,
    decimals: usize,
) -> String {
    let mut known: Vec<(f64, &TrendDay)> =
        values.iter().zip(days).filter_map(|(value, day)| Some(((*value)?, day))).collect();
    known.sort_by(|(one, _), (other, _)| one.total_cmp(other));
    let (Some((median, _)), Some((largest, day))) = (known.get(known.len() / 2), known.last())
    else {
        return t.no_trend().to_owned();
    };
    let number = |value: f64| decimal(t, value, decimals);
    t.trend_sentence(&number(*median), &number(*largest), &t.axis_day(day.proddto), unit)
}
