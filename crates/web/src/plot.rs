//! Plots: pictures that the server draws, with the numbers as a table below.

use askama::Template;
use askama::filters::HtmlSafe;

use crate::table::{Cell, Column, Table};
use crate::text::Text;

/// Pixels from the top to the axis.
const AXIS: f64 = 176.0;
/// Pixels above the largest value.
const TOP: f64 = 14.0;
/// The part of a place that bars fill, in per cent of it.
const BAR: f64 = 70.0;
/// Labels on the axis, at most.
const LABELS: usize = 12;

/// What a plot shows.
pub(crate) struct PlotData {
    /// By what its parts are found: unique on a page.
    pub(crate) id: &'static str,
    pub(crate) heading: String,
    /// What there is to see, in one sentence.
    pub(crate) sentence: String,
    /// The unit, for the heading of the table and for screen readers.
    pub(crate) unit: String,
    pub(crate) shape: Shape,
    /// What stands on the axis below: days, mostly.
    pub(crate) axis: String,
    pub(crate) places: Vec<String>,
    /// One or two.
    pub(crate) series: Vec<Series>,
    /// Digits behind the point.
    pub(crate) decimals: usize,
}

/// How values are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Counts, from zero. One series.
    Bars,
    /// Rates and times.
    Lines,
}

/// Values, one for each place; `None` where there is none.
pub(crate) struct Series {
    pub(crate) name: String,
    pub(crate) values: Vec<Option<f64>>,
}

/// A plot, drawn.
#[derive(Template)]
#[template(path = "plot.html")]
pub(crate) struct Plot {
    t: Text,
    id: &'static str,
    heading: String,
    sentence: String,
    description: String,
    key: Vec<(&'static str, String)>,
    grid: Vec<GridLine>,
    bars: Vec<Bar>,
    lines: Vec<(&'static str, Vec<Segment>)>,
    dots: Vec<(&'static str, Dot)>,
    labels: Vec<Label>,
    table: Table,
}

/// Its own template escapes what is in it.
impl HtmlSafe for Plot {}

struct GridLine {
    y: String,
    text_y: String,
    label: String,
    is_axis: bool,
}

struct Bar {
    x: String,
    width: String,
    y: String,
    height: String,
    /// Far above the others.
    is_outlier: bool,
}

struct Segment {
    x1: String,
    y1: String,
    x2: String,
    y2: String,
}

struct Dot {
    x: String,
    y: String,
}

struct Label {
    x: String,
    text: String,
    is_wide: bool,
}

impl Plot {
    /// Draws.
    pub(crate) fn new(t: Text, data: PlotData) -> Self {
        let values = data.series.iter().flat_map(|series| series.values.iter().flatten());
        let largest = values.copied().fold(0.0, f64::max);
        let scale = Scale::to(largest);
        let decimals = scale.decimals(data.decimals);
        let grid = scale.ticks().map(|tick| GridLine {
            y: pixels(scale.y(tick)),
            text_y: pixels(scale.y(tick) + 4.0),
            label: decimal(t, tick, decimals),
            is_axis: tick == 0.0,
        });
        let names = ["a", "b"];
        let lines = data.series.iter().zip(names).filter(|_| data.shape == Shape::Lines);
        let bars = data.series.first().filter(|_| data.shape == Shape::Bars);
        Self {
            t,
            id: data.id,
            description: description(t, &data, largest),
            key: match data.series.len() {
                0 | 1 => Vec::new(),
                _ => names.into_iter().zip(data.series.iter().map(|it| it.name.clone())).collect(),
            },
            grid: grid.collect(),
            bars: bars.map(|series| draw_bars(&series.values, &scale)).unwrap_or_default(),
            dots: lines.clone().flat_map(|(it, name)| lone(&it.values, &scale, name)).collect(),
            lines: lines.map(|(it, name)| (name, segments(&it.values, &scale))).collect(),
            labels: labels(&data.places),
            table: as_table(t, &data),
            heading: data.heading,
            sentence: data.sentence,
        }
    }
}

/// From zero to a round number.
struct Scale {
    step: f64,
    steps: u32,
}

impl Scale {
    /// Three to five round steps up to a value.
    fn to(largest: f64) -> Self {
        if largest <= 0.0 || !largest.is_finite() {
            return Self { step: 1.0, steps: 1 };
        }
        let magnitude = 10_f64.powf((largest / 4.0).log10().floor());
        let fits = |step: &f64| largest / (step * magnitude) <= 4.0;
        let step = [1.0, 2.0, 2.5, 5.0, 10.0].into_iter().find(fits).unwrap_or(10.0) * magnitude;
        let steps = (1..=5).find(|steps| f64::from(*steps) * step >= largest).unwrap_or(5);
        Self { step, steps }
    }

    fn ticks(&self) -> impl Iterator<Item = f64> {
        (0..=self.steps).map(|number| f64::from(number) * self.step)
    }

    fn y(&self, value: f64) -> f64 {
        let share = value / (f64::from(self.steps) * self.step);
        AXIS - share * (AXIS - TOP)
    }

    /// Digits behind the point that tell the ticks apart.
    fn decimals(&self, wanted: usize) -> usize {
        if self.step >= 1.0 && self.step.fract() == 0.0 { 0 } else { wanted.max(1) }
    }
}

fn draw_bars(values: &[Option<f64>], scale: &Scale) -> Vec<Bar> {
    let place = 100.0 / values.len().max(1) as f64;
    let mut sorted: Vec<f64> = values.iter().flatten().copied().collect();
    sorted.sort_by(f64::total_cmp);
    let median = sorted.get(sorted.len() / 2).copied().unwrap_or_default();
    let bar = |(index, value): (usize, &Option<f64>)| {
        let value = (*value)?;
        let y = scale.y(value);
        Some(Bar {
            x: per_cent((index as f64 + (100.0 - BAR) / 200.0) * place),
            width: per_cent(place * BAR / 100.0),
            y: pixels(y),
            height: pixels(AXIS - y),
            is_outlier: median > 0.0 && value > median * 3.0,
        })
    };
    values.iter().enumerate().filter_map(bar).collect()
}

fn segments(values: &[Option<f64>], scale: &Scale) -> Vec<Segment> {
    let segment = |(index, pair): (usize, &[Option<f64>])| {
        let (from, to) = (pair.first().copied().flatten()?, pair.get(1).copied().flatten()?);
        Some(Segment {
            x1: middle(index, values.len()),
            y1: pixels(scale.y(from)),
            x2: middle(index + 1, values.len()),
            y2: pixels(scale.y(to)),
        })
    };
    values.windows(2).enumerate().filter_map(segment).collect()
}

/// Values without a neighbour, to which no line leads.
fn lone(
    values: &[Option<f64>],
    scale: &Scale,
    name: &'static str,
) -> impl Iterator<Item = (&'static str, Dot)> {
    let has =
        |index: Option<usize>| index.and_then(|it| values.get(it)).copied().flatten().is_some();
    let dot = |(index, value): (usize, &Option<f64>)| {
        let value = (*value)?;
        let is_lone = !has(index.checked_sub(1)) && !has(Some(index + 1));
        is_lone.then(|| (name, Dot { x: middle(index, values.len()), y: pixels(scale.y(value)) }))
    };
    values.iter().enumerate().filter_map(dot).collect::<Vec<_>>().into_iter()
}

/// So many labels that they do not touch; on a phone half of them.
fn labels(places: &[String]) -> Vec<Label> {
    let every = places.len().div_ceil(LABELS).max(1);
    let shown = places.iter().enumerate().step_by(every);
    let label = |(number, (index, text)): (usize, (usize, &String))| Label {
        x: middle(index, places.len()),
        text: text.clone(),
        is_wide: number % 3 != 0,
    };
    shown.enumerate().map(label).collect()
}

fn description(t: Text, data: &PlotData, largest: f64) -> String {
    let range = match (data.places.first(), data.places.last()) {
        (Some(first), Some(last)) => format!("{first}–{last}"),
        _ => String::new(),
    };
    let largest = decimal(t, largest, data.decimals);
    let kind = match data.shape {
        Shape::Bars => t.choose("Søjler", "Bars"),
        Shape::Lines => t.choose("Kurver", "Lines"),
    };
    let unit = &data.unit;
    match t.is_danish() {
        true => format!(
            "{kind}, {range}. Højeste værdi: {largest} {unit}. Tallene står i tabellen under figuren."
        ),
        false => format!(
            "{kind}, {range}. Highest value: {largest} {unit}. The numbers stand in the table below."
        ),
    }
}

fn as_table(t: Text, data: &PlotData) -> Table {
    let head = data.series.iter().map(|series| {
        let unit = &data.unit;
        Column::number(if series.name.is_empty() {
            unit.clone()
        } else {
            format!("{} ({unit})", series.name)
        })
    });
    let row = |(index, place): (usize, &String)| {
        let cells = data.series.iter().map(|series| {
            let value = series.values.get(index).copied().flatten();
            Cell::Number(value.map_or_else(|| "–".to_owned(), |it| decimal(t, it, data.decimals)))
        });
        [Cell::Text(place.clone())].into_iter().chain(cells).collect()
    };
    Table {
        t,
        label: data.heading.clone(),
        columns: [Column::text(data.axis.clone())].into_iter().chain(head).collect(),
        rows: data.places.iter().enumerate().map(row).collect(),
        pages: None,
    }
}

/// A number with digits behind the point, as the language writes it.
pub(crate) fn decimal(t: Text, value: f64, decimals: usize) -> String {
    let text = format!("{:.decimals$}", value.abs());
    let (whole, rest) = text.split_once('.').unwrap_or((&text, ""));
    let whole = t.number(whole.parse::<u64>().unwrap_or(u64::MAX));
    let sign = if value < 0.0 { "−" } else { "" };
    match rest {
        "" => format!("{sign}{whole}"),
        _ => format!("{sign}{whole}{}{rest}", t.choose(",", ".")),
    }
}

fn middle(index: usize, places: usize) -> String {
    per_cent((index as f64 + 0.5) * 100.0 / places.max(1) as f64)
}

fn per_cent(value: f64) -> String {
    format!("{value:.2}%")
}

fn pixels(value: f64) -> String {
    format!("{value:.1}")
}

#[cfg(test)]
mod tests {
    use store::Language;

    use super::*;

    const DA: Text = Text::of(Language::Danish);

    fn data(shape: Shape, values: &[Option<f64>]) -> PlotData {
        PlotData {
            id: "p",
            heading: "Personer".into(),
            sentence: "S".into(),
            unit: "personer".into(),
            shape,
            axis: "Dag".into(),
            places: (1..=values.len()).map(|day| format!("{day}.3.")).collect(),
            series: vec![Series { name: String::new(), values: values.to_vec() }],
            decimals: 0,
        }
    }

    #[test]
    fn scale_has_round_steps_and_reaches_the_largest() {
        for (largest, step, steps) in
            [(0.0, 1.0, 1), (1.0, 0.25, 4), (7.0, 2.0, 4), (12_406.0, 5_000.0, 3), (100.0, 25.0, 4)]
        {
            let scale = Scale::to(largest);
            assert_eq!((scale.step, scale.steps), (step, steps), "{largest}");
            assert!(scale.y(largest) >= TOP - 0.01, "{largest}");
        }
    }

    #[test]
    fn plot_leaves_gaps_where_there_is_no_value() {
        let lines = Plot::new(DA, data(Shape::Lines, &[Some(1.0), Some(2.0), None, Some(4.0)]));
        assert_eq!(lines.lines[0].1.len(), 1);
        assert_eq!(lines.dots.len(), 1);
        let bars = Plot::new(DA, data(Shape::Bars, &[Some(1.0), None, Some(9.0), Some(2.0)]));
        let outliers: Vec<bool> = bars.bars.iter().map(|bar| bar.is_outlier).collect();
        assert_eq!(outliers, [false, true, false]);
        let html = bars.to_string();
        assert!(
            html.contains("Højeste værdi: 9 personer") && html.contains("<td class=\"n\">–</td>")
        );
        assert!(!html.contains("style="));
    }

    #[test]
    fn decimals_are_written_as_the_language_does() {
        assert_eq!(decimal(DA, 1_234.55, 1), "1.234,5");
        assert_eq!(decimal(DA, -0.5, 1), "−0,5");
        assert_eq!(decimal(Text::of(Language::English), 12.0, 2), "12.00");
    }
}
